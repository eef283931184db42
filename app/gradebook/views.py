"""Screens of the journal: list, grid, cell saves, lessons, history of a cell."""

import json
from typing import Any

from flask import g, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.audit import queries as audit
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.gradebook import operations, queries
from app.gradebook.forms import LessonForm
from app.gradebook.grid import payload, standing_cells
from app.gradebook.queries import cell_of

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
        q, page = request.args.get("q", "")[:100], request.args.get("page", 1, type=int)
        lines, total = queries.journals(q, page=max(page, 1) - 1, size=PAGE)
        pages = max(1, -(-total // PAGE))
        return self.render_template(
            "gradebook/list.html", title=_("Journals"), lines=lines, total=total, q=q, page=max(page, 1), pages=pages
        )

    @expose("/<int:load_id>")
    @permission_name("read")
    def show(self, load_id: int) -> Any:
        """Show the grid of a journal."""
        journal = queries.journal(load_id)
        mine = g.actor.may("journal", "update") and any(t.employee_id == g.actor.employee_id for t in journal.teachers)
        return self.render_template(
            "gradebook/journal.html",
            title=f"{journal.load.group_term.group.name} · {journal.load.curriculum_term.item.name}",
            journal=journal, load=journal.load, term=journal.load.group_term, day=today(g.actor.zone),
            editable=mine and journal.load.group_term.status != "closed", held=sum(row.hours for row in journal.lessons),
            grid=json.dumps(payload(journal), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        )  # fmt: skip

    @expose("/<int:load_id>/cell", methods=["POST"])
    @permission_name("update")
    def cell(self, load_id: int) -> Any:
        """Save one cell; answers with the cell and the student's standing."""
        asked = _cell_request()
        with transaction():
            saved = operations.set_mark(g.actor, load_id, **asked)
        standing = standing_cells(saved.standing)
        return jsonify(text=saved.text, version=saved.version, standing=standing)

    @expose("/<int:load_id>/cell/<int:lesson_id>/<int:student_id>")
    @permission_name("read")
    def history(self, load_id: int, lesson_id: int, student_id: int) -> Any:
        """Give a cell as it is now and everything that happened to it."""
        queries.lesson(load_id, lesson_id)
        mark = queries.mark_at(lesson_id, student_id)
        records = audit.history(mark) if mark is not None else []
        lines = [[r.at.isoformat(), r.actor, *r.changes.get("cell", ("", ""))] for r in records]
        return jsonify(text=cell_of(mark).text(), version=mark.version if mark else 0, history=lines)

    @expose("/<int:load_id>/lessons/add", methods=["GET", "POST"])
    @permission_name("create")
    def add_lesson(self, load_id: int) -> Any:
        """Add a lesson."""
        form = LessonForm(data={"date": today(g.actor.zone)})
        return self._lesson_page(load_id, form, lambda facts: operations.add_lesson(g.actor, load_id, facts))

    @expose("/<int:load_id>/lessons/<int:lesson_id>", methods=["GET", "POST"])
    @permission_name("update")
    def lesson(self, load_id: int, lesson_id: int) -> Any:
        """Change a lesson."""
        lesson = queries.lesson(load_id, lesson_id)
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
        status = 200
        if form.validate_on_submit():
            refusal = _attempt(lambda: save(form.facts()))
            if refusal is None:
                return redirect(url_for("JournalView.show", load_id=load_id))
            target = form[refusal.field or "date"]
            target.errors = [*target.errors, _(refusal.msgid, **refusal.params)]
        if request.method == "POST":
            status = 422
        page = self.render_template(
            "gradebook/lesson.html", title=_("Lesson") if lesson else _("New lesson"), form=form, load=head, lesson=lesson
        )
        return page, status


def _attempt(save: Any) -> DomainError | None:
    """Run a write; give its refusal, so that the form keeps what was typed."""
    try:
        with transaction():
            save()
    except DomainError as refusal:
        return refusal
    return None


def _cell_request() -> dict[str, Any]:
    """Read the JSON of a cell save; Invalid when it is not one."""
    body = request.get_json(silent=True)
    wanted = {"lesson": int, "student": int, "text": str, "version": int}
    if not isinstance(body, dict) or any(type(body.get(key)) is not kind for key, kind in wanted.items()) or len(body) != 4:
        raise Invalid(N_("The request could not be read. Refresh the page."))
    return {
        "lesson_id": body["lesson"], "student_id": body["student"], "typed": body["text"][:40], "version": body["version"],
    }  # fmt: skip
