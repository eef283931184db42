// On a phone: a tap on a cell opens a pad of codes at the bottom; the first code replaces, the next ones are added.
import { make } from "../grid/make.js";

const CODES = ["5", "4", "3", "2", "н", "у", "б", "о", "зач", "осв"], ABSENCE = /^(н|у|б|о\d*|осв)$/;

export class Pad {
  constructor(host, book, grid, edits, selection, notes) {
    Object.assign(this, { book, grid, edits, selection, notes, fresh: true });
    this.pad = document.getElementById("journal-pad");
    this.title = make("p", "");
    this.pad.append(this.title, ...CODES.map((code) => this.button(code, () => this.type(code))));
    this.pad.append(
      this.button(book.say.clear, () => this.set("")),
      this.button("↑", () => this.step(-1), book.say.previous),
      this.button("↓", () => this.step(1), book.say.next),
      this.button(book.say.historyShort, () => notes.history(selection.row, selection.column), book.say.history),
      this.button("×", () => this.close(), book.say.close),
    );
    host.addEventListener("click", (event) => {
      const cell = event.target.closest("td.cell");
      if (cell && event.target.tagName !== "INPUT" && matchMedia("(pointer: coarse)").matches) this.open();
    });
  }

  button(label, act, name = label) {
    const button = make("button", "", label);
    button.type = "button";
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  }

  open() {
    const { row, column } = this.selection;
    if (this.book.isReadOnly(row, column)) { this.close(); this.notes.closed(row, column); return; }
    this.fresh = true;
    this.title.textContent = `${this.book.students[row].name}, ${this.book.dated(column)}`;
    this.pad.hidden = false;
    this.selection.cell().scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  close() {
    this.pad.hidden = true;
    this.selection.cell().focus();
  }

  step(down) {
    this.selection.move(down, 0, { wrap: true });
    this.open();
  }

  type(code) {
    const old = this.fresh ? [] : this.grid.shown(this.selection.row, this.selection.column).split(" ").filter(Boolean);
    const rest = ABSENCE.test(code) ? old.filter((one) => !ABSENCE.test(one)) : old;
    this.set((ABSENCE.test(code) ? [code, ...rest] : [...rest, code]).join(" "));
    this.fresh = false;
  }

  set(text) {
    this.fresh = true;
    this.edits.change([[this.selection.row, this.selection.column, text]]);
  }
}
