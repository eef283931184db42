"""Screens of calendar-thematic plans: list, the sheet of a load's plan, its steps, topics for the journal, printing, xlsx."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_history import act_title, register_acts
from app.access.permissions import Resource
from app.attestation.forms import whole_number
from app.audit import queries as audit
from app.audit.titles import register_values
from app.core.clock import today
from app.core.routing import whole
from app.documents.views import pdf_response
from app.exchange.writing import content_disposition
from app.gradebook.forms import KIND_TITLES
from app.lessonplans import operations, papers, queries, tables
from app.lessonplans.forms import Sheet
from app.lessonplans.rules import STATUS_TITLES, STATUSES
from app.organization import queries as organization
from app.terms.rules import CLOSED

PAGE = 50
FILTERS = ("none", *STATUSES)
register_acts(
    {
        "save_plan": _l("changed the plan"),
        "copy_plan": _l("began the plan from another one"),
        "submit_plan": _l("handed the plan in"),
        "recall_plan": _l("took the plan back"),
        "return_plan": _l("returned the plan to the teacher"),
        "revise_plan": _l("took the approval back"),
        "approve_plan": _l("approved the plan"),
    }
)
register_values("lesson_plan", "status", STATUS_TITLES)


class LessonPlanView(BaseView):
    """Calendar-thematic plans within a person's reach."""

    route_base = "/lesson-plans"
    class_permission_name = Resource.LESSON_PLAN
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the loads of the present year with the state of their plans."""
        q, page = request.args.get("q", "")[:100], max(request.args.get("page", 1, type=whole), 1)
        status = request.args.get("status", "")
        status, year = (status if status in FILTERS else ""), organization.active_year()
        found, total = queries.lines(year.id, q=q, status=status, page=page - 1, size=PAGE) if year else ([], 0)
        return self.render_template(
            "lessonplans/list.html", title=_("Calendar-thematic plans"), year=year, found=found, total=total, q=q, status=status,
            page=page, pages=max(1, -(-total // PAGE)), states=STATUS_TITLES,
        )  # fmt: skip

    @expose("/<int:load_id>")
    @permission_name("read")
    def show(self, load_id: int) -> Any:
        """Show the plan of a load: a sheet to write for its teacher, the rows for others."""
        return self._page(load_id, Attempt())

    @expose("/<int:load_id>/save", methods=["POST"])
    @permission_name("update")
    def save(self, load_id: int) -> Any:
        """Save the rows, all or none."""
        sheet = Sheet.posted(request.form, queries.load_of(load_id))
        attempt = Attempt() if sheet.wrong else Attempt.of(lambda: sheet.save(g.actor, load_id))
        if sheet.wrong or attempt.refusal:
            return self._page(load_id, attempt, sheet)
        flash(_("Saved."), "success")
        return redirect(url_for("LessonPlanView.show", load_id=load_id), 303)

    @expose("/<int:load_id>/copy", methods=["POST"])
    @permission_name("update")
    def copy(self, load_id: int) -> Any:
        """Begin the plan with the rows of another one."""
        source = whole_number(request.form.get("source"), "source")
        return self._step(load_id, lambda: operations.copy_plan(g.actor, load_id, source), _("The rows have been copied. Check them."))

    @expose("/<int:load_id>/submit", methods=["POST"])
    @permission_name("update")
    def submit(self, load_id: int) -> Any:
        """Hand the plan in."""
        return self._step(load_id, lambda: operations.submit_plan(g.actor, load_id, _version()), _("The plan has been handed in."))

    @expose("/<int:load_id>/recall", methods=["POST"])
    @permission_name("update")
    def recall(self, load_id: int) -> Any:
        """Take the plan back before it is approved."""
        return self._step(load_id, lambda: operations.recall_plan(g.actor, load_id, _version()), _("The plan can be changed again."))

    @expose("/<int:load_id>/approve", methods=["POST"])
    @permission_name("approve")
    def approve(self, load_id: int) -> Any:
        """Approve a plan handed in."""
        protocol = request.form.get("protocol", "")
        return self._step(
            load_id, lambda: operations.approve_plan(g.actor, load_id, _version(), protocol), _("The plan has been approved.")
        )

    @expose("/<int:load_id>/return", methods=["POST"])
    @permission_name("approve")
    def give_back(self, load_id: int) -> Any:
        """Give the plan back to its teacher."""
        reason = request.form.get("reason", "")
        return self._step(
            load_id, lambda: operations.return_plan(g.actor, load_id, _version(), reason), _("The plan has been returned to the teacher.")
        )

    @expose("/<int:load_id>/topic", methods=["POST"])
    @permission_name("update")
    def topic(self, load_id: int) -> Any:
        """Give a lesson the topic of a row."""
        lesson, row = whole_number(request.form.get("lesson"), "lesson"), whole_number(request.form.get("row"), "row")
        return self._step(load_id, lambda: operations.take_topic(g.actor, load_id, lesson, row), _("The topic stands in the journal."))

    @expose("/<int:load_id>/topics", methods=["POST"])
    @permission_name("update")
    def topics(self, load_id: int) -> Any:
        """Give all lessons without a topic the next rows in order."""
        attempt = Attempt.of(lambda: operations.take_topics(g.actor, load_id))
        if attempt.refusal:
            return self._page(load_id, attempt)
        said = ngettext("%(num)d lesson has got its topic.", "%(num)d lessons have got their topics.", attempt.result)
        flash(said if attempt.result else _("The plan has no rows left for these lessons."), "success" if attempt.result else "warning")
        return redirect(url_for("LessonPlanView.show", load_id=load_id), 303)

    @expose("/<int:load_id>/print", methods=["POST"])
    @permission_name("print")
    def print(self, load_id: int) -> Any:
        """Print the plan as PDF."""
        printed = papers.print_plan(g.actor, load_id)
        return pdf_response(printed.body, printed.name)

    @expose("/<int:load_id>/xlsx", methods=["POST"])
    @permission_name("print")
    def xlsx(self, load_id: int) -> Any:
        """Give the rows as a workbook, in the columns that can be pasted back."""
        name, body = tables.workbook(g.actor, load_id)
        return Response(body, mimetype=tables.XLSX, headers={"Content-Disposition": content_disposition(name)})

    def _step(self, load_id: int, write: Any, said: str) -> Any:
        attempt = Attempt.of(write)
        if attempt.refusal:
            return self._page(load_id, attempt)
        flash(said, "success")
        return redirect(url_for("LessonPlanView.show", load_id=load_id), 303)

    def _page(self, load_id: int, attempt: Attempt, sheet: Sheet | None = None) -> Any:
        load, plan, day = queries.load_of(load_id), queries.plan_of(load_id), today(g.actor.zone)
        mine = g.actor.may("lesson_plan", "update") and queries.teaches(load, g.actor, day) and load.group_term.status != CLOSED
        writes = mine and (plan is None or plan.status == STATUSES[0])
        sheet, uses = sheet or Sheet.stored(plan), queries.uses(load_id)
        bare = queries.bare_lessons(load_id, day) if mine and plan else []
        page = self.render_template(
            "lessonplans/plan.html", title=_("Plan: %(item)s", item=str(load.curriculum_term.item)), load=load, term=load.group_term,
            plan=plan, sheet=sheet, attempt=attempt, mine=mine, writes=writes, states=STATUS_TITLES, kinds=KIND_TITLES,
            balance=queries.balance_of(load, queries.as_rows(plan)), uses=uses, given=queries.given(uses), may=g.actor.may,
            bare=queries.bare(plan, bare, uses) if plan else [], bare_count=len(bare), sources=queries.sources(load) if writes and not sheet.rows else [],
            history=audit.history(plan) if plan else [], act_title=act_title,
        )  # fmt: skip
        return page, 422 if sheet.wrong else attempt.status


def _version() -> int:
    return whole_number(request.form.get("version"), "version")
