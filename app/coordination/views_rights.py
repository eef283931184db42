"""The director's page: who holds which right, since when and why; the direction delegated for the days of an absence."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access import grants
from app.access import queries as accounts
from app.access.crud_interface import parse_id
from app.access.permissions import ROLE_TITLES, Resource
from app.coordination import queries
from app.coordination.forms import DelegationForm
from app.core.clock import today
from app.core.errors import NotFound
from app.core.text import N_
from app.core.transaction import transaction


class RightsView(BaseView):
    """Rights of the staff at a glance."""

    route_base = "/rights"
    class_permission_name = Resource.APPOINTMENT
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """Show every person with a role and what the role stands on."""
        return self._page(_form(blank=True))

    @expose("/delegate", methods=["POST"])
    @permission_name("create")
    def delegate(self) -> Any:
        """Let another person act for the director."""
        form = _form()
        if form.validate_on_submit() and form.attempt(lambda: _delegate(form)):
            flash(_("The direction is delegated for these days."), "success")
            return redirect(url_for("RightsView.list"), 303)
        return self._page(form), form.status or 422

    @expose("/<pk>/end", methods=["POST"])
    @permission_name("update")
    def end(self, pk: str) -> Any:
        """Take the direction back before the last day."""
        with transaction():
            grant = accounts.grant(parse_id(pk) or 0) or abort(404)
            grants.end_delegation(g.actor, grant, request.form.get("reason", ""))
        flash(_("The delegation has been ended."), "success")
        return redirect(url_for("RightsView.list"), 303)

    def _page(self, form: DelegationForm) -> str:
        day = today(g.actor.zone)
        return self.render_template(
            "coordination/rights.html", title=_("Rights at a glance"), rows=queries.holders(day), form=form, day=day,
            roles={str(role): _(title) for role, title in ROLE_TITLES.items()}, delegation=grants.DELEGATION,
            departments=dict(accounts.departments(g.actor.organization_id)),
        )  # fmt: skip


def _form(*, blank: bool = False) -> DelegationForm:
    day = today(g.actor.zone)
    form = DelegationForm(formdata=None, valid_from=day, valid_to=day) if blank else DelegationForm()
    form.offer([one for one in queries.staff(day) if one.id != g.actor.employee_id])
    return form


def _delegate(form: DelegationForm) -> None:
    with transaction():
        person = queries.employee(parse_id(form.employee.data or "") or 0)
        account = accounts.account_of_user(person.user_id or 0)
        if account is None:
            raise NotFound(N_("This employee has no account yet."))
        grants.delegate_direction(
            g.actor, account, valid_from=form.valid_from.data, valid_to=form.valid_to.data, basis=form.basis.data or ""
        )
