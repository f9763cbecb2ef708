// Search results in a list below the box. The ranking is the server's, the same as on the search page.

export function begin(input) {
  const form = input.form;
  const list = Object.assign(document.createElement("ul"), { id: "found", className: "listbox", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Search results");
  form.append(list);
  const told = Object.assign(document.createElement("span"), { className: "hidden" });
  told.setAttribute("role", "status");
  form.append(told);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", "found"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
  let chosen = -1;
  let asked = 0;
  const options = () => [...list.children];

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }
  function choose(place) {
    chosen = place;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    const option = options()[place];
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }
  async function look() {
    const query = input.value.trim();
    const mine = ++asked;
    if (!query) return show(false);
    const response = await fetch(`/docs/search.json?q=${encodeURIComponent(query)}`);
    const found = response.ok ? await response.json() : [];
    if (mine !== asked) return;
    list.replaceChildren(...found.map((hit, place) => {
      const option = document.createElement("li");
      option.id = `found-${place}`;
      option.setAttribute("role", "option");
      option.dataset.href = hit.href;
      const kind = Object.assign(document.createElement("span"), { className: hit.verb ? `verb verb-${hit.verb.toLowerCase()}` : "kind", textContent: hit.verb || hit.kind });
      const title = Object.assign(document.createElement("span"), { textContent: hit.title });
      const excerpt = Object.assign(document.createElement("span"), { className: "muted", textContent: hit.place && !hit.verb ? `${hit.place}: ${hit.excerpt}` : hit.excerpt });
      option.append(kind, title, excerpt);
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        location.assign(hit.href);
      });
      return option;
    }));
    told.textContent = found.length ? `${found.length} results` : "nothing found";
    show(found.length > 0);
  }
  input.addEventListener("input", look);
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") {
      if (list.hidden) input.blur();
      show(false);
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      choose((chosen + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.href);
    }
  });
  if (input.value) look();
}
