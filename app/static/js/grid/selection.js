// Where one is: one cell holds the focus (roving tabindex), a block may be picked from it with Shift or the mouse.
export class Selection {
  constructor(grid, book) {
    Object.assign(this, { grid, book, row: 0, column: book.present(), anchor: null, picked: [] });
    this.onMove = () => {};
    this.cell().tabIndex = 0;
    // A screen reader or a click may focus a cell by itself: the place follows the focus.
    grid.host.addEventListener("focusin", (event) => {
      const cell = event.target.closest("td.cell");
      if (cell && cell !== this.cell() && event.target === cell) this.go(Number(cell.dataset.row), Number(cell.dataset.column));
    });
  }

  cell() {
    return this.grid.cells[this.row][this.column];
  }

  visible() {
    return this.grid.rows.map((line, row) => (line.hidden ? -1 : row)).filter((row) => row >= 0);
  }

  go(row, column, extend = false) {
    const rows = this.visible();
    if (!rows.length) return;
    const target = rows.includes(row) ? row : row < rows[0] ? rows[0] : rows[rows.length - 1];
    if (extend && !this.anchor) this.anchor = [this.row, this.column];
    if (!extend) this.anchor = null;
    this.cell().tabIndex = -1;
    this.row = target;
    this.column = Math.max(0, Math.min(column, this.book.width - 1));
    this.cell().tabIndex = 0;
    this.pick();
    this.cell().focus();
    this.onMove();
  }

  // Steps over rows that a filter hides; a step down from the last row goes to the top of the next column if asked.
  move(down, right, { extend = false, wrap = false } = {}) {
    const rows = this.visible(), at = rows.indexOf(this.row) + down;
    if (wrap && at >= rows.length) this.go(rows[0], this.column + 1);
    else this.go(rows[Math.max(0, Math.min(at, rows.length - 1))], this.column + right, extend);
  }

  // The picked block as {rows, columns}; a single cell is a block of one.
  block() {
    const [row, column] = this.anchor || [this.row, this.column];
    const [top, bottom] = [Math.min(row, this.row), Math.max(row, this.row)];
    const [left, right] = [Math.min(column, this.column), Math.max(column, this.column)];
    return {
      rows: this.visible().filter((one) => one >= top && one <= bottom),
      columns: Array.from({ length: right - left + 1 }, (_, index) => left + index),
    };
  }

  pick() {
    for (const cell of this.picked) { cell.classList.remove("picked"); cell.removeAttribute("aria-selected"); }
    this.picked = [];
    if (!this.anchor) return;
    const { rows, columns } = this.block();
    for (const row of rows) {
      for (const column of columns) {
        const cell = this.grid.cells[row][column];
        cell.classList.add("picked");
        cell.setAttribute("aria-selected", "true");
        this.picked.push(cell);
      }
    }
  }
}
