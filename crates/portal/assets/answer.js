// What an answer asks of the page: the wrong field marked, JSON coloured, the history filled when it is looked at.

import { send } from "./portal.js";

export function shown(form, result, token) {
  const outcome = result.querySelector(".outcome");
  const { wrong } = outcome.dataset;
  if (wrong) {
    const fields = [...form.elements].filter((field) => field.name && field.offsetParent !== null);
    const field = fields.find((one) => one.name.endsWith(`.${wrong}`)) ?? fields.find((one) => one.dataset.json);
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }
  colour(result);
  const history = result.querySelector("[data-history]");
  result.querySelector("#tab-history")?.addEventListener("change", () => fill(history, token), { once: true });
  document.getElementById("try-said").textContent = [...outcome.children].map((part) => part.textContent).join(", ");
  // As much of the answer as there is room for.
  result.scrollIntoView({ block: "nearest" });
}

async function fill(place, token) {
  const asked = document.createElement("form");
  asked.setAttribute("action", "/docs/history");
  asked.innerHTML = '<input type="hidden" name="token">';
  asked.firstChild.value = token.value.trim();
  await send(asked, null, place).catch((error) => (place.textContent = error.message));
}

/** Colours JSON slice by slice, as each comes into view. */
function colour(root) {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      if (!target.children.length) target.innerHTML = coloured(target.textContent);
    }
  });
  for (const slice of root.querySelectorAll(".slice")) seen.observe(slice);
}

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function coloured(text) {
  return text
    .replace(/[&<>]/g, (letter) => escapes[letter])
    .replace(/("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*/g, (all, string, colon) =>
      string ? (colon ? all : `<span class="tk-s">${string}</span>`) : `<span class="tk-n">${all}</span>`);
}
