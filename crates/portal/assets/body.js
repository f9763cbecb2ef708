// JSON bodies: single fields into text and back, and the text checked against the part of JSON Schema that the API's
// bodies use; and a link with all that is typed.

/** Brings what was typed over to the other form of a body; `before` is the text as it was when the form was chosen. */
export function carryOver(group, as, before) {
  const area = group.querySelector("textarea[data-json]");
  // Whoever typed on while this module came keeps what was typed.
  if (area.value !== before) return;
  if (as === "json") area.value = JSON.stringify(gather(group), null, 2);
  else spread(group, area.value);
}

let schemas;
let named = {};
/** Checks a text field and shows the first error below it; gives that error, or null. */
export async function check(area) {
  schemas ??= fetch(`${area.form.dataset.schemas}/schemas.json`).then((answer) => answer.json());
  const known = await schemas;
  named = known.types;
  const wrong = problemOf(area.value, known.bodies[area.dataset.json]);
  area.setAttribute("aria-invalid", String(Boolean(wrong)));
  document.getElementById(`${area.id}-problem`).textContent = wrong ?? "";
  return wrong;
}

const prefix = (group) => `field.${group.dataset.json}.`;

function gather(group) {
  const body = {};
  for (const input of group.querySelectorAll(`[name^="${prefix(group)}"]`)) {
    const text = input.value.trim();
    if (!text) continue;
    const names = input.name.slice(prefix(group).length).split(".");
    const last = names.pop();
    let place = body;
    for (const name of names) place = place[name] ??= {};
    place[last] = value(input.closest(".field").dataset.kind, text);
  }
  return body;
}

function value(kind, text) {
  if (kind === "text") return text;
  if (kind === "list") return text.split(",").map((one) => one.trim()).filter(Boolean);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function spread(group, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return;
  }
  for (const input of group.querySelectorAll(`[name^="${prefix(group)}"]`)) {
    const found = input.name.slice(prefix(group).length).split(".").reduce((place, name) => place?.[name], body);
    const { kind } = input.closest(".field").dataset;
    if (found === undefined || found === null) input.value = "";
    else if (kind === "list" && Array.isArray(found)) input.value = found.join(", ");
    else input.value = typeof found === "string" ? found : JSON.stringify(found, null, kind === "json" ? 2 : 0);
  }
}

/** What is wrong with the text, in a sentence; null when nothing is. */
function problemOf(text, schema) {
  const places = new Map();
  let value;
  try {
    value = read(text, places);
  } catch (error) {
    return `Line ${lineOf(text, error.at ?? text.length)}: ${error.message}`;
  }
  const wrong = schema && mismatch(value, schema, "");
  return wrong && `Line ${lineOf(text, places.get(wrong.path) ?? 0)}, ${wrong.path || "the body"}: ${wrong.told}.`;
}

const lineOf = (text, at) => text.slice(0, at).split("\n").length;

/** JSON.parse that remembers where each value begins. */
function read(text, places) {
  let at = 0;
  const fail = (message) => {
    throw Object.assign(new Error(message), { at });
  };
  const blank = () => {
    while (/\s/.test(text[at] ?? "")) at += 1;
  };
  function token(pattern, told) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) fail(told);
    at = pattern.lastIndex;
    return JSON.parse(found[0]);
  }
  const string = () => token(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y, "a text in double quotes is expected here");
  function several(end, one) {
    at += 1;
    blank();
    if (text[at] === end) {
      at += 1;
      return;
    }
    for (;;) {
      one();
      blank();
      if (text[at] === ",") at += 1;
      else if (text[at] === end) {
        at += 1;
        return;
      } else fail(`"," or "${end}" is expected here`);
      blank();
    }
  }
  function value(path) {
    blank();
    places.set(path, at);
    if (text[at] === "{") {
      const object = {};
      several("}", () => {
        blank();
        const name = string();
        blank();
        if (text[at] !== ":") fail('":" is expected here');
        at += 1;
        object[name] = value(path ? `${path}.${name}` : name);
      });
      return object;
    }
    if (text[at] === "[") {
      const list = [];
      several("]", () => list.push(value(`${path}[${list.length}]`)));
      return list;
    }
    if (text[at] === '"') return string();
    return token(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y, "a value is expected here");
  }
  const whole = value("");
  blank();
  if (at < text.length) fail("nothing more is expected here");
  return whole;
}

