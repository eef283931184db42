"use strict";
/* The sums of the load's sheet while one types: hours of a line against the plan. */
(() => {
  const form = document.querySelector("form[data-year]");
  if (!form) return;
  const count = (row) => {
    const cells = Array.from(row.querySelectorAll("input.year-hours"));
    const typed = cells.filter((cell) => cell.value.trim() !== "");
    const planned = Number(row.querySelector("[data-planned]").textContent);
    const sum = typed.length ? typed.reduce((total, cell) => total + (Number(cell.value) || 0), 0) : planned;
    const given = row.querySelector("[data-given]");
    given.textContent = String(sum);
    given.classList.toggle("load-missing", sum !== planned);
  };
  form.querySelectorAll("tbody tr").forEach(count);
  form.addEventListener("input", (event) => {
    if (event.target.classList.contains("year-hours")) count(event.target.closest("tr"));
  });
})();
