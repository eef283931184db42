"""Screens of the session timetable: the groups of a half-year, the exams of a group with their clashes, print and table."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.attestation import papers_exams, queries_exams, queries_plan, scheduling
from app.attestation.forms import whole_number
from app.attestation.scheduling import Planned
from app.core.clock import today
from app.core.errors import Invalid
from app.core.routing import whole
from app.core.text import N_
from app.documents import operations as documents
from app.documents.models import Document
from app.documents.views import pdf_response
from app.exchange.writing import content_disposition, to_xlsx
from app.organization.queries import own_organization
from app.teaching import queries as teaching
from app.terms import queries as terms
from app.terms.rules import CLOSED

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOOKUP_ROWS = 20
register_acts({"schedule_exam": _l("set the exam"), "unschedule_exam": _l("took the exam out of the timetable")})


class ExamView(BaseView):
    """The session timetable."""

    route_base = "/exams"
    class_permission_name = Resource.EXAM
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the groups of the half-year with how many exams have a day."""
        halves, now = terms.semesters(), today(g.actor.zone)
        asked = request.args.get("semester", type=whole)
        semester = next((one for one in halves if one.id == asked or (asked is None and one.starts_on <= now <= one.ends_on)), None)
        semester = semester or (halves[0] if halves else None)
        return self.render_template(
            "attestation/exams_list.html", title=_("Session timetable"), halves=halves, semester=semester,
            found=queries_exams.groups(queries_plan.terms_of(semester)) if semester else [],
        )  # fmt: skip

    @expose("/term/<int:term_id>")
    @permission_name("read")
    def show(self, term_id: int) -> Any:
        """Show the exams of a group's term."""
        return self._page(term_id, Attempt())

    @expose("/term/<int:term_id>", methods=["POST"])
    @permission_name("update")
    def save(self, term_id: int) -> Any:
        """Save the timetable, all of it or nothing."""
        attempt = Attempt.of(lambda: scheduling.schedule(g.actor, term_id, read_form()))
        if attempt.refusal:
            return self._page(term_id, attempt)
        flash(_("The timetable is saved."), "success")
        return redirect(url_for("ExamView.show", term_id=term_id), 303)

    @expose("/term/<int:term_id>/print", methods=["POST"])
    @permission_name("print")
    def print(self, term_id: int) -> Any:
        """Print the timetable for the board: registered, a changed one replaces the earlier."""
        document = timetable_document(term_id)
        return pdf_response(documents.bytes_of(document), document.title)

    @expose("/term/<int:term_id>/xlsx")
    @permission_name("export")
    def xlsx(self, term_id: int) -> Any:
        """Give the timetable as a table."""
        found = queries_exams.session(term_id)
        rows = [tuple(vars(one).values()) for one in papers_exams.rows(found.lines)]
        answer = Response(to_xlsx(found.term.group.name, papers_exams.HEADERS, rows), mimetype=XLSX)
        answer.headers["Content-Disposition"] = content_disposition(f"Расписание экзаменов {found.term.group.name}.xlsx")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @expose("/people")
    @permission_name("update")
    def people(self) -> Any:
        """Give people for a search-as-you-type field as JSON: [{"id", "text"}, …]."""
        typed = request.args.get("q", "").replace("\x00", "")[:100]
        found = teaching.staff(today(g.actor.zone), typed, LOOKUP_ROWS)
        return [{"id": one.id, "text": f"{one.full_name}, {one.position}"} for one in found]

    def _page(self, term_id: int, attempt: Attempt) -> Any:
        found = queries_exams.session(term_id)
        editable = g.actor.may("exam", "update") and found.term.status != CLOSED
        page = self.render_template(
            "attestation/exams.html", title=_("Exams of group %(group)s", group=found.term.group.name), term=found.term,
            lines=found.lines, editable=editable, attempt=attempt, typed=request.form, may=g.actor.may,
            findings=scheduling.check(found.term), placed=sum(1 for one in found.lines if one.event),
            people=teaching.employees({int(v) for k, v in request.form.items() if k.startswith("examiner-") and v.isdecimal() and len(v) < 10}),
        )  # fmt: skip
        return page, attempt.status


def timetable_document(term_id: int) -> Document:
    """Give the registered timetable: the copy there is while nothing changed, else a new revision."""
    found = queries_exams.session(term_id)
    paper = papers_exams.exam_paper(own_organization(g.actor), found)
    return documents.issue_current(g.actor, papers_exams.TIMETABLE, found.term, paper)


def read_form() -> list[Planned]:
    """Read the lines of the posted timetable: fields end with «-load-control»."""
    form = request.form
    found = []
    for name in form:
        if not name.startswith("version-"):
            continue
        key = name.removeprefix("version-")
        load, _dash, control = key.partition("-")
        examiner = form.get(f"examiner-{key}", "")
        found.append(
            Planned(
                whole_number(load, "exam"), whole_number(control, "exam"), _day(form.get(f"day-{key}")), form.get(f"time-{key}", ""),
                form.get(f"room-{key}", ""), whole_number(examiner, "examiner") if examiner else None, _day(form.get(f"cday-{key}")),
                form.get(f"ctime-{key}", ""), form.get(f"croom-{key}", ""), whole_number(form[name], "version"),
            )
        )
    return found


def _day(typed: str | None) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(N_("«%(typed)s» is no date."), field="held_on", typed=typed[:20]) from None
