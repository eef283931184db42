// Blocks to and from a spreadsheet: rows by line, cells by tab.
export class Clipboard {
  constructor(host, book, grid, edits, selection, tell) {
    Object.assign(this, { book, grid, edits, selection, tell });
    this.onLeftOut = () => {};
    const ours = (event) => event.target.closest && event.target.closest("td.cell") && event.target.tagName !== "INPUT";
    host.addEventListener("copy", (event) => {
      if (!ours(event)) return;
      event.clipboardData.setData("text/plain", this.text());
      event.preventDefault();
      tell(book.say.copied);
    });
    host.addEventListener("paste", (event) => {
      if (!ours(event)) return;
      event.preventDefault();
      this.paste(event.clipboardData.getData("text/plain"));
    });
  }

  text() {
    const { rows, columns } = this.selection.block();
    return rows.map((row) => columns.map((column) => this.grid.shown(row, column)).join("\t")).join("\n");
  }

  // One value fills the picked block; a table is laid down from the first cell, and what does not fit is said.
  paste(text) {
    const table = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t").map((one) => one.trim().slice(0, 40)));
    const { rows, columns } = this.selection.block(), visible = this.selection.visible();
    const first = visible.indexOf(rows[0]), wanted = [];
    let outside = 0;
    if (table.length === 1 && table[0].length === 1) {
      for (const row of rows) for (const column of columns) wanted.push([row, column, table[0][0]]);
    } else {
      table.forEach((line, down) => line.forEach((value, right) => {
        const row = visible[first + down], column = columns[0] + right;
        if (row === undefined || column >= this.book.width) outside += 1;
        else wanted.push([row, column, value]);
      }));
    }
    this.report(this.edits.change(wanted), outside);
  }

  // The upper row of the block goes down through it; over a single cell the value above is taken.
  fillDown() {
    const { rows, columns } = this.selection.block(), visible = this.selection.visible();
    const above = rows.length > 1 ? rows[0] : visible[visible.indexOf(rows[0]) - 1];
    if (above === undefined) return;
    const below = rows.length > 1 ? rows.slice(1) : rows;
    this.report(this.edits.change(below.flatMap((row) => columns.map((column) => [row, column, this.grid.shown(above, column)]))), 0);
  }

  clear() {
    const { rows, columns } = this.selection.block();
    this.report(this.edits.change(rows.flatMap((row) => columns.map((column) => [row, column, ""]))), 0);
  }

  report({ changed, closed }, outside) {
    const words = [`${this.book.say.changed}: ${changed}`];
    if (closed) words.push(`${this.book.say.closedCells}: ${closed}`);
    if (outside) words.push(`${this.book.say.outside}: ${outside}`);
    this.tell(words.join(". "));
    if (closed || outside) this.onLeftOut(words.join(". "));
  }
}
