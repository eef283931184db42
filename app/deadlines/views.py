"""Screens of terms: mine, the calendar, what is late, timeliness, and the sheet of duties."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import ROLE_TITLES, Resource
from app.core.clock import today
from app.core.errors import DomainError, Forbidden
from app.core.transaction import transaction
from app.deadlines import operations, printing, queries, rules
from app.deadlines.forms import read_matrix
from app.deadlines.rules import Duty, Line
from app.deadlines.settings import WEEKS
from app.deadlines.sources import SOURCES
from app.documents.views import pdf_response
from app.settings import queries as settings

MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as a page shows it."""

    line: Line
    person: str
    explained: str
    address: str
    level: str


class DeadlineView(BaseView):
    """Terms of the acting person."""

    route_base = "/deadlines"
    class_permission_name = Resource.DEADLINE
    default_view = "mine"

    @expose("/")
    @permission_name("read")
    def mine(self) -> Any:
        """Show what is asked of the acting person: late first, then what is due soon."""
        found = queries.lines(g.actor, queries.back(g.actor, 4), own=True)
        left = sorted((one for one in found if one.verdict in (rules.OVERDUE, rules.PENDING)), key=lambda one: one.due)
        return self.render_template(
            "deadlines/mine.html", title=_("My terms"), rows=_shown(left), total=len(left), share=rules.share(found),
            verdicts=rules.VERDICT_TITLES, day=today(g.actor.zone),
        )  # fmt: skip

    @expose("/calendar")
    @permission_name("read")
    def calendar(self) -> Any:
        """Show a month with what is due on each day."""
        first = _month(request.args.get("month", ""))
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        own = not g.actor.may(Resource.TIMELINESS, "read")
        found = queries.lines(g.actor, queries.Period(first - timedelta(days=15), last), own=own)
        days: dict[date, Counter[tuple[str, str]]] = defaultdict(Counter)
        for one in found:
            days[one.due][(one.duty.action, one.verdict)] += 1
        return self.render_template(
            "deadlines/calendar.html", title=_("Calendar of terms"), weeks=_weeks(first), days=days, first=first,
            before=first - timedelta(days=1), after=last + timedelta(days=1), day=today(g.actor.zone), verdicts=rules.VERDICT_TITLES,
        )  # fmt: skip


class TimelinessView(BaseView):
    """Terms of everybody within reach."""

    route_base = "/timeliness"
    class_permission_name = Resource.TIMELINESS
    default_view = "shares"

    @expose("/late")
    @permission_name("read")
    def late(self) -> Any:
        """List what is not entered though its term is over, the oldest first, with whom it has come up to."""
        weeks = int(settings.value(g.actor.organization_id, WEEKS))
        section = request.args.get("section", "")[:100]
        found = [one for one in queries.lines(g.actor, queries.back(g.actor, weeks), own=False) if one.verdict == rules.OVERDUE]
        sections = sorted({one.duty.section for one in found})
        chosen = sorted((one for one in found if section in ("", one.duty.section)), key=lambda one: one.due)
        return self.render_template(
            "deadlines/late.html", title=_("Late"), rows=_shown(chosen[:MOST_SHOWN]), total=len(chosen), sections=sections,
            section=section, most=MOST_SHOWN,
        )  # fmt: skip

    @expose("/")
    @permission_name("read")
    def shares(self) -> Any:
        """Show the share of records in time by section, person and week."""
        weeks = int(settings.value(g.actor.organization_id, WEEKS))
        period = queries.back(g.actor, weeks)
        found = [one for one in queries.lines(g.actor, period, own=False) if period.since <= one.due <= period.until]
        names = queries.people(period.since)
        examples = [one for one in found if one.verdict == rules.LATE][:10]
        return self.render_template(
            "deadlines/shares.html", title=_("Timeliness of records"), period=period, whole=rules.share(found),
            sections=rules.shares_by(found, lambda one: f"{one.duty.section}: {one.duty.action}"),
            people=rules.shares_by(found, lambda one: _person(one, names)), chart=_chart(rules.by_week(found, period.since, period.until)),
            examples=_shown(examples),
        )  # fmt: skip


