"""Pages of the life of a version: approval by order, the next intake, the difference of two versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.curricula import operations_life, pages, queries, tables
from app.curricula.comparison import difference
from app.curricula.forms_life import ApprovalForm, IntakeForm
from app.curricula.models import Curriculum
from app.curricula.rules import settled
from app.exchange.views import xlsx_response


class PlanLifeView(BaseView):
    """Approve a version, copy it to another intake, compare it with another one."""

    route_base = "/curricula/version"
    default_view = "difference"
    class_permission_name = Resource.CURRICULUM

    @expose("/<pk>/approve", methods=["GET", "POST"])
    @permission_name("approve")
    def approve(self, pk: str) -> Any:
        """Ask for the order, show what the checks say, approve."""
        item = _curriculum(pk)
        form = ApprovalForm(data={"day": today(g.actor.zone), "active_from": date(item.intake_year, 9, 1)})
        if form.validate_on_submit() and form.attempt(lambda: self._approve(item.id, form)) is not None:
            flash(_("Approved: %(name)s.", name=item), "success")
            return redirect(url_for("CurriculumView.show", pk=item.id), 303)
        plan = queries.plan_of(item)
        page = self.render_template(
            "curricula/approve.html", title=_("Approval of the plan"), item=item, form=form, plan=plan, table=pages.table_of(plan)
        )
        return page, (form.status or 422) if form.problem_count else 200

    @expose("/<pk>/next", methods=["GET", "POST"])
    @permission_name("create")
    def next(self, pk: str) -> Any:
        """Ask for the year and copy the plan to it."""
        item = _curriculum(pk)
        form = IntakeForm(data={"intake_year": item.intake_year + 1})
        made = form.attempt(lambda: self._copy(item.id, form)) if form.validate_on_submit() else None
        if made is not None:
            flash(_("The draft for the intake of %(year)s is made: it can be changed.", year=form.intake_year.data), "success")
            return redirect(url_for("CurriculumView.show", pk=made), 303)
        page = self.render_template("curricula/next.html", title=_("Copy to another intake"), item=item, form=form)
        return page, (form.status or 422) if form.problem_count else 200

    @expose("/<pk>/difference")
    @permission_name("read")
    def difference(self, pk: str) -> Any:
        """Show what differs between a version and another one of the same programme."""
        item, other = self._pair(pk)
        found = difference(settled(queries.plan_of(other)), settled(queries.plan_of(item))) if other else ()
        choices = [one for one in queries.versions(item.programme_id) if one.id != item.id]
        return self.render_template(
            "curricula/difference.html", title=_("Differences of versions"), item=item, other=other, choices=choices,
            summary=pages.summary_of(found), changes=pages.changes_of(found), count=len(found),
        )  # fmt: skip

    @expose("/<pk>/difference.xlsx", methods=["POST"])
    @permission_name("export")
    def difference_xlsx(self, pk: str) -> Any:
        """Give the differences as a workbook."""
        item, other = self._pair(pk)
        if other is None:
            raise Invalid(N_("There is no other version to compare with."))
        body, name = tables.differences(g.actor, other, item)
        return xlsx_response(body, name)

    def _pair(self, pk: str) -> tuple[Curriculum, Curriculum | None]:
        item = _curriculum(pk)
        asked = request.values.get("with", "")
        return item, _curriculum(asked) if asked else queries.before(item)

    def _approve(self, pk: int, form: ApprovalForm) -> None:
        with transaction():
            operations_life.approve_curriculum(g.actor, queries.locked(pk), str(form.number.data), form.day.data, form.active_from.data)  # type: ignore[arg-type]

    def _copy(self, pk: int, form: IntakeForm) -> int:
        with transaction():
            return operations_life.copy_curriculum(g.actor, queries.curriculum(pk), form.intake_year.data).id


def _curriculum(pk: str) -> Curriculum:
    return queries.curriculum(parse_id(pk) or 0)
