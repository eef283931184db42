"""Pages of accounts and grants, for the coordinator and the director."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import grants, operations, queries, rules, slips
from app.access.crud import Button, Crud, Interface, Section
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.forms import GrantForm
from app.access.home import Task, TaskSection, register_tasks
from app.access.models import Account, RoleGrant
from app.access.permissions import ROLE_TITLES, Action, Resource
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_, clean
from app.core.transaction import transaction

STATES = {
    "active": _l("works"),
    "initial": _l("waits for the first sign-in"),
    "ended": _l("access ends"),
    "off": _l("switched off"),
}
MOST_AT_ONCE = 300

register_acts(
    {
        "sign_in": _l("signed in"),
        "sign_in_failed": _l("failed to sign in"),
        "create_account": _l("made the account"),
        "reset_password": _l("gave a new one-time password"),
        "change_password": _l("changed the own password"),
        "enrol_totp": _l("switched the second factor on"),
        "reset_totp": _l("took the second factor off"),
        "deactivate_account": _l("switched the account off"),
        "activate_account": _l("switched the account on"),
        "end_session": _l("ended a session"),
        "end_sessions": _l("ended the sessions"),
        "end_access": _l("ended the access"),
        "grant_role": _l("gave a role"),
        "end_grant": _l("set the end of a role"),
        "revoke_grant": _l("took a role away"),
        "recover_account": _l("recovered the account from the command line"),
        "found_college": _l("set the college up"),
    }
)


@register_tasks
def _without_account(actor: Actor) -> TaskSection | None:
    """Remind the coordinator of the employees who cannot sign in yet."""
    if not actor.may(Resource.ACCOUNT, Action.CREATE):
        return None
    count = queries.count_without_account(today(actor.zone))
    tasks = (Task(_("Employees without an account"), url_for("AccountView.new"), count),) if count else ()
    return TaskSection(_("Accounts"), tasks, order=70)


def role_titles(held: list[RoleGrant]) -> str:
    """Write the roles that hold today."""
    day = today(g.actor.zone)
    holding = {x.role for x in held if x.revoked_at is None and x.valid_from <= day and (x.valid_to is None or x.valid_to >= day)}
    return ", ".join(_(title) for role, title in ROLE_TITLES.items() if role in holding)


class AccountView(Crud):
    """Accounts of the college: list, card, one-time passwords, switching off."""

    datamodel = Interface(Account)
    route_base = "/accounts"
    can_write = False
    exclude_route_methods = {"download", "lookup", "action", "action_post"}
    list_title = _l("Accounts")
    search_hint = _l("Last name, first name or login")
    empty_hint = _l("Make accounts for the employees with the button above.")
    list_columns = ["name", "login", "grants", "last_sign_in", "state"]
    show_columns = ["name", "login", "state", "last_sign_in", "ends_on", "has_totp"]
    order_columns = ["name"]
    load_columns = ["user", "grants"]
    titles_columns = {"state": STATES}
    formatters_columns = {"grants": role_titles}
    label_columns = {
        "name": _l("Employee"),
        "login": _l("Login"),
        "grants": _l("Roles"),
        "last_sign_in": _l("Last sign-in"),
        "state": _l("State"),
        "ends_on": _l("First day without access"),
        "has_totp": _l("Second factor"),
        "active": _l("Works"),
        "attempt": _l("Attempt"),
        "role": _l("Role"),
    }

    def list_buttons(self) -> list[Button]:
        """Offer to make accounts."""
        if not g.actor.may(Resource.ACCOUNT, Action.CREATE):
            return []
        return [Button(_("Make accounts"), url_for("AccountView.new"), kind="primary")]

    def card_buttons(self, item: Account) -> list[Button]:
        """Offer what the person may do with this account."""
        buttons = []
        if g.actor.may(Resource.ROLE_GRANT, Action.CREATE) and item.user_id != g.actor.user_id:
            buttons.append(Button(_("Give a role"), url_for("RoleGrantView.add", user_id=item.user_id), kind="primary"))
        if self._may_manage(item):
            buttons += [self._deed(item, name, label, question) for name, label, question in self._deeds(item)]
        return buttons

    def card_sections(self, item: Account) -> list[Section]:
        """Show all roles ever given, and the way to switch the account off."""
        context = {
            "grants": queries.grants_of(item.user_id),
            "titles": {role.value: _(title) for role, title in ROLE_TITLES.items()},
            "departments": dict(queries.departments(item.organization_id)),
            "grantable": {role.value for role in grants.grantable(g.actor)} if item.user_id != g.actor.user_id else set(),
            "may_revoke": g.actor.may(Resource.ROLE_GRANT, Action.UPDATE),
            "today": today(g.actor.zone),
        }
        found = [Section(_("Roles"), "access/section_grants.html", context, order=10)]
        if self._may_manage(item) and item.user.active:
            found.append(Section(_("Switch off"), "access/section_off.html", {"account": item}, order=90))
        return found

    def _may_manage(self, item: Account) -> bool:
        return bool(g.actor.may(Resource.ACCOUNT, Action.UPDATE)) and item.user_id != g.actor.user_id

    @staticmethod
    def _deeds(item: Account) -> list[tuple[str, str, str]]:
        found = [
            (
                "reset_password",
                _("New one-time password"),
                _("The present password stops working and all sessions end. The slip is shown once: print it at once."),
            ),
            ("end_sessions", _("End all sessions"), _("The person is signed out everywhere and may sign in again.")),
        ]
        if item.totp_secret is not None:
            found.append(("reset_totp", _("Take the second factor off"), _("Do this when the phone is lost. All sessions end.")))
        if not item.user.active or item.ends_on is not None:
            found.append(("activate", _("Switch on"), _("The person may sign in again.")))
        return found

    @staticmethod
    def _deed(item: Account, name: str, label: str, question: str) -> Button:
        return Button(label, url_for(f"AccountView.{name}", pk=item.user_id), post=True, confirm=question)

    def _account(self, pk: str) -> Account:
        return self._item(pk, fresh=True)

    @expose("/new", methods=["GET", "POST"])
    @permission_name("create")
    def new(self) -> Any:
        """List the employees without an account; make accounts of the marked ones and give their slips."""
        people = queries.employees_without_account(today(g.actor.zone))
        if request.method == "POST":
            return self._make(_marked(people))
        stems = [rules.login_for(p.last_name, p.first_name, p.middle_name, ()) for p in people]
        rows = list(zip(people, _proposals(people, queries.taken_logins(stems)), strict=True))
        return self.render_template("access/new_accounts.html", title=_("New accounts"), rows=rows)

    @staticmethod
    def _make(chosen: list[tuple[Any, str | None]]) -> Any:
        secrets = [operations.prepare() for _person in chosen]
        with transaction():
            made = [
                operations.create_account(g.actor, person, login, secret=secret)
                for (person, login), secret in zip(chosen, secrets, strict=True)
            ]
        return slips.answer(made, g.actor.organization_id)

    @expose("/<pk>/password", methods=["POST"])
    @permission_name("update")
    def reset_password(self, pk: str) -> Any:
        """Give a new one-time password and its slip."""
        secret = operations.prepare()
        with transaction():
            account = self._account(pk)
            password = operations.reset_password(g.actor, account, secret=secret)
        return slips.answer([(account, password)], g.actor.organization_id)

    @expose("/<pk>/sessions/end", methods=["POST"])
    @permission_name("update")
    def end_sessions(self, pk: str) -> Any:
        """End all sessions of the person."""
        return self._do(pk, operations.end_sessions, _("All sessions of this person have been ended."))

    @expose("/<pk>/totp/off", methods=["POST"])
    @permission_name("update")
    def reset_totp(self, pk: str) -> Any:
        """Take the second factor off."""
        return self._do(pk, operations.reset_totp, _("The second factor has been taken off."))

    @expose("/<pk>/on", methods=["POST"])
    @permission_name("update")
    def activate(self, pk: str) -> Any:
        """Switch the account on."""
        return self._do(pk, operations.activate, _("The account has been switched on."))

    @expose("/<pk>/off", methods=["POST"])
    @permission_name("update")
    def deactivate(self, pk: str) -> Any:
        """Switch the account off."""
        reason = _reason()
        return self._do(pk, lambda actor, account: operations.deactivate(actor, account, reason), _("The account has been switched off."))

    def _do(self, pk: str, deed: Callable[..., Any], said: str) -> Any:
        with transaction():
            account = self._account(pk)
            deed(g.actor, account)
        flash(said, "success")
        return redirect(url_for("AccountView.show", pk=account.user_id), 303)


class RoleGrantView(BaseView):
    """Roles of a person: give, take away."""

    route_base = "/grants"
    class_permission_name = Resource.ROLE_GRANT
    default_view = "add"

    @expose("/add/<user_id>", methods=["GET", "POST"])
    @permission_name("create")
    def add(self, user_id: str) -> Any:
        """Give a role for an interval of days."""
        account = queries.account(parse_id(user_id) or 0) or abort(404)
        form = GrantForm(valid_from=today(g.actor.zone))
        form.offer(grants.grantable(g.actor), queries.departments(account.organization_id))
        if form.validate_on_submit() and form.attempt(lambda: _grant(account, form)):
            flash(_("The role has been given."), "success")
            return redirect(url_for("AccountView.show", pk=account.user_id), 303)
        status = form.status or (422 if form.problem_count else 200)
        return self.render_template("access/grant.html", title=_("Give a role"), form=form, account=account), status

    @expose("/<grant_id>/revoke", methods=["POST"])
    @permission_name("update")
    def revoke(self, grant_id: str) -> Any:
        """Take a role away at once."""
        reason = _reason()
        with transaction():
            row = queries.grant(parse_id(grant_id) or 0) or abort(404)
            grants.revoke_grant(g.actor, row, reason)
        flash(_("The role has been taken away."), "success")
        return redirect(url_for("AccountView.show", pk=row.user_id), 303)


def _grant(account: Account, form: GrantForm) -> RoleGrant:
    with transaction():
        return grants.grant_role(
            g.actor,
            account,
            form.role.data,
            department=form.department.data,
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
            basis=form.basis.data,
        )


def _reason() -> str:
    reason = clean(request.form.get("reason", ""))[:300]
    if not reason:
        raise Invalid(N_("Name the reason."), field="reason")
    return reason


def _proposals(people: list[Any], taken: set[str]) -> list[str]:
    """Propose a login for each person, different ones for namesakes."""
    used, found = set(taken), []
    for person in people:
        login = rules.login_for(person.last_name, person.first_name, person.middle_name, used)
        used.add(login)
        found.append(login)
    return found


def _marked(people: list[Any]) -> list[tuple[Any, str | None]]:
    """Read which of the offered people were marked, with the login typed for each; a foreign id is no offer."""
    marked = set(request.form.getlist("employee"))
    chosen = [(p, clean(request.form.get(f"login.{p.id}", "")) or None) for p in people if str(p.id) in marked]
    if not chosen:
        raise Invalid(N_("Mark the employees who need an account."))
    if len(chosen) > MOST_AT_ONCE:
        raise Invalid(N_("Mark at most %(count)s employees at once."), count=MOST_AT_ONCE)
    return chosen


__all__ = ["AccountView", "RoleGrantView", "role_titles"]
