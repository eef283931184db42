// What the journal holds in this browser: lessons, students, stored cells, refused entries. Knows nothing of the screen.
export const key = (row, column) => `${row}:${column}`;

export class Book {
  constructor(data) {
    this.say = data.say;
    this.lessons = data.lessons.map(([id, date, pair, kind, topic, weight, required, task, own, room, remote, link, material]) =>
      ({ id, date, pair, kind, topic, weight, required: Boolean(required), task, own: Boolean(own), room, remote, link, material }));
    this.students = data.students.map(([id, name, standing, off, subgroup, left]) => ({ id, name, standing, off: new Set(off), subgroup, left }));
    this.stored = new Map(data.cells.map(([column, row, text, version, late]) => [key(row, column), { text, version, late: Boolean(late) }]));
    this.waiting = new Map((data.waiting || []).map(([column, row, text]) => [key(row, column), text]));
    this.refused = new Map();
    this.today = data.today;
    this.own = new Set(data.own);
    this.closed = data.closed;
    this.lessonAt = new Map(this.lessons.map((lesson, column) => [lesson.id, column]));
    this.studentAt = new Map(this.students.map((student, row) => [student.id, row]));
  }

  get width() {
    return this.lessons.length;
  }

  longest() {
    return 30;
  }

  at(row, column) {
    return this.stored.get(key(row, column)) || { text: "", version: 0, late: false };
  }

  // Why a cell is not even opened, "" where it is: only what surely is refused; the server judges everything else.
  refusal(row, column) {
    const lesson = this.lessons[column], { say } = this;
    if (this.closed) return this.closed;
    if (this.students[row].off.has(column)) return say.notThere;
    if (!lesson.own) return say.notYours;
    return lesson.date > this.today ? say.notYet : "";
  }

  isReadOnly(row, column) {
    return Boolean(this.refusal(row, column));
  }

  // «Д»: the server tells at which lessons a student owes a task.
  owes(row, column) {
    return this.students[row].standing[7].includes(this.lessons[column].id);
  }

  // The column a teacher came for: today's, else the last one held.
  present() {
    let found = 0;
    this.lessons.forEach((lesson, column) => { if (lesson.date <= this.today) found = column; });
    return found;
  }

  day(column) {
    return new Date(`${this.lessons[column].date}T00:00:00Z`);
  }

  dated(column) {
    return this.day(column).toLocaleDateString("ru", { timeZone: "UTC" });
  }
}
