"""Pages of signing in and out, of the own profile, and of the first start."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_login import current_user, login_user

from app.access import operations, queries, sessions, setup, signing_in, totp
from app.access.forms import CodeForm, PasswordForm, SetupForm, SignInForm
from app.access.landing import target
from app.access.models import Account
from app.access.permissions import ROLE_TITLES, Resource
from app.access.rules import browser_name
from app.access.signing_in import Caller, Step
from app.access.throttle import client_address
from app.core.clock import now, today
from app.core.text import N_
from app.core.transaction import transaction

PENDING = "pending"
NEW_TOTP = "totp"
NOT_RIGHT = N_("Login or password is not right, or the account is switched off. A one-time password works once and for 72 hours.")
WRONG_CODE = N_("The code does not fit or was used before. Wait for the next one.")
# Not 401: browsers and proxies answer that with boxes of their own.
REFUSED = 422


def caller() -> Caller:
    """Tell where this request comes from."""
    return Caller(client_address(), request.user_agent.string)


def sign_in(step: Step, landing: str) -> Any:
    """Begin a fresh cookie for a session just made: nothing of the one before it is kept (fixation)."""
    session.clear()
    session[sessions.TOKEN] = step.token
    login_user(step.account.user)
    return redirect(landing, 303)


class SignInView(BaseView):
    """Sign in with a password, then with a code where the person has one; sign out."""

    route_base = ""
    default_view = "login"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        """Ask for login and password."""
        landing = target(request.args.get("next"))
        if request.method == "GET" and current_user.is_authenticated:
            return redirect(landing)
        form = SignInForm()
        if form.validate_on_submit():
            step = signing_in.by_password(form.login.data, form.password.data, caller())
            if step is not None:
                return sign_in(step, landing) if step.token else self._ask_code(step, landing)
            form.form_errors.append(_(NOT_RIGHT))
        status = REFUSED if form.problem_count else 200
        return self.render_template("appbuilder/general/security/login_db.html", title=_("Sign in"), form=form), status

    def _ask_code(self, step: Step, landing: str) -> Any:
        session.clear()
        session[PENDING] = {"user": step.account.user_id, "at": now().timestamp(), "next": landing}
        return redirect(url_for("SignInView.code"), 303)

    @expose("/login/code", methods=["GET", "POST"])
    def code(self) -> Any:
        """Ask for the one-time code of a person whose password was right."""
        pending = session.get(PENDING)
        if not pending or not signing_in.pending_is_fresh(pending["at"]):
            return redirect(url_for("SignInView.login"))
        form = CodeForm()
        if form.validate_on_submit():
            step = signing_in.by_code(pending["user"], form.code.data, caller())
            if step is not None:
                return sign_in(step, target(pending["next"]))
            form.code.errors = [_(WRONG_CODE)]
        status = REFUSED if form.problem_count else 200
        return self.render_template("access/code.html", title=_("Second step"), form=form), status

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        """End the present session, on the server and in the browser."""
        if current_user.is_authenticated:
            with transaction():
                operations.end_own_session(g.actor, g.identity.account, g.identity.session.token_hash)
        session.clear()
        return redirect(url_for("SignInView.login"), 303)


class ProfileView(BaseView):
    """The own account: sessions, password, second factor."""

    route_base = "/profile"
    default_view = "show"
    class_permission_name = Resource.PROFILE

    @expose("/")
    @permission_name("read")
    def show(self) -> Any:
        """Show the own account with its sessions."""
        return self.render_template(
            "access/profile.html",
            title=_("My profile"),
            account=g.identity.account,
            held=queries.grants_holding(g.actor.user_id, today(g.actor.zone)),
            titles={role.value: _(title) for role, title in ROLE_TITLES.items()},
            employee=queries.employee_of_user(g.actor.user_id),
            sessions=queries.live_sessions(g.actor.user_id, now()),
            present=g.identity.session.token_hash,
            browser_name=browser_name,
        )

    @expose("/password", methods=["GET", "POST"])
    @permission_name("update")
    def password(self) -> Any:
        """Change the own password; other sessions end, the present one gets a new token."""
        form, account = PasswordForm(), g.identity.account
        if form.validate_on_submit():
            digest = form.attempt(lambda: signing_in.own_password(account, form.present.data, form.password.data, caller()))
            if digest is not None:
                return sign_in(self._change_password(account, digest), url_for("HomeView.index"))
        status = form.status or (REFUSED if form.problem_count else 200)
        forced = account.must_change_password
        return self.render_template("access/password.html", title=_("My password"), form=form, forced=forced), status

    def _change_password(self, account: Account, digest: str) -> Step:
        with transaction():
            operations.change_password(g.actor, account, digest, None)
            token = sessions.begin(account, g.actor.roles, *caller().as_pair())
        flash(_("The password has been changed. Other sessions were ended."), "success")
        return Step(account, token)

    @expose("/totp", methods=["GET", "POST"])
    @permission_name("update")
    def totp(self) -> Any:
        """Switch the second factor on: show the secret, take the first code."""
        account = g.identity.account
        if account.totp_secret is not None:
            return redirect(url_for("ProfileView.show"))
        secret = session.setdefault(NEW_TOTP, totp.new_secret())
        form = CodeForm()
        if form.validate_on_submit() and self._enrol(form, account, secret):
            flash(_("The second factor is on. From now on you sign in with a code from the phone."), "success")
            return redirect(url_for("HomeView.index"), 303)
        uri = totp.provisioning_uri(secret, account.login, queries.college(account.organization_id).short_name)
        shown = {"secret": totp.grouped(secret), "image": totp.qr_image(uri), "forced": sessions.needs_totp(account, g.actor)}
        status = form.status or (REFUSED if form.problem_count else 200)
        return self.render_template("access/totp.html", title=_("Second factor"), form=form, **shown), status

    def _enrol(self, form: CodeForm, account: Account, secret: str) -> bool:
        def deed() -> None:
            with transaction():
                operations.enrol_totp(g.actor, account, secret, form.code.data)

        done = form.attempt(deed)
        if done:
            session.pop(NEW_TOTP, None)
        return bool(done)

    @expose("/sessions/<token_hash>/end", methods=["POST"])
    @permission_name("update")
    def end_session(self, token_hash: str) -> Any:
        """End one of the own sessions."""
        with transaction():
            found = operations.end_own_session(g.actor, g.identity.account, token_hash)
        if not found:
            abort(404)
        flash(_("The session has been ended."), "success")
        return redirect(url_for("ProfileView.show"), 303)

    @expose("/sessions/end-others", methods=["POST"])
    @permission_name("update")
    def end_others(self) -> Any:
        """End all own sessions but this one."""
        with transaction():
            operations.end_sessions(g.actor, g.identity.account)
        flash(_("All other sessions have been ended."), "success")
        return redirect(url_for("ProfileView.show"), 303)


class SetupView(BaseView):
    """The first page of an empty installation, behind a one-time link."""

    route_base = "/setup"
    default_view = "form"

    @expose("/<token>", methods=["GET", "POST"])
    def form(self, token: str) -> Any:
        """Make the college and the account of its director."""
        if not setup.is_open(token):
            abort(404)
        form = SetupForm()
        if form.validate_on_submit():
            founded = form.attempt(lambda: setup.establish(token, setup.Founding(**form.founding())))
            if founded is not None:
                account, phrase = founded
                return self.render_template("access/setup_done.html", title=_("The college is set up"), account=account, phrase=phrase)
        status = form.status or (REFUSED if form.problem_count else 200)
        return self.render_template("access/setup.html", title=_("First start"), form=form), status
