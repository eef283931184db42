"""The screen of drafts: the load proposed by who taught before, looked through and accepted."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import Invalid, NotFound
from app.core.text import N_
from app.organization import queries as organization
from app.organization.models import AcademicYear
from app.teaching import drafts, queries, queries_drafts
from app.teaching.naming import Named, Names

register_acts({"draft_load": _l("took the load of a year over as drafts"), "accept_drafts": _l("accepted drafts of the load")})


class LoadDraftView(BaseView):
    """Drafts of the load of a year."""

    route_base = "/load-drafts"
    class_permission_name = Resource.TEACHING_LOAD
    default_view = "list"

    @expose("/")
    @permission_name("create")
    def list(self) -> Any:
        """Show the drafts of a year."""
        return self._page(_year(), Attempt())

    @expose("/copy", methods=["POST"])
    @permission_name("create")
    def copy(self) -> Any:
        """Propose the load anew from the year before."""
        year = _year()
        before = queries_drafts.years_around(year)[0]
        attempt = Attempt.of(lambda: _copy(before, year))
        if attempt.refusal:
            return self._page(year, attempt)
        flash(ngettext("%(num)d load is proposed: look it through.", "%(num)d loads are proposed: look them through.", attempt.result), "success")
        return redirect(url_for("LoadDraftView.list", year=year.id), 303)

    @expose("/accept", methods=["POST"])
    @permission_name("create")
    def accept(self) -> Any:
        """Make loads of the ticked drafts, all or none."""
        year = _year()
        attempt = Attempt.of(lambda: drafts.accept_drafts(g.actor, year, _chosen()), request.form)
        if attempt.refusal:
            return self._page(year, attempt)
        flash(ngettext("%(num)d item was given out.", "%(num)d items were given out.", attempt.result), "success")
        return redirect(url_for("LoadDraftView.list", year=year.id), 303)

    def _page(self, year: AcademicYear, attempt: Attempt) -> Any:
        before, _present, after = queries_drafts.years_around(year)
        found = queries_drafts.drafts(year.id)
        opened = {(term.group_id, term.plan_semester) for term, _items in queries.terms_with_loads(year.id)}
        page = self.render_template(
            "teaching/drafts.html", title=_("Load taken over"), year=year, before=before, after=after, found=found, opened=opened,
            labels=_people().labels, attempt=attempt, typed=attempt.typed,
        )  # fmt: skip
        return page, attempt.status


def _year() -> AcademicYear:
    asked = request.values.get("year", "")
    year = queries_drafts.year_by_id(parse_id(asked) or 0) if asked else organization.active_year()
    if year is None:
        raise NotFound(N_("There is no such academic year."))
    return year


def _people() -> Names:
    return Names(Named(one.id, one.full_name, one.short_name, one.position) for one in queries.staff(today(g.actor.zone)))


def _copy(before: AcademicYear | None, year: AcademicYear) -> int:
    if before is None:
        raise Invalid(N_("There is no earlier academic year to take the load from."))
    return drafts.copy_year(g.actor, before, year)


def _chosen() -> dict[int, int]:
    """Read the ticked drafts with the teachers typed beside them."""
    people, found = _people(), {}
    for text in request.form.getlist("draft"):
        number = parse_id(text) or 0
        person = people.find(request.form.get(f"teacher-{number}", ""), f"teacher-{number}")
        if person is None:
            raise Invalid(N_("A ticked line has no teacher: name one or take the tick away."), field=f"teacher-{number}")
        found[number] = person
    if not found:
        raise Invalid(N_("Tick at least one line."))
    return found
