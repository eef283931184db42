"""Screens of sheets: list, sheets of a group's term, the sheet with its form and its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access import signing_in
from app.access.attempt import Attempt
from app.access.crud_card import Section, register_section
from app.access.crud_history import act_title, register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.access.throttle import client_address
from app.attestation import filling, issuing, operations, proposing, queries, queries_list, queries_term
from app.attestation.controls import FORMS
from app.attestation.form_rows import form_rows
from app.attestation.forms import Key, day, drawn, read_lines, touched, whole_number
from app.attestation.marks import RULE_TITLES
from app.attestation.models import AttestationSheet
from app.attestation.operations import Confirmation
from app.attestation.rules import indicators
from app.attestation.settings import final_rule
from app.attestation.states import KIND_TITLES, ROLE_TITLES, STATUS_TITLES, STATUSES
from app.attestation.steps import steps_of
from app.attestation.typed import Typed
from app.audit import queries as audit
from app.audit.titles import register_values
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Invalid
from app.core.routing import whole
from app.core.text import N_
from app.gradebook.queries import scoring_of
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED

PAGE = 50

register_acts(
    {
        "issue_sheet": _l("issued the sheet"),
        "fill_sheet": _l("filled the sheet"),
        "sign_sheet": _l("signed the sheet"),
        "return_sheet": _l("returned the sheet to the teacher"),
        "close_sheet": _l("closed the sheet"),
        "supersede_sheet": _l("replaced the sheet by a new revision"),
    }
)
register_values("attestation_sheet", "status", STATUS_TITLES)


class SheetView(BaseView):
    """Sheets within a person's reach."""

    route_base = "/sheets"
    class_permission_name = Resource.SHEET
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the sheets, fifty a page, those to act on first."""
        q, page = request.args.get("q", "")[:100], max(request.args.get("page", 1, type=whole), 1)
        status = request.args.get("status", "")
        status = status if status in STATUSES else ""
        found, total = queries_list.sheets(q, status, page=page - 1, size=PAGE)
        return self.render_template(
            "attestation/list.html", title=_("Sheets"), found=found, total=total, q=q, page=page, status=status,
            pages=max(1, -(-total // PAGE)), states=STATUS_TITLES,
        )  # fmt: skip

    @expose("/term/<int:term_id>")
    @permission_name("read")
    def term(self, term_id: int) -> Any:
        """Show the sheets of a group's term."""
        return self._term_page(term_id, Attempt())

    @expose("/term/<int:term_id>/issue", methods=["POST"])
    @permission_name("issue")
    def issue(self, term_id: int) -> Any:
        """Issue the sheet of one control, or of all controls without one."""
        attempt = Attempt.of(lambda: _issue(term_id))
        if attempt.refusal:
            return self._term_page(term_id, attempt)
        made = attempt.result
        flash(ngettext("%(num)s sheet issued.", "%(num)s sheets issued.", made) if made else _("There is nothing to issue."), "success")
        return redirect(url_for("SheetView.term", term_id=term_id), 303)

    @expose("/<int:sheet_id>")
    @permission_name("read")
    def show(self, sheet_id: int) -> Any:
        """Show a sheet: a form for its teacher, the lines for others; ``student`` of the address opens the formula of that line."""
        return self._sheet_page(sheet_id, Attempt())

    @expose("/<int:sheet_id>/save", methods=["POST"])
    @permission_name("update")
    def save(self, sheet_id: int) -> Any:
        """Save the form of a sheet, all lines or none."""
        lines, before = read_lines(request.form)
        changed = {one.key: one for one in touched(lines, before)}
        return self._step(sheet_id, lambda: _fill(sheet_id, lines, changed), N_("Saved."), changed)

    @expose("/<int:sheet_id>/proposals", methods=["POST"])
    @permission_name("update")
    def take(self, sheet_id: int) -> Any:
        """Put what the journal proposes into the empty lines."""
        return self._step(
            sheet_id, lambda: filling.take_proposals(g.actor, sheet_id), N_("Empty lines were filled from the journal. Check them.")
        )

    @expose("/<int:sheet_id>/sign", methods=["POST"])
    @permission_name("sign")
    def sign(self, sheet_id: int) -> Any:
        """Sign a sheet with the password of the account or a code."""
        attempt = Attempt.of(lambda: filling.own_sheet(g.actor, sheet_id))
        confirmation = _confirmation() if attempt.refusal is None else None
        if confirmation is None:
            wrong = Attempt(Invalid(N_("The password or the code does not fit. The sheet is not signed."), field="password"))
            return self._sheet_page(sheet_id, wrong)
        version = whole_number(request.form.get("version"), "version")
        return self._step(
            sheet_id, lambda: operations.sign_sheet(g.actor, sheet_id, version, confirmation), N_("The sheet is signed.")
        )

    @expose("/<int:sheet_id>/return", methods=["POST"])
    @permission_name("close")
    def give_back(self, sheet_id: int) -> Any:
        """Return a signed sheet to its teacher."""
        return self._office(sheet_id, operations.return_to_teacher, N_("The sheet is with the teacher again."), reason=True)

    @expose("/<int:sheet_id>/close", methods=["POST"])
    @permission_name("close")
    def close(self, sheet_id: int) -> Any:
        """Close a signed sheet."""
        return self._office(sheet_id, operations.close_sheet, N_("The sheet is closed."))

    @expose("/<int:sheet_id>/supersede", methods=["POST"])
    @permission_name("approve")
    def supersede(self, sheet_id: int) -> Any:
        """Replace a closed sheet by a new revision."""
        return self._office(
            sheet_id, operations.supersede_sheet, N_("A new revision is with the teacher; the old sheet stays as it was."), reason=True
        )

    def _office(self, sheet_id: int, verb: Any, said: str, reason: bool = False) -> Any:
        version = whole_number(request.form.get("version"), "version")
        more = (request.form.get("reason", ""),) if reason else ()
        return self._step(sheet_id, lambda: verb(g.actor, sheet_id, version, *more), said)

    def _step(self, sheet_id: int, write: Any, said: str, lines: Any = None) -> Any:
        attempt = Attempt.of(write, lines)
        if attempt.refusal:
            return self._sheet_page(sheet_id, attempt)
        flash(_(said), "success")
        target = attempt.result.id if isinstance(attempt.result, AttestationSheet) else sheet_id
        return redirect(url_for("SheetView.show", sheet_id=target), 303)

    def _sheet_page(self, sheet_id: int, attempt: Attempt) -> Any:
        sheet, lines = queries.sheet(sheet_id), queries.entries(sheet_id)
        form, steps = FORMS[sheet.control.form], steps_of(g.actor, sheet)
        page = self.render_template(
            "attestation/sheet.html", title=str(sheet), sheet=sheet, lines=lines, form=form, steps=steps, attempt=attempt,
            rows=form_rows(sheet, lines), found=proposing.proposals(sheet, lines), asked=parse_id(request.args.get("student", "")),
            drawn=drawn, states=STATUS_TITLES, kinds=KIND_TITLES, roles=ROLE_TITLES, rule=rule_title(sheet),
            stale={(one.student_id, one.part_id): one for one in _stale(attempt)},
            filled=sum(1 for one in lines if one.result), shares=indicators(line.result for line in lines), history=_history(sheet),
            scoring=scoring_of(sheet.group_term)[0], may=g.actor.may, act_title=act_title,
        )  # fmt: skip
        return page, attempt.status

    def _term_page(self, term_id: int, attempt: Attempt) -> Any:
        found = queries_term.matrix(term_id)
        term = found.term
        may_issue = g.actor.may("sheet", "issue") and term.status != CLOSED
        lines = found.lines if g.actor.may("sheet", "issue") else [line for line in found.lines if line.load]
        page = self.render_template(
            "attestation/term.html", title=_("Sheets of group %(group)s", group=term.group.name), term=term, lines=lines,
            may_issue=may_issue, states=STATUS_TITLES, attempt=attempt, may=g.actor.may,
            waiting=sum(1 for line in lines if line.load and line.sheet is None),
            day=min(max(today(g.actor.zone), term.starts_on), term.ends_on),
        )  # fmt: skip
        return page, attempt.status