class DutyView(BaseView):
    """The matrix of duties."""

    route_base = "/duties"
    class_permission_name = Resource.DUTY
    default_view = "sheet"

    @expose("/")
    @permission_name("read")
    def sheet(self) -> Any:
        """Show the matrix in force; a sheet to edit for who may."""
        return self._page(queries.duties())

    @expose("/", methods=["POST"])
    @permission_name("update")
    def keep(self) -> Any:
        """Store the sheet; a refusal stands at its line and keeps what was typed."""
        typed, unread = read_matrix(request.form)
        if unread:
            return self._page(typed, unread), 422
        try:
            with transaction():
                count = operations.keep_matrix(g.actor, typed)
        except Forbidden:
            raise
        except DomainError as refusal:
            return self._page(typed, {refusal.field or "": _(refusal.msgid, **refusal.params)}), refusal.status
        flash(ngettext("%(num)s line changed.", "%(num)s lines changed.", count) if count else _("Nothing has changed."), "success")
        return redirect(url_for("DutyView.sheet"), 303)

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Print the matrix as the appendix of the order."""
        return pdf_response(*printing.print_matrix(g.actor, queries.duties(), queries.people(today(g.actor.zone))))

    def _page(self, duties: list[Duty], problems: dict[str, str] | None = None) -> str:
        people = queries.people(today(g.actor.zone))
        return self.render_template(
            "deadlines/matrix.html", title=_("Matrix of duties"), duties=duties, problems=problems or {}, people=people,
            roles=[(str(role), _(name)) for role, name in ROLE_TITLES.items()], units=rules.UNIT_TITLES, computed=SOURCES,
            editable=g.actor.may(Resource.DUTY, "update"), term=printing.term_text, who=printing.who,
        )  # fmt: skip


def _person(line: Line, names: dict[int, str]) -> str:
    asked = line.event.person_id or line.duty.responsible_id
    return names.get(asked or 0) or printing.who(line.duty.responsible, None, names)


def _shown(lines: list[Line]) -> list[Shown]:
    names = queries.people(today(g.actor.zone)) if lines else {}
    titles = {
        rules.RESPONSIBLE: lambda _line: "", rules.DIRECTOR: lambda _line: _("the director"),
        rules.CONTROLLER: lambda line: printing.who(line.duty.controller, line.duty.controller_id, names),
    }  # fmt: skip
    return [Shown(one, _person(one, names), printing.explanation(one), _address(one), titles[rules.level(one)](one)) for one in lines]


def _address(line: Line) -> str:
    if line.event.target is None or line.event.target[0] not in current_app.view_functions:
        return ""
    endpoint, argument, target = line.event.target
    return url_for(endpoint, **({argument: target} if argument else {}))


def _month(typed: str) -> date:
    try:
        found = date.fromisoformat(f"{typed}-01")
    except ValueError:
        found = today(g.actor.zone).replace(day=1)
    return found if 2000 <= found.year <= 2100 else today(g.actor.zone).replace(day=1)


def _weeks(first: date) -> list[list[date]]:
    monday = first - timedelta(days=first.weekday())
    weeks = [[monday + timedelta(days=7 * week + day) for day in range(7)] for week in range(6)]
    return [week for week in weeks if any(day.month == first.month for day in week)]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart in its own units: left edge, top, height, labels."""

    x: int
    y: float
    height: float
    week: date
    percent: str
    due: int


def _chart(weeks: list[tuple[date, rules.Share]]) -> list[Bar]:
    bars = []
    for number, (monday, one) in enumerate(weeks):
        height = float(one.percent or 0)
        text = "—" if one.percent is None else f"{one.percent}".replace(".", ",")
        bars.append(Bar(number * 60 + 10, 110 - height, height, monday, text, one.due))
    return bars



