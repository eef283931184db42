// The page of the editor: makes the parts and lets them speak to each other.
import { Editor } from "../grid/editor.js";
import { Selection } from "../grid/selection.js";
import { Book } from "./book.js";
import { Checks } from "./checks.js";
import { Clipboard } from "./clipboard.js";
import { Edits } from "./edits.js";
import { Grid } from "./grid.js";
import { keys } from "./keys.js";

const host = document.getElementById("plan-sheet");
const book = new Book(JSON.parse(document.getElementById("plan-data").textContent));
const state = document.getElementById("plan-state");
const tell = (text, sign) => { state.textContent = text; state.className = sign; };
if (!book.rows.length) book.fresh(0);

const grid = new Grid(host, book);
grid.draw();
const selection = new Selection(grid, book);
const checks = new Checks(document.getElementById("plan-checks"), book);
let editor = null;
let left = selection.row;

// Draws everything anew; the place, and a cell being typed in, stay where they were.
function redraw(key = null, column = selection.column) {
  const open = editor && editor.open, typing = open ? open.input.value : null, focused = host.contains(document.activeElement);
  if (open) { clearTimeout(open.timer); editor.open = null; }
  const place = key === null ? selection.row : book.at(key);
  grid.draw();
  selection.picked = [];
  selection.anchor = null;
  selection.row = Math.max(0, Math.min(place < 0 ? selection.row : place, book.rows.length - 1));
  selection.column = Math.min(column, book.width - 1);
  left = selection.row;
  selection.cell().tabIndex = 0;
  if (focused) selection.cell().focus({ preventScroll: true });
  if (typing !== null) editor.edit(typing);
  checks.draw();
}

const edits = new Edits(host, book, { grid, selection, tell, redraw });
editor = new Editor(book, grid, edits, selection);
const clipboard = new Clipboard(host, book, grid, edits, selection, (text) => tell(text, "waiting"));

const acts = {
  current: () => book.rows[selection.row],
  add() {
    editor.close(true);
    const row = book.fresh(selection.row + 1);
    redraw(row.key, 0);
    selection.go(selection.row, 0);
    edits.flush(row.key);
  },
  // In a new line Enter saves it and opens the next one; elsewhere it goes down.
  enter(up) {
    const row = acts.current();
    if (!up && row.fresh && row.typed.size) acts.add();
    else if (!up && selection.row === book.rows.length - 1) acts.add();
    else selection.move(up ? -1 : 1, 0);
  },
  async remove() {
    editor.close(true);
    const row = acts.current();
    if (row.fresh) {
      book.rows.splice(selection.row, 1);
      if (!book.rows.length) book.fresh(0);
      redraw();
      return;
    }
    if (!confirm(book.say.ask.replace("%s", `${row.cells.code || ""} ${row.cells.name || ""}`.trim()))) return;
    row.typed = new Map();
    await edits.step("delete", row);
  },
  move: (by) => { editor.close(true); return edits.step("move", acts.current(), by); },
  level: (by) => { editor.close(true); return edits.step("level", acts.current(), by); },
  undo: () => { editor.close(true); return edits.undo(); },
  redo: () => { editor.close(true); return edits.redo(); },
};
// The journal's field closes and moves by itself; here Enter in a new line opens the next.
const field = editor.key.bind(editor);
editor.key = (event, open) => {
  if (event.key !== "Enter" || event.ctrlKey) { field(event, open); return; }
  event.preventDefault();
  event.stopPropagation();
  editor.close(true);
  acts.enter(event.shiftKey);
};
keys({ host, book, selection, editor, edits, clipboard, acts });

selection.onMove = () => {
  const wrong = acts.current().wrong.get(book.columns[selection.column]);
  if (wrong) tell(wrong, "bad");
  if (left === selection.row) return;
  const was = book.rows[left];
  left = selection.row;
  if (was && was.fresh && !was.typed.size && book.rows.length > 1) {
    book.rows.splice(book.rows.indexOf(was), 1);
    redraw(acts.current() ? acts.current().key : null);
  }
  edits.flush(acts.current().key);
};
checks.onLine = (key) => { if (book.at(key) >= 0) { selection.go(book.at(key), 1); selection.cell().scrollIntoView({ block: "center" }); } };
checks.onChoice = (choice, key) => {
  const row = book.rows[book.at(key)];
  row.stale = null;
  if (choice === "theirs") row.typed = new Map();
  else row.touched = true;
  redraw(key);
  edits.flush();
};
checks.draw();

const bar = document.getElementById("plan-bar");
bar.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const [act, by] = button.dataset.act.split(":");
  selection.cell().focus();
  acts[act](Number(by));
});
const view = document.getElementById("plan-view");
view.addEventListener("change", () => {
  editor.close(true);
  book.show(view.value);
  redraw(acts.current().key, Math.min(selection.column, book.width - 1));
  edits.flush();
});
document.getElementById("plan-help").addEventListener("click", () => document.getElementById("plan-keys").showModal());
document.addEventListener("visibilitychange", () => { if (document.hidden) { editor.close(true); edits.flush(); } });
addEventListener("beforeunload", (event) => {
  editor.close(true);
  if (book.rows.some((row) => row.typed.size)) event.preventDefault();
});
const wanted = new URLSearchParams(location.search).get("line");
selection.go(wanted && book.at(wanted) >= 0 ? book.at(wanted) : 0, 0);