const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
const fits = (value, type) => (type === "integer" ? Number.isInteger(value) : typeOf(value) === type);

/** The first error of a value, as its path and what is expected there. */
function mismatch(value, schema, path) {
  if (typeof schema !== "object") return null;
  if (schema.$ref) return mismatch(value, named[schema.$ref.replace("#/types/", "")], path);
  const wrong = (told) => ({ path, told });
  const types = [schema.type ?? []].flat();
  if (types.length && !types.some((type) => fits(value, type))) return wrong(`${types.join(" or ")} is expected, not ${typeOf(value)}`);
  if (schema.enum && !schema.enum.includes(value)) return wrong(`one of ${schema.enum.filter((one) => one !== null).join(", ")} is expected`);
  if ("const" in schema && schema.const !== value) return wrong(`${schema.const} is expected`);
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (!branches) continue;
    const errors = branches.map((branch) => mismatch(value, branch, path));
    const constants = branches.filter((branch) => "const" in branch).map((branch) => branch.const);
    if (errors.every(Boolean)) return constants.length ? wrong(`one of ${constants.join(", ")} is expected`) : errors[0];
  }
  if (typeof value === "string") {
    const length = [...value].length;
    if (length < (schema.minLength ?? 0)) return wrong(`at least ${schema.minLength} characters are expected`);
    if (length > (schema.maxLength ?? Infinity)) return wrong(`at most ${schema.maxLength} characters are expected`);
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return wrong(`text that matches ${schema.pattern} is expected`);
    if (schema.format === "date-time" && Number.isNaN(Date.parse(value))) return wrong("a date and time such as 2024-03-05T10:11:12Z is expected");
  }
  if (typeof value === "number") {
    if (value < (schema.minimum ?? -Infinity)) return wrong(`at least ${schema.minimum} is expected`);
    if (value > (schema.maximum ?? Infinity)) return wrong(`at most ${schema.maximum} is expected`);
  }
  if (Array.isArray(value) && schema.items) {
    for (const [place, item] of value.entries()) {
      const found = mismatch(item, schema.items, `${path}[${place}]`);
      if (found) return found;
    }
  }
  if (typeOf(value) === "object") {
    const inside = (name) => (path ? `${path}.${name}` : name);
    const missing = (schema.required ?? []).find((name) => !Object.hasOwn(value, name));
    if (missing) return wrong(`${missing} is missing`);
    for (const [name, inner] of Object.entries(value)) {
      const known = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties[name] : schema.additionalProperties;
      if (known === false) return { path: inside(name), told: "there is no such field; names are case sensitive" };
      const found = known && mismatch(inner, known, inside(name));
      if (found) return found;
    }
  }
  return null;
}

/** The page's address with what is typed, never with the token or another secret. */
export function address(form) {
  const address = new URL(location.pathname, location.origin);
  const data = new FormData(form);
  for (const [name, text] of data) {
    if (name === "token" || typeof text !== "string" || !text.trim()) continue;
    const as = data.get(`as.${name.split(".")[1]}`);
    if ((name.startsWith("body.") && as === "form") || (name.startsWith("field.") && as === "json")) continue;
    const shown = withoutSecrets(form.elements.namedItem(name), text);
    if (shown) address.searchParams.set(name, shown);
  }
  address.hash = "try-it";
  return address.href;
}

/** What a link may show of a field: nothing of a secret, JSON without the members that are secrets. */
function withoutSecrets(field, text) {
  if (field.type === "password") return null;
  if (!field.dataset?.secrets) return text;
  try {
    const body = JSON.parse(text);
    for (const path of field.dataset.secrets.split(" ")) forget(body, path.split("."));
    return JSON.stringify(body, null, 2);
  } catch {
    return null;
  }
}

/** Takes the member at a path away, in each element where the path goes through a list. */
function forget(value, [name, ...rest]) {
  const key = name.replace("[]", "");
  const inner = key ? value?.[key] : value;
  if (!rest.length) delete value?.[key];
  else for (const one of [inner ?? []].flat()) forget(one, rest);
}
