// The journal's grid: drawn from JSON, typed from the keyboard, saved cell by cell in the order of typing.
(() => {
  "use strict";
  const host = document.getElementById("journal");
  if (!host) return;
  const data = JSON.parse(document.getElementById("journal-data").textContent);
  const say = host.dataset;
  const editable = say.editable === "1";
  const state = document.getElementById("journal-state");
  const note = document.getElementById("journal-note");
  const months = new Intl.DateTimeFormat("ru", { month: "long", timeZone: "UTC" });
  const make = (tag, cls, text) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const key = (row, column) => row * data.lessons.length + column;
  const values = new Map(data.cells.map(([l, s, text, version]) => [key(s, l), { text, version }]));
  const valueAt = (row, column) => values.get(key(row, column)) || { text: "", version: 0 };
  const cells = [];
  const sums = [];

  function drawHead(table) {
    const head = table.createTHead();
    const top = head.insertRow(), days = head.insertRow();
    const name = make("th", "name", say.student);
    name.rowSpan = 2;
    top.append(name);
    let month = null;
    for (const [id, iso, pair, , topic, , required] of data.lessons) {
      const day = new Date(iso + "T00:00:00Z");
      const label = months.format(day);
      if (!month || month.textContent !== label) {
        month = make("th", "month", label);
        month.colSpan = 0;
        top.append(month);
        month.colSpan = 1;
      } else month.colSpan += 1;
      const th = make("th", "day" + (iso === say.today ? " today" : "") + (required ? " required" : ""));
      th.scope = "col";
      th.title = `${day.toLocaleDateString("ru", { timeZone: "UTC" })}, ${pair}. ${topic}`;
      const text = String(day.getUTCDate()).padStart(2, "0");
      if (editable) {
        const link = make("a", "", text);
        link.href = say.lesson.replace(/0$/, id);
        th.append(link);
      } else th.textContent = text;
      days.append(th);
    }
    for (const label of [say.mean, say.missed, say.attendance, say.proposed]) {
      const th = make("th", "sum", label);
      th.rowSpan = 2;
      top.append(th);
    }
  }

  function paint(cell, text) {
    cell.textContent = text;
    cell.classList.toggle("weak", /(^|\s)(2|незач|н\/а)(\s|$)/.test(text));
    cell.classList.toggle("away", /^(н|у|б)(\s|$)/.test(text));
  }

  function drawStanding(row, [mean, , missed, attendance, proposal, reason]) {
    [mean, missed, attendance, proposal].forEach((text, index) => { sums[row][index].textContent = text; });
    sums[row][3].title = reason;
  }

  function draw() {
    const table = make("table", "journal");
    table.setAttribute("role", "grid");
    drawHead(table);
    const body = table.createTBody();
    data.students.forEach(([id, name, standing, off], row) => {
      const line = body.insertRow();
      const th = make("th", "name", `${row + 1}. ${name}`);
      th.scope = "row";
      th.title = name;
      line.append(th);
      cells.push(data.lessons.map(([, iso], column) => {
        const cell = make("td", "cell" + (off.includes(column) ? " off" : ""));
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = row === 0 && column === 0 ? 0 : -1;
        cell.dataset.row = row;
        cell.dataset.column = column;
        if (!editable || off.includes(column) || iso > say.today) cell.setAttribute("aria-readonly", "true");
        paint(cell, valueAt(row, column).text);
        line.append(cell);
        return cell;
      }));
      sums.push([0, 1, 2, 3].map((index) => line.appendChild(make("td", "sum" + (index === 3 ? " proposal" : "")))));
      drawStanding(row, standing);
    });
    host.replaceChildren(table);
    showLast();
  }

  // The newest lesson is what a teacher came for: bring it to the right edge, the sums stay beyond it.
  function showLast() {
    const last = cells[0][data.lessons.length - 1];
    host.scrollLeft = Math.max(0, last.offsetLeft + last.offsetWidth - host.clientWidth + 8);
  }

  // --- saving: one request at a time, in the order of typing; what cannot be sent waits and is sent later ---
  const queue = [];
  let busy = false;

  function show(kind, text) {
    state.className = kind;
    state.textContent = text;
  }

  function enqueue(row, column, text) {
    const waiting = queue.find((item) => item.row === row && item.column === column && !item.sent);
    if (waiting) waiting.text = text;
    else queue.push({ row, column, text, sent: false });
    cells[row][column].classList.add("saving");
    pump();
  }

  async function pump() {
    if (busy || !queue.length) return;
    busy = true;
    const item = queue[0];
    item.sent = true;
    show("", say.saving);
    let answer = null, body = {};
    try {
      answer = await fetch(say.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": say.token, "X-Requested-With": "XMLHttpRequest" },
        body: JSON.stringify({
          lesson: data.lessons[item.column][0], student: data.students[item.row][0], text: item.text,
          version: item.version === undefined ? valueAt(item.row, item.column).version : item.version,
        }),
      });
      body = await answer.json();
    } catch (error) {
      item.sent = false;
      busy = false;
      show("bad", say.offline);
      setTimeout(pump, 2000);
      return;
    }
    queue.shift();
    busy = false;
    const cell = cells[item.row][item.column];
    const again = queue.some((other) => other.row === item.row && other.column === item.column);
    if (!again) cell.classList.remove("saving");
    if (answer.ok) saved(item, cell, body, again);
    else refused(item, cell, body);
    pump();
  }

  function saved(item, cell, body, again) {
    values.set(key(item.row, item.column), { text: body.text, version: body.version });
    cell.classList.remove("failed");
    if (!again && !cell.querySelector("input")) paint(cell, body.text);
    drawStanding(item.row, body.standing);
    if (!queue.length) show("good", say.saved);
  }

  function refused(item, cell, body) {
    cell.classList.add("failed");
    show("bad", say.failed);
    note.className = "journal-note";
    note.replaceChildren(make("p", "", `${data.students[item.row][1]}: ${body.error || say.failed}`));
    note.hidden = false;
    if (!body.current) {
      paint(cell, valueAt(item.row, item.column).text);
      return;
    }
    values.set(key(item.row, item.column), body.current);
    const settle = (label, mine) => {
      const button = make("button", "btn btn-default", label);
      button.type = "button";
      button.addEventListener("click", () => {
        note.hidden = true;
        cell.classList.remove("failed");
        if (mine) enqueue(item.row, item.column, item.text);
        else { paint(cell, body.current.text); show("", ""); }
        cell.focus();
      });
      note.append(button);
    };
    paint(cell, body.current.text);
    settle(`${say.keep}: «${item.text || "—"}»`, true);
    settle(`${say.take}: «${body.current.text || "—"}»`, false);
  }

  // --- typing ---
  const place = (cell) => [Number(cell.dataset.row), Number(cell.dataset.column)];

  function go(row, column) {
    const target = cells[Math.max(0, Math.min(row, cells.length - 1))][Math.max(0, Math.min(column, data.lessons.length - 1))];
    host.querySelector('td.cell[tabindex="0"]').tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  }

  function edit(cell, start) {
    if (cell.getAttribute("aria-readonly") === "true" || cell.querySelector("input")) return;
    const [row, column] = place(cell);
    const before = cell.textContent;
    const input = make("input");
    input.maxLength = 20;
    input.setAttribute("aria-label", `${data.students[row][1]}, ${data.lessons[column][1]}`);
    input.value = start === null ? before : start;
    cell.replaceChildren(input);
    input.focus();
    let done = false;
    const finish = (keep) => {
      if (done) return;
      done = true;
      const typed = input.value.trim();
      paint(cell, keep ? typed : before);
      if (keep && typed !== before) enqueue(row, column, typed);
    };
    input.addEventListener("blur", () => finish(true));
    input.addEventListener("keydown", (event) => {
      const moves = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
      if (event.key === "Escape") { finish(false); cell.focus(); } else if (moves[event.key]) {
        finish(true);
        move(row, column, moves[event.key]);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  function move(row, column, [down, right]) {
    if (down === 1 && row === cells.length - 1) go(0, column + 1);
    else go(row + down, column + right);
  }

  async function history(row, column) {
    const answer = await fetch(`${say.save}/${data.lessons[column][0]}/${data.students[row][0]}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    const body = await answer.json();
    note.className = "journal-note plain";
    note.replaceChildren(make("b", "", `${data.students[row][1]}, ${new Date(data.lessons[column][1]).toLocaleDateString("ru")}`));
    if (!body.history.length) note.append(make("p", "", say.empty));
    for (const [at, who, old, fresh] of body.history) {
      note.append(make("p", "", `${new Date(at).toLocaleString("ru")} · ${who}: ${old || "—"} → ${fresh || "—"}`));
    }
    note.hidden = false;
  }

  host.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td.cell");
    if (!cell || event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = place(cell);
    const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (moves[event.key]) move(row, column, moves[event.key]);
    else if (event.key === "Home") go(row, 0);
    else if (event.key === "End") go(row, data.lessons.length - 1);
    else if (event.key === "F2") edit(cell, null);
    else if (event.key === "F1") history(row, column);
    else if ((event.key === "Delete" || event.key === "Backspace") && cell.getAttribute("aria-readonly") !== "true") {
      if (cell.textContent) { paint(cell, ""); enqueue(row, column, ""); }
    } else if (event.key === "Escape") note.hidden = true;
    else if (event.key.length === 1 && event.key !== " ") edit(cell, event.key);
    else return;
    event.preventDefault();
  });
  host.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td.cell");
    if (!cell || event.target.tagName === "INPUT") return;
    event.preventDefault();
    go(...place(cell));
  });
  host.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td.cell");
    if (cell) edit(cell, null);
  });
  host.addEventListener("click", (event) => {
    const cell = event.target.closest("td.cell");
    if (cell && matchMedia("(pointer: coarse)").matches) edit(cell, null);
  });
  addEventListener("online", pump);
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
  draw();
})();
