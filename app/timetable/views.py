"""Screens of the timetable: a week, a lesson, lessons from the weeks of the plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.access.scope import unscoped
from app.core.clock import today
from app.core.errors import Invalid
from app.core.routing import whole
from app.core.text import N_
from app.documents.views import pdf_response
from app.organization.queries import rooms
from app.teaching.rules import PRACTICE_DAY
from app.terms import queries as terms
from app.terms.rules import CLOSED
from app.timetable import moving, operations, printing, queries, queries_imports, weekly, weeks
from app.timetable.weeks import BY_GROUP, BY_ROOM, BY_TEACHER, VIEWS

BY_TITLES = {BY_GROUP: _l("Group"), BY_TEACHER: _l("Teacher"), BY_ROOM: _l("Room")}
register_acts(
    {
        "move_lesson": _l("changed a lesson of the timetable"),
        "cancel_lesson": _l("cancelled a lesson"),
        "make_lessons": _l("made lessons from the weeks of the plan"),
        "take_back_lessons": _l("took lessons back"),
        "publish_timetable": _l("published a timetable"),
        "send_timetable": _l("sent a file of the timetable"),
        "check_timetable": _l("checked a file of the timetable"),
        "print_week": _l("printed a week of the timetable for the first time"),
        "discard_timetable": _l("put a file of the timetable aside"),
    }
)


class TimetableView(BaseView):
    """The timetable of the college, week by week."""

    route_base = "/timetable"
    class_permission_name = Resource.TIMETABLE
    default_view = "week"

    @expose("/")
    @permission_name("read")
    def week(self) -> Any:
        """Show the week of a group, a teacher or a room."""
        found, choices, by, what = _asked_week()
        return self.render_template(
            "timetable/week.html", title=_("Timetable"), week=found, choices=choices, by=by, what=what, titles=BY_TITLES, name=_name(choices, by, what),
            before=found.monday - timedelta(days=7), after=found.monday + timedelta(days=7), today=today(g.actor.zone), may=g.actor.may,
        )  # fmt: skip

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Issue the week for the board; the same week again comes from the archive."""
        found, choices, by, what = _asked_week()
        return pdf_response(*printing.print_week(g.actor, found, by, what, _name(choices, by, what)))

    @expose("/lessons/<int:lesson_id>", methods=["GET", "POST"])
    @permission_name("update")
    def lesson(self, lesson_id: int) -> Any:
        """Show a lesson; move it, give it a room, hold it remotely."""
        lesson, attempt = moving.lesson_of(g.actor, lesson_id), Attempt()
        if request.method == "POST":
            attempt = Attempt.of(
                lambda: moving.move_lesson(
                    g.actor, lesson_id, _day("date"), request.form.get("pair", 0, whole), request.form
                ),
                request.form,
            )
            if attempt.refusal is None:
                flash(_("Saved."), "success")
                return redirect(self._week_of(lesson), 303)
        with unscoped():
            page = self.render_template(
                "timetable/lesson.html", title=_("Lesson of the timetable"), lesson=moving.lesson_of(g.actor, lesson_id), attempt=attempt,
                typed=attempt.typed, back=self._week_of(lesson), used=bool(queries.entered([lesson_id])), may=g.actor.may, rooms=rooms(),
            )  # fmt: skip
        return page, attempt.status

    @expose("/lessons/<int:lesson_id>/cancel", methods=["POST"])
    @permission_name("delete")
    def cancel(self, lesson_id: int) -> Any:
        """Take a lesson out of the timetable."""
        back = self._week_of(moving.lesson_of(g.actor, lesson_id))
        attempt = Attempt.of(lambda: moving.cancel_lesson(g.actor, lesson_id))
        if attempt.refusal:
            flash(_(attempt.refusal.msgid, **attempt.refusal.params), "danger")
            return redirect(url_for("TimetableView.lesson", lesson_id=lesson_id), 303)
        flash(_("The lesson has been cancelled."), "success")
        return redirect(back, 303)

    @expose("/plan")
    @permission_name("create")
    def plan(self) -> Any:
        """List the terms of groups whose lessons can be made from the plan, and what was made in one step."""
        day = today(g.actor.zone)
        found = [
            term for term in queries.terms_between(g.actor, day, day + timedelta(days=60)) if term.status != CLOSED
        ]
        return self.render_template(
            "timetable/plan.html",
            title=_("Lessons from the plan"),
            terms=found,
            batches=queries_imports.batches(),
            may=g.actor.may,
        )

    @expose("/plan/<int:term_id>", methods=["GET", "POST"])
    @permission_name("create")
    def weekly(self, term_id: int) -> Any:
        """Take days and pairs of the loads of a term; show what they make, then make it."""
        term, typed, attempt = terms.term(term_id), _patterns(), Attempt()
        if request.method == "POST" and request.form.get("step") == "make":
            attempt = Attempt.of(lambda: weekly.make(g.actor, term, typed), request.form)
            if attempt.refusal is None:
                flash(
                    ngettext(
                        "%(num)d lesson has been made.", "%(num)d lessons have been made.", attempt.result.lessons
                    ),
                    "success",
                )
                return redirect(url_for("TimetableView.plan"), 303)
        lines = weekly.lines(g.actor, term, typed)
        page = self.render_template(
            "timetable/weekly.html", title=_("Lessons of group %(group)s", group=term.group.name), term=term, lines=lines, attempt=attempt,
            practice_day=PRACTICE_DAY, count=sum(len(line.lessons) for line in lines),
            wrong=any(line.problems for line in lines), shown=request.method == "POST",
        )  # fmt: skip
        return page, attempt.status

    @expose("/batches/<int:batch_id>/undo", methods=["POST"])
    @permission_name("delete")
    def undo(self, batch_id: int) -> Any:
        """Take the lessons of one step back."""
        attempt = Attempt.of(lambda: operations.take_back(g.actor, batch_id))
        if attempt.refusal:
            flash(_(attempt.refusal.msgid, **attempt.refusal.params), "danger")
        else:
            flash(
                ngettext(
                    "%(num)d lesson has been taken back.", "%(num)d lessons have been taken back.", attempt.result
                ),
                "success",
            )
        return redirect(url_for("TimetableView.plan"), 303)

    def _week_of(self, lesson: Any) -> str:
        with unscoped():
            group = lesson.load.group_term.group_id
        return url_for("TimetableView.week", by=BY_GROUP, what=group, day=lesson.date.isoformat())


