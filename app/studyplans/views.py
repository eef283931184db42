"""Screens: put groups on a version with the effect listed; the own plan of a student."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_card import Button, Section, register_button, register_section
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.audit.titles import register_acts
from app.core.actor import Actor
from app.core.clock import today
from app.curricula import pages
from app.curricula import queries as curricula
from app.curricula.models import Curriculum
from app.curricula.operations import APPROVED
from app.students.models import Student
from app.studyplans import operations, queries

register_acts(
    {
        "assign_plan": _l("put the group on a version of the plan"), "begin_own_plan": _l("gave the student an own plan"),
        "end_own_plan": _l("ended the own plan"),
    }
)  # fmt: skip


class StudyPlanView(BaseView):
    """Who studies by which version."""

    route_base = "/study-plans"
    default_view = "assign"
    class_permission_name = Resource.STUDY_PLAN

    @expose("/<pk>", methods=["GET", "POST"])
    @permission_name("approve")
    def assign(self, pk: str) -> Any:
        """Show the groups of a version with what it changes for each; put the marked ones on it."""
        version = curricula.curriculum(parse_id(pk) or 0)
        attempt = Attempt()
        if request.method == "POST":
            chosen = [number for one in request.form.getlist("group") if (number := parse_id(one)) is not None]
            attempt = Attempt.of(lambda: operations.assign(g.actor, version.id, chosen))
            if attempt.refusal is None:
                count = len(attempt.result)
                flash(ngettext("%(num)d group is put on this version.", "%(num)d groups are put on this version.", count), "success")
                return redirect(url_for("StudyPlanView.assign", pk=version.id), 303)
        lines = [(line, pages.changes_of(line.effect.ahead), pages.changes_of(line.effect.kept)) for line in queries.groups_for(version)]
        page = self.render_template("studyplans/assign.html", title=_("Groups of the plan"), item=version, lines=lines, attempt=attempt)
        return page, attempt.status

    @expose("/student/<pk>/begin", methods=["POST"])
    @permission_name("create")
    def begin(self, pk: str) -> Any:
        """Give a student an own version."""
        student = queries.student(parse_id(pk) or 0)
        basis = request.form.get("basis", "")
        attempt = Attempt.of(lambda: operations.begin_own(g.actor, student.id, basis, today(g.actor.zone)))
        if attempt.refusal is not None:
            flash(_(attempt.refusal.msgid, **attempt.refusal.params), "danger")
            return redirect(url_for("StudentView.show", pk=student.id), 303)
        flash(_("The own plan is made from the group's one: change it."), "success")
        return redirect(url_for("CurriculumView.show", pk=attempt.result.curriculum_id), 303)

    @expose("/student/<pk>/end", methods=["POST"])
    @permission_name("create")
    def end(self, pk: str) -> Any:
        """End the own plan of a student."""
        student = queries.student(parse_id(pk) or 0)
        attempt = Attempt.of(lambda: operations.end_own(g.actor, student.id))
        if attempt.refusal is None:
            flash(_("The own plan is ended: the group's one holds again."), "success")
        else:
            flash(_(attempt.refusal.msgid, **attempt.refusal.params), "danger")
        return redirect(url_for("StudentView.show", pk=student.id), 303)


@register_button
def _groups(actor: Actor, view: Any, item: Any) -> Button | None:
    """Lead from an approved version to its groups."""
    if not isinstance(item, Curriculum) or item.status != APPROVED or item.is_individual or not actor.may(Resource.STUDY_PLAN, "approve"):
        return None
    return Button(_("Groups"), url_for("StudyPlanView.assign", pk=item.id))


def _own(actor: Actor, student: Student) -> Section | None:
    """Show the own plans on the card of a student to those who may read them."""
    if not actor.may(Resource.STUDY_PLAN, "read"):
        return None
    rows = queries.history(student.id)
    may = actor.may(Resource.STUDY_PLAN, "create")
    if not rows and not may:
        return None
    context = {"rows": rows, "student": student, "may": may, "present": any(row.ends_on is None for row in rows)}
    return Section(_("Individual study plan"), "studyplans/section.html", context, order=45)


register_section(Student, _own)
