// The table on the screen: each cell is painted from the book.
import { make } from "../grid/make.js";

export class Grid {
  constructor(host, book) {
    Object.assign(this, { host, book, cells: [], rows: [] });
  }

  draw() {
    const { book } = this, place = [this.host.scrollLeft, this.host.scrollTop];
    const table = make("table", `plan-sheet view-${book.view === "all" || book.view === "more" ? book.view : "semester"}`);
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", book.say.grid);
    this.head(table.createTHead());
    const body = table.createTBody();
    this.rows = [];
    this.cells = book.rows.map((line, row) => this.line(body, line, row));
    if (book.view === "all") this.foot(table.createTFoot());
    this.host.replaceChildren(table);
    [this.host.scrollLeft, this.host.scrollTop] = place;
  }

  head(head) {
    const { book } = this, top = book.view === "all" ? head.insertRow() : null, line = head.insertRow();
    book.columns.forEach((name, column) => {
      const th = make("th", `c-${name.split(".")[0].replace(/\d+/, "")} c-${column}`, this.title(name));
      th.scope = "col";
      th.id = `d${column}`;
      const hint = this.hint(name);
      if (hint) th.title = hint;
      const semester = top && /^s(\d+)$/.exec(name);
      if (top && !semester) { th.rowSpan = 2; top.append(th); return; }
      if (semester) this.year(top, Number(semester[1]));
      line.append(th);
    });
    if (book.view === "more") return;
    const sum = make("th", "c-sum", book.say.total);
    if (top) { sum.rowSpan = 2; top.append(sum); } else line.append(sum);
  }

  year(top, semester) {
    const course = this.book.courses[semester - 1], last = top.lastElementChild;
    if (last && last.dataset.course === String(course)) { last.colSpan += 1; return; }
    const th = make("th", "c-year", `${course} ${this.book.say.year}`);
    th.dataset.course = course;
    th.scope = "colgroup";
    top.append(th);
  }

  title(name) {
    const { say, hours } = this.book, part = name.split(".")[1];
    if (part) return say[part] || hours.find(([kind]) => kind === part)[1];
    return /^s\d+$/.test(name) ? name.slice(1) : say[name];
  }

  hint(name) {
    if (!/^s\d+$/.test(name)) return "";
    return `${this.book.say.semester} ${name.slice(1)}: ${this.book.hours.map(([, title, word]) => `${word} — ${title}`).join("; ")}`;
  }

  line(body, line, row) {
    const tr = body.insertRow();
    tr.id = `line-${row}`;
    tr.className = `${line.heading ? "heading" : ""} depth-${Math.min(line.depth, 5)}`;
    this.rows.push(tr);
    const cells = this.book.columns.map((name, column) => {
      const cell = tr.insertCell();
      cell.tabIndex = -1;
      cell.dataset.row = row;
      cell.dataset.column = column;
      cell.setAttribute("role", "gridcell");
      this.dress(cell, row, column);
      return cell;
    });
    if (this.book.view !== "more") this.sum(tr.insertCell(), line);
    return cells;
  }

  sum(cell, line) {
    cell.className = "sum";
    const view = Number(this.book.view);
    cell.textContent = (view ? line.sums[view] : line.sums[0]) || "";
  }

  foot(foot) {
    for (const [title, total, ...values] of this.book.totals) {
      const row = foot.insertRow(), th = make("th", "", title);
      th.colSpan = 3;
      th.scope = "row";
      row.append(th);
      for (let place = 0; place < this.book.semesters; place += 1) row.append(make("td", "sum", values[place] || ""));
      row.append(make("td", "sum", total));
    }
  }

  shown(row, column) {
    return this.book.text(row, column);
  }

  paint(row, column) {
    const cell = this.cells[row] && this.cells[row][column];
    if (cell && !(cell.firstElementChild && cell.firstElementChild.tagName === "INPUT")) this.dress(cell, row, column);
  }

  dress(cell, row, column) {
    const { book } = this, line = book.rows[row], name = book.columns[column], wrong = line.wrong.get(name);
    const marks = ["cell", `c-${name.split(".")[0].replace(/\d+/, "")}`, `c-${column}`];
    if (cell.classList.contains("picked")) marks.push("picked");
    if (line.typed.has(name)) marks.push("typed");
    if (wrong) marks.push("failed");
    if (line.stale) marks.push("stale");
    if (book.isReadOnly(row, column)) marks.push("fixed");
    cell.className = marks.join(" ");
    cell.textContent = book.text(row, column);
    if (wrong) cell.title = wrong;
    else if (name === "name" || name === "competences") cell.title = cell.textContent;
    else cell.removeAttribute("title");
  }
}