def _asked_week() -> tuple[weeks.Week, weeks.Choices, str, str]:
    by, what = request.values.get("by", ""), request.values.get("what", "").replace("\x00", "")[:40]
    if by not in VIEWS:
        by = BY_TEACHER if g.actor.employee_id and g.actor.may("journal", "update") else BY_GROUP
        what = str(g.actor.employee_id) if by == BY_TEACHER else what
    try:
        day = date.fromisoformat(request.values.get("day", "")[:10])
    except ValueError:
        day = today(g.actor.zone)
    day = min(max(day, date(2000, 1, 1)), date(2100, 1, 1))
    found, choices = weeks.week(g.actor, queries.monday_of(day), by, what)
    if not what and by == BY_GROUP and choices.groups:
        return _first(choices, day)
    return found, choices, by, what


def _first(choices: weeks.Choices, day: date) -> tuple[weeks.Week, weeks.Choices, str, str]:
    what = str(choices.groups[0][0])
    return *weeks.week(g.actor, queries.monday_of(day), BY_GROUP, what), BY_GROUP, what


def _name(choices: weeks.Choices, by: str, what: str) -> str:
    if by == BY_ROOM:
        return what
    listed = choices.groups if by == BY_GROUP else choices.teachers
    return next((name for key, name in listed if str(key) == what), "")


def _patterns() -> dict[int, str]:
    found = {}
    for name, value in request.form.items():
        key = name.removeprefix("load-")
        if name.startswith("load-") and key.isdecimal() and len(key) < 10 and value.strip():
            found[int(key)] = value[:200]
    return found


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Invalid(N_("A date is expected, as 01.09.2026."), field=name) from None
