// Beside the tree: what the checks say, each leading to its line; and lines that two people changed, with both values.
import { make } from "../grid/make.js";

export class Checks {
  constructor(host, book) {
    Object.assign(this, { host, book });
    host.addEventListener("click", (event) => {
      const link = event.target.closest("[data-line]");
      if (link) this.onLine(link.dataset.line);
      const choice = event.target.closest("[data-choice]");
      if (choice) this.onChoice(choice.dataset.choice, choice.dataset.key);
    });
  }

  draw() {
    const { book, host } = this, { say } = book;
    const stale = book.rows.filter((row) => row.stale).map((row) => this.conflict(row));
    const list = make("ul", "plan-findings");
    for (const [severity, label, sentence, line] of book.findings) {
      const item = make("li"), sign = make("span", `label label-${severity === "warning" ? "warning" : "info"}`, label);
      const link = line && book.at(line) >= 0 ? make("button", "link-button", sentence) : make("span", "", sentence);
      if (link.tagName === "BUTTON") { link.type = "button"; link.dataset.line = line; }
      item.append(sign, " ", link);
      list.append(item);
    }
    const heading = make("h2", "", `${say.checks} `);
    heading.append(make("span", "count", book.findings.length));
    host.replaceChildren(...stale, heading, book.findings.length ? list : make("p", "muted", say.clean));
  }

  conflict(row) {
    const { say } = this.book, box = make("div", "alert alert-warning plan-stale");
    box.append(make("p", "", `${say.staleTitle}: ${row.cells.code || ""} ${row.cells.name || ""}`));
    const table = make("table", "table");
    for (const [name, mine] of row.typed) {
      const line = table.insertRow();
      line.append(make("th", "", this.title(name)), make("td", "", `${say.stored}: ${row.stale[name] || "—"}`), make("td", "", `${say.typed}: ${mine || "—"}`));
    }
    const buttons = make("div", "form-buttons");
    for (const [choice, label] of [["mine", say.mine], ["theirs", say.theirs]]) {
      const button = make("button", "btn btn-default", label);
      button.type = "button";
      button.dataset.choice = choice;
      button.dataset.key = row.key;
      buttons.append(button);
    }
    box.append(table, buttons);
    return box;
  }

  title(name) {
    const [head, part] = name.split("."), { say, hours } = this.book;
    const kind = part && (say[part] || hours.find(([one]) => one === part)[1]);
    return /^s\d+$/.test(head) ? `${say.semester} ${head.slice(1)}${kind ? `, ${kind}` : ""}` : say[head];
  }
}
