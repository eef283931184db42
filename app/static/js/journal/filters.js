// Which lines are shown: all, those who are behind, one subgroup.
export function filters(book, grid, selection, tell) {
  const select = document.getElementById("journal-filter");
  // The own subgroup stands first; where everybody is in one, there is nothing to choose.
  const names = [...new Set(book.students.map((student) => student.subgroup))].sort((one, other) => book.own.has(other) - book.own.has(one) || one.localeCompare(other, "ru"));
  for (const name of names.length > 1 ? names.filter(Boolean) : []) {
    select.append(new Option(`${book.own.has(name) ? book.say.ownSubgroup : book.say.subgroup} ${name}`, `s:${name}`));
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
