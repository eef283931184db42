"""The pages of an import: send a file, look at the preview, choose columns, answer questions, confirm; no script needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import crud_export
from app.access.crud_interface import parse_id
from app.core.errors import Invalid, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.exchange import operations, queries
from app.exchange.models import Upload
from app.exchange.parsing import parse
from app.exchange.reading import read
from app.exchange.rules import Parsed, Plan, Table, is_blank, letter, shown
from app.exchange.wording import sentence
from app.exchange.writing import content_disposition, to_xlsx

SHOWN_ROWS = 200
SHOWN_FINDINGS = 200
SAMPLES = 2

# The lists of every Crud view leave through this engine.
crud_export.register_writer(to_xlsx)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_response(body: bytes, name: str) -> Response:
    """Answer with a workbook to be saved under ``name``."""
    answer = Response(body, mimetype=XLSX)
    answer.headers["Content-Disposition"] = content_disposition(f"{name}.xlsx")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@dataclass(frozen=True, slots=True)
class Extra:
    """A field beside the confirmation: its name, label, kind of input and first value."""

    name: str
    label: Any
    kind: str = "text"
    value: str = ""


class ImportView(BaseView):
    """An import of one declared table; a feature names the table, the plan of a file and the one verb that applies it."""

    kind = ""
    title: Any = ""
    hint: Any = ""
    target_label: Any = ""
    """Empty where the rows belong to nothing in particular."""
    template_label: Any = ""
    """Named where the feature gives a template of its table for a target, by a route ``template``."""
    above: tuple[Any, str] | None = None
    """Title and endpoint of the list that the rows get into; None where the menu leads here."""
    default_view = "form"

    # ---- what a feature says ---------------------------------------------------------------------------------

    def targets(self) -> Sequence[Any]:
        """Give what the rows may be imported into."""
        return ()

    def target(self, pk: int) -> Any | None:
        """Give one of the targets by id."""
        return None

    def table(self, target: Any) -> Table:
        """Give the declared table."""
        raise NotImplementedError

    def plan(self, target: Any, parsed: Parsed) -> Plan:
        """Tell what the rows would do; reads only."""
        raise NotImplementedError

    def extras(self, target: Any, upload: Upload) -> Sequence[Extra]:
        """Give fields asked beside the confirmation."""
        return ()

    def apply(self, target: Any, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Import inside the open transaction, all or nothing; gives the sentence of success."""
        raise NotImplementedError

    def done_address(self, target: Any) -> str:
        """Give the page to see after the import."""
        raise NotImplementedError

    # ---- pages -----------------------------------------------------------------------------------------------

    @expose("/", methods=["GET"])
    @permission_name("import")
    def form(self) -> Any:
        """Show the form of a file."""
        targets = self.targets() if self.target_label else ()
        return self.render_template(
            "exchange/upload.html", title=self.title, view=self, targets=targets,
            chosen=parse_id(request.args.get("target", "")), limits=self.table(None).limits, columns=self.table(None).columns,
        )

    @expose("/send", methods=["POST"])
    @permission_name("import")
    def send(self) -> Any:
        """Take a file and lead to its preview."""
        target = self._target(request.form.get("target", ""))
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid(N_("Choose a file first."))
        limits = self.table(target).limits
        data = sent.read(limits.file_bytes + 1)
        read(data, limits)  # refuses what is no table before anything is kept
        with transaction():
            upload = operations.keep(g.actor, self.kind, sent.filename, data, target.id if target else None)
        return redirect(url_for(f"{self.endpoint}.preview", pk=upload.id), 303)

    @expose("/<pk>", methods=["GET"])
    @permission_name("import")
    def preview(self, pk: str) -> Any:
        """Show what the file would do; nothing is saved."""
        upload, target, parsed = self._read(pk)
        return self._page(upload, target, parsed, self._plan(target, parsed), {})

    @expose("/<pk>/columns", methods=["POST"])
    @permission_name("import")
    def columns(self, pk: str) -> Any:
        """Take the person's choice of columns."""
        upload = self._upload(pk)
        target = self.target(upload.target_id) if upload.target_id is not None else None
        keys = {column.key for column in self.table(target).columns}
        chosen: dict[int, str] = {}
        for name, key in request.form.items():
            index = name.removeprefix("column-")
            if name.startswith("column-") and index.isascii() and index.isdigit() and len(index) < 4 and key in keys:
                chosen[int(index)] = key
        with transaction():
            operations.choose_columns(upload, chosen)
        return redirect(url_for(f"{self.endpoint}.preview", pk=pk), 303)

    @expose("/<pk>/confirm", methods=["POST"])
    @permission_name("import")
    def confirm(self, pk: str) -> Any:
        """Import what the preview showed; unanswered questions bring the preview back."""
        upload, target, parsed = self._read(pk)
        if not parsed.ok:
            raise Refused(N_("The file has errors; nothing was saved."))
        plan = self._plan(target, parsed)
        if not plan.ok:
            raise Refused(N_("The file has errors; nothing was saved."))
        answers = self._answers(plan)
        if len(answers) < len(plan.questions):
            return self._page(upload, target, parsed, plan, answers, asked=True), 422
        extras = {extra.name: request.form.get(extra.name, "")[:300] for extra in self.extras(target, upload)}
        with transaction():
            said = self.apply(target, parsed, answers, extras)
            operations.discard(upload)
        flash(said, "success")
        return redirect(self.done_address(target), 303)

    @expose("/<pk>/cancel", methods=["POST"])
    @permission_name("import")
    def cancel(self, pk: str) -> Any:
        """Forget the file."""
        upload = self._upload(pk)
        with transaction():
            operations.discard(upload)
        flash(_("The file was put aside; nothing was saved."), "info")
        return redirect(url_for(f"{self.endpoint}.form"), 303)

    # ---- parts -----------------------------------------------------------------------------------------------

    def _target(self, text: str) -> Any | None:
        if not self.target_label:
            return None
        number = parse_id(text)
        found = self.target(number) if number is not None else None
        if found is None:
            raise Invalid(N_("Choose where the rows belong."))
        return found

    def _upload(self, pk: str) -> Upload:
        number = parse_id(pk)
        upload = queries.waiting(g.actor, self.kind, number) if number is not None else None
        return upload if upload is not None else abort(404)

    def _read(self, pk: str) -> tuple[Upload, Any, Parsed]:
        upload = self._upload(pk)
        target = self.target(upload.target_id) if upload.target_id is not None else None
        if self.target_label and target is None:
            abort(404)
        table = self.table(target)
        grid = read(operations.content_of(upload), table.limits)
        return upload, target, parse(table, grid, operations.chosen_columns(upload))

    def _plan(self, target: Any, parsed: Parsed) -> Plan:
        return self.plan(target, parsed) if parsed.ok else Plan((), ())

    def _answers(self, plan: Plan) -> dict[int, str]:
        given = {question.number: request.form.get(f"row-{question.number}", "") for question in plan.questions}
        return {question.number: given[question.number] for question in plan.questions if question.allows(given[question.number])}

    def _page(
        self, upload: Upload, target: Any, parsed: Parsed, plan: Plan, answers: Mapping[int, str], *, asked: bool = False
    ) -> Any:
        findings = [*parsed.findings, *parsed.located(plan.findings)]
        return self.render_template(
            "exchange/preview.html",
            title=self.title,
            view=self,
            upload=upload,
            target=target,
            parsed=parsed,
            plan=plan,
            ready=parsed.ok and plan.ok,
            findings=[(finding, sentence(finding)) for finding in findings[:SHOWN_FINDINGS]],
            more_findings=max(0, len(findings) - SHOWN_FINDINGS),
            columns=self._columns(target, parsed),
            keys=self.table(target).columns,
            rows=plan.rows[:SHOWN_ROWS],
            more_rows=max(0, len(plan.rows) - SHOWN_ROWS),
            extras=self.extras(target, upload),
            answers=answers,
            asked=asked,
            said=_summary(parsed, plan),
        )

    def _columns(self, target: Any, parsed: Parsed) -> list[dict[str, Any]]:
        """Give the columns of the file for the choice: letter, header, samples, chosen key."""
        rows = parsed.grid.rows[parsed.header :]
        special = {column.key for column in self.table(target).columns if column.special}
        found = []
        for index in range(max((len(row) for row in rows[:50]), default=0)):
            cells = [row[index] for row in rows[1:] if index < len(row) and not is_blank(row[index])]
            head = shown(rows[0][index]) if index < len(rows[0]) else ""
            key = parsed.mapping.get(index, "")
            if head or cells:
                samples = ["•••" if key in special else shown(cell) for cell in cells[:SAMPLES]]
                found.append({"index": index, "letter": letter(index), "head": head, "samples": samples, "key": key})
        return found


def _summary(parsed: Parsed, plan: Plan) -> str:
    if not parsed.ok or not plan.ok:
        count = len([*parsed.errors, *(f for f in plan.findings if f.level == "error")])
        return ngettext("%(num)d error: correct the file and send it again.", "%(num)d errors: correct the file and send it again.", count)
    if not plan.fresh and not plan.questions:
        return _("Everything in this file has already been imported.")
    return ngettext("%(num)d row will be saved.", "%(num)d rows will be saved.", plan.fresh)


