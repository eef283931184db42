"use strict";
/* Behaviour shared by all screens: menus, confirmation, whole-row links, marks, unsaved input. */
(() => {
  const dialog = document.getElementById("confirm");
  // «close» arrives late: by then a quick hand may have opened the next question, which is not answered by it.
  let answer = () => {};
  dialog.addEventListener("close", () => { if (!dialog.open) answer(dialog.returnValue === "yes"); });
  const ask = (text) => new Promise((resolve) => {
    answer(false);
    answer = resolve;
    dialog.querySelector(".confirm-text").textContent = text;
    dialog.returnValue = "no";
    dialog.showModal();
  });
  window.theme = { confirm: ask };

  // A form or a button with data-confirm is sent only after a yes; a second click while sending does nothing.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    const button = event.submitter;
    const text = (button && button.dataset.confirm) || form.dataset.confirm;
    if (text && !form.dataset.confirmed) {
      event.preventDefault();
      if (!(await ask(text))) return;
      form.dataset.confirmed = "1";
      form.requestSubmit(button || undefined);
      return;
    }
    delete form.dataset.confirmed;
    if (form.method === "post" && form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
    dirty.delete(form);
  });

  // Leaving a changed form asks first.
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

  // The whole row opens the card, unless text is being selected or a control was meant.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("table[data-rows] tbody tr");
    if (!row || event.target.closest("a, button, input, label, select, summary, .mark")) return;
    const link = row.querySelector("td a[href]");
    if (!link || String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });

  // On a narrow screen a row is drawn as a card: its cells need their heads.
  for (const table of document.querySelectorAll("table.list")) {
    const heads = Array.from(table.querySelectorAll("thead th"), (head) => [head.textContent.trim(), ...Array(head.colSpan - 1).fill("")]).flat();
    for (const row of table.tBodies[0] ? table.tBodies[0].rows : []) {
      let column = 0;
      for (const cell of row.cells) {
        if (heads[column]) cell.dataset.label = heads[column];
        if (!cell.textContent.trim() && !cell.querySelector("input, select, textarea, button, img, svg")) cell.classList.add("blank");
        column += cell.colSpan;
      }
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-mark-all]")) {
      for (const box of event.target.closest("table").querySelectorAll("tbody .mark input")) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // Menus close on Escape, on a click elsewhere, and when another one opens.
  const groups = () => document.querySelectorAll(".nav-group[open]");
  document.addEventListener("click", (event) => {
    for (const group of groups()) if (!group.contains(event.target)) group.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const group of groups()) { group.open = false; group.querySelector("summary").focus(); }
  });
  const toggle = document.querySelector(".nav-toggle");
  if (toggle) {
    toggle.addEventListener("click", () => {
      const open = document.getElementById("main-nav").classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  // The tools of each table stand under it; where no script runs they stand at the foot of the page.
  const tools = document.querySelectorAll(".table-tool");
  document.querySelectorAll("#content table").forEach((table, index) => {
    if (!tools[index]) return;
    (table.closest(".table-wrap") || table).after(tools[index]);
    tools[index].classList.add("placed");
  });

  const bad = document.querySelector("[aria-invalid=true]") || document.querySelector("[data-focus]");
  if (bad) bad.focus();
  for (const back of document.querySelectorAll("[data-back]")) {
    back.addEventListener("click", (event) => {
      if (window.history.length > 1) { event.preventDefault(); window.history.back(); }
    });
  }
})();
