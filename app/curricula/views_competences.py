"""The competences of a plan and their matrix: which line forms what."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.attempt import Attempt
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.curricula import cells, competences, operations_items, pages, queries
from app.curricula.models import Curriculum
from app.curricula.storing import DRAFT
from app.curricula.tree import Plan

SEPARATOR = "|"


class CompetenceView(BaseView):
    """List and matrix of a plan's competences."""

    route_base = "/curricula/competences"
    default_view = "show"
    class_permission_name = Resource.CURRICULUM

    @expose("/<pk>")
    @permission_name("read")
    def show(self, pk: str) -> Any:
        """Show the list and the matrix; who edits the draft ticks."""
        found = queries.curriculum(parse_id(pk) or 0)
        plan = queries.plan_of(found)
        listed = "\n".join(f"{each.code} {each.title}".strip() for each in plan.competences)
        return self._page(found, plan, Attempt(typed={"listed": listed}))

    @expose("/<pk>/save", methods=["POST"])
    @permission_name("update")
    def save(self, pk: str) -> Any:
        """Save the list and the ticks, all or nothing."""
        found = queries.curriculum(parse_id(pk) or 0)
        plan = queries.plan_of(found)
        typed = {"listed": request.form.get("listed", "")}
        attempt = Attempt.of(lambda: self._save(found.id, plan, typed["listed"]), typed)
        if attempt.refusal is not None:
            return self._page(found, plan, attempt)
        flash(_("Saved."), "success")
        return redirect(url_for("CompetenceView.show", pk=found.id), 303)

    def _save(self, pk: int, plan: Plan, listed: str) -> None:
        links: dict[str, list[str]] = {}
        for one in request.form.getlist("link"):
            key, _sign, code = one.rpartition(SEPARATOR)
            links.setdefault(key, []).append(code)
        wanted = competences.with_matrix(plan, competences.read_list(listed), links)
        operations_items.replace_lines(g.actor, pk, wanted, request.form.get("seen", ""), operations_items.CHANGED)

    def _page(self, found: Curriculum, plan: Plan, attempt: Attempt) -> Any:
        may = g.actor.may("curriculum", "update") and found.status == DRAFT and not queries.is_used(found.id)
        page = self.render_template(
            "curricula/competences.html", title=_("Competences"), item=found, plan=plan, codes=competences.codes_of(plan), may=may,
            titles={each.code: each.title for each in plan.competences}, listed=attempt.typed["listed"], attempt=attempt,
            seen=cells.state_of(plan), separator=SEPARATOR, depths=plan.depths(), findings=pages.findings_of(plan, "competence"),
        )  # fmt: skip
        return page, attempt.status
