"""Leaving folders of papers to the server, from the page of a term and of a half-year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.closing import batches, queries, queries_semester
from app.core.transaction import transaction
from app.jobs.models import Job
from app.terms import queries as terms


class BatchView(BaseView):
    """Folders of papers."""

    route_base = "/reports/folder"
    class_permission_name = Resource.REPORT

    @expose("/term/<int:term_id>", methods=["POST"])
    @permission_name("print")
    def term(self, term_id: int) -> Any:
        """Leave the papers of a group's term to the server."""
        term = queries.term(term_id)
        return leave(lambda: _papers([term.id], f"{term.group.name}, {term.plan_semester} семестр"))

    @expose("/semester/<int:semester_id>", methods=["POST"])
    @permission_name("print")
    def semester(self, semester_id: int) -> Any:
        """Leave the papers of all closed terms of a half-year to the server."""
        half = queries_semester.half(terms.semester(semester_id))
        name = f"{half.semester.number} семестр {half.semester.academic_year.label}"
        return leave(lambda: _papers(list(half.closings), name))


def _papers(term_ids: list[int], name: str) -> Job:
    only = request.form.get("what") != "all"
    title = f"Ведомости: {name}" if only else f"Документы: {name}"
    return batches.print_papers(g.actor, term_ids, request.form.get("form", ""), title, only_sheets=only)


def leave(write: Callable[[], Job]) -> Any:
    """Leave work to the server and lead to the page of tasks."""
    with transaction():
        job_id = write().id
    flash(_("The server prepares the file: you may leave this page, the home page will tell when it is ready."), "success")
    return redirect(url_for("JobView.list", _anchor=f"job-{job_id}"), 303)
