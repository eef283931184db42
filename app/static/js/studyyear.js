"use strict";
/* The calendar chart: drawn from JSON, painted by mouse and keyboard, saved by rows. */
(() => {
  const host = document.getElementById("chart");
  if (!host) return;
  const data = JSON.parse(document.getElementById("chart-data").textContent), say = data.say, size = data.weeks.length;
  const editable = host.dataset.editable === "1";
  const kinds = new Map(data.kinds.map(([letters, name, colour, use]) => [letters, { name, colour, use }]));
  const USES = ["theory", "attestation", "practice", "final", "holidays"];
  const rows = data.rows.map(([id, name, course, packed, version, draft, notes]) => ({ id, name, course, cells: unpack(packed), version, draft, notes, dirty: false }));
  const undone = [];
  let brush = null, from = { row: 0, week: 0 }, here = { row: 0, week: 0 }, typed = "", typedAt = 0, drawing = false, busy = false;

  function unpack(packed) {
    const cells = packed ? packed.split(",") : [];
    return Array.from({ length: size }, (_, index) => cells[index] || "");
  }

  const make = (tag, cls, text) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const day = (iso) => iso.slice(8, 10) + "." + iso.slice(5, 7);
  const months = Array.from({ length: 12 }, (_, index) => new Date(2000, index, 1).toLocaleDateString("ru", { month: "short" }).replace(".", ""));

  function head(table) {
    const thead = table.createTHead(), top = thead.insertRow(), low = thead.insertRow();
    const who = make("th", "who", say.group);
    who.scope = "col";
    top.append(who);
    low.append(make("th", "who", ""));
    for (const [month, span] of data.months) {
      const cell = make("th", "", months[month - 1]);
      cell.colSpan = span;
      top.append(cell);
    }
    const now = data.weeks.filter((monday) => monday <= data.today).length - 1;
    data.weeks.forEach((monday, index) => {
      const cell = make("th", index === now ? "this-week" : "", monday.slice(8, 10));
      cell.title = `${index + 1}: ${say.weeks} ${day(monday)}` + (index === now ? `, ${say.current}` : "");
      low.append(cell);
    });
    for (const use of USES) {
      const cell = make("th", "", say[use].slice(0, 4));
      cell.title = say[use];
      top.append(cell);
      low.append(make("th", "", "Σ"));
    }
  }

  function draw() {
    const table = make("table", "chart-table"), body = make("tbody");
    head(table);
    rows.forEach((row, at) => {
      row.line = make("tr");
      row.who = make("th", "who");
      row.who.scope = "row";
      row.line.append(row.who);
      row.tds = row.cells.map((_, week) => {
        const cell = make("td", "week");
        cell.dataset.row = at;
        cell.dataset.week = week;
        row.line.append(cell);
        return cell;
      });
      row.totals = USES.map(() => row.line.appendChild(make("td", "total")));
      body.append(row.line);
      show(row);
    });
    table.append(body);
    host.append(table);
  }

  function show(row) {
    row.line.className = (row.dirty ? "dirty" : "") + (row.draft ? " draft" : "");
    row.who.replaceChildren(`${row.name}`);
    if (row.draft) row.who.title = say.draft;
    if (row.notes.length) {
      const note = make("span", "note", "!");
      note.title = row.notes.join("; ");
      note.setAttribute("aria-label", note.title);
      row.who.append(note);
    }
    const count = {};
    row.cells.forEach((letters, week) => {
      const kind = kinds.get(letters), cell = row.tds[week];
      cell.textContent = letters;
      cell.className = "week" + (kind ? ` wk-${kind.colour}` : "");
      if (kind) count[kind.use] = (count[kind.use] || 0) + 1;
    });
    USES.forEach((use, index) => { row.totals[index].textContent = count[use] || ""; });
    pick();
  }

  const block = () => ({
    top: Math.min(from.row, here.row), bottom: Math.max(from.row, here.row), left: Math.min(from.week, here.week), right: Math.max(from.week, here.week),
  });
  let shown = [];
  function pick() {
    for (const cell of shown) cell.classList.remove("picked", "here");
    shown = [];
    const { top, bottom, left, right } = block();
    for (let row = top; row <= bottom; row += 1) for (let week = left; week <= right; week += 1) {
      const cell = rows[row].tds && rows[row].tds[week];
      if (!cell) continue;
      cell.classList.add("picked");
      shown.push(cell);
    }
    const cell = rows[here.row].tds && rows[here.row].tds[here.week];
    if (cell) cell.classList.add("here");
  }

  function tell() {
    const row = rows[here.row], kind = kinds.get(row.cells[here.week]);
    document.getElementById("chart-said").textContent = `${row.name}, ${say.weeks} ${day(data.weeks[here.week])}: ${kind ? kind.name : say.empty}`;
  }

  function put(changes) {
    const old = changes.map(([row, week]) => [row, week, rows[row].cells[week]]);
    if (!changes.some(([row, week, letters]) => rows[row].cells[week] !== letters)) return;
    undone.push(old);
    write(changes);
  }

  function write(changes) {
    const touched = new Set();
    for (const [at, week, letters] of changes) {
      rows[at].cells[week] = letters;
      rows[at].dirty = true;
      touched.add(at);
    }
    for (const at of touched) show(rows[at]);
    state();
  }

  function paint(letters) {
    const { top, bottom, left, right } = block(), changes = [];
    for (let row = top; row <= bottom; row += 1) for (let week = left; week <= right; week += 1) changes.push([row, week, letters]);
    put(changes);
  }

  function state(text) {
    const waiting = rows.filter((row) => row.dirty).length, button = document.getElementById("chart-save");
    if (!button) return;
    button.disabled = !waiting || busy;
    document.getElementById("chart-state").textContent = text || (waiting ? `${say.unsaved}: ${waiting}` : "");
  }

  async function save() {
    const sent = rows.filter((row) => row.dirty);
    if (!sent.length || busy) return;
    busy = true;
    const body = { rows: Object.fromEntries(sent.map((row) => [row.id, [row.version, row.cells.join(",")]])) };
    let text = say.failed;
    try {
      const answer = await fetch(host.dataset.save, {
        method: "POST", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-CSRFToken": host.dataset.token, "X-Requested-With": "XMLHttpRequest" },
      });
      const told = await answer.json();
      if (answer.ok) {
        const found = new Map(told.rows.map((row) => [row[0], row]));
        for (const row of sent) {
          const [, , , packed, version, draft, notes] = found.get(row.id);
          Object.assign(row, { version, draft, notes, dirty: row.cells.join(",") !== unpack(packed).join(",") });
          show(row);
        }
        text = say.saved;
      } else text = told.error || text;
    } catch { text = say.failed; }
    busy = false;
    state(text);
  }

  function fillDown() {
    const { top, bottom, left, right } = block(), changes = [];
    for (let row = top + 1; row <= bottom; row += 1) for (let week = left; week <= right; week += 1) changes.push([row, week, rows[top].cells[week]]);
    put(changes);
  }

  function copyRow() {
    const pattern = rows[here.row], changes = [];
    let groups = 0;
    rows.forEach((row, at) => {
      if (at <= here.row || row.course !== pattern.course) return;
      groups += 1;
      pattern.cells.forEach((letters, week) => changes.push([at, week, letters]));
    });
    put(changes);
    state(`${say.copied} ${groups}`);
  }

  function type(key) {
    const now = Date.now();
    typed = now - typedAt < 900 ? typed + key.toUpperCase() : key.toUpperCase();
    typedAt = now;
    const all = [...kinds.keys()];
    const found = all.find((one) => one.toUpperCase() === typed) || all.find((one) => one.toUpperCase().startsWith(typed));
    if (found) paint(found);
    else if (typed.length > 1) {
      typed = "";
      type(key);
    }
  }

  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -size], End: [0, size], PageUp: [-10, 0], PageDown: [10, 0] };
  host.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) {
      event.preventDefault();
      here = { row: Math.max(0, Math.min(rows.length - 1, here.row + move[0])), week: Math.max(0, Math.min(size - 1, here.week + move[1])) };
      if (!event.shiftKey) from = here;
      typed = "";
      pick();
      rows[here.row].tds[here.week].scrollIntoView({ block: "nearest", inline: "nearest" });
      tell();
    } else if (!editable) {
      return;
    } else if (event.ctrlKey || event.metaKey) {
      return;
    } else if (event.key === "Delete" || event.key === "Backspace") {
      paint("");
    } else if (event.key.length === 1 && event.key !== " ") {
      event.preventDefault();
      type(event.key);
    }
  });
  const undo = () => {
    const last = undone.pop();
    if (last) write(last);
  };
  document.addEventListener("keydown", (event) => {
    if (!editable || !(event.ctrlKey || event.metaKey) || event.target.closest("input, select, dialog")) return;
    const act = { KeyD: fillDown, KeyS: save, KeyZ: undo }[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const at = (event) => {
    const cell = event.target.closest && event.target.closest("td.week");
    return cell ? { row: Number(cell.dataset.row), week: Number(cell.dataset.week) } : null;
  };
  host.addEventListener("pointerdown", (event) => {
    const place = at(event);
    if (!place || event.button) return;
    here = place;
    if (!event.shiftKey) from = place;
    drawing = event.pointerType === "mouse";
    pick();
    tell();
    if (event.pointerType === "mouse") event.preventDefault();
    host.focus({ preventScroll: true });
    if (!drawing && editable && brush !== null) paint(brush);
  });
  host.addEventListener("pointerover", (event) => {
    const place = drawing && at(event);
    if (!place) return;
    here = place;
    pick();
  });
  addEventListener("pointerup", () => {
    if (drawing && editable && brush !== null) paint(brush);
    drawing = false;
  });
  if (editable) {
    document.getElementById("chart-palette").addEventListener("click", (event) => {
      const button = event.target.closest("[data-kind]");
      if (!button) return;
      brush = brush === button.dataset.kind ? null : button.dataset.kind;
      for (const one of document.querySelectorAll("[data-kind]")) one.setAttribute("aria-pressed", String(brush === one.dataset.kind));
    });
    document.getElementById("chart-save").addEventListener("click", save);
    document.getElementById("chart-copy").addEventListener("click", copyRow);
    addEventListener("beforeunload", (event) => { if (rows.some((row) => row.dirty)) event.preventDefault(); });
  }
  draw();
})();
