"use strict";
/* Adds up the hours of a semester while they are typed; the server adds up by itself. */
(() => {
  const read = (text) => Number(text.replace(/\s/g, "").replace(",", ".")) || 0;
  const write = (number) => (number ? number.toLocaleString("ru", { maximumFractionDigits: 2 }) : "");
  const addUp = (row) => {
    const inputs = row.querySelectorAll("input[data-kind]:not([data-kind=practical_training])");
    const sum = Array.from(inputs).reduce((total, input) => total + read(input.value), 0);
    row.querySelector("output").textContent = write(sum);
  };
  for (const table of document.querySelectorAll("[data-plan-hours]")) {
    for (const row of table.tBodies[0].rows) addUp(row);
    table.addEventListener("input", (event) => {
      if (event.target.dataset.kind) addUp(event.target.closest("tr"));
    });
  }
})();
