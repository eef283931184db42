"""Debts on paper and as tables: slips, debtors, letters, schedule; one builder a row for all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation.controls import FORMS
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Refused
from app.core.text import N_
from app.debts import queries
from app.debts.models import Resit
from app.debts.papers import (
    DEBTORS,
    FORM_BOXES,
    LETTER,
    PERMIT,
    SCHEDULE,
    DebtorsPaper,
    DebtRow,
    LetterPaper,
    PermitPaper,
    PermitSlip,
    SchedulePaper,
    ScheduleRow,
)
from app.debts.queries import Owed, Wanted
from app.debts.rules import State
from app.documents import operations as documents
from app.documents import rendering, selections
from app.documents.rules import Letterhead, Signature
from app.exchange.writing import Cell, to_xlsx
from app.organization import heads
from app.organization import queries as organization
from app.students import cases, printing, queries_file
from app.students.file_rules import ADULT
from app.students.models import Student
from app.students.rules import age_on

STATES = {
    State.ACTIVE: "пересдача не назначена", State.RETAKE1: "назначена первая пересдача", State.RETAKE2: "вторая пересдача, комиссия",
    State.FAILED: "не ликвидирована в срок", State.EXPULSION: "представлен к отчислению", State.CLEARED: "ликвидирована",
    State.ANNULLED: "аннулирована",
}  # fmt: skip
ATTEMPTS = {1: "первая", 2: "вторая, с комиссией"}
HEADS = (
    "Студент", "Группа", "Дисциплина, модуль", "Форма контроля", "Семестр", "Результат", "Дата аттестации", "Пересдач",
    "Назначена на", "Ликвидировать до", "Преподаватели", "Состояние",
)  # fmt: skip
MOST_LETTERS = 60
SEXES = {"mother": "f", "father": "m"}
NOBODY = N_("There are no debts here: there is nothing to print.")


def letterhead(actor: Actor) -> Letterhead:
    """Give the head of the college."""
    return heads.letterhead(organization.own_organization(actor))


def row_of(number: int, one: Owed) -> DebtRow:
    """Write a debt for a list."""
    ahead = one.ahead
    return DebtRow(
        number, one.student.full_name, one.group.name if one.group else "", one.item, FORMS[one.form].name, str(one.semester),
        one.debt.result, f"{one.debt.opened_on:%d.%m.%Y}", str(one.attempts), f"{ahead.held_on:%d.%m.%Y}" if ahead else "",
        f"{one.last:%d.%m.%Y}", ", ".join(person.short_name for person in one.teachers), STATES[State(one.debt.state)],
    )  # fmt: skip


def debtors_paper(actor: Actor, found: Sequence[Owed], chosen: str) -> DebtorsPaper:
    """Build the list of debtors."""
    return DebtorsPaper(
        letterhead(actor), chosen, tuple(row_of(number, one) for number, one in enumerate(found, start=1)),
        len({one.student.id for one in found}), (Signature("Заместитель директора по учебной работе"), Signature("Секретарь учебной части")),
        today(actor.zone),
    )  # fmt: skip


def print_debtors(actor: Actor, wanted: Wanted, chosen: str) -> tuple[bytes, str]:
    """Print the debtors that a list shows, registered and archived; gives the PDF and its name."""
    require(actor, Resource.DEBT, Action.PRINT)
    found = queries.owed(today(actor.zone), wanted)
    choice = {"group": wanted.group_id, "item": wanted.item_id, "employee": wanted.employee_id, "age": wanted.age, "state": wanted.state}
    document = selections.issue_selection(actor, DEBTORS, choice, debtors_paper(actor, found, chosen))
    return documents.bytes_of(document), f"Задолжники {chosen}"


def debtors_xlsx(actor: Actor, wanted: Wanted, chosen: str) -> tuple[bytes, str]:
    """Give the debtors that a list shows as a workbook."""
    require(actor, Resource.DEBT, Action.PRINT)
    rows: list[list[Cell]] = []
    for one in queries.owed(today(actor.zone), wanted):
        told, ahead = row_of(0, one), one.ahead
        rows.append([
            told.name, told.group, told.item, told.control, one.semester, told.result, one.debt.opened_on, one.attempts,
            ahead.held_on if ahead else None, one.last, told.teachers, told.state,
        ])  # fmt: skip
    return to_xlsx("Задолжники", HEADS, rows), f"Задолжники {chosen}"


def letters(actor: Actor, found: Sequence[Owed]) -> list[tuple[Student, LetterPaper]]:
    """Build a letter for each student who owes: to the legal representatives, to a student of age himself."""
    head, day = letterhead(actor), today(actor.zone)
    people = queries_file.representatives_of({one.student.id for one in found})
    made = []
    for _student, part in groupby(found, key=lambda one: one.student.id):
        own = list(part)
        student, rows = own[0].student, tuple(row_of(number, one) for number, one in enumerate(own, start=1))
        signatures = (Signature("Заместитель директора по учебной работе"), Signature("Куратор группы"))
        adult = student.birth_date is not None and age_on(student.birth_date, day) >= ADULT
        names = (printing.dative(student),) if adult else tuple(cases.dative_of(one, SEXES.get(one.relation)) for one in people.get(student.id, ()))
        of_whom = f"{'обучающейся' if student.sex == 'f' else 'обучающегося'} {printing.genitive(student)}"
        made.append((student, LetterPaper(head, names, adult, student.full_name, rows[0].group, rows, signatures, day, of_whom)))
    return made


def print_letters(actor: Actor, wanted: Wanted, chosen: str) -> tuple[bytes, str]:
    """Print letters on the debts of everybody the list shows, each registered, as one PDF.

    Refused where nobody owes, and for more students than are printed while somebody waits.
    """
    require(actor, Resource.DEBT, Action.PRINT)
    made = letters(actor, queries.owed(today(actor.zone), wanted))
    if not made:
        raise Refused(NOBODY)
    if len(made) > MOST_LETTERS:
        raise Refused(N_("There are %(count)s letters. Choose a group: at most %(most)s are printed at once."), count=len(made), most=MOST_LETTERS)
    printed = [documents.bytes_of(documents.issue_current(actor, LETTER, student, paper)) for student, paper in made]
    return rendering.merge(printed), f"Уведомления о задолженности {chosen}"


def slip_of(one: Owed, resit: Resit) -> PermitSlip:
    """Build the slip of an appointed re-sit that has a permit."""
    assert resit.permit is not None
    year = one.debt.opened_on.year if one.debt.opened_on.month >= 8 else one.debt.opened_on.year - 1
    return PermitSlip(
        number=resit.permit.number, boxes=tuple((title, one.form in codes) for title, codes in FORM_BOXES),
        attempt=ATTEMPTS[resit.number], name=one.student.full_name, group=one.group.name if one.group else "", item=one.item,
        semester=str(one.semester), academic_year=f"{year}/{year + 1}", examiners=resit.examiners, held_on=resit.held_on,
        room=resit.room, valid_until=resit.permit.valid_until, signatures=3 if resit.number == 2 else 1,
    )  # fmt: skip


def print_permits(actor: Actor, resit_ids: Collection[int]) -> tuple[bytes, str]:
    """Print the slips of re-sits, each registered, two on a sheet; Refused where none has been issued."""
    require(actor, Resource.DEBT, Action.PRINT)
    wanted = set(resit_ids)
    found = queries.owed(today(actor.zone), Wanted(states=tuple(State)))
    slips = [
        (resit.permit, slip_of(one, resit)) for one in found for resit in one.debt.resits if resit.id in wanted and resit.permit
    ]  # fmt: skip
    if not slips:
        raise Refused(N_("No slip has been issued for these re-sits."))
    head = letterhead(actor)
    printed = [documents.issue_current(actor, PERMIT, permit, PermitPaper(head, slip)) for permit, slip in slips]
    name = "Экзаменационный лист № " + ", ".join(slip.number for _, slip in slips)
    return rendering.two_up(documents.bytes_of(one) for one in printed), name


def schedule_paper(actor: Actor, group: str, found: Sequence[Owed]) -> SchedulePaper:
    """Build the schedule of the re-sits ahead, those of one day, item and attempt together."""
    ahead = [(one, one.ahead) for one in found]
    events: dict[tuple[date, str, str, str, str, str], list[str]] = {}
    for one, resit in ahead:
        if resit is not None:
            key = (resit.held_on, resit.room, one.item, FORMS[one.form].name, ATTEMPTS[resit.number], resit.examiners)
            events.setdefault(key, []).append(one.student.short_name)
    rows = tuple(
        ScheduleRow(f"{day:%d.%m.%Y}", room, item, control, attempt, people, tuple(names))
        for (day, room, item, control, attempt, people), names in sorted(events.items())
    )
    return SchedulePaper(letterhead(actor), group, rows, (Signature("Заместитель директора по учебной работе"),), today(actor.zone))


def print_schedule(actor: Actor, group_id: int) -> tuple[bytes, str]:
    """Print the schedule of re-sits of a group, registered and archived."""
    require(actor, Resource.DEBT, Action.PRINT)
    group = queries.group(group_id)
    paper = schedule_paper(actor, group.name, queries.owed(today(actor.zone), Wanted(group_id=group_id)))
    if not paper.rows:
        raise Refused(N_("No re-sit is appointed in this group."))
    return documents.bytes_of(documents.issue_current(actor, SCHEDULE, group, paper)), f"График пересдач {group.name}"
