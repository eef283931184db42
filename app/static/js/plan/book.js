// What the editor of a plan holds in this browser: lines as stored, what was typed over them, what was refused.
const HEAD = ["code", "name", "kind"];

export class Book {
  constructor(data) {
    Object.assign(this, { say: data.say, semesters: data.semesters, courses: data.courses, hours: data.hours, view: "all", names: 0 });
    this.rows = [];
    this.load(data);
    this.show("all");
  }

  // Takes what the server answered; what is typed and not yet saved stays, at lines that are still there.
  load({ rows, findings, totals, state, made = {} }) {
    const before = this.rows || [];
    const old = new Map(before.map((row) => [made[row.key] || row.key, row]));
    this.rows = rows.map(([key, depth, heading, seen, cells, sums]) => {
      const was = old.get(key);
      const kept = was && !was.sent ? { typed: was.typed, wrong: was.wrong, stale: was.stale, touched: was.touched } : {};
      return { typed: new Map(), wrong: new Map(), stale: null, touched: false, ...kept, key, depth, heading: Boolean(heading), seen, cells, sums };
    });
    this.keepFresh(before, made);
    Object.assign(this, { findings, totals, state });
  }

  // Lines that only this page has stand where they stood: below the line above them.
  keepFresh(before, made) {
    before.forEach((row, place) => {
      if (!row.fresh || made[row.key]) return;
      const above = before[place - 1], key = above && (made[above.key] || above.key);
      this.rows.splice(this.rows.findIndex((one) => one.key === key) + 1, 0, row);
    });
  }

  show(view) {
    this.view = view;
    const semesters = Array.from({ length: this.semesters }, (_, index) => `s${index + 1}`);
    if (view === "all") this.columns = [...HEAD, ...semesters];
    else if (view === "more") this.columns = ["code", "name", "hours", "part", "counted", "commission", "competences"];
    else this.columns = [...HEAD, ...this.hours.map(([kind]) => `s${view}.${kind}`), `s${view}.stated`, `s${view}.controls`];
  }

  get width() {
    return this.columns.length;
  }

  present() {
    return 0;
  }

  longest(column) {
    return { name: 800, competences: 4000, commission: 200, code: 50 }[this.columns[column]] || 80;
  }

  isReadOnly(row, column) {
    return this.rows[row].heading && !this.rows[row].fresh && this.columns[column].startsWith("s");
  }

  text(row, column) {
    const line = this.rows[row], name = this.columns[column];
    if (line.typed.has(name)) return line.typed.get(name);
    if (line.heading && name.startsWith("s")) return name.includes(".") ? "" : line.sums[Number(name.slice(1))] || "";
    return line.cells[name] || "";
  }

  fresh(place) {
    this.names += 1;
    const row = {
      key: `~${this.names}`, fresh: true, depth: place ? this.rows[place - 1].depth : 0, heading: false, seen: null,
      cells: {}, sums: [], typed: new Map(), wrong: new Map(), stale: null, touched: false,
    };
    this.rows.splice(place, 0, row);
    return row;
  }

  at(key) {
    return this.rows.findIndex((row) => row.key === key);
  }

  // Typed lines that may be sent: not refused as they stand, not changed by somebody else, not empty.
  waiting(but) {
    return this.rows.filter((row) => row.typed.size && row.key !== but && !row.stale && (row.touched || !row.wrong.size));
  }

  step(row) {
    const cells = Object.fromEntries(row.typed);
    if (!row.fresh) return { act: "save", line: row.key, seen: row.seen, cells };
    const place = this.rows.indexOf(row);
    return { act: "add", line: row.key, after: place ? this.rows[place - 1].key : null, cells };
  }
}
