// On a phone: a tap on a cell opens a pad of codes at the bottom; the first code replaces, the next ones are added;
// after «→» the next mark improves the last one: «2→4».
import { make } from "../grid/make.js";

const MARKS = ["5", "4", "3", "2", "зач"], OTHERS = ["н", "у", "б", "о", "осв", "незач"], ABSENCE = /^(н|у|б|о\d*|осв)$/;

export class Pad {
  constructor(host, book, grid, edits, selection, notes) {
    Object.assign(this, { book, grid, edits, selection, notes, fresh: true });
    this.pad = document.getElementById("journal-pad");
    this.title = make("p", "");
    this.arrow = this.button("→", () => this.improve(!this.improves), book.say.improve);
    const codes = (all) => all.map((code) => this.button(code, () => this.type(code)));
    this.pad.append(this.title, ...codes(MARKS), this.arrow, ...codes(OTHERS));
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
    this.improve(false);
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

  improve(isOn) {
    this.improves = isOn;
    this.arrow.setAttribute("aria-pressed", String(isOn));
  }

  type(code) {
    const shown = this.grid.shown(this.selection.row, this.selection.column).split(" ").filter(Boolean);
    const old = this.fresh && !this.improves ? [] : shown;
    if (this.improves && old.length && !ABSENCE.test(code)) code = `${old.pop()}→${code}`;
    const rest = ABSENCE.test(code) ? old.filter((one) => !ABSENCE.test(one)) : old;
    this.set((ABSENCE.test(code) ? [code, ...rest] : [...rest, code]).join(" "));
    this.fresh = false;
  }

  set(text) {
    this.fresh = true;
    this.improve(false);
    this.edits.change([[this.selection.row, this.selection.column, text]]);
  }
}
