"""The own card of an employee: all that is kept, the contacts to change, trainings to propose."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.attempt import Attempt
from app.access.permissions import Resource
from app.core.clock import today
from app.staff import personnel, queries_file
from app.staff.file_views import experience
from app.staff.forms import ContactsForm, TrainingForm
from app.staff.qualification import findings
from app.staff.settings import limits
from app.staff.titles import (
    ALERTS,
    CATEGORIES,
    CHECKS,
    EDUCATION_LEVELS,
    EMPLOYMENTS,
    STAFF_GROUPS,
    TRAINING_STATES,
    TRAININGS,
)

OWN_DATA = "own card"
TITLES = {
    "groups": STAFF_GROUPS, "employments": EMPLOYMENTS, "levels": EDUCATION_LEVELS, "categories": CATEGORIES, "trainings": TRAININGS,
    "states": TRAINING_STATES, "checks": CHECKS, "alerts": ALERTS,
}  # fmt: skip


class StaffCardView(BaseView):
    """What the college keeps of the acting person."""

    route_base = "/my-card"
    class_permission_name = Resource.STAFF_CARD
    default_view = "show"

    @expose("/")
    @permission_name("read")
    def show(self) -> Any:
        """Show the own card."""
        return self._page(Attempt(), {})

    @expose("/reveal", methods=["POST"])
    @permission_name("update")
    def reveal(self) -> Any:
        """Show one of the own special values; the look is logged."""
        what = request.form.get("what", "")
        attempt = Attempt.of(lambda: personnel.reveal(g.actor, personnel.own(g.actor), what, OWN_DATA))
        return self._page(attempt, {what: attempt.result})

    @expose("/contacts", methods=["GET", "POST"])
    @permission_name("update")
    def contacts(self) -> Any:
        """Change the own phone and e-mail."""
        form = ContactsForm(obj=personnel.own(g.actor) if request.method == "GET" else None)
        return self._form(form, lambda: personnel.change_contacts(g.actor, form.phone.data, form.email.data), _("Contacts"), _("Saved."))

    @expose("/propose", methods=["GET", "POST"])
    @permission_name("update")
    def propose(self) -> Any:
        """Propose a training for the own card."""
        form, said = TrainingForm(), _("The personnel office will see the training and confirm it.")
        return self._form(form, lambda: personnel.propose_training(g.actor, form.values()), _("New training"), said)

    def _form(self, form: Any, write: Any, title: str, said: str) -> Any:
        if form.validate_on_submit():
            attempt = Attempt.of(write)
            if attempt.refusal is None:
                flash(said, "success")
                return redirect(url_for("StaffCardView.show"), 303)
            form.add_error(attempt.refusal)
            form.status = attempt.status
        page = self.render_template("staff/card_form.html", title=title, form=form)
        return page, (form.status or 422) if form.problem_count else 200

    def _page(self, attempt: Attempt, shown: dict[str, Any]) -> Any:
        day = today(g.actor.zone)
        found = queries_file.dossier(g.actor.employee_id, day)
        hidden = [
            (one.what, _(personnel.FIELDS[one.field].label), shown.get(one.what) or one.masked, not shown.get(one.what))
            for one in personnel.hidden_of(g.actor, found.employee)
        ]
        page = self.render_template(
            "staff/card.html", title=_("My card"), found=found, person=found.employee, hidden=hidden, experience=experience,
            findings=findings(found.facts, day, limits(g.actor.organization_id)), attempt=attempt, **TITLES,
        )  # fmt: skip
        return page, attempt.status
