// Everything that changes the plan goes through here: cells wait until their line is left, then whole lines are sent.
export class Edits {
  constructor(host, book, parts) {
    Object.assign(this, { host, book, ...parts, undos: [], redos: [], last: Promise.resolve() });
  }

  // Take [[row, column, text], …]; gives how many cells changed and how many may not be written.
  change(wanted) {
    let changed = 0, closed = 0;
    for (const [row, column, text] of wanted) {
      const line = this.book.rows[row], name = this.book.columns[column];
      if (text === this.book.text(row, column)) continue;
      if (this.book.isReadOnly(row, column)) { closed += 1; continue; }
      if (!line.fresh && text === (line.cells[name] || "")) line.typed.delete(name);
      else line.typed.set(name, text);
      line.wrong.delete(name);
      line.touched = true;
      changed += 1;
      this.grid.paint(row, column);
    }
    if (changed) this.tell(this.book.say.waiting, "waiting");
    return { changed, closed };
  }

  // One request at a time, in the order they were asked for: what is on its way is not sent once more beside it.
  turn(act) {
    const mine = this.last.then(act);
    this.last = mine.catch(() => {});
    return mine;
  }

  // Sends the typed lines, all but the one the cursor is in; a structural step goes behind them in the same request.
  flush(but = null, further = () => []) {
    return this.turn(async () => {
      const lines = this.book.waiting(but);
      const steps = [...lines.map((row) => this.book.step(row)), ...further()];
      return !steps.length || this.settle(lines, await this.send("save", { steps }));
    });
  }

  async send(way, body) {
    this.tell(this.book.say.saving, "");
    try {
      const answer = await fetch(this.host.dataset[way], {
        method: "POST", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.host.dataset.token, "X-Requested-With": "XMLHttpRequest" },
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }

  settle(lines, { status, body }) {
    const { say } = this.book;
    if (status === 200) {
      for (const row of lines) row.sent = true;
      this.undos.push(body.undo);
      this.redos = [];
      this.take(body);
      this.tell(say.saved, "good");
      return true;
    }
    for (const row of lines) row.touched = false;
    if (body.rows) this.refuse(body);
    else this.tell(status === 401 || status === 400 ? say.signedOut : status === 0 || status >= 500 ? say.offline : body.error, "bad");
    return false;
  }

  refuse(body) {
    const sentences = Object.values(body.wrong).flatMap((found) => Object.values(found));
    this.take(body);
    for (const [key, found] of Object.entries(body.wrong)) {
      const row = this.book.rows[this.book.at(key)];
      if (row) row.wrong = new Map(Object.entries(found));
    }
    for (const [key, cells] of Object.entries(body.stale)) {
      const row = this.book.rows[this.book.at(key)];
      if (row) row.stale = cells;
    }
    this.redraw();
    const stale = Object.values(body.stale).map((cells) => (cells ? `${this.book.say.staleTitle}.` : this.book.say.gone));
    this.tell(`${this.book.say.failed}. ${[...sentences.slice(0, 2), ...stale.slice(0, 1)].join(" ")}`, "bad");
  }

  take(body) {
    const { selection, book } = this, here = book.rows[selection.row], column = selection.column;
    const key = here && ((body.made || {})[here.key] || here.key);
    book.load(body);
    if (!book.rows.length) book.fresh(0);
    this.redraw(key, column);
  }

  async step(act, row, by = 0) {
    if (row.fresh) return;
    if (await this.flush()) await this.flush(null, () => [{ act, line: row.key, seen: this.book.rows[this.book.at(row.key)].seen, by }]);
  }

  async undo() {
    const typed = this.book.rows.filter((row) => row.typed.size);
    if (typed.length) {
      for (const row of typed) Object.assign(row, { typed: new Map(), wrong: new Map(), stale: null });
      this.book.rows = this.book.rows.filter((row) => !row.fresh);
      if (!this.book.rows.length) this.book.fresh(0);
      this.redraw();
      this.tell(this.book.say.undone, "");
      return;
    }
    await this.back(this.undos, this.redos, this.book.say.undone);
  }

  async redo() {
    await this.back(this.redos, this.undos, this.book.say.redone);
  }

  back(from, to, words) {
    return this.turn(() => this.backStep(from, to, words));
  }

  async backStep(from, to, words) {
    const token = from.pop();
    if (!token) { this.tell(this.book.say.nothingToUndo, ""); return; }
    const { status, body } = await this.send("undo", { token, seen: this.book.state });
    if (status !== 200) { this.tell(body.error || this.book.say.offline, "bad"); return; }
    to.push(body.undo);
    this.take(body);
    this.tell(words, "good");
  }
}
