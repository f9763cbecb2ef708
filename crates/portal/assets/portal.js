// What the pages can do beyond plain HTML. Everything works without it: the form is sent, the text can be selected.

for (const block of document.querySelectorAll("[data-copy]")) addCopy(block);
for (const form of document.querySelectorAll("form[data-try]")) improve(form);

/** Puts a button on a block of code that copies its text. */
function addCopy(block) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${block.querySelector("pre").getAttribute("aria-label")}`);
  button.addEventListener("click", async () => {
    const text = block.querySelector("code").textContent;
    // The definition shows the verb before the address; what is wanted is the address.
    await navigator.clipboard.writeText(text.replace(/^(GET|POST|PUT|DELETE) (?=http)/, ""));
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  block.append(button);
}

/** Sends the form without leaving the page. */
function improve(form) {
  const problem = form.querySelector(".problem");
  const button = form.querySelector("button.primary");
  const box = form.querySelector(".token");
  const token = form.querySelector("#try-token");
  const result = document.getElementById("try-result");

  box.addEventListener("toggle", () => box.open && token.focus());
  for (const area of form.querySelectorAll("textarea[data-json]")) {
    area.addEventListener("input", () => {
      const wrong = jsonProblem(area);
      area.setAttribute("aria-invalid", String(Boolean(wrong)));
      problem.textContent = wrong;
    });
  }
  form.addEventListener("reset", () => {
    problem.textContent = "";
    result.replaceChildren();
    for (const area of form.querySelectorAll("[aria-invalid]")) area.removeAttribute("aria-invalid");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    problem.textContent = "";
    if (!token.value.trim()) {
      box.open = true;
      token.focus();
      problem.textContent = "Authentication is required: enter your API token first.";
      return;
    }
    // An answer from before must not look like the answer to this call.
    result.replaceChildren();
    button.disabled = true;
    button.textContent = "Sending…";
    try {
      const response = await fetch(new URL(form.getAttribute("action"), location.href), {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      if (!response.ok) throw new Error(`this server answered ${response.status} to the form`);
      const answer = await response.json();
      result.innerHTML = answer.html;
      for (const block of result.querySelectorAll("[data-copy]")) addCopy(block);
    } catch (error) {
      problem.textContent = `The call could not be made: ${error.message}.`;
    } finally {
      button.disabled = false;
      button.textContent = "Try It";
    }
  });
}

/** What is wrong with the JSON of a text field; empty when nothing is. */
function jsonProblem(area) {
  try {
    JSON.parse(area.value);
    return "";
  } catch (error) {
    return `The body is not valid JSON: ${error.message}`;
  }
}
