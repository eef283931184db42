"""Filling an empty installation with the synthetic college."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from app.access.hashing import hash_password
from app.access.scope import acting, unscoped
from app.attestation import issuing, queries_exams, scheduling
from app.attestation.scheduling import Planned
from app.audit.operations import record
from app.backup import vault
from app.closing import operations as closing
from app.core.actor import Actor
from app.core.errors import Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.demo import (
    absences,
    attempts,
    chart,
    closes,
    college,
    contingent,
    duties,
    lessonplans,
    marks,
    orders,
    past,
    planning,
    staff,
    teaching,
)
from app.demo.bulk import Bulk
from app.demo.calendar import year_around
from app.demo.people import People
from app.demo.world import NAME, SIZES, World
from app.extensions import db
from app.organization.models import Organization
from app.record import opening
from app.students import queries as students
from app.terms.models import GroupTerm

GROUPS_WITH_PAST = ("ИСП-21", "ИСП-31")
GROUPS_WITH_SHEETS = ("ИСП-11", "ИСП-31")
GROUP_BEING_CLOSED = "ИСП-31"


def is_empty() -> bool:
    """Tell whether the installation has no college yet."""
    with unscoped():
        return not db.session.scalar(select(func.count(Organization.id)))


def fill(size: str, seed: int, password: str, today: date, *, closed: bool = True) -> list[tuple[str, str, str]]:
    """Fill the empty database with a college of ``size``; gives (title of the role, login, password) of its people.

    ``closed`` says whether two of its groups have closed terms. The same seed and day give the same college. Writes in
    batches, each a transaction of its own, with a record of what came; raises Refused for an installation that has a college.
    """
    if not is_empty():
        raise Refused(N_("The database already holds a college. The demonstration fills only an empty one."))
    random = Random(seed)
    world = World(SIZES[size], random, today, year_around(today), Bulk(), People(random))
    digest = hash_password(password)
    _write(world, "fill_college", lambda: _college(world, digest))
    _write(world, "fill_contingent", lambda: contingent.build(world))
    chart.build(world)
    loads = teaching.build(world)
    _write(world, "fill_lessons", lambda: None)
    _write(world, "fill_marks", lambda: marks.build(world, loads))
    _write(world, "fill_plans", lambda: lessonplans.build(world, loads))
    with unscoped(), transaction():
        world.bulk.set_sequences()
        orders.seal(world)
    staff.substitute(world)
    _exams(world)
    _sheets(world)
    _past(world)
    with acting(Actor.system(world.organization_id, NAME)) as actor, transaction():
        absences.build(world, actor)
        planning.build(world, actor)
    duties.build(world)
    attempts.build(world)
    if closed:
        closes.build(world)
    orders.go_on(world)
    return [(title, login, password) for title, login in world.logins]


def _college(world: World, digest: str) -> None:
    """Take the college with its people and their files, which belong into one batch."""
    college.build(world, digest)
    staff.build(world)


def _write(world: World, action: str, build: Callable[[], None]) -> None:
    build()
    with unscoped(), transaction():
        rows = world.bulk.write()
        record(Actor.system(world.organization_id, NAME), action, "demo", label=f"{rows}")


def _exams(world: World) -> None:
    """Draw up the session of three groups: an exam every third day before the end of the term, a consultation the day before."""
    actor = Actor.system(world.organization_id, NAME)
    for place, group in enumerate(world.groups[:3]):
        with acting(actor), transaction():
            term = db.session.get(GroupTerm, group.term_id)
            lines = queries_exams.session(term.id).lines if term is not None else ()
            planned = [
                Planned(
                    line.line.load.id, line.line.control.id, (day := term.ends_on - timedelta(days=14 - 3 * number - place)), "09:00",
                    str(201 + place), consult_on=day - timedelta(days=1), consult_at="14:00", consult_room=str(201 + place),
                )
                for number, line in enumerate(lines[:5])
                if line.line.load is not None
            ]
            if planned:
                scheduling.schedule(actor, term.id, planned)


def _sheets(world: World) -> None:
    """Issue the sheets of two groups, so that teachers and the office have something to do."""
    actor = Actor.system(world.organization_id, NAME)
    for group in (one for one in world.groups if one.name in GROUPS_WITH_SHEETS):
        with acting(actor), transaction():
            term = db.session.get(GroupTerm, group.term_id)
            if term is not None:
                issuing.issue_all(actor, term, min(world.today, term.ends_on))
                if group.name == GROUP_BEING_CLOSED:
                    closing.announce_closing(actor, term.id)


def _past(world: World) -> None:
    """Carry the past of the groups of older courses over, as an office does when it begins: a file would hold the same."""
    actor = Actor.system(world.organization_id, NAME)
    for group in (one for one in world.groups if one.name in GROUPS_WITH_PAST):
        with acting(actor), transaction():
            found = students.group_by_id(group.id)
            if found is not None:
                opening.import_results(actor, found, past.rows(world, found), paper_date=world.year.starts_on)


def make_phrase(data_dir: Path) -> str | None:
    """Make the recovery phrase of the demonstration when there is none, so that its button works at once."""
    return None if vault.key(data_dir) else vault.new_phrase(data_dir)
