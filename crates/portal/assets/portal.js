// What every page can do beyond plain HTML. All of it works without: forms are sent, text can be selected.

const store = (area, name, value) => {
  // Storage may be forbidden; nothing here depends on it.
  try {
    if (value === undefined) return area().getItem(name);
    return value === null ? area().removeItem(name) : area().setItem(name, value);
  } catch {
    return null;
  }
};
export const kept = (name, value) => store(() => localStorage, `canvass.${name}`, value);
export const forThisTab = (name, value) => store(() => sessionStorage, `canvass.${name}`, value);

/** Puts a button on each block of code below `root` that copies its text. */
export function addCopies(root) {
  if (!navigator.clipboard) return;
  for (const block of root.querySelectorAll("[data-copy]")) {
    if (block.querySelector(".copy")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${block.querySelector("pre").getAttribute("aria-label")}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    block.append(button);
  }
}

/** Sends a form without leaving the page and puts the answer's HTML where `target` says. */
export async function send(form, submitter, target) {
  const response = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { Accept: "application/json" },
  });
  if (!response.ok) throw new Error((await response.text()).slice(0, 300) || `this server answered ${response.status}`);
  const answer = await response.json();
  target.innerHTML = answer.html;
  addCopies(target);
  return answer;
}

addCopies(document);

// Forms whose answer takes the place of a part of the page: feedback.
document.addEventListener("submit", async (event) => {
  const target = event.target.closest("[data-inline]");
  if (!target) return;
  event.preventDefault();
  try {
    await send(event.target, event.submitter, target);
    target.tabIndex = -1;
    target.focus();
  } catch (error) {
    const told = target.querySelector(".problem") ?? target.appendChild(Object.assign(document.createElement("p"), { className: "problem" }));
    told.setAttribute("role", "alert");
    told.textContent = error.message;
  }
});

// What is used now and then comes with its first use: colours, the filter of the list, keys.
const side = document.getElementById("requests");
const more = () => import(side.dataset.more);
document.querySelector("form.theme").addEventListener("submit", (event) => {
  event.preventDefault();
  more().then(({ changeColours }) => changeColours(event.target));
});
side.querySelector(".filter").addEventListener("input", ({ target }) => more().then(({ filter }) => filter(side, target.value)));
const current = side.querySelector("[aria-current]");
if (current && current.offsetTop > side.clientHeight) side.scrollTop = current.offsetTop - side.clientHeight / 2;

// More than one group of nested fields: one button for all.
const nested = [...document.querySelectorAll("details.nested")];
if (nested.length > 1) {
  const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Expand all" });
  all.addEventListener("click", () => {
    const open = nested.some((group) => !group.open);
    for (const group of nested) group.open = open;
    all.textContent = open ? "Collapse all" : "Expand all";
  });
  document.querySelector(".ask .attention")?.after(all);
}

// The language that was chosen is chosen on the next page too.
const tabs = [...document.querySelectorAll("input[name='language'], input[name='program']")];
const chosen = kept("language");
for (const tab of tabs) {
  if (chosen && tab.value === chosen) tab.checked = true;
  tab.addEventListener("change", () => kept("language", tab.value));
}

// Search below its box, as one types.
const find = document.getElementById("find");
find.addEventListener("focus", () => import(find.dataset.module).then(({ begin }) => begin(find)), { once: true });

// Keys. One setting turns them off; who turned them off finds it at the foot of the list.
document.addEventListener("keydown", (event) => {
  if (kept("keys") === "off" || event.altKey) return;
  const command = event.ctrlKey || event.metaKey;
  const typing = event.target.closest("input, textarea, select, dialog");
  if (command ? event.key === "k" : event.key === "/" && !typing) {
    event.preventDefault();
    find.focus();
  } else if (!command && !typing) {
    more().then(({ pressed }) => pressed(event.key, side));
  }
});
side.querySelector(".keys-button").addEventListener("click", () => more().then(({ help }) => help()));
