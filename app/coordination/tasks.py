"""The first days on the director's home page: what must be done before anybody else can work, in its order."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Role
from app.coordination import queries
from app.core.actor import Actor
from app.core.clock import today
from app.organization import queries as organization


@register_tasks
def first_steps(actor: Actor) -> TaskSection | None:
    """Give the director what is still missing: requisites, the year, the own undertaking, a coordinator in force."""
    if not actor.has_role(Role.DIRECTOR):
        return None
    college, appointed = organization.own_organization(actor), queries.appointments()
    day = today(actor.zone)
    waiting = [row for row in appointed if row.grant_id is None and row.ended_on is None]
    steps = (
        (not college.inn, _("Fill in the requisites of the college"), "OrganizationView.own"),
        (
            actor.employee_id is not None and not queries.has_signed(actor.employee_id),
            _("Sign the own undertaking of non-disclosure and tick it"), "UndertakingView.list",
        ),
        (not any(row.starts_on <= day for row in appointed if row.ended_on is None), _("Appoint the coordinator"), "AppointmentView.list"),
        (bool(waiting), _("Tick the undertaking of the appointed coordinator: without it the role does not begin"), "UndertakingView.list"),
    )  # fmt: skip
    return TaskSection(_("First steps"), tuple(Task(label, url_for(endpoint)) for wanted, label, endpoint in steps if wanted), order=5)


@register_tasks
def unsigned(actor: Actor) -> TaskSection | None:
    """Warn of a missing undertaking: the person, and who watches over those with an account; at most two statements.

    It takes no right away: only the coordinator's role waits for the signature.
    """
    if not actor.may("deadline", "read") or actor.employee_id is None:
        return None
    tasks = []
    if not actor.has_role(Role.DIRECTOR) and not queries.has_signed(actor.employee_id):
        tasks.append(Task(_("Sign the undertaking of non-disclosure on paper: the director prints it"), url_for("ProfileView.show")))
    if actor.may("appointment", "read"):
        left = queries.unsigned(today(actor.zone))
        if left:
            tasks.append(Task(_("People with an account who have not signed the undertaking"), url_for("UndertakingView.list", unsigned=1), left))
    return TaskSection(_("Undertakings"), tuple(tasks), order=13) if tasks else None


@register_tasks
def calendar(actor: Actor) -> TaskSection | None:
    """Remind those who keep the calendar that a college without an active year has no semesters."""
    if not actor.may("calendar", "create") or organization.active_year() is not None:
        return None
    return TaskSection(_("Calendar"), (Task(_("Enter the academic year and make it active"), url_for("AcademicYearView.list")),), order=10)
