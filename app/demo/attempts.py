"""What comes after a first attestation: a commission, a proposed expulsion, compared plans, topics of course projects."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.access.scope import acting
from app.attestation import topics
from app.attestation.controls import FORMS
from app.attestation.topics import TypedTopic
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import TermControl
from app.debts import operations as debts
from app.debts import permits, transfers
from app.debts import queries as debt_queries
from app.debts.operations import Appointment
from app.demo.world import NAME, World
from app.extensions import db
from app.record import book, queries, recredit
from app.record.recredit import Decision, Protocol
from app.record.rules import DIFFERENCE, RECREDITED
from app.teaching import queries as teaching
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm

RESULTS_OF_EXAM, RESULTS_OF_CREDIT = ("4", "2"), ("зачтено", "не зачтено")
GROUP_OF_NEWCOMER, GROUP_WITH_PROJECTS = "ПКД-31", "ИСП-31"
SUBJECTS = (
    "Учёт оборудования компьютерных классов", "Электронный журнал практики", "Сайт приёмной комиссии колледжа",
    "Мобильное приложение расписания", "Складской учёт столовой", "Система заявок на ремонт техники",
)  # fmt: skip


def build(world: World) -> None:
    """Show every stage of a debt, a student from another plan and approved topics."""
    with acting(Actor.system(world.organization_id, NAME)) as actor:
        _resits(world, actor)
        _newcomer(world, actor)
        _topics(world, actor)


def _resits(world: World, actor: Actor) -> None:
    """Appoint re-sits for the first debts, give slips out, settle one, call a commission, lose one debt for good."""
    owed = debt_queries.owed(world.today)
    teacher = world.employees["teacher"]
    board = (world.employees["deputy"], *world.teachers[:2])
    held, ahead = Appointment(world.today, "каб. 12", (teacher,)), Appointment(world.today + timedelta(days=7), "каб. 12", (teacher,))
    with transaction():
        settled = debts.appoint(actor, [one.debt.id for one in owed[:3]], held)
        waiting = debts.appoint(actor, [one.debt.id for one in owed[3:6]], ahead) if owed[3:6] else []
        permits.issue_permits(actor, [one.id for one in (*settled, *waiting[:2])])
        for number, one in enumerate(settled):
            _settle(actor, one, passed=number == 0)
        failed = [one.debt_id for one in settled[1:]]
        if failed:
            debts.appoint(actor, failed[:1], Appointment(ahead.held_on, "каб. 1", board, "приказ № 61 о составе комиссии"))
        if len(failed) > 1:
            last = debts.appoint(actor, failed[1:2], Appointment(world.today, "каб. 1", board, "приказ № 60 о составе комиссии"))[0]
            _settle(actor, last, passed=False)
            transfers.propose_expulsion(actor, [last.student_id])


def _settle(actor: Actor, one: object, *, passed: bool) -> None:
    control = one.debt.control  # type: ignore[attr-defined]
    results = RESULTS_OF_CREDIT if FORMS[control.form].credit else RESULTS_OF_EXAM
    debts.settle(actor, one.id, results[0 if passed else 1], "экзаменационный лист")  # type: ignore[attr-defined]


def _newcomer(world: World, actor: Actor) -> None:
    """Compare the plans of a student who came from another college: two items re-credited, one a difference."""
    group = next((one for one in world.groups if one.name == GROUP_OF_NEWCOMER), None)
    people = queries.present(group.id) if group else []
    if not people:
        return
    asked = recredit.comparison(book.record_of(people[0].id))[:3]
    decisions = [
        Decision(one.line.control.id, RECREDITED, "зачтено" if FORMS[one.line.control.form].credit else "4", str(one.line.control.hours))
        if number < 2 else Decision(one.line.control.id, DIFFERENCE)
        for number, one in enumerate(asked)
    ]  # fmt: skip
    paper = "Справка об обучении № 18, Приволжский политехнический колледж"
    with transaction():
        recredit.decide(actor, people[0].id, decisions, Protocol("3", world.today - timedelta(days=5), paper, world.today + timedelta(days=60)))


def _topics(world: World, actor: Actor) -> None:
    """Give a group topics of its course project, most of them approved by an order."""
    group = next((one for one in world.groups if one.name == GROUP_WITH_PROJECTS), None)
    term = db.session.get(GroupTerm, group.term_id) if group else None
    if term is None:
        return
    wanted = (
        select(TeachingLoad, TermControl)
        .join(TermControl, TermControl.curriculum_term_id == TeachingLoad.curriculum_term_id)
        .where(TeachingLoad.group_term_id == term.id, TermControl.form.in_([code for code, form in FORMS.items() if form.topics]))
    )
    found = db.session.execute(wanted.order_by(TeachingLoad.id)).first()
    if found is None:
        return
    load, control = found
    people, supervisor = teaching.members(load), world.teachers[0]
    typed = [
        TypedTopic(one.student_id, f"{SUBJECTS[place % len(SUBJECTS)]}, вариант {place // len(SUBJECTS) + 1}", supervisor)
        for place, one in enumerate(people)
    ]  # fmt: skip
    with transaction():
        topics.set_topics(actor, load.id, control.id, typed[:-2])
        topics.approve_topics(actor, load.id, control.id, "214-у", world.today - timedelta(days=20))
        topics.set_topics(actor, load.id, control.id, typed[-2:])
