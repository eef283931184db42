/* The sheet of a plan: paste of a table, Enter and arrows between rows, rows put in and taken out, sums as one types. */
import { pasted } from "./grid/pasted.js";

(() => {
  const form = document.querySelector("form[data-plan]");
  if (!form) return;
  const body = form.querySelector("tbody");
  const pattern = document.getElementById("plan-row");
  const fields = (row) => Array.from(row.querySelectorAll("textarea, select, input:not([type=hidden])"));
  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

  function added(after) {
    const row = pattern.content.firstElementChild.cloneNode(true);
    if (after) after.after(row);
    else body.append(row);
    return row;
  }

  function count() {
    let hours = 0, study = 0;
    Array.from(body.rows).forEach((row, index) => {
      const number = row.cells[0].firstChild;
      if (number.nodeType === Node.TEXT_NODE) number.data = String(index + 1);
      else number.before(String(index + 1));
      hours += Number(row.querySelector("[name=hours]").value) || 0;
      study += Number(row.querySelector("[name=self_study]").value) || 0;
    });
    const sum = document.querySelector(".plan-sum"), shown = sum.querySelector("[data-hours]"), self = sum.querySelector("[data-study]");
    shown.textContent = hours;
    shown.classList.toggle("uneven", hours !== Number(sum.dataset.planned));
    if (self) self.textContent = study;
  }

  function put(field, text) {
    if (field.tagName !== "SELECT") { field.value = text; return; }
    const word = ((/^\p{L}+/u.exec(text.toLowerCase()) || [""])[0]).slice(0, 5);
    const found = word && Array.from(field.options).find((option) => option.text.toLowerCase().startsWith(word));
    if (found) found.selected = true;
  }

  form.addEventListener("paste", (event) => {
    const field = event.target.closest("textarea, select, input");
    const rows = field && pasted(event.clipboardData);
    if (!rows || (rows.length === 1 && rows[0].length === 1)) return;
    event.preventDefault();
    let row = field.closest("tr");
    const first = fields(row).indexOf(field);
    rows.forEach((cells, index) => {
      if (index) row = row.nextElementSibling || added();
      const there = fields(row);
      cells.forEach((text, column) => { if (there[first + column]) put(there[first + column], text); });
    });
    changed();
  });

  form.addEventListener("keydown", (event) => {
    const field = event.target.closest("tbody textarea, tbody input");
    if (!field || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = field.closest("tr"), column = fields(row).indexOf(field);
    const single = !field.value.includes("\n");
    let target = null;
    if (event.key === "Enter") target = event.shiftKey ? row.previousElementSibling : row.nextElementSibling || added();
    else if (event.key === "ArrowDown" && single) target = row.nextElementSibling;
    else if (event.key === "ArrowUp" && single) target = row.previousElementSibling;
    else return;
    event.preventDefault();
    if (!target) return;
    fields(target)[column].focus();
    count();
  });

  form.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (event.target.closest("[data-insert]")) {
      fields(added(row))[1].focus();
      changed();
    } else if (event.target.closest("[data-remove]")) {
      const next = row.nextElementSibling || row.previousElementSibling || added();
      row.remove();
      fields(next)[1].focus();
      changed();
    }
  });
  form.addEventListener("input", count);
  count();
})();
