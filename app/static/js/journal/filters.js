// Which lines are shown: all, those who are behind, one subgroup.
export function filters(book, grid, selection, tell) {
  const select = document.getElementById("journal-filter");
  for (const name of [...new Set(book.students.map((student) => student.subgroup))].filter(Boolean).sort()) {
    select.append(new Option(`${book.say.subgroup} ${name}`, `s:${name}`));
  }
  select.addEventListener("change", () => {
    book.students.forEach((student, row) => {
      const fits = select.value === "" || (select.value === "behind" ? student.standing[6] : select.value === `s:${student.subgroup}`);
      grid.rows[row].hidden = !fits;
    });
    const rows = selection.visible();
    tell(`${book.say.shown}: ${rows.length} / ${book.students.length}`);
    if (rows.length && !rows.includes(selection.row)) {
      selection.cell().tabIndex = -1;
      selection.row = rows[0];
      selection.anchor = null;
      selection.pick();
      selection.cell().tabIndex = 0;
    }
  });
}
