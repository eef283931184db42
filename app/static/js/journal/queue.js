// Saving: what was typed waits here in order, is sent in blocks one request at a time, and is kept in the browser until it is
// saved. A cell is sent with the version it was typed over, so that the same entry sent twice has one effect.
import { key } from "./book.js";

const PATIENCE = [2000, 4000, 8000, 15000], MOST = 500, SILENCE = 10000, LOOK = 5000;

export class Queue {
  constructor({ host, book, onSaved, onRefused, onStanding, onState, onAdopted }) {
    Object.assign(this, { book, onSaved, onRefused, onStanding, onState, onAdopted, items: [], busy: false, hurries: false, renewed: false, failures: 0, timer: null });
    this.url = host.dataset.save;
    this.token = host.dataset.token;
    this.prefix = `journal:${host.dataset.user}:${host.dataset.load}:`;
    this.mine = String(Math.random()).slice(2);
    addEventListener("online", () => this.again());
    addEventListener("focus", () => this.again());
  }

  waitingAt(row, column) {
    const id = key(row, column);
    let found;
    for (const item of this.items) if (item.id === id) found = item.text;
    return found;
  }

  // What an earlier page could not send: taken over from the browser's store. What a tab that still lives has typed it sends
  // itself; a tab that has gone is known by its lock, which the browser gave back, or by its silence where there are no locks.
  async restore() {
    this.live();
    await this.takeOver();
    setInterval(() => this.takeOver(), LOOK);
  }

  async adopt() {
    const taken = [];
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(this.prefix) && one !== this.prefix + this.mine)) {
      await this.alone(name, () => {
        const left = JSON.parse(localStorage.getItem(name) || "[]");
        for (const one of left) {
          const row = this.book.studentAt.get(one.student), column = this.book.lessonAt.get(one.lesson);
          if (row === undefined || column === undefined) continue;
          this.items.push({ ...one, id: key(row, column), row, column });
          taken.push([row, column]);
        }
        this.keep();
        localStorage.removeItem(name);
      });
    }
    if (this.items.length) this.pump();
    return taken;
  }

  // Tell the other tabs that this one is there: a lock for as long as the page lives, else a sign of life every two seconds.
  live() {
    const name = this.prefix + this.mine, sign = () => localStorage.setItem(`alive:${name}`, String(Date.now()));
    if (navigator.locks) navigator.locks.request(name, () => new Promise(() => {}));
    else {
      sign();
      setInterval(sign, 2000);
      addEventListener("pagehide", () => localStorage.removeItem(`alive:${name}`));
    }
  }

  // Do ``act`` if the tab that left ``name`` has gone, and no other tab is just taking it over.
  async alone(name, act) {
    if (navigator.locks) await navigator.locks.request(name, { ifAvailable: true }, (lock) => { if (lock) act(); });
    else if (Date.now() - Number(localStorage.getItem(`alive:${name}`)) > SILENCE) {
      localStorage.setItem(`alive:${name}`, String(Date.now()));
      act();
      localStorage.removeItem(`alive:${name}`);
    }
  }

  keep() {
    const left = this.items.map(({ lesson, student, text, version, sent }) => ({ lesson, student, text, version, sent }));
    try {
      if (left.length) localStorage.setItem(this.prefix + this.mine, JSON.stringify(left));
      else localStorage.removeItem(this.prefix + this.mine);
    } catch { /* a full or forbidden store: the page itself still holds everything and warns before it is left */ }
  }

  add(changes) {
    for (const [row, column, text] of changes) {
      const id = key(row, column);
      const unsent = this.items.find((item) => item.id === id && !item.sent);
      if (unsent) unsent.text = text;
      else {
        const follows = this.items.some((item) => item.id === id);
        this.items.push({
          id, row, column, lesson: this.book.lessons[column].id, student: this.book.students[row].id, text,
          version: follows ? null : this.book.at(row, column).version, sent: false,
        });
      }
    }
    this.keep();
    this.pump();
  }

  // One is back, or a connection is: tried at once however long one has waited, and once more if a try on its way fails.
  again() {
    clearTimeout(this.timer);
    this.failures = 0;
    this.hurries = this.busy;
    this.pump();
    this.takeOver();
  }

  // A tab may go while this one is open: what it left is looked for when one comes back here, and now and then.
  async takeOver() {
    for (const [row, column] of await this.adopt()) this.onAdopted(row, column);
  }

  // A cell goes once a request, its earliest entry first: the next one is typed over the version that comes back.
  block() {
    const taken = new Map();
    for (const item of this.items) {
      if (taken.size === MOST) break;
      if (!taken.has(item.id)) taken.set(item.id, item);
    }
    return [...taken.values()];
  }

  async pump() {
    if (this.busy || !this.items.length) return;
    this.busy = true;
    this.hurries = false;
    const block = this.block();
    for (const item of block) {
      item.sent = true;
      if (item.version === null) item.version = this.book.at(item.row, item.column).version;
    }
    this.keep();
    this.onState("saving", this.items.length);
    const { status, body } = await this.send(block);
    this.busy = false;
    if (status === 0 || status >= 500 || status === 429) this.later("offline");
    else if (status === 401) this.later("signedOut");
    else if (status === 400) await this.renew();
    else this.settle(block, status, body);
  }

  async send(block) {
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, "X-Requested-With": "XMLHttpRequest" },
        body: JSON.stringify({ cells: block.map(({ lesson, student, text, version }) => [lesson, student, text, version]) }),
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }

  later(state) {
    this.onState(state, this.items.length);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), this.hurries ? 0 : PATIENCE[Math.min(this.failures, PATIENCE.length - 1)]);
    this.hurries = false;
    this.failures += 1;
  }

  // The form token belongs to a session that has ended: after signing in again the page itself gives the new one. Tried at
  // once with it; a second refusal waits, so that one who signs in late is served and nobody is asked without a pause.
  async renew() {
    let token = null;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const journal = page.getElementById("journal");
      token = journal && journal.dataset.user === this.prefix.split(":")[1] ? journal.dataset.token : null;
    } catch { /* no connection: asked again later */ }
    if (token) this.token = token;
    const again = token && !this.renewed;
    this.renewed = Boolean(token);
    if (again) this.pump();
    else this.later("signedOut");
  }

  settle(block, status, body) {
    this.failures = 0;
    this.renewed = false;
    this.items = this.items.filter((item) => !block.includes(item));
    this.keep();
    block.forEach((item, index) => {
      const outcome = body.cells ? body.cells[index] : { error: body.error };
      if (outcome.error === undefined) {
        this.book.stored.set(item.id, { text: outcome.text, version: outcome.version, late: Boolean(outcome.late) });
        this.onSaved(item, outcome);
      } else {
        if (outcome.current) this.book.stored.set(item.id, { ...this.book.at(item.row, item.column), ...outcome.current });
        this.onRefused(item, outcome);
      }
    });
    for (const [student, standing] of Object.entries(body.standings || {})) this.onStanding(this.book.studentAt.get(Number(student)), standing);
    if (this.items.length) this.pump();
    else this.onState(this.book.refused.size ? "failed" : "saved", 0);
  }
}
