"""What the Instruction asks for, in mid-work: inaccuracies on their way."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.access.permissions import Role
from app.access.scope import acting
from app.acts import operations as acts
from app.audit.operations import record
from app.coordination.queries import employees
from app.core.actor import Actor
from app.core.clock import today
from app.core.transaction import transaction
from app.deadlines.defaults import JOURNALS_WEEKLY
from app.deadlines.models import DutyNote
from app.demo.world import NAME, World
from app.extensions import db
from app.inaccuracies import operations
from app.inaccuracies.models import DiscrepancyStatement
from app.inaccuracies.subjects import subject
from app.oversight import operations as measures


def build(world: World) -> None:
    """Report three inaccuracies of students: one just told, one that waits for the director, one with its letter sent."""
    actor = Actor.system(world.organization_id, NAME)
    with acting(actor), transaction():
        coordinator, director = _called(actor, world, Role.COORDINATOR), _called(actor, world, Role.DIRECTOR)
        group = world.groups[0]
        found = [_reported(coordinator, student, number) for number, student in enumerate(group.students[:3])]
        for item in found[1:]:
            operations.state(coordinator, item, "описка при вводе списка группы", "зачётная книжка студента")
        _local_act(actor, world)
        measures.begin_measures(actor)
        operations.approve(director, found[2], "Исправить.", 5)
        operations.send(coordinator, found[2], "01-15/204", today(actor.zone))
        _notes(coordinator, world)
        record(actor, "fill_duties", "demo")


def _called(actor: Actor, world: World, role: Role) -> Actor:
    """Give the actor under the name of the person of ``role``, as papers print who stated and decided."""
    (person,) = employees([world.employees[role]])
    return replace(actor, name=person.full_name)


def _notes(actor: Actor, world: World) -> None:
    """Note the checks of the journals of each past week in time, the last but one a day late, this one not yet."""
    day, person = today(actor.zone), world.employees[Role.COORDINATOR]
    monday = world.year.starts_on - timedelta(days=world.year.starts_on.weekday())
    while monday + timedelta(days=7) <= day:
        late = day - monday < timedelta(days=21) <= day - monday + timedelta(days=7)
        noted = datetime.combine(monday + timedelta(days=7 if late else 4), time(15), ZoneInfo(actor.zone))
        last = monday + timedelta(days=6)
        row = DutyNote(
            organization_id=world.organization_id, code=JOURNALS_WEEKLY, day=monday, action=f"Проверить журналы (неделя с {monday:%d.%m} по {last:%d.%m})",
            found="Просмотрены журналы всех групп. Занятия без темы — преподавателям напомнено.", noted_by_id=person,
            noted_by_name=actor.name, recorded_at=noted,
        )  # fmt: skip
        db.session.add(row)
        monday += timedelta(days=7)


def _local_act(actor: Actor, world: World) -> None:
    """Enter a published version that half of the people with accounts have signed."""
    approved = world.year.starts_on
    version = acts.add_version(actor, "42-од", approved, "первая редакция", "https://college.example.test/act.pdf", approved)
    signed = employees([world.employees[role] for role in (Role.DIRECTOR, Role.COORDINATOR, Role.DEPUTY, Role.TEACHER)])
    acts.tick_readers(actor, version, signed, approved)


def _reported(actor: Actor, student_id: int, number: int) -> DiscrepancyStatement:
    about = subject(actor, "student", student_id)
    return operations.report(actor, about, "record_book", f"ЗК-{26001 + number}", evidence="зачётная книжка")