def rule_title(sheet: AttestationSheet) -> str:
    """Give the college's rule of the final mark in words."""
    return RULE_TITLES[final_rule(sheet.organization_id)]


def _issue(term_id: int) -> int:
    """Issue what the form names; gives how many sheets."""
    held_on = day(request.form.get("held_on"))
    if "load" not in request.form:
        return len(issuing.issue_all(g.actor, queries_term.matrix(term_id).term, held_on))
    load = queries.load(whole_number(request.form.get("load"), "load"))
    control = queries.control(whole_number(request.form.get("control"), "control"))
    issuing.issue_sheet(g.actor, load, control, held_on)
    return 1


def _fill(sheet_id: int, lines: Mapping[Key, Typed], changed: Mapping[Key, Typed]) -> None:
    """Write what was typed; a student of another sheet refuses the form even where nothing was typed for them."""
    sheet = queries.sheet(sheet_id)
    known = filling.by_key(sheet, queries.entries(sheet.id))
    foreign = [one for key, one in lines.items() if key not in known and key not in changed]
    filling.fill_many(g.actor, sheet_id, [*changed.values(), *foreign])


def _confirmation() -> Confirmation | None:
    """Check what the person typed to sign; None when it does not fit."""
    caller = signing_in.Caller(client_address(), request.user_agent.string)
    fits = signing_in.confirm(g.actor, request.form.get("password", ""), caller)
    return Confirmation(g.actor.user_id, now()) if fits else None


def _stale(attempt: Attempt) -> Any:
    return attempt.refusal.details.get("stale", ()) if attempt.refusal else ()


def _history(sheet: AttestationSheet) -> list[Any]:
    may = g.actor.may
    readable = may("audit", "read") or may("sheet", "update") or may("sheet", "close")
    return audit.history(sheet, 30) if readable else []


def _section(actor: Actor, group_term: GroupTerm) -> Section | None:
    """Show on the card of a term how far its sheets are."""
    if not actor.may("sheet", "read"):
        return None
    lines = queries_term.matrix(group_term.id).lines
    closed = sum(1 for line in lines if line.sheet is not None and line.sheet.status == "closed")
    context = {"group_term": group_term, "total": len(lines), "closed": closed}
    return Section(_("Attestation sheets"), "attestation/section_term.html", context, order=30)


register_section(GroupTerm, _section)
