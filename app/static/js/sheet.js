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
})();
