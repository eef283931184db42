// Excel and Word put a table into the clipboard as HTML; plain text has tabs, and quotes around cells with breaks.
export function pasted(clipboard) {
  const page = new DOMParser().parseFromString(clipboard.getData("text/html") || "", "text/html");
  const rows = Array.from(page.querySelectorAll("tr"), (row) =>
    Array.from(row.cells, (cell) => cell.textContent.replace(/\s+/g, " ").trim()));
  return rows.length ? rows : cut(clipboard.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, ""));
}

function cut(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const row = rows[rows.length - 1], sign = text[at];
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign === "\n" ? " " : sign;
      else if (text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
      else quoted = false;
    } else if (sign === '"' && row[row.length - 1] === "" && text.includes("\t")) quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows;
}
