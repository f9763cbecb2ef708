// What the survey page gains where scripts run. Everything here is a comfort: the page works without it.

const form = document.querySelector("form");

if (form) {
  measure(form);
  keepAlone(form);
  growTextareas(form);
  addSliders(form);
  addUp(form);
}
document.querySelector(".summary")?.focus();

// Times and clicks of the page, and what the browser says of itself, into hidden inputs.
function measure(form) {
  const field = (name) => form.querySelector(`input[data-measure="${name}"]`);
  const all = (name) => form.querySelectorAll(`input[data-measure="${name}"]`);
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(3);
  let clicks = 0;
  if (field("timing0")) {
    document.addEventListener("click", () => {
      clicks += 1;
      if (clicks === 1) all("timing0").forEach((input) => (input.value = seconds()));
      all("timing1").forEach((input) => (input.value = seconds()));
      all("timing3").forEach((input) => (input.value = String(clicks)));
    }, true);
    form.addEventListener("submit", () => all("timing2").forEach((input) => (input.value = seconds())));
  }
  if (field("browser0")) {
    const agent = navigator.userAgent;
    const found = [["Edge", /Edg\/([\d.]+)/], ["Firefox", /Firefox\/([\d.]+)/], ["Chrome", /Chrome\/([\d.]+)/],
      ["Safari", /Version\/([\d.]+).*Safari/]].map(([name, pattern]) => [name, agent.match(pattern)]).find((hit) => hit[1]);
    const system = [["Android", /Android [\d.]*/], ["iOS", /(iPhone|iPad)/], ["Windows", /Windows NT [\d.]+/],
      ["Macintosh", /Mac OS X/], ["Linux", /Linux/]].map(([name, pattern]) => [name, agent.match(pattern)]).find((hit) => hit[1]);
    const values = [found?.[0] ?? "", found?.[1][1] ?? "", system ? system[1][0] : "", `${screen.width}x${screen.height}`];
    values.forEach((value, place) => all(`browser${place}`).forEach((input) => (input.value = value)));
  }
}

// A choice that stands alone drops the others, and the others drop it.
function keepAlone(form) {
  form.addEventListener("change", (event) => {
    const changed = event.target;
    if (changed.type !== "checkbox" || !changed.checked) return;
    for (const other of form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(changed.name)}"]`)) {
      if (other !== changed && (changed.dataset.alone !== undefined || other.dataset.alone !== undefined)) {
        other.checked = false;
      }
    }
  });
  // Writing into the field of a choice picks it.
  form.addEventListener("input", (event) => {
    const pick = event.target.closest(".choice")?.querySelector(".pick input");
    if (pick && event.target.classList.contains("entry") && event.target.value && !pick.checked) {
      pick.checked = true;
      pick.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

function growTextareas(form) {
  const grow = (area) => {
    const wanted = area.value.split("\n").length + Math.floor(area.value.length / 70);
    area.rows = Math.max(area.rows, Math.min(wanted, 24));
  };
  form.querySelectorAll("textarea").forEach((area) => {
    grow(area);
    area.addEventListener("input", () => grow(area));
  });
}

// A slider before each number. It sends nothing itself: until it is moved, the field stays empty.
function addSliders(form) {
  for (const box of form.querySelectorAll("[data-slide]")) {
    const input = box.querySelector("input");
    const { least, most, step } = input.dataset;
    const slider = document.createElement("input");
    slider.type = "range";
    Object.assign(slider, { min: least, max: most, step });
    slider.value = input.value || String((Number(least) + Number(most)) / 2);
    slider.setAttribute("aria-labelledby", input.getAttribute("aria-labelledby"));
    slider.classList.toggle("untouched", !input.value);
    const take = () => {
      input.value = slider.value;
      slider.classList.remove("untouched");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    slider.addEventListener("input", take);
    slider.addEventListener("pointerup", take);
    input.addEventListener("input", () => {
      if (input.value !== "" && !Number.isNaN(Number(input.value))) slider.value = input.value;
      slider.classList.toggle("untouched", input.value === "");
    });
    box.prepend(slider);
  }
}

function addUp(form) {
  for (const box of form.querySelectorAll("[data-sum]")) {
    box.addEventListener("input", () => {
      const values = [...box.querySelectorAll("input")].map((input) => Number(input.value.replace(",", ".")) || 0);
      box.querySelector("output").textContent = String(Number(values.reduce((a, b) => a + b, 0).toFixed(6)));
    });
  }
}
