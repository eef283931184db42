"""Screens of the curator: the groups, papers that excuse absences with their preview, the month of attendance."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud_export import download
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.audit.operations import record
from app.core.clock import today
from app.core.errors import Invalid
from app.core.transaction import transaction
from app.curator import operations, queries, rules, tables
from app.curator.forms import NoteForm
from app.curator.papers import ATTENDANCE_TEMPLATE, attendance_paper
from app.curator.queries_attendance import attendance
from app.curator.wording import KIND_TITLES, REASON_TITLES, title_of
from app.documents import rendering
from app.documents.views import pdf_response

register_acts({"add_absence_note": _l("entered a paper about absences"), "withdraw_absence_note": _l("withdrew a paper about absences")})


class CuratorView(BaseView):
    """The groups a person answers for, their attendance by month."""

    route_base = "/curator"
    class_permission_name = Resource.CURATORSHIP
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the groups."""
        return self.render_template("curator/list.html", title=_("Groups of the curator"), groups=queries.groups(g.actor))

    @expose("/<int:group_id>/attendance")
    @permission_name("read")
    def attendance(self, group_id: int) -> Any:
        """Show a month of attendance."""
        month = _month()
        sheet = attendance(g.actor, group_id, month)
        return self.render_template(
            "curator/attendance.html", title=_("Attendance"), group=sheet.group, sheet=sheet, paper=attendance_paper(sheet),
            month=month, around=rules.neighbours(month), reasons=[REASON_TITLES[one] for one in rules.REASONS],
        )  # fmt: skip

    @expose("/<int:group_id>/attendance/print", methods=["POST"])
    @permission_name("print")
    def print_attendance(self, group_id: int) -> Any:
        """Print a month of attendance."""
        paper = attendance_paper(attendance(g.actor, group_id, _month()))
        return pdf_response(rendering.render(ATTENDANCE_TEMPLATE, paper), paper.title)

    @expose("/<int:group_id>/attendance/table", methods=["POST"])
    @permission_name("export")
    def export_attendance(self, group_id: int) -> Any:
        """Give a month of attendance as a workbook."""
        sheet = attendance(g.actor, group_id, _month())
        paper = attendance_paper(sheet)
        with transaction():
            record(g.actor, "export", sheet.group, label=paper.title)
        return download(paper.title, tables.attendance(paper))


class AbsenceNoteView(BaseView):
    """Papers that excuse absences."""

    route_base = "/curator"
    class_permission_name = Resource.CURATORSHIP

    @expose("/<int:group_id>/notes")
    @permission_name("read")
    def list(self, group_id: int) -> Any:
        """List the papers of a group's year."""
        group, (start, end) = queries.group(g.actor, group_id), _year()
        found = queries.notes(group_id, start, end)
        return self.render_template(
            "curator/notes.html", title=_("Papers about absences"), group=group, notes=found, kinds=KIND_TITLES, may=g.actor.may
        )

    @expose("/<int:group_id>/notes/add", methods=["GET", "POST"])
    @permission_name("create")
    def add(self, group_id: int) -> Any:
        """Enter a paper: first what it would change, then the deed."""
        group, day = queries.group(g.actor, group_id), today(g.actor.zone)
        form = NoteForm(data={"received_on": day}).offer(queries.students(group_id, *_year()))
        effect = None
        if form.validate_on_submit():
            try:
                effect = operations.preview(g.actor, form.facts())
                if request.form.get("step") == "save":
                    return _added(group_id, form)
            except Invalid as refusal:
                form.refuse(refusal)
        status = 422 if request.method == "POST" and effect is None else 200
        page = self.render_template("curator/note.html", title=_("New paper about absences"), group=group, form=form, effect=effect)
        return page, status

    @expose("/notes/<int:note_id>")
    @permission_name("read")
    def show(self, note_id: int) -> Any:
        """Show a paper and what its withdrawal would give back."""
        note = queries.note(note_id)
        return self.render_template(
            "curator/note_card.html", title=title_of(note), note=note, effect=operations.returning(note), may=g.actor.may
        )

    @expose("/notes/<int:note_id>/withdraw", methods=["POST"])
    @permission_name("update")
    def withdraw(self, note_id: int) -> Any:
        """Withdraw a paper."""
        with transaction():
            effect = operations.withdraw_note(g.actor, note_id, request.form.get("reason", ""))
        flash(ngettext("The paper is withdrawn, %(num)d cell goes back.", "The paper is withdrawn, %(num)d cells go back.", effect.cells), "success")
        return redirect(url_for("AbsenceNoteView.show", note_id=note_id), 303)


def _added(group_id: int, form: NoteForm) -> Any:
    with transaction():
        note, effect = operations.add_note(g.actor, form.facts())
        note_id = note.id
    flash(ngettext("The paper is entered, %(num)d cell is changed.", "The paper is entered, %(num)d cells are changed.", effect.cells), "success")
    return redirect(url_for("AbsenceNoteView.show", note_id=note_id), 303)


def _month() -> Any:
    return rules.month_of(request.values.get("month", ""), today(g.actor.zone))


def _year() -> Any:
    """Give the first and the last day of the academic year that goes on."""
    day = today(g.actor.zone)
    first = day.replace(year=day.year if day.month >= 9 else day.year - 1, month=9, day=1)
    return first, first.replace(year=first.year + 1, month=8, day=31)
