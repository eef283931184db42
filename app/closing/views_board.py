"""The cockpit of closes: group terms × checks, who is late, reminders."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud_history import register_acts
from app.access.permissions import ROLE_TITLES, Resource, Role
from app.closing import board, queries, queries_board, reminders, rules
from app.closing.board import Board
from app.closing.rules import BY_CODE, COLUMNS, Delay
from app.closing.tasks import ARGUMENTS
from app.closing.views import TERM_TITLES, address
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.organization import queries as organization
from app.organization.models import AcademicYear, Semester
from app.terms.models import GroupTerm
from app.terms.rules import STATUSES

register_acts({"remind": _l("reminded those who are late")})
CHART, SHOWN, SAMPLE, EVERYBODY = (300, 60), 60, 1_234_567_890, "everybody"


class BoardView(BaseView):
    """All terms of a year on their way to the close."""

    route_base = "/closing"
    class_permission_name = Resource.CLOSING
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """Show the terms of a year with what is missing, who is late and what a close today would leave."""
        chosen = Chosen()
        found = board.build(chosen.terms, queries.policy(g.actor.organization_id), today(g.actor.zone), g.actor.zone)
        return self.render_template(
            "closing/board.html", title=_("Close of terms"), found=found, chosen=chosen, states=TERM_TITLES, columns=COLUMNS,
            checks=BY_CODE, at=Places(), says=cache(says), clean=rules.CLEAN, who=lambda one: name_of(one, found), chart=CHART, may=g.actor.may, key=key_of,
            shown=SHOWN, points=rules.polyline(found.progress, found.sheets, *CHART),
        )  # fmt: skip

    @expose("/remind", methods=["POST"])
    @permission_name("announce")
    def remind(self) -> Any:
        """Remind the chosen late ones."""
        typed = request.form.getlist("delay")
        keys = everybody() if EVERYBODY in typed else {parse_key(one) for one in typed}
        with transaction():
            count = reminders.remind(g.actor, keys)
        flash(ngettext("%(num)s reminder sent.", "%(num)s reminders sent.", count), "success")
        return redirect(url_for("BoardView.list", **{name: request.args[name] for name in Chosen.NAMES if name in request.args}), 303)


def everybody() -> set[tuple[str, str, int]]:
    """Give the keys of all delays in the terms that the filter of the address chooses."""
    return {(one.addressee, one.code, one.term_id) for one in reminders.delays(g.actor, [one.id for one in Chosen().terms])}


class Chosen:
    """What the filter of the cockpit says; the year is the active one unless another is chosen."""

    NAMES = ("year", "half", "status", "department", "q")

    def __init__(self) -> None:
        self.years = organization.years()
        self.year = self._year()
        self.halves: list[Semester] = organization.semesters_of(self.year) if self.year else []
        wanted = request.args.get("half", "")
        self.half = next((one for one in self.halves if str(one.number) == wanted), None)
        self.status = request.args["status"] if request.args.get("status") in STATUSES else ""
        self.q = request.args.get("q", "")[:100]
        self.terms = [one for one in queries_board.terms(self.year.id if self.year else None, self.status, self.q) if self._in_half(one)]
        self.departments = {one.group.department.id: one.group.department.name for one in self.terms if one.group.department}
        self.department = request.args.get("department", "")
        if self.department:
            self.terms = [one for one in self.terms if str(one.group.department_id) == self.department]

    def _year(self) -> AcademicYear | None:
        wanted = request.args.get("year", "")
        active = next((one for one in self.years if one.is_active), None)
        return next((one for one in self.years if str(one.id) == wanted), active)

    def _in_half(self, term: GroupTerm) -> bool:
        if self.half is None:
            return True
        return rules.half_of(term.starts_on, term.ends_on, [(h.id, h.starts_on, h.ends_on) for h in self.halves]) == self.half.id

    @property
    def arguments(self) -> dict[str, str]:
        """Give the filter as it stands in the address, to come back to it."""
        return {name: request.args[name] for name in self.NAMES if request.args.get(name)}


def says(since: date | None, blocks: bool) -> str:
    """Say what a count in the cockpit means: late, blocking or a warning."""
    if since:
        return _("late since %(day)s", day=f"{since:%d.%m.%Y}")
    return _("blocks") if blocks else _("warning")


class Places:
    """Addresses where things are mended; the cockpit names hundreds, so each kind is asked of the router once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str] | None] = {}

    def __call__(self, place: tuple[str, int] | None) -> str:
        """Give the address of a place (endpoint, id), empty where the reader may not go there."""
        if place is None:
            return ""
        if place[0] not in self._known:
            whole = address((place[0], ((ARGUMENTS[place[0]], SAMPLE),)))
            head, _id, tail = whole.partition(str(SAMPLE))
            self._known[place[0]] = (head, tail) if whole else None
        known = self._known[place[0]]
        return f"{known[0]}{place[1]}{known[1]}" if known else ""


def name_of(addressee: str, found: Board) -> str:
    """Give who an addressee is."""
    kind, _colon, what = addressee.partition(":")
    return found.names.get(addressee, "") if kind == "employee" else _(ROLE_TITLES[Role(what)])


def key_of(one: Delay) -> str:
    """Write the key of a delay for a form."""
    return f"{one.addressee}|{one.code}|{one.term_id}"


def parse_key(text: str) -> tuple[str, str, int]:
    """Read the key of a delay; Invalid for anything else."""
    parts = text.split("|")
    if len(parts) != 3 or not parts[2].isdecimal() or len(parts[2]) > 9:
        raise Invalid(N_("The form could not be read. Open the page again."))
    return parts[0][:40], parts[1][:40], int(parts[2])
