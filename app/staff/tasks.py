"""The staff on the home page: overdue training, expiring categories, trainings that wait to be confirmed."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Action, Resource, Role
from app.core.actor import Actor
from app.core.clock import today
from app.staff import queries_file
from app.staff.qualification import findings
from app.staff.settings import limits
from app.staff.titles import ALERTS


@register_tasks
def staff_tasks(actor: Actor) -> TaskSection | None:
    """Give what waits for the personnel office and the deputy, and to everybody the own; a fixed number of statements."""
    tasks = _office(actor) if actor.has_role(Role.HR, Role.DEPUTY) else _own(actor)
    return TaskSection(_("Staff"), tuple(tasks), order=45) if tasks else None


def _office(actor: Actor) -> list[Task]:
    found = [finding for one in queries_file.watched(today(actor.zone), limits(actor.organization_id or 0)) for finding in one.findings]
    late = sum(finding.is_late for finding in found)
    tasks = []
    if late:
        tasks.append(Task(_("Overdue qualification and papers"), url_for("QualificationView.list"), late, level="late"))
    if len(found) > late:
        tasks.append(Task(_("Categories and papers that expire soon"), url_for("QualificationView.list"), len(found) - late))
    waiting = queries_file.proposals() if actor.may(Resource.STAFF_FILE, Action.UPDATE) else 0
    if waiting:
        address = url_for("StaffTrainingView.list", **{"f.state": "proposed"})
        tasks.append(Task(_("Trainings that employees proposed"), address, waiting))
    return tasks


def _own(actor: Actor) -> list[Task]:
    if actor.employee_id is None or not actor.has_role(Role.TEACHER, Role.MASTER, Role.CURATOR):
        return []
    day = today(actor.zone)
    own = queries_file.dossiers(day, ids=[actor.employee_id])
    mine = findings(own[0].facts, day, limits(actor.organization_id or 0)) if own else []
    return [Task(str(ALERTS[one.alert]).capitalize(), url_for("StaffCardView.show"), due=one.day, level="late" if one.is_late else "plain") for one in mine]
