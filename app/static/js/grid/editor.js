// Typing into a cell: a field stands in it until Enter, Tab, an arrow or leaving it saves, or Esc takes back.
import { make } from "./make.js";

const PAUSE = 1500;

export class Editor {
  constructor(book, grid, edits, selection) {
    Object.assign(this, { book, grid, edits, selection, open: null });
    this.onClosed = () => {};
  }

  // `start` is the first character typed (the old value is replaced), null opens the old value to be corrected.
  edit(start) {
    const { row, column } = this.selection, cell = this.selection.cell();
    if (this.open) return false;
    if (this.book.isReadOnly(row, column)) { this.onClosed(row, column); return false; }
    const input = make("input");
    input.maxLength = this.book.longest(column);
    input.autocomplete = "off";
    input.setAttribute("aria-labelledby", `r${row} d${column}`);
    input.value = start === null ? this.grid.shown(row, column) : start;
    const open = this.open = { row, column, input, typing: start !== null, before: this.grid.shown(row, column), timer: null };
    cell.replaceChildren(input);
    input.focus();
    input.addEventListener("blur", () => this.close(true, open));
    input.addEventListener("input", () => this.pause(open));
    input.addEventListener("keydown", (event) => this.key(event, open));
    this.pause(open);
    return true;
  }

  // The last mark of a column is not left with an arrow: a pause saves it too.
  pause(open) {
    clearTimeout(open.timer);
    open.timer = setTimeout(() => this.commit(open), PAUSE);
  }

  commit({ row, column, input }) {
    this.edits.change([[row, column, input.value.trim().replace(/\s+/g, " ")]]);
  }

  close(keep, open = this.open) {
    if (!open || this.open !== open) return;
    this.open = null;
    clearTimeout(open.timer);
    if (keep) this.commit(open);
    else this.edits.change([[open.row, open.column, open.before]]);
    open.input.remove();
    this.grid.paint(open.row, open.column);
  }

  key(event, open) {
    const { selection } = this;
    if (event.key === "Escape") { this.close(false); selection.cell().focus(); }
    else if (event.key === "Enter") { this.close(true); selection.move(event.shiftKey ? -1 : 1, 0, { wrap: true }); }
    else if (event.key === "Tab") { this.close(true); selection.move(0, event.shiftKey ? -1 : 1); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { this.close(true); selection.move(event.key === "ArrowDown" ? 1 : -1, 0); }
    else if (open.typing && (event.key === "ArrowLeft" || event.key === "ArrowRight")) { this.close(true); selection.move(0, event.key === "ArrowRight" ? 1 : -1); }
    else { event.stopPropagation(); return; }
    event.preventDefault();
    event.stopPropagation();
  }
}
