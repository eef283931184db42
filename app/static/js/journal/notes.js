// The sheet that opens at a cell: why an entry was refused, a choice of two values, the history of the cell.
import { make } from "../grid/make.js";
import { key } from "./book.js";

export const when = (iso) => new Date(iso).toLocaleString("ru", { dateStyle: "short", timeStyle: "short" });

export class Notes {
  constructor(host, book, grid, edits, selection) {
    Object.assign(this, { book, grid, edits, selection, host, url: host.dataset.save, note: document.getElementById("journal-note"), at: null });
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

  // A paper has won over the «н» that was typed: say so beside the cell until one goes on.
  excuse(row, column, text) {
    this.open(row, column, [make("p", "", text)], true);
  }

  // A cell that does not open says why.
  closed(row, column) {
    const nodes = [make("p", "", this.book.refusal(row, column))];
    if (this.book.students[row].off.has(column)) nodes.push(this.button(this.book.say.earlier, () => this.earlier(row, column)));
    this.open(row, column, nodes, true);
  }

  // Who came in mid-term brings marks along: they stay in the former group's journal and are only read here.
  async earlier(row, column) {
    const { body } = await this.asked(`${this.url.replace(/cells$/, "students")}/${this.book.students[row].id}/earlier`);
    if (!this.isAt(row, column)) return;
    const list = make("ol", "journal-history");
    for (const [date, group, text, task] of body.cells || []) {
      const line = make("li", "");
      line.append(make("span", "when", date.split("-").reverse().join(".")), ` ${group}${task ? `, ${task}` : ""}: `, make("b", "", text));
      list.append(line);
    }
    this.open(row, column, [list.childElementCount ? list : make("p", "muted", body.error || this.book.say.noEarlier)], true);
  }

  // Of a block not everything may be written: how much, and why at the cell where one stands.
  leftOut(text) {
    const { row, column } = this.selection, why = this.book.refusal(row, column);
    this.open(row, column, [make("p", "", text), ...(why ? [make("p", "", why)] : [])], true);
  }

  // Tell of a refused cell when one stands on it, or at once if one has not gone far.
  refusal(row, column) {
    const refused = this.book.refused.get(key(row, column));
    if (!refused) { if (this.at) this.hide(); return; }
    const nodes = [make("p", "", refused.error)];
    if (refused.current) nodes.push(this.choice(row, column, refused));
    else nodes.push(make("p", "muted", `${this.book.say.typed}: «${refused.text || "—"}»`));
    if (refused.ask) nodes.push(this.asking(row, column, refused));
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

  // A change that came too late goes to the deputy director with its reason.
  asking(row, column, refused) {
    const form = make("form", "journal-asking"), why = make("input", "form-control");
    why.maxLength = 300;
    why.required = true;
    why.placeholder = this.book.say.why;
    why.setAttribute("aria-label", this.book.say.why);
    const send = make("button", "btn btn-primary", this.book.say.ask);
    form.append(why, send);
    form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); send.disabled = true; this.ask(row, column, refused, why.value).finally(() => { send.disabled = false; }); });
    return form;
  }

  async ask(row, column, refused, reason) {
    const cell = [this.book.lessons[column].id, this.book.students[row].id, refused.text, this.book.at(row, column).version];
    const { ok, body } = await this.asked(this.host.dataset.changes, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.edits.queue.token },
      body: JSON.stringify({ cell, reason }),
    });
    if (!ok) { this.open(row, column, [make("p", "", body.error), this.asking(row, column, refused)], false); return; }
    this.book.waiting.set(key(row, column), body.text);
    this.book.refused.delete(key(row, column));
    this.grid.paint(row, column);
    this.open(row, column, [make("p", "", `${this.book.say.waits}: «${body.text || "—"}»`)], true);
    this.edits.queue.onState(this.book.refused.size ? "failed" : "saved", 0);
  }

  // What the server says, or the words for an answer that did not come.
  async asked(address, { headers, ...rest } = {}) {
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest", ...headers }, ...rest });
      return { ok: answer.ok, body: await answer.json() };
    } catch {
      return { ok: false, body: { error: this.book.say.noAnswer } };
    }
  }

  // An answer that comes after one has gone on opens nothing.
  isAt(row, column) {
    return this.selection.row === row && this.selection.column === column;
  }

  focus() {
    const first = this.note.querySelector("input, .btn, button");
    if (!this.note.hidden && first) first.focus();
  }

  async history(row, column) {
    const { ok, body } = await this.asked(`${this.url}/${this.book.lessons[column].id}/${this.book.students[row].id}`);
    if (!this.isAt(row, column)) return;
    if (!ok) { this.open(row, column, [make("p", "", body.error)], false); return; }
    const lines = body.history.map(([at, who, old, fresh, reason, asked]) => {
      const line = make("li", "");
      line.append(make("span", "when", when(at)), ` ${who}${asked ? ` ${this.book.say.asked}` : ""}: `, make("b", "", `${old || "—"} → ${fresh || "—"}`), reason ? ` · ${reason}` : "");
      return line;
    });
    const list = make("ol", "journal-history");
    list.append(...lines);
    const nodes = [lines.length ? list : make("p", "muted", this.book.say.empty)];
    const waits = this.book.waiting.get(key(row, column));
    if (waits !== undefined) nodes.unshift(make("p", "", `${this.book.say.waits}: «${waits || "—"}»`));
    if (body.late) nodes.unshift(make("p", "muted", this.book.say.late));
    const report = document.getElementById("journal-report");
    if (report) {
      const link = make("a", "", report.textContent);
      link.href = report.dataset.address.replace("/0?", `/${this.book.lessons[column].id}?`).replace(/student=0$/, `student=${this.book.students[row].id}`);
      nodes.push(link);
    }
    this.open(row, column, nodes, true);
  }
}
