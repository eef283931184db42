// The journal's page: makes the parts and lets them speak to each other.
import { Book, key } from "./book.js";
import { Clipboard } from "../grid/clipboard.js";
import { Editor } from "../grid/editor.js";
import { Edits } from "./edits.js";
import { filters } from "./filters.js";
import { Grid } from "./grid.js";
import { keys } from "./keys.js";
import { Menu } from "./menu.js";
import { Notes } from "./notes.js";
import { Pad } from "./pad.js";
import { Queue } from "./queue.js";
import { Selection } from "../grid/selection.js";

const host = document.getElementById("journal");
if (host) start();

function start() {
  const book = new Book(JSON.parse(document.getElementById("journal-data").textContent));
  const sign = document.getElementById("journal-state"), said = document.getElementById("journal-said");
  const tell = (text) => { said.textContent = text; };
  let grid, notes, selection;

  const queue = new Queue({
    host, book,
    onState: (state, count) => show(sign, book, state, count),
    onSaved: ({ row, column }, outcome) => {
      grid.paint(row, column);
      if (outcome.excuse) { tell(outcome.excuse); notes.excuse(row, column, outcome.excuse); }
    },
    onStanding: (row, standing) => grid.paintStanding(row, standing),
    onAdopted: (row, column) => grid.paint(row, column),
    onRefused: (item, outcome) => {
      book.refused.set(key(item.row, item.column), { text: item.text, ...outcome });
      grid.paint(item.row, item.column);
      grid.rows[item.row].classList.remove("counting");
      notes.refusal(item.row, item.column);
    },
  });
  grid = new Grid(host, book, queue);
  grid.draw();
  selection = new Selection(grid, book);
  const edits = new Edits(book, grid, queue, tell);
  const editor = new Editor(book, grid, edits, selection);
  notes = new Notes(host, book, grid, edits, selection);
  selection.onMove = () => notes.refusal(selection.row, selection.column);
  const clipboard = new Clipboard(host, book, grid, edits, selection, tell);
  const menu = new Menu(host, book, grid, edits, selection, queue);
  new Pad(host, book, grid, edits, selection, notes);
  editor.onClosed = (row, column) => notes.closed(row, column);
  clipboard.onLeftOut = (text) => notes.leftOut(text);
  keys({ host, book, selection, editor, edits, clipboard, menu, notes });
  filters(book, grid, selection, tell);
  document.getElementById("journal-help").addEventListener("click", () => document.getElementById("journal-keys").showModal());

  queue.restore();
  comeBack(book, selection);
  addEventListener("beforeunload", (event) => {
    editor.close(true);
    if (queue.items.length && !queue.isKept) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) editor.close(true); });
}

function show(sign, book, state, count) {
  const bad = { offline: book.say.offline, signedOut: book.say.signedOut, failed: book.say.failed }[state];
  sign.className = bad ? "bad" : state === "saved" ? "good" : "";
  sign.replaceChildren(bad ? (count ? `${bad} (${count})` : bad) : book.say[state]);
  if (state !== "signedOut") return;
  const link = document.createElement("a");
  link.href = location.href;
  link.target = "_blank";
  link.textContent = book.say.signIn;
  sign.append(" ", link);
}

function comeBack(book, selection) {
  const [path, student, lesson] = JSON.parse(sessionStorage.getItem("journal-place") || "[]");
  sessionStorage.removeItem("journal-place");
  const row = book.studentAt.get(student), column = book.lessonAt.get(lesson);
  if (path === location.pathname && row !== undefined && column !== undefined) selection.go(row, column);
}
