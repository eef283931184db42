// The keyboard and the mouse over the grid. Letters count by their place on the keyboard where Ctrl is held: «я» is Ctrl+Z.
export function keys({ host, book, selection, editor, edits, clipboard, menu, notes }) {
  const held = {
    KeyZ: (event) => (event.shiftKey ? edits.redo() : edits.undo()),
    KeyY: () => edits.redo(),
    KeyD: () => clipboard.fillDown(),
  };
  const plain = {
    ArrowDown: (event) => selection.move(1, 0, { extend: event.shiftKey }),
    ArrowUp: (event) => selection.move(-1, 0, { extend: event.shiftKey }),
    ArrowLeft: (event) => selection.move(0, -1, { extend: event.shiftKey }),
    ArrowRight: (event) => selection.move(0, 1, { extend: event.shiftKey }),
    Enter: (event) => selection.move(event.shiftKey ? -1 : 1, 0, { wrap: true }),
    Tab: (event) => {
      if (!event.shiftKey && notes.isOpen) notes.focus();
      else selection.move(0, event.shiftKey ? -1 : 1);
    },
    Home: () => selection.go(selection.row, 0),
    End: () => selection.go(selection.row, book.lessons.length - 1),
    PageDown: () => selection.move(10, 0),
    PageUp: () => selection.move(-10, 0),
    F2: () => editor.edit(null),
    F1: () => notes.history(selection.row, selection.column),
    Delete: () => clipboard.clear(),
    Backspace: () => clipboard.clear(),
    Escape: () => { notes.hide(); selection.go(selection.row, selection.column); },
    " ": () => menu.open(selection.column),
    ContextMenu: () => menu.open(selection.column),
    "?": () => document.getElementById("journal-keys").showModal(),
  };

  // Tab leaves the grid where it cannot go on: at its first and its last cell.
  const leaves = (event) => {
    const rows = selection.visible(), last = book.lessons.length - 1;
    return event.key === "Tab" && !(notes.isOpen && !event.shiftKey) && (event.shiftKey
      ? selection.column === 0 && selection.row === rows[0]
      : selection.column === last && selection.row === rows[rows.length - 1]);
  };

  host.addEventListener("keydown", (event) => {
    if (!event.target.closest("td.cell") || event.target.tagName === "INPUT" || leaves(event)) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && held[event.code]) held[event.code](event);
    else if (ctrl || event.altKey) return;
    else if (plain[event.key]) plain[event.key](event);
    else if (event.key.length !== 1 || !editor.edit(event.key)) return;
    event.preventDefault();
  });

  host.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td.cell");
    if (!cell || event.target.tagName === "INPUT" || event.button) return;
    event.preventDefault();
    selection.go(Number(cell.dataset.row), Number(cell.dataset.column), event.shiftKey);
  });
  host.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("td.cell");
    if (cell && event.buttons === 1 && host.contains(document.activeElement)) selection.go(Number(cell.dataset.row), Number(cell.dataset.column), true);
  });
  host.addEventListener("dblclick", (event) => { if (event.target.closest("td.cell")) editor.edit(null); });
  host.addEventListener("contextmenu", (event) => {
    const cell = event.target.closest("td.cell");
    if (!cell) return;
    event.preventDefault();
    selection.go(Number(cell.dataset.row), Number(cell.dataset.column));
    notes.history(selection.row, selection.column);
  });
}
