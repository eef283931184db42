"""Screens of the journal: list, grid, cell saves, lessons, history of a cell."""

from typing import Any

from flask import g, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.audit import queries as audit
from app.core.clock import today
from app.core.errors import DomainError
from app.core.routing import whole
from app.core.text import as_script
from app.core.transaction import transaction
from app.gradebook import changes, operations, queries, queries_changes, queries_earlier, queries_lines, queries_list
from app.gradebook.forms import LessonForm
from app.gradebook.grid import answer, cells_of, change_of, history_line, payload
from app.gradebook.saving import save_cells
from app.gradebook.standings import cell_of
from app.gradebook.wording import words_script
from app.organization.queries import days_of, ringing
from app.terms.operations import is_writable

PAGE = 50


class JournalView(BaseView):
    """The journals within a person's reach; entries are made by the teacher of the load."""

    route_base = "/journals"
    class_permission_name = Resource.JOURNAL
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the journals, fifty a page."""
        q, page = request.args.get("q", "")[:100], request.args.get("page", 1, type=whole)
        lines, total = queries_list.journals(q, page=max(page, 1) - 1, size=PAGE)
        pages = max(1, -(-total // PAGE))
        return self.render_template(
            "gradebook/list.html", title=_("Journals"), lines=lines, total=total, q=q, page=max(page, 1), pages=pages
        )

    @expose("/<int:load_id>")
    @permission_name("read")
    def show(self, load_id: int) -> Any:
        """Show the grid of a journal."""
        day = today(g.actor.zone)
        journal = queries.journal(load_id, day, g.actor.employee_id)
        spans = journal.own_spans(g.actor) if is_writable(journal.load.group_term) else ()
        return self.render_template(
            "gradebook/journal.html",
            title=f"{journal.load.group_term.group.name} · {journal.load.curriculum_term.item.name}",
            journal=journal, load=journal.load, term=journal.load.group_term, day=day, editable=bool(spans),
            held=sum(row.hours for row in journal.lessons if row.date <= day),
            grid=as_script(payload(journal, spans, queries_changes.waiting_of(load_id)) | {"today": day.isoformat()}, words_script()),
        )  # fmt: skip

    @expose("/<int:load_id>/cells", methods=["POST"])
    @permission_name("update")
    def cells(self, load_id: int) -> Any:
        """Save typed cells; answers with each of them and the standing of their students."""
        return answer(save_cells(g.actor, load_id, cells_of(request.get_json(silent=True))))

    @expose("/<int:load_id>/cells/<int:lesson_id>/<int:student_id>")
    @permission_name("read")
    def history(self, load_id: int, lesson_id: int, student_id: int) -> Any:
        """Give a cell as it is now and everything that happened to it."""
        queries_lines.lesson(load_id, lesson_id)
        mark = queries_lines.mark_at(lesson_id, student_id)
        records = audit.history(mark) if mark is not None else []
        lines = [line for record in records if (line := history_line(record))]
        return jsonify(text=cell_of(mark).text(), late=bool(mark and mark.is_late), history=lines)

    @expose("/<int:load_id>/students/<int:student_id>/earlier")
    @permission_name("read")
    def earlier(self, load_id: int, student_id: int) -> Any:
        """Give what a student was given for the same item in the former group."""
        cells = queries_earlier.earlier(load_id, student_id)
        return jsonify(cells=[[one.date.isoformat(), one.group, one.text, one.task] for one in cells])

    @expose("/<int:load_id>/changes", methods=["POST"])
    @permission_name("update")
    def request_change(self, load_id: int) -> Any:
        """Ask the deputy director for a change that came too late."""
        typed, reason = change_of(request.get_json(silent=True))
        with transaction():
            change = changes.request_change(g.actor, load_id, typed, reason)
        return jsonify(text=change.new_text)

    @expose("/<int:load_id>/lessons/add", methods=["GET", "POST"])
    @permission_name("create")
    def add_lesson(self, load_id: int) -> Any:
        """Add a lesson."""
        form = LessonForm.blank(queries.load_head(load_id), today(g.actor.zone))
        return self._lesson_page(load_id, form, lambda facts: operations.add_lesson(g.actor, load_id, facts))

    @expose("/<int:load_id>/lessons/<int:lesson_id>", methods=["GET", "POST"])
    @permission_name("update")
    def lesson(self, load_id: int, lesson_id: int) -> Any:
        """Change a lesson."""
        lesson = queries_lines.lesson(load_id, lesson_id)
        form = LessonForm.of(lesson)
        return self._lesson_page(
            load_id, form, lambda facts: operations.change_lesson(g.actor, load_id, lesson_id, facts), lesson
        )

    @expose("/<int:load_id>/lessons/<int:lesson_id>/delete", methods=["POST"])
    @permission_name("delete")
    def delete_lesson(self, load_id: int, lesson_id: int) -> Any:
        """Delete a lesson without entries."""
        with transaction():
            operations.delete_lesson(g.actor, load_id, lesson_id)
        return redirect(url_for("JournalView.show", load_id=load_id))

    def _lesson_page(self, load_id: int, form: LessonForm, save: Any, lesson: Any = None) -> Any:
        head = queries.load_head(load_id)
        status = 422 if request.method == "POST" else 200
        if form.validate_on_submit():
            refusal = _attempt(lambda: save(form.facts()))
            if refusal is None:
                return redirect(url_for("JournalView.show", load_id=load_id))
            target = form[refusal.field or "date"]
            target.errors, status = [*target.errors, _(refusal.msgid, **refusal.params)], refusal.status
        page = self.render_template(
            "gradebook/lesson.html", title=_("Lesson") if lesson else _("New lesson"), form=form, load=head, lesson=lesson, bells=_bells(form)
        )
        return page, status


def _bells(form: LessonForm) -> dict[int, str]:
    """Give when the pairs of the form's day begin and end."""
    day = form.date.data or today(g.actor.zone)
    return ringing([day], days_of(g.actor.organization_id or 0))[day]


def _attempt(save: Any) -> DomainError | None:
    """Run a write; give its refusal, so that the form keeps what was typed."""
    try:
        with transaction():
            save()
    except DomainError as refusal:
        return refusal
    return None
