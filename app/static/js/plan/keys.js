// The keyboard and the mouse over the sheet. Letters count by their place where Ctrl is held: «я» is Ctrl+Z.
export function keys({ host, book, selection, editor, edits, clipboard, acts }) {
  const held = {
    KeyZ: (event) => (event.shiftKey ? edits.redo() : edits.undo()), KeyY: () => edits.redo(), KeyD: () => clipboard.fillDown(),
    Enter: () => acts.add(), NumpadEnter: () => acts.add(), Delete: () => acts.remove(),
  };
  const alt = { ArrowUp: () => acts.move(-1), ArrowDown: () => acts.move(1), ArrowLeft: () => acts.level(-1), ArrowRight: () => acts.level(1) };
  const plain = {
    ArrowDown: (event) => selection.move(1, 0, { extend: event.shiftKey }), ArrowUp: (event) => selection.move(-1, 0, { extend: event.shiftKey }),
    ArrowLeft: (event) => selection.move(0, -1, { extend: event.shiftKey }), ArrowRight: (event) => selection.move(0, 1, { extend: event.shiftKey }),
    Enter: (event) => acts.enter(event.shiftKey), Tab: (event) => selection.move(0, event.shiftKey ? -1 : 1),
    Home: () => selection.go(selection.row, 0), End: () => selection.go(selection.row, book.width - 1),
    PageDown: () => selection.move(15, 0), PageUp: () => selection.move(-15, 0),
    F2: () => editor.edit(null), Insert: () => acts.add(), Delete: () => clipboard.clear(), Backspace: () => clipboard.clear(),
    Escape: () => selection.go(selection.row, selection.column),
  };
  const leaves = (event) => event.key === "Tab" && (event.shiftKey
    ? selection.column === 0 && selection.row === 0
    : selection.column === book.width - 1 && selection.row === book.rows.length - 1 && !book.rows[selection.row].fresh);

  host.addEventListener("keydown", (event) => {
    if (!event.target.closest("td.cell") || event.target.tagName === "INPUT" || leaves(event)) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && held[event.code]) held[event.code](event);
    else if (event.altKey && alt[event.key]) alt[event.key]();
    else if (ctrl || event.altKey) return;
    else if (plain[event.key]) plain[event.key](event);
    else if (event.key.length !== 1 || !editor.edit(event.key)) return;
    event.preventDefault();
  });
  host.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td.cell");
    if (!cell || event.target.tagName === "INPUT" || event.button) return;
    event.preventDefault();
    const again = cell === document.activeElement;
    editor.close(true);
    selection.go(Number(cell.dataset.row), Number(cell.dataset.column), event.shiftKey);
    if (again) editor.edit(null);
  });
  host.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("td.cell");
    if (cell && event.buttons === 1 && host.contains(document.activeElement)) selection.go(Number(cell.dataset.row), Number(cell.dataset.column), true);
  });
}
