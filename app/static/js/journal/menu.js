// The menu of a column: what the lesson is, roll-call in two keystrokes, and the lesson's own form in a dialog.
import { make } from "../grid/make.js";

const CODES = /(^|\s)(н|у|б|о\d*)(?=\s|$)/g;

export class Menu {
  constructor(host, book, grid, edits, selection, queue) {
    Object.assign(this, { host, book, grid, edits, selection, queue, column: 0 });
    this.menu = document.getElementById("journal-menu");
    this.dialog = document.getElementById("journal-dialog");
    host.addEventListener("click", (event) => {
      const head = event.target.closest("th.day button");
      if (head) this.open(Number(head.dataset.column));
    });
    this.menu.addEventListener("keydown", (event) => this.key(event));
    this.menu.addEventListener("focusout", (event) => { if (!this.menu.contains(event.relatedTarget)) this.menu.hidden = true; });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-lesson-form]");
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.form(link.href);
    });
  }

  open(column) {
    const { book } = this, lesson = book.lessons[column];
    this.column = column;
    const title = make("p", "journal-lesson");
    title.append(
      make("b", "", `${book.dated(column)}, ${book.say.pair} ${lesson.pair}`),
      ` · ${[book.say.kinds[lesson.kind], lesson.task && `${lesson.task} — ${book.say.tasks[lesson.task]}`, lesson.weight > 1 && `${book.say.weight} ${lesson.weight}`, lesson.required && book.say.required].filter(Boolean).join(" · ")}`,
      make("br"), lesson.topic || book.say.noTopic,
    );
    const place = lesson.remote ? book.say.remote : lesson.room && `${book.say.room} ${lesson.room}`;
    if (place) title.append(make("br"), place);
    if (lesson.link) {
      const link = make("a", "", book.say.address);
      Object.assign(link, { href: lesson.link, target: "_blank", rel: "noopener noreferrer" });
      title.append(" · ", link);
    }
    if (lesson.material) title.append(make("br"), `${book.say.material}: ${lesson.material}`);
    const items = lesson.own ? [
      ["п", book.say.allPresent, () => this.call("")],
      ["н", book.say.allAbsent, () => this.call("н")],
      ["з", book.say.lesson, () => this.form(this.address(lesson.id))],
    ] : [];
    this.menu.replaceChildren(title, ...items.map(([letter, label, act]) => {
      const item = make("button", "", label);
      item.type = "button";
      item.setAttribute("role", "menuitem");
      item.dataset.letter = letter;
      item.append(make("kbd", "", letter));
      item.addEventListener("click", () => { this.close(); act(); });
      return item;
    }));
    this.menu.hidden = false;
    const head = this.grid.heads[column].getBoundingClientRect();
    this.menu.style.left = `${Math.max(8, Math.min(head.left, innerWidth - this.menu.offsetWidth - 8))}px`;
    this.menu.style.top = `${Math.min(head.bottom + 2, innerHeight - this.menu.offsetHeight - 8)}px`;
    (this.menu.querySelector("button") || this.menu).focus();
  }

  close() {
    this.menu.hidden = true;
    this.selection.go(this.selection.row, this.column);
  }

  key(event) {
    const items = [...this.menu.querySelectorAll("button")], at = items.indexOf(document.activeElement);
    const letter = items.find((item) => item.dataset.letter === event.key.toLowerCase());
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
    else if (letter) letter.click();
    else return;
    event.preventDefault();
  }

  // Roll-call: codes of absence leave the column, or stand in every cell of it that holds nothing yet.
  call(code) {
    const changes = this.selection.visible().filter((row) => !this.book.isReadOnly(row, this.column)).map((row) => {
      const old = this.grid.shown(row, this.column);
      return [row, this.column, code ? old || code : old.replace(CODES, "").trim()];
    });
    const { changed } = this.edits.change(changes);
    this.edits.tell(`${code ? this.book.say.allAbsent : this.book.say.allPresent}. ${this.book.say.changed}: ${changed}`);
  }

  address(id) {
    return this.host.dataset.lesson.replace(/0$/, id);
  }

  // The page of a lesson is the dialog: the same fields, checks and words, sent without leaving the journal.
  async form(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer) await this.show(answer, address);
    else this.lost();
  }

  // No answer came: said in the dialog, above the form if one is filled in.
  lost() {
    const said = make("p", "alert alert-danger journal-lost", this.book.say.noAnswer), close = make("button", "btn btn-default", this.book.say.close);
    said.setAttribute("role", "alert");
    close.type = "button";
    close.addEventListener("click", () => this.dialog.close());
    if (this.dialog.open) for (const before of this.dialog.querySelectorAll(".journal-lost")) before.remove();
    else this.dialog.replaceChildren(close);
    this.dialog.prepend(said);
    if (!this.dialog.open) this.dialog.showModal();
  }

  async show(answer, address) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("main form.lesson-form");
    if (!form) { location.href = address; return; }
    form.action = address;
    const back = form.querySelector("[data-cancel]");
    back.addEventListener("click", (event) => { event.preventDefault(); this.dialog.close(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); this.send(form, address); });
    this.dialog.replaceChildren(make("h2", "", page.querySelector("main h1").textContent), ...page.querySelectorAll("main .lesson-part"));
    if (!this.dialog.open) this.dialog.showModal();
    const bad = this.dialog.querySelector("[aria-invalid=true]") || this.dialog.querySelector("[name=topic]");
    if (bad) bad.focus();
  }

  async send(form, address) {
    const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer) { this.lost(); return; }
    if (answer.redirected && answer.ok) { this.leave(); return; }
    await this.show(answer, address);
  }

  // Another kind, weight or date changes many figures: the journal is drawn anew, at the same place; what waits stays kept.
  leave() {
    sessionStorage.setItem("journal-place", JSON.stringify([location.pathname, this.book.students[this.selection.row].id, this.book.lessons[this.column].id]));
    this.queue.isKept = true;
    location.reload();
  }
}
