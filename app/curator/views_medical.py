"""Medical groups for physical education of a group: entered at once, printed for a stated reason; every look is logged."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_special import REASON
from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.core.clock import today
from app.curator import queries
from app.curator.papers_medical import MEDICAL_TEMPLATE, medical_paper
from app.documents import rendering
from app.documents.views import pdf_response
from app.students import special
from app.students.models import Student
from app.students.titles import HEALTH_GROUPS


class MedicalGroupView(BaseView):
    """Medical groups of the students of a group."""

    route_base = "/curator"
    class_permission_name = Resource.CURATORSHIP

    @expose("/<int:group_id>/medical")
    @permission_name("read")
    def show(self, group_id: int) -> Any:
        """Tell of whom the group is known, never which."""
        require(g.actor, Resource.BENEFIT, Action.READ)
        return self._page(group_id, Attempt())

    @expose("/<int:group_id>/medical", methods=["POST"])
    @permission_name("update")
    def keep(self, group_id: int) -> Any:
        """Keep the groups that were chosen."""
        attempt = Attempt.of(lambda: special.keep_health_groups(g.actor, _typed(group_id)), request.form)
        if attempt.refusal:
            return self._page(group_id, attempt), attempt.status
        flash(ngettext("%(num)d medical group is entered.", "%(num)d medical groups are entered.", attempt.result), "success")
        return redirect(url_for("MedicalGroupView.show", group_id=group_id), 303)

    @expose("/<int:group_id>/medical/print", methods=["POST"])
    @permission_name("print")
    def print(self, group_id: int) -> Any:
        """Print the list for a stated reason; nothing of it is kept."""
        reason = request.form.get("reason", "") or session.get(REASON, "")
        attempt = Attempt.of(lambda: special.disclose_health_groups(g.actor, _people(group_id), reason))
        if attempt.refusal:
            return self._page(group_id, attempt), attempt.status
        session[REASON] = reason
        group = queries.group(g.actor, group_id)
        paper = medical_paper(queries.college(group), group, today(g.actor.zone), _people(group_id), attempt.result)
        return pdf_response(rendering.render(MEDICAL_TEMPLATE, paper), paper.title)

    def _page(self, group_id: int, attempt: Attempt) -> Any:
        return self.render_template(
            "curator/medical.html", title=_("Medical groups"), group=queries.group(g.actor, group_id), attempt=attempt,
            people=_people(group_id), groups=HEALTH_GROUPS, asks=not session.get(REASON),
            writes=g.actor.may("curatorship", "update") and g.actor.may("personal_file", "update"),
            prints=g.actor.may("curatorship", "print") and g.actor.may("benefit", "reveal"),
        )  # fmt: skip


def _people(group_id: int) -> list[Student]:
    return queries.people(g.actor, group_id, today(g.actor.zone))


def _typed(group_id: int) -> list[tuple[Student, str]]:
    return [(one, request.form.get(f"group-{one.id}", "")) for one in _people(group_id)]
