"""Screens of terms: mine, the calendar, what is late, timeliness, and the sheet of duties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.permissions import ROLE_TITLES, Resource
from app.audit.titles import register_acts
from app.core.clock import today
from app.core.errors import Conflict, DomainError, Forbidden
from app.core.transaction import transaction
from app.deadlines import facts, operations, printing, queries, rules
from app.deadlines.defaults import DEFAULTS, NOTED
from app.deadlines.forms import NoteForm, read_matrix
from app.deadlines.models import DutyNote
from app.deadlines.rules import Duty, Line
from app.deadlines.settings import WEEKS
from app.deadlines.sources import SOURCES, source_of
from app.documents.views import pdf_response
from app.settings import queries as settings

MOST_SHOWN = 300
register_acts({"note_duty": _l("noted the duty as done")})


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as a page shows it."""

    line: Line
    person: str
    explained: str
    address: str
    level: str
    note: str


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

    @expose("/note/<code>/<day>/<int:thing>", methods=["GET", "POST"])
    @permission_name("create")
    def note(self, code: str, day: str, thing: int) -> Any:
        """Note a duty as done with what was found."""
        line = queries.to_note(g.actor, code, _day_of(day), thing)
        form = NoteForm(data={"found": facts.told(g.actor, line)} if request.method == "GET" else None)
        if form.validate_on_submit() and form.attempt(lambda: _note(line, form.found.data or "")):
            flash(_("Noted: %(duty)s.", duty=line.event.what), "success")
            return redirect(url_for("DeadlineView.mine"), 303)
        shown = self.render_template("deadlines/note.html", title=_("Duty done"), line=line, form=form, explained=printing.explanation(line))
        return shown, form.status or (422 if form.problem_count else 200)

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
        examples = _examples([one for one in found if one.verdict == rules.LATE])
        return self.render_template(
            "deadlines/shares.html", title=_("Timeliness of records"), period=period, whole=rules.share(found),
            sections=rules.shares_by(found, lambda one: one.duty.section),
            duties=rules.shares_by(found, lambda one: f"{one.duty.section}: {one.duty.action}"),
            people=rules.shares_by(found, lambda one: _person(one, names)), chart=_chart(rules.by_week(found, period.since, period.until)),
            examples=_shown(examples),
        )  # fmt: skip

    @expose("/notes")
    @permission_name("read")
    def notes(self) -> Any:
        """Show the journal of control: who noted what as done, and what was found."""
        return self.render_template("deadlines/notes.html", title=_("Journal of control"), rows=queries.notes(MOST_SHOWN), most=MOST_SHOWN)


class DutyView(BaseView):
    """The matrix of duties."""

    route_base = "/duties"
    class_permission_name = Resource.DUTY
    default_view = "sheet"

    @expose("/")
    @permission_name("read")
    def sheet(self) -> Any:
        """Show the matrix in force; a sheet to edit for who may, with the model lines it lacks when they are asked for."""
        duties = queries.duties()
        return self._page([*duties, *rules.missing(DEFAULTS, duties)] if request.args.get("model") == "1" else duties)

    @expose("/", methods=["POST"])
    @permission_name("update")
    def keep(self) -> Any:
        """Store the sheet; a refusal stands at its line and keeps what was typed."""
        typed, unread = read_matrix(request.form)
        if unread:
            return self._page(typed, unread), 422
        try:
            with transaction():
                count = operations.keep_matrix(g.actor, typed, request.form.get("stamp", ""))
        except Forbidden:
            raise
        except Conflict as refusal:
            return self._page(typed, {"": _(refusal.msgid)}, theirs=rules.unlike(queries.duties(), typed)), refusal.status
        except DomainError as refusal:
            return self._page(typed, {refusal.field or "": _(refusal.msgid, **refusal.params)}), refusal.status
        flash(ngettext("%(num)s line changed.", "%(num)s lines changed.", count) if count else _("Nothing has changed."), "success")
        return redirect(url_for("DutyView.sheet"), 303)

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Print the matrix as the appendix of the order."""
        return pdf_response(*printing.print_matrix(g.actor, queries.duties(), queries.people(today(g.actor.zone))))

    def _page(self, duties: list[Duty], problems: dict[str, str] | None = None, theirs: Sequence[Duty] = ()) -> str:
        people = queries.people(today(g.actor.zone))
        return self.render_template(
            "deadlines/matrix.html", title=_("Matrix of duties"), duties=duties, problems=problems or {}, people=people,
            roles=[(str(role), _(name)) for role, name in ROLE_TITLES.items()], units=rules.UNIT_TITLES, kind=_kind, days=_typed_days,
            editable=g.actor.may(Resource.DUTY, "update"), term=printing.term_text, who=printing.who,
            stamp=queries.stamp(), theirs=theirs, missing=len(rules.missing(DEFAULTS, duties)),
        )  # fmt: skip


def _examples(late: list[Line]) -> list[Line]:
    """Give at most two late lines of each duty, so that the reader sees each rule at work."""
    seen: Counter[str] = Counter()
    found = []
    for one in late:
        seen[one.duty.code] += 1
        if seen[one.duty.code] <= 2:
            found.append(one)
    return found[:20]


def _note(line: Line, found: str) -> DutyNote:
    with transaction():
        return operations.note_done(g.actor, line.duty.code, line.event.on, line.event.noted or 0, found)


def _kind(duty: Duty) -> str:
    """Say how the doing of a line is known: «computed», «noted» by hand, or «printed» alone."""
    if duty.code in NOTED or (duty.code not in SOURCES and source_of(duty) is not None):
        return "noted"
    return "computed" if duty.code in SOURCES else "printed"


def _typed_days(fixed: str) -> str:
    """Give «10.09, 20.01» of «09-10,01-20», anything else as it was typed."""
    parts = [part.split("-") for part in fixed.split(",") if part]
    return ", ".join(f"{part[1]}.{part[0]}" if len(part) == 2 else part[0] for part in parts)


def _person(line: Line, names: dict[int, str]) -> str:
    asked = line.event.person_id or line.duty.responsible_id
    return names.get(asked or 0) or printing.who(line.duty.responsible, None, names)


def _shown(lines: list[Line]) -> list[Shown]:
    names = queries.people(today(g.actor.zone)) if lines else {}
    titles = {
        rules.RESPONSIBLE: lambda _line: "", rules.DIRECTOR: lambda _line: _("the director"),
        rules.CONTROLLER: lambda line: printing.who(line.duty.controller, line.duty.controller_id, names),
    }  # fmt: skip
    return [
        Shown(one, _person(one, names), printing.explanation(one), _address(one), titles[rules.level(one)](one), _note_address(one)) for one in lines
    ]


def _note_address(line: Line) -> str:
    """Give where the acting person notes a round of the own duty as done, empty for others' and what the data show."""
    if line.event.noted is None or line.event.done is not None or not queries.is_asked(g.actor, line.duty):
        return ""
    if not g.actor.may(Resource.DEADLINE, "create") or line.event.person_id not in (None, g.actor.employee_id):
        return ""
    return url_for("DeadlineView.note", code=line.duty.code, day=line.event.on.isoformat(), thing=line.event.noted)


def _address(line: Line) -> str:
    if line.event.target is None or line.event.target[0] not in current_app.view_functions:
        return ""
    endpoint, argument, target = line.event.target
    return url_for(endpoint, **({argument: target} if argument else {}))


def _day_of(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        abort(404)


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
