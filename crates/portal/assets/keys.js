// What the keys do, and the list of them.

import { kept } from "./portal.js";

let before = "";

/** Does what a key means; `entries` are the links of the list beside the page. */
export function pressed(key, entries) {
  const step = (by) => {
    const list = entries.filter((entry) => entry.querySelector(".verb"));
    const here = list.findIndex((entry) => entry.hasAttribute("aria-current"));
    list[here < 0 ? 0 : Math.min(Math.max(here + by, 0), list.length - 1)]?.click();
  };
  const form = document.querySelector("form.try");
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "r" && before === "g") location.assign("/docs/reference");
  else if (key === "h" && before === "g") location.assign("/docs");
  else if (key === "?") help();
  else if (key === "t" && form) {
    form.scrollIntoView({ block: "center" });
    form.querySelector("summary, input")?.focus();
  }
  before = key;
}

/** Shows the keys and the setting that turns them off. */
export function help() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "keys-title");
  const rows = [["/ or Ctrl K", "search"], ["g r", "the reference"], ["g h", "the first page"], ["j and k", "the next and the previous request"],
    ["t", "Try It"], ["Ctrl Enter", "send the call"], ["?", "this list"]];
  dialog.innerHTML = `<h2 id="keys-title">Keys</h2><dl class="keys">${rows.map(([key, told]) => `<dt><kbd>${key}</kbd></dt><dd>${told}</dd>`).join("")}</dl>
    <form method="dialog"><p class="choice"><input type="checkbox" id="keys-on"><label for="keys-on">Use these keys</label></p>
    <p class="buttons"><button class="primary">Close</button></p></form>`;
  const box = dialog.querySelector("#keys-on");
  box.checked = kept("keys") !== "off";
  dialog.addEventListener("close", () => {
    kept("keys", box.checked ? null : "off");
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
