"use strict";
/* The form of a sheet from the keyboard: Enter and arrows move between the lines, Escape takes a change back. */
(() => {
  const form = document.querySelector("form[data-sheet]");
  if (!form) return;
  const rows = Array.from(form.querySelectorAll("tbody tr"), (row) => Array.from(row.querySelectorAll("input.form-control")));
  const columns = rows.length ? rows[0].map((_, column) => rows.map((row) => row[column]).filter(Boolean)) : [];
  const place = (field) => {
    const column = columns.findIndex((fields) => fields.includes(field));
    return column < 0 ? null : { column, row: columns[column].indexOf(field) };
  };
  const go = (column, row) => {
    const field = columns[column] && columns[column][row];
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  };
  form.addEventListener("keydown", (event) => {
    const at = place(event.target);
    if (!at || event.ctrlKey || event.altKey || event.metaKey) return;
    const field = event.target;
    if (event.key === "Escape") {
      field.value = field.defaultValue;
      field.select();
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      const back = event.key === "Enter" && event.shiftKey;
      if (!go(at.column, at.row + (back ? -1 : 1)) && event.key === "Enter" && !back) {
        form.querySelector("button[type=submit]").focus();
      }
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      go(at.column, at.row - 1);
    } else if (event.key === "ArrowLeft" && field.selectionStart === 0 && at.column > 0) {
      event.preventDefault();
      go(at.column - 1, at.row);
    } else if (event.key === "ArrowRight" && field.selectionEnd === field.value.length && at.column + 1 < columns.length) {
      event.preventDefault();
      go(at.column + 1, at.row);
    }
  });

  /* A block pasted from a table: lines are matched by the name, or go down from the field; shown before anything changes. */
  const plain = (text) => text.toLocaleLowerCase("ru").replaceAll("ё", "е").replace(/[.,\s]+/g, " ").trim();
  const people = Array.from(form.querySelectorAll("tbody tr"), (row, index) => {
    const full = plain(row.querySelector("th").textContent);
    const [last, ...rest] = full.split(" ");
    return { index, full, name: row.querySelector("th").textContent.trim(), short: [last, ...rest.map((word) => word[0])].join(" "), first: [last, rest[0]].join(" ") };
  });
  const found = (text) => {
    const typed = plain(text);
    for (const way of ["full", "short", "first"]) {
      const fits = people.filter((person) => person[way] === typed);
      if (fits.length === 1) return fits[0];
    }
    return null;
  };
  const words = form.dataset;
  const panel = document.createElement("section");
  panel.className = "panel sheet-paste";
  panel.tabIndex = -1;
  panel.hidden = true;
  panel.setAttribute("aria-live", "polite");
  form.prepend(panel);

  function plan(table, at) {
    const width = Math.max(...table.map((cells) => cells.length));
    let names = -1;
    for (let column = 0; column < width && names < 0; column += 1) {
      if (table.some((cells) => cells[column] && found(cells[column]))) names = column;
    }
    const changes = [];
    const unknown = [];
    const met = new Set();
    table.forEach((cells, line) => {
      const person = names < 0 ? people[at.row + line] : found(cells[names] || "");
      if (!person || met.has(person.index)) { unknown.push(cells.join(" ").trim()); return; }
      met.add(person.index);
      cells.slice(names + 1).forEach((value, offset) => {
        const field = rows[person.index][at.column + offset];
        if (field && value) changes.push({ field, value, name: person.name });
      });
    });
    return { changes, unknown, missing: names < 0 ? [] : people.filter((person) => !met.has(person.index)).map((person) => person.name) };
  }

  function told(title, lines) {
    if (!lines.length) return [];
    const head = document.createElement("p");
    head.textContent = `${title}: ${lines.length}`;
    const list = document.createElement("ul");
    list.append(...lines.slice(0, 40).map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    return [head, list];
  }

  function preview(what) {
    const apply = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary", textContent: words.apply });
    const cancel = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-default", textContent: words.cancel });
    apply.disabled = !what.changes.length;
    apply.addEventListener("click", () => {
      what.changes.forEach(({ field, value }) => {
        field.value = value.slice(0, field.maxLength);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      panel.hidden = true;
      form.querySelector("button[type=submit]").focus();
    });
    cancel.addEventListener("click", () => { panel.hidden = true; });
    panel.replaceChildren(
      ...told(words.filled, what.changes.map(({ name, field, value }) => `${name}: ${field.value || "—"} → ${value}`)),
      ...told(words.unknown, what.unknown), ...told(words.missing, what.missing), apply, " ", cancel,
    );
    panel.hidden = false;
    panel.focus();
  }

  form.addEventListener("paste", (event) => {
    const at = place(event.target);
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const table = text.split(/\r?\n/).filter((line) => line.trim()).map((line) => line.split("\t").map((cell) => cell.trim()));
    if (!at || (table.length < 2 && !text.includes("\t"))) return;
    event.preventDefault();
    preview(plan(table, at));
  });
})();
