// What is used now and then: keys, colours, the filter of the list beside the page.

import { kept } from "./portal.js";

let before = "";

/** Does what a key means; `side` is the list beside the page. */
export function pressed(key, side) {
  const step = (by) => {
    const list = [...side.querySelectorAll("li > a")].filter((entry) => entry.querySelector(".verb"));
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

/** Takes the next colours: the same cookie that the form's answer would set, and at once. */
export function changeColours(form) {
  const order = ["system", "dark", "light"];
  const words = { system: "as the system", dark: "dark", light: "light" };
  const button = form.querySelector("button");
  const chosen = button.value;
  const next = order[(order.indexOf(chosen) + 1) % 3];
  const own = chosen !== "system";
  if (own) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  document.cookie = `canvass_theme=${own ? chosen : ""}; Path=/docs; SameSite=Lax; Max-Age=${own ? 31536000 : 0}`;
  button.value = next;
  button.title = `Colours: ${words[chosen]}`;
  button.querySelector("span").textContent = `Colours: ${words[chosen]}. Change to ${words[next]}`;
}

let opened;
/** Shows the entries of the list that have all words, and the groups they stand in. */
export function filter(side, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = [...side.querySelectorAll("details")];
  opened ??= groups.filter((group) => group.open);
  const fits = (told) => words.every((word) => told.toLowerCase().includes(word));
  for (const entry of side.querySelectorAll("li > a")) {
    const group = entry.closest("details")?.querySelector("summary").textContent ?? "";
    entry.parentElement.hidden = !fits(`${entry.textContent} ${group}`);
  }
  for (const group of groups) {
    const some = [...group.querySelectorAll("li")].some((item) => !item.hidden);
    group.hidden = words.length > 0 && !some;
    group.open = words.length > 0 ? some : opened.includes(group);
  }
  for (const alone of side.querySelectorAll(":scope > a:not(.close)")) alone.hidden = !fits(alone.textContent);
}
