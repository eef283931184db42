// Every change of cells goes through here: what may not be written is left out, what was is remembered for undo and redo.
export class Edits {
  constructor(book, grid, queue, tell) {
    Object.assign(this, { book, grid, queue, tell, done: [], undone: [] });
  }

  // Take [[row, column, text], …] as one step; gives how many cells changed and how many may not be written.
  change(wanted, { step = true } = {}) {
    const before = [], after = [];
    let closed = 0;
    for (const [row, column, text] of wanted) {
      const old = this.grid.shown(row, column);
      if (text === old) { this.forgive(row, column); continue; }
      if (this.book.isReadOnly(row, column)) { closed += 1; continue; }
      before.push([row, column, old]);
      after.push([row, column, text]);
    }
    if (after.length) {
      if (step) { this.done.push({ before, after }); this.undone = []; }
      this.take(after);
    }
    return { changed: after.length, closed };
  }

  // The former value typed again settles a refused entry.
  forgive(row, column) {
    if (this.book.refused.delete(`${row}:${column}`)) this.grid.paint(row, column);
  }

  take(changes) {
    for (const [row, column] of changes) this.book.refused.delete(`${row}:${column}`);
    this.queue.add(changes);
    for (const [row, column] of changes) {
      this.grid.paint(row, column);
      this.grid.rows[row].classList.add("counting");
    }
  }

  undo() {
    this.step(this.done, this.undone, "before", this.book.say.undone);
  }

  redo() {
    this.step(this.undone, this.done, "after", this.book.say.redone);
  }

  step(from, to, side, words) {
    const step = from.pop();
    if (!step) { this.tell(this.book.say.nothingToUndo); return; }
    to.push(step);
    this.change(step[side], { step: false });
    this.tell(words);
  }
}
