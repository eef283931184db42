"""Screen of a later attempt: who has a ground for it, on which day, before whom."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import flash, g, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.attempt import Attempt
from app.access.permissions import Resource
from app.attestation import attempts, later, queries, queries_results
from app.attestation.forms import day, whole_number
from app.attestation.later import Panel
from app.attestation.models import AttestationSheet
from app.attestation.queries_results import ControlResult
from app.attestation.states import KIND_TITLES, LATER, RESIT
from app.core.clock import today
from app.core.errors import DomainError
from app.teaching import queries as teaching

LOOKUP_ROWS, MEMBERS = 20, 5


class LaterView(BaseView):
    """Issuing of later attempts from a closed sheet."""

    route_base = "/sheets"
    class_permission_name = Resource.SHEET

    @expose("/<int:sheet_id>/later")
    @permission_name("issue")
    def form(self, sheet_id: int) -> Any:
        """Show who may have the attempt."""
        return self._page(sheet_id, request.args.get("kind", RESIT), Attempt())

    @expose("/<int:sheet_id>/later", methods=["POST"])
    @permission_name("issue")
    def issue(self, sheet_id: int) -> Any:
        """Issue the sheet of the attempt."""
        kind = request.form.get("kind", RESIT)
        attempt = Attempt.of(lambda: _issue(sheet_id, kind))
        if attempt.refusal:
            return self._page(sheet_id, kind, attempt)
        flash(_("%(sheet)s is issued.", sheet=attempt.result), "success")
        return redirect(url_for("SheetView.show", sheet_id=attempt.result.id), 303)

    @expose("/people")
    @permission_name("issue")
    def people(self) -> Any:
        """Give people for a search-as-you-type field as JSON: [{"id", "text"}, …]."""
        typed = request.args.get("q", "").replace("\x00", "")[:100]
        found = teaching.staff(today(g.actor.zone), typed, LOOKUP_ROWS)
        return jsonify([{"id": one.id, "text": f"{one.full_name}, {one.position}"} for one in found])

    def _page(self, sheet_id: int, kind: str, attempt: Attempt) -> Any:
        sheet, typed = queries.sheet(sheet_id), request.form
        kind = kind if kind in LATER else RESIT
        named = {int(one) for name in typed for one in typed.getlist(name) if name in PEOPLE and one.isdecimal() and len(one) < 10}
        grounded = _by_student(one for one in _results(sheet) if _grounded(kind, one))
        page = self.render_template(
            "attestation/later.html", title=_("Another attempt: %(sheet)s", sheet=sheet), sheet=sheet, kind=kind, typed=typed,
            kinds=[(one, KIND_TITLES[one]) for one in LATER], attempt=attempt, people=teaching.employees(named), members=MEMBERS,
            may=grounded, several=len(sheet.parts) > 1, day=typed.get("held_on") or today(g.actor.zone).isoformat(),
            teachers=[one.employee for one in queries.teachers([sheet.load_id])[sheet.load_id]][-1:],
        )  # fmt: skip
        return page, attempt.status


PEOPLE = ("examiner", "chair", "member")


def _results(sheet: AttestationSheet) -> list[ControlResult]:
    """Give the results of every part of the sheet: of a complex one several a student."""
    parts = [(part.load_id, part.term_control_id) for part in sheet.parts]
    found = [one for key in parts for one in queries_results.results(group_term_id=sheet.group_term_id, control_id=key[1]) if one.load_id == key[0]]
    return sorted(found, key=lambda one: (one.student_name, one.student_id, one.item_position))


def _by_student(found: Iterable[ControlResult]) -> list[list[ControlResult]]:
    """Put the results of a student together: one tick stands for all parts of a complex control."""
    return [list(part) for _, part in groupby(found, key=lambda one: one.student_id)]


def _grounded(kind: str, one: ControlResult) -> bool:
    try:
        attempts.require_attempt(kind, one.attempts, one.student_name)
    except DomainError:
        return False
    return True


def _issue(sheet_id: int, kind: str) -> AttestationSheet:
    sheet, form = queries.sheet(sheet_id), request.form
    ids = [whole_number(one, "students") for one in form.getlist("student")]
    chosen = {name: [whole_number(one, name) for one in form.getlist(name) if one] for name in PEOPLE}
    panel = Panel(tuple(chosen["examiner"]), next(iter(chosen["chair"]), None), tuple(chosen["member"]))
    wanted: dict[later.Key, list[int]] = {}
    for one in _results(sheet):
        if one.student_id in ids and _grounded(kind, one):
            wanted.setdefault((one.load_id, one.control_id), []).append(one.student_id)
    # Somebody without a ground is refused by name: the operation says why.
    if not wanted or set(ids) - {student for found in wanted.values() for student in found}:
        wanted = {(sheet.load_id, sheet.term_control_id): ids}
    return later.issue_joint(g.actor, wanted, kind, day(form.get("held_on")), panel, form.get("basis", ""))
