// Try It without leaving the page. The form stays an ordinary form; this sends it and puts the answer below it.

import { forThisTab, send } from "./portal.js";

const form = document.getElementById("try-form");
const result = document.getElementById("try-result");
const box = form.querySelector(".token");
const token = form.querySelector("#try-token");
const button = form.querySelector("button.primary");
const problem = form.querySelector(".buttons ~ .problem");
const person = document.querySelector(".person-state");

// The token: kept in this tab only, and only when asked.
const remember = document.createElement("p");
remember.className = "choice";
remember.innerHTML = '<input type="checkbox" id="try-remember"><label for="try-remember">Remember it for this tab</label>' +
  '<button type="button" class="show">Show</button><button type="button" class="clear">Clear</button>';
box.querySelector(".field").append(remember);
const keep = remember.querySelector("input");
token.value = forThisTab("token") ?? "";
keep.checked = Boolean(token.value);
function tokenChanged() {
  forThisTab("token", keep.checked && token.value.trim() ? token.value.trim() : null);
  person.textContent = token.value.trim() ? `token …${token.value.trim().slice(-4)}` : "no token";
  for (const list of form.querySelectorAll("datalist")) list.replaceChildren();
}
tokenChanged();
token.addEventListener("input", tokenChanged);
keep.addEventListener("change", tokenChanged);
remember.querySelector(".show").addEventListener("click", (event) => {
  token.type = token.type === "password" ? "text" : "password";
  event.target.textContent = token.type === "password" ? "Show" : "Hide";
});
remember.querySelector(".clear").addEventListener("click", () => {
  token.value = "";
  tokenChanged();
  token.focus();
});
box.addEventListener("toggle", () => box.open && !token.value && token.focus());
document.querySelector(".person").addEventListener("click", () => {
  box.open = true;
  token.focus();
});

// Ids of one's own, offered where a path asks for one.
form.addEventListener("focusin", async ({ target }) => {
  const list = target.list;
  if (!list?.dataset.offers || list.children.length || !token.value.trim()) return;
  const response = await fetch(`/docs/offers/${list.dataset.offers}`, { headers: { "X-API-TOKEN": token.value.trim() } });
  if (!response.ok) return;
  for (const { id, label } of await response.json()) {
    list.append(Object.assign(document.createElement("option"), { value: id, label: label ?? "" }));
  }
});

// A body as single fields or as JSON: what turns the one into the other and checks it comes when it is needed.
const bodies = () => import(form.dataset.body);
for (const group of form.querySelectorAll("fieldset.as")) {
  group.addEventListener("change", ({ target }) => {
    if (target.name !== `as.${group.dataset.json}`) return;
    const before = group.querySelector("textarea[data-json]").value;
    bodies().then(({ carryOver }) => carryOver(group, target.value, before));
  });
}
const check = (area) => bodies().then((body) => body.check(area)).catch(() => null);
const visible = (area) => area.offsetParent !== null;
for (const area of form.querySelectorAll("textarea[data-json]")) {
  let wait;
  area.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => check(area), 200);
  });
}

// A click on an allowed value fills its field.
document.querySelector(".parameters")?.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-fill]");
  const field = chip && form.elements.namedItem(chip.dataset.fill);
  if (!field || field instanceof RadioNodeList) return;
  event.preventDefault();
  const list = field.closest(".field").dataset.kind === "list" && field.value.trim();
  field.value = list ? `${field.value}, ${chip.textContent}` : chip.textContent;
  field.closest("details")?.setAttribute("open", "");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// The examples follow what is typed.
const examples = document.querySelectorAll("[data-examples]");
let drawing;
let drawn = 0;
function draw() {
  clearTimeout(drawing);
  drawing = setTimeout(async () => {
    const mine = ++drawn;
    const data = new FormData(form);
    data.delete("token");
    for (const [name, part] of [...data]) if (part instanceof File) data.set(name, part.name ? new File([], part.name, { type: part.type }) : "");
    const response = await fetch(`/docs/examples/${form.dataset.try}`, { method: "POST", body: data });
    if (!response.ok || mine !== drawn) return;
    for (const { language, scope, html } of (await response.json()).examples) {
      const code = document.querySelector(`[data-language="${language}"][data-scope="${scope}"] code`);
      if (code) code.innerHTML = html;
    }
  }, 150);
}
if (examples.length) {
  form.addEventListener("input", ({ target }) => target !== token && target !== keep && draw());
  form.addEventListener("change", ({ target }) => target !== token && target !== keep && draw());
}

// A link with these values, never with the token or another secret.
const copyLink = form.querySelector(".copy-link");
copyLink.addEventListener("click", async () => {
  await navigator.clipboard.writeText((await bodies()).address(form));
  copyLink.textContent = "Copied";
  setTimeout(() => (copyLink.textContent = "Copy link"), 1500);
});
if (!navigator.clipboard) copyLink.remove();

form.addEventListener("reset", () => {
  // The token is no part of the example.
  const typed = token.value;
  setTimeout(() => {
    token.value = typed;
    tokenChanged();
    draw();
  });
  problem.textContent = "";
  result.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const told of form.querySelectorAll(".field .problem")) told.textContent = "";
});

form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(button);
  }
});

let warned = null;
form.addEventListener("submit", async (event) => {
  if (event.submitter?.name === "download" && token.value.trim()) return;
  event.preventDefault();
  if (button.disabled) return;
  problem.textContent = "";
  if (!token.value.trim()) {
    box.open = true;
    token.focus();
    problem.textContent = "Authentication is required: enter your API token first.";
    return;
  }
  for (const area of form.querySelectorAll("textarea[data-json]")) {
    if (visible(area) && area.value !== warned && await check(area)) {
      // Whoever wants to see what the server says of it sends it all the same.
      warned = area.value;
      problem.textContent = "The body does not fit its schema. Try It again sends it as it is; \"Reset to example\" brings the example back.";
      area.focus();
      return;
    }
  }
  // An answer from before must not look like the answer to this call.
  result.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  button.disabled = true;
  button.textContent = "Sending…";
  try {
    const [{ shown }] = await Promise.all([import(form.dataset.answer), send(form, button, result)]);
    shown(form, result, token);
  } catch (error) {
    const gone = error instanceof TypeError;
    problem.textContent = gone ? "The server cannot be reached: it refuses the connection, or the network is down." : `The call could not be made: ${error.message}`;
  } finally {
    button.disabled = false;
    button.textContent = "Try It";
  }
});

// The answer to a form that was sent without this module is in the page already.
if (result.children.length) import(form.dataset.answer).then(({ shown }) => shown(form, result, token));
