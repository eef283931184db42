"use strict";
/* Search-as-you-type over a select: its own options, or the rows the server finds (data-lookup). ARIA combobox. */
(() => {
  const plain = (text) => text.toLocaleLowerCase("ru").replaceAll("ё", "е");
  const words = document.documentElement.dataset;
  let number = 0;

  function enhance(select) {
    if (!select.dataset.lookup && select.options.length <= 12) return;
    const id = `combobox-${++number}`;
    const box = document.createElement("div");
    box.className = "combobox";
    const input = Object.assign(document.createElement("input"), { className: "form-control", type: "text", autocomplete: "off" });
    const list = Object.assign(document.createElement("ul"), { className: "combobox-list", id, hidden: true });
    const chosen = Object.assign(document.createElement("ul"), { className: "combobox-chosen", hidden: !select.multiple });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", id);
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
    for (const name of ["aria-label", "aria-labelledby", "aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    list.setAttribute("role", "listbox");
    input.placeholder = select.options[0] && !select.options[0].value ? select.options[0].text : "";
    select.before(box);
    box.append(chosen, input, list, select);
    input.id = select.id || `${id}-input`;
    if (select.id) select.id = `${select.id}-select`;

    let found = [];
    let active = -1;
    let asked = 0;
    let timer = 0;

    const current = () => Array.from(select.selectedOptions).filter((option) => option.value);
    function show() {
      if (!select.multiple) { input.value = current()[0] ? current()[0].text.trim() : ""; return; }
      input.value = "";
      chosen.replaceChildren(...current().map((option) => {
        const item = document.createElement("li");
        const remove = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: "×" });
        remove.setAttribute("aria-label", `${words.remove || "×"} ${option.text}`);
        remove.addEventListener("click", () => { option.selected = false; changed(); });
        item.append(`${option.text.trim()} `, remove);
        return item;
      }));
    }
    function changed() {
      show();
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function mark(index) {
      active = index;
      Array.from(list.children).forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
      const item = list.children[index];
      if (item) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    }
    function draw(rows) {
      found = rows;
      list.replaceChildren(...rows.map((row, place) => {
        const item = Object.assign(document.createElement("li"), { id: `${id}-${place}`, textContent: row.text });
        item.setAttribute("role", "option");
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(row); });
        return item;
      }));
      if (!rows.length) list.replaceChildren(Object.assign(document.createElement("li"), { className: "combobox-note", textContent: words.none || "—" }));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(rows.length ? 0 : -1);
    }
    function take(row) {
      let option = Array.from(select.options).find((one) => one.value === row.id);
      if (!option) { option = new Option(row.text, row.id); select.add(option); }
      if (!select.multiple) select.value = row.id;
      option.selected = true;
      close();
      changed();
    }
    async function look() {
      const text = input.value.trim();
      if (!select.dataset.lookup) {
        const parts = plain(text).split(/\s+/);
        const all = Array.from(select.options).filter((option) => option.value && !(select.multiple && option.selected));
        draw(all.filter((option) => parts.every((part) => plain(option.text).includes(part))).map((o) => ({ id: o.value, text: o.text.trim() })));
        return;
      }
      const turn = ++asked;
      const answer = await fetch(`${select.dataset.lookup}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== asked || document.activeElement !== input) return;
      draw((await answer.json()).map((row) => ({ id: String(row.id), text: row.text })));
    }
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      window.clearTimeout(timer);
      timer = window.setTimeout(look, select.dataset.lookup ? 180 : 0);
    });
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => { if (list.hidden) { const kept = input.value; input.value = ""; look().then(() => { input.value = kept; input.select(); }); } });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { look(); return; }
        mark((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length));
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (found[active]) take(found[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        close();
        show();
      }
    });
    input.addEventListener("blur", () => {
      // An emptied box means «none»; anything unfinished goes back to what is chosen.
      if (!select.multiple && !input.value.trim() && select.value) { select.value = ""; changed(); }
      close();
      show();
    });
    show();
  }

  for (const select of document.querySelectorAll("select[data-combobox], select[data-lookup]")) enhance(select);
})();
