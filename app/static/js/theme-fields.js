"use strict";
/* Fields on which the browser writes in its own language: files, days and times are told in ours, whatever browser it is. */
(() => {
  const words = document.documentElement.dataset;
  const months = new Intl.DateTimeFormat("ru", { month: "long", timeZone: "UTC" });
  const kinds = {
    date: (value) => value.split("-").reverse().join("."),
    month: (value) => `${months.format(new Date(`${value}-01T00:00Z`))} ${value.slice(0, 4)}`,
    time: (value) => value,
    "datetime-local": (value) => `${kinds.date(value.slice(0, 10))} ${value.slice(11)}`,
  };
  const fields = () => document.querySelectorAll(Object.keys(kinds).map((kind) => `input[type="${kind}"]`).join());

  // At rest the field shows the day as the page does; while it is typed in, the browser's own parts are there.
  const tell = () => {
    for (const field of fields()) {
      const partly = !field.value && field.validity.badInput;
      field.dataset.told = partly ? "" : field.value ? kinds[field.type](field.value) : words[field.type.split("-")[0]];
      field.classList.toggle("told", !partly);
      field.classList.toggle("told-empty", !field.value);
    }
  };
  const soon = () => window.requestAnimationFrame(tell);
  for (const kind of ["input", "change", "focusout", "click", "reset", "paste"]) document.addEventListener(kind, soon, true);
  tell();

  for (const field of document.querySelectorAll('input[type="file"].form-control')) {
    const box = Object.assign(document.createElement("span"), { className: "file-field" });
    const button = Object.assign(document.createElement("span"), { className: "btn btn-default btn-sm", textContent: words.chooseFile });
    const name = Object.assign(document.createElement("span"), { className: "file-name" });
    button.setAttribute("aria-hidden", "true");
    name.setAttribute("aria-hidden", "true");
    const show = () => { name.textContent = Array.from(field.files, (file) => file.name).join(", ") || words.noFile; };
    field.before(box);
    box.append(button, name, field);
    field.addEventListener("change", show);
    show();
  }
})();
