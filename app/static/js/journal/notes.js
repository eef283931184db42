// The sheet that opens at a cell: why an entry was refused, a choice of two values, the history of the cell.
import { make } from "./grid.js";
import { key } from "./book.js";

export const when = (iso) => new Date(iso).toLocaleString("ru", { dateStyle: "short", timeStyle: "short" });

export class Notes {
  constructor(host, book, grid, edits, selection) {
    Object.assign(this, { book, grid, edits, selection, url: host.dataset.save, note: document.getElementById("journal-note"), at: null });
    host.addEventListener("scroll", () => this.place());
    this.note.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.hide();
      this.selection.cell().focus();
    });
  }

  get isOpen() {
    return !this.note.hidden;
  }

  hide() {
    this.note.hidden = true;
    this.at = null;
  }

  // Beside the cell it speaks of, inside the window; on a narrow screen the style sheet lays it at the bottom.
  place() {
    if (!this.at || this.note.hidden) return;
    const cell = this.grid.cells[this.at[0]][this.at[1]].getBoundingClientRect(), note = this.note.getBoundingClientRect();
    const below = cell.bottom + 4 + note.height < innerHeight;
    this.note.style.left = `${Math.max(8, Math.min(cell.left, innerWidth - note.width - 8))}px`;
    this.note.style.top = `${below ? cell.bottom + 4 : Math.max(8, cell.top - note.height - 4)}px`;
  }

  open(row, column, nodes, plain) {
    const head = make("b", "", `${this.book.students[row].name}, ${this.book.dated(column)}`);
    this.note.className = "journal-note" + (plain ? " plain" : "");
    const close = this.button("×", () => { this.hide(); this.selection.cell().focus(); }, "journal-close");
    close.setAttribute("aria-label", this.book.say.close);
    this.note.replaceChildren(close, head, ...nodes);
    this.note.hidden = false;
    this.at = [row, column];
    this.place();
  }

  button(label, act, cls = "btn btn-default") {
    const button = make("button", cls, label);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  // Tell of a refused cell when one stands on it, or at once if one has not gone far.
  refusal(row, column) {
    const refused = this.book.refused.get(key(row, column));
    if (!refused) { if (this.at) this.hide(); return; }
    const nodes = [make("p", "", refused.error)];
    if (refused.current) nodes.push(this.choice(row, column, refused));
    else nodes.push(make("p", "muted", `${this.book.say.typed}: «${refused.text || "—"}»`));
    this.open(row, column, nodes, false);
  }

  choice(row, column, refused) {
    const buttons = make("p", "journal-choice");
    const settle = (text) => {
      this.book.refused.delete(key(row, column));
      this.hide();
      this.edits.change([[row, column, text]]);
      this.grid.paint(row, column);
      this.selection.cell().focus();
    };
    buttons.append(
      this.button(`${this.book.say.keep}: «${refused.text || "—"}»`, () => settle(refused.text)),
      this.button(`${this.book.say.take}: «${refused.current.text || "—"}»`, () => settle(refused.current.text)),
    );
    return buttons;
  }

  focus() {
    const first = this.note.querySelector(".btn, textarea, button");
    if (!this.note.hidden && first) first.focus();
  }

  async history(row, column) {
    const answer = await fetch(`${this.url}/${this.book.lessons[column].id}/${this.book.students[row].id}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    const body = await answer.json();
    if (!answer.ok) { this.open(row, column, [make("p", "", body.error)], false); return; }
    const lines = body.history.map(([at, who, old, fresh, reason]) => {
      const line = make("li", "");
      line.append(make("span", "when", when(at)), ` ${who}: `, make("b", "", `${old || "—"} → ${fresh || "—"}`), reason ? ` · ${reason}` : "");
      return line;
    });
    const list = make("ol", "journal-history");
    list.append(...lines);
    const nodes = [lines.length ? list : make("p", "muted", this.book.say.empty)];
    if (body.late) nodes.unshift(make("p", "muted", this.book.say.late));
    this.open(row, column, nodes, true);
  }
}
