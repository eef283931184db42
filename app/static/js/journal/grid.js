// The table on the screen: two heads, names, cells, what follows from them; each cell is painted from the book and the queue.
import { make } from "../grid/make.js";
import { key } from "./book.js";

const MONTH = new Intl.DateTimeFormat("ru", { month: "long", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: "UTC" });
const WEAK = /(^|\s|→)(2|незач|н\/а)(\s|$)/, AWAY = /^(н|у|б)(\s|$)/;

export class Grid {
  constructor(host, book, queue) {
    Object.assign(this, { host, book, queue, cells: [], sums: [], rows: [], heads: [] });
  }

  draw() {
    const { book } = this;
    const table = make("table", "journal");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", book.say.grid);
    table.setAttribute("aria-rowcount", book.students.length + 2);
    table.setAttribute("aria-colcount", book.lessons.length + 5);
    table.setAttribute("aria-multiselectable", "true");
    this.drawHead(table.createTHead());
    const body = table.createTBody();
    book.students.forEach((student, row) => this.drawRow(body, student, row));
    this.host.replaceChildren(table);
    this.showPresent();
  }

  drawHead(head) {
    const { book } = this;
    const top = head.insertRow(), days = head.insertRow();
    top.setAttribute("aria-rowindex", 1);
    days.setAttribute("aria-rowindex", 2);
    top.append(this.headCell("name", book.say.student, 1));
    let month = null;
    book.lessons.forEach((lesson, column) => {
      const label = MONTH.format(book.day(column));
      if (month && month.textContent === label) month.colSpan += 1;
      else {
        month = make("th", "month", "");
        month.append(make("span", "", label));
        month.setAttribute("aria-colindex", column + 2);
        top.append(month);
      }
      days.append(this.drawDay(lesson, column));
    });
    [book.say.mean, book.say.missed, book.say.attendance, book.say.proposed].forEach((label, index) => {
      top.append(this.headCell(`sum s${index}`, label, book.lessons.length + 2 + index));
    });
  }

  headCell(cls, label, index) {
    const th = make("th", cls, label);
    th.rowSpan = 2;
    th.scope = "col";
    th.setAttribute("aria-colindex", index);
    return th;
  }

  drawDay(lesson, column) {
    const { book } = this;
    const th = make("th", "day" + (lesson.date === book.today ? " today" : "") + (lesson.required ? " must" : ""));
    th.scope = "col";
    th.setAttribute("aria-colindex", column + 2);
    const button = make("button", "", String(book.day(column).getUTCDate()).padStart(2, "0"));
    button.type = "button";
    button.tabIndex = -1;
    button.id = `d${column}`;
    button.dataset.column = column;
    button.setAttribute("aria-haspopup", "menu");
    button.setAttribute("aria-label", [LONG.format(book.day(column)), `${book.say.pair} ${lesson.pair}`, lesson.task].filter(Boolean).join(", "));
    button.title = [`${book.dated(column)}, ${book.say.pair} ${lesson.pair}`, book.say.kinds[lesson.kind], lesson.task && book.say.tasks[lesson.task], lesson.topic].filter(Boolean).join(" · ");
    button.append(make("span", "day-task", lesson.task + (lesson.weight > 1 ? `×${lesson.weight}` : "")));
    th.append(button);
    this.heads.push(th);
    return th;
  }

  drawRow(body, student, row) {
    const { book } = this;
    const line = body.insertRow();
    line.setAttribute("aria-rowindex", row + 3);
    this.rows.push(line);
    const th = make("th", student.left ? "name gone" : "name", `${row + 1}. ${student.name}`);
    if (student.left) th.append(make("span", "left", ` ${book.say.left} ${student.left.split("-").reverse().join(".")}`));
    th.scope = "row";
    th.id = `r${row}`;
    th.title = student.name + (student.subgroup ? ` · ${student.subgroup}` : "");
    th.setAttribute("aria-colindex", 1);
    line.append(th);
    this.cells.push(book.lessons.map((_, column) => line.appendChild(this.drawCell(row, column))));
    this.sums.push([0, 1, 2, 3].map((index) => {
      const sum = line.appendChild(make("td", `sum s${index}`));
      sum.setAttribute("aria-colindex", book.lessons.length + 2 + index);
      return sum;
    }));
    this.paintStanding(row, student.standing, true);
  }

  drawCell(row, column) {
    const cell = make("td");
    cell.id = `c${row}-${column}`;
    cell.tabIndex = -1;
    cell.dataset.row = row;
    cell.dataset.column = column;
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colindex", column + 2);
    cell.setAttribute("aria-labelledby", `r${row} d${column} ${cell.id}`);
    if (this.book.isReadOnly(row, column)) cell.setAttribute("aria-readonly", "true");
    this.cellPaint(cell, row, column);
    return cell;
  }

  // What a person sees in a cell: what was typed last, else what is stored.
  shown(row, column) {
    const waiting = this.queue.waitingAt(row, column);
    return waiting === undefined ? this.book.at(row, column).text : waiting;
  }

  paint(row, column) {
    this.cellPaint(this.cells[row][column], row, column);
  }

  cellPaint(cell, row, column) {
    const { book, queue } = this;
    if (cell.firstElementChild && cell.firstElementChild.tagName === "INPUT") return;
    const text = this.shown(row, column), id = key(row, column), picked = cell.classList.contains("picked");
    const marks = ["cell"];
    if (picked) marks.push("picked");
    if (book.students[row].off.has(column)) marks.push("off");
    if (WEAK.test(text)) marks.push("weak");
    if (AWAY.test(text)) marks.push("away");
    if (book.at(row, column).late && text) marks.push("late");
    if (queue.waitingAt(row, column) !== undefined) marks.push("saving");
    if (book.refused.has(id)) marks.push("failed");
    if (book.waiting.has(id)) marks.push("asked");
    cell.className = marks.join(" ");
    cell.textContent = text;
    if (book.owes(row, column) && !marks.includes("saving")) cell.append(make("span", "owes", text ? ` ${book.say.owes}` : book.say.owes));
  }

  // The server alone counts; until it has answered the old figures are shown pale.
  paintStanding(row, standing, first = false) {
    const [mean, , missed, attendance, proposal, reason, behind] = standing;
    const before = this.book.students[row].standing[7];
    this.book.students[row].standing = standing;
    [mean, missed, attendance, proposal].forEach((text, index) => { this.sums[row][index].textContent = text; });
    this.sums[row][3].title = reason;
    this.rows[row].classList.toggle("behind", Boolean(behind));
    this.rows[row].classList.remove("counting");
    if (first) return;
    for (const lesson of new Set([...before, ...standing[7]])) {
      if (this.book.lessonAt.has(lesson)) this.paint(row, this.book.lessonAt.get(lesson));
    }
  }

  showPresent() {
    const head = this.heads[this.book.present()];
    const sums = this.sums[0][0].offsetWidth * 4 * (matchMedia("(min-width: 701px)").matches ? 1 : 0);
    this.host.scrollLeft = Math.max(0, head.offsetLeft + head.offsetWidth - this.host.clientWidth + sums + 8);
  }
}
