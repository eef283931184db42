// A block from Excel or Word: over new lines it makes as many as it needs, over stored ones it writes into them.
import { Clipboard as Blocks } from "../grid/clipboard.js";
import { pasted } from "../grid/pasted.js";

export class Clipboard extends Blocks {
  constructor(host, book, grid, edits, selection, tell) {
    super(host, book, grid, edits, selection, tell);
    // The block of a spreadsheet comes as HTML too, where breaks inside cells are told from ends of rows.
    host.addEventListener("paste", (event) => {
      if (!event.target.closest("td.cell") || event.target.tagName === "INPUT") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.lay(pasted(event.clipboardData));
    }, true);
  }

  lay(table) {
    const { book, selection } = this, { rows, columns } = selection.block();
    if (table.length === 1 && table[0].length === 1) {
      this.report(this.edits.change(rows.flatMap((row) => columns.map((column) => [row, column, table[0][0]]))), 0);
      this.edits.flush();
      return;
    }
    const first = rows[0], isFresh = book.rows[first].fresh;
    table.forEach((_, down) => {
      const place = first + down;
      if (place >= book.rows.length || (isFresh && down && !book.rows[place].fresh)) book.fresh(place);
    });
    this.edits.redraw(book.rows[first].key, columns[0]);
    const wanted = [];
    let outside = 0;
    table.forEach((line, down) => line.forEach((text, right) => {
      if (columns[0] + right < book.width) wanted.push([first + down, columns[0] + right, text.trim()]);
      else outside += 1;
    }));
    this.report(this.edits.change(wanted), outside);
    this.edits.flush();
  }
}
