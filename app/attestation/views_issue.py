"""Screen of issuing: the sheets of all groups of a half-year in one step, told before what will come and what cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.permissions import Resource
from app.attestation import issuing, queries_plan
from app.attestation.forms import day, whole_number
from app.attestation.issuing import Candidate
from app.core.clock import today
from app.core.errors import NotFound
from app.core.routing import whole
from app.organization.models import Semester
from app.terms import queries as terms


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What a group would get: ready sheets with their lines, and those that cannot be issued."""

    candidates: tuple[Candidate, ...]

    @property
    def group(self) -> str:
        """Give the name of the group."""
        return self.candidates[0].planned.term.group.name

    @property
    def ready(self) -> list[Candidate]:
        """Give what will be issued."""
        return [one for one in self.candidates if one.refusal is None]

    @property
    def refused(self) -> list[Candidate]:
        """Give what cannot be issued."""
        return [one for one in self.candidates if one.refusal is not None]


class IssueView(BaseView):
    """Sheets of a whole half-year."""

    route_base = "/sheets/issue"
    class_permission_name = Resource.SHEET
    default_view = "form"

    @expose("/")
    @permission_name("issue")
    def form(self) -> Any:
        """Show what would be issued."""
        return self._page(Attempt())

    @expose("/", methods=["POST"])
    @permission_name("issue")
    def issue(self) -> Any:
        """Issue what can be issued, all of it or nothing."""
        attempt = Attempt.of(_issue)
        if attempt.refusal:
            return self._page(attempt)
        made = len(attempt.result)
        flash(ngettext("%(num)s sheet issued.", "%(num)s sheets issued.", made) if made else _("There is nothing to issue."), "success")
        return redirect(url_for("IssueView.form", semester=request.form["semester"]), 303)

    def _page(self, attempt: Attempt) -> Any:
        halves = terms.semesters()
        semester = _chosen(halves)
        held_on = _day(semester)
        found = issuing.preview(g.actor, queries_plan.terms_of(semester), held_on) if semester else []
        page = self.render_template(
            "attestation/issue.html", title=_("Issue sheets"), halves=halves, semester=semester, held_on=held_on, attempt=attempt,
            lines=grouped(found), ready=sum(1 for one in found if one.refusal is None),
            students=sum(one.students for one in found if one.refusal is None),
        )  # fmt: skip
        return page, attempt.status


def grouped(found: Sequence[Candidate]) -> list[GroupLine]:
    """Put the candidates of a term together, in the order of the groups."""
    by_term: dict[int, list[Candidate]] = {}
    for one in found:
        by_term.setdefault(one.planned.term.id, []).append(one)
    return [GroupLine(tuple(rows)) for rows in by_term.values()]


def _chosen(halves: Sequence[Semester]) -> Semester | None:
    """Give the half-year asked for; without one that of today, else the newest."""
    asked = request.values.get("semester", type=whole)
    if asked is not None:
        found = next((one for one in halves if one.id == asked), None)
        if found is None:
            raise NotFound(_("There is no such semester."))
        return found
    now = today(g.actor.zone)
    return next((one for one in halves if one.starts_on <= now <= one.ends_on), halves[0] if halves else None)


def _day(semester: Semester | None) -> date:
    typed = request.values.get("held_on", "")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        now = today(g.actor.zone)
        return min(max(now, semester.starts_on), semester.ends_on) if semester else now


def _issue() -> list[Any]:
    semester = terms.semester(whole_number(request.form.get("semester"), "semester"))
    return issuing.issue_terms(g.actor, queries_plan.terms_of(semester), day(request.form.get("held_on")))
