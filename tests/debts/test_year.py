"""A year of a college of 300 students through the database: two sessions, re-sits, illness, leave, the year of the law."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update

from app.access.scope import unscoped
from app.attestation import issuing, later, queries
from app.attestation import operations as sheets
from app.attestation.later import Panel
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.states import CHAIR, DEFERRED, MEMBER
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Refused
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm, TermControl
from app.debts import operations, permits, transfers
from app.debts import queries as debts
from app.debts.models import AcademicDebt, Resit
from app.debts.operations import Appointment
from app.debts.queries import Wanted
from app.debts.rules import OPEN, Course, Event, State, covering, deadline, is_over
from app.extensions import db
from app.movement import queries as orders
from app.movement import registry
from app.record import book
from app.students.models import Placement, Student, StudyGroup
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm
from tests.debts.test_sheets import sign_and_close
from tests.factories import TERM_END, YEAR_START, College

GROUPS, IN_GROUP = 10, 30
WINTER, SPRING, AFTER_SPRING = date(2026, 12, 24), date(2027, 6, 21), date(2027, 7, 20)
ROUNDS = (
    date(2027, 1, 20), date(2027, 3, 20), date(2027, 5, 20), AFTER_SPRING, date(2027, 9, 20), date(2027, 11, 20), date(2028, 1, 20),
    date(2028, 3, 20), date(2028, 6, 20), date(2028, 12, 31),
)  # fmt: skip
BAD = {"Э": ("2", "неявка", "н/доп"), "ДЗ": ("2", "неявка", "н/доп"), "З": ("не зачтено", "неявка", "н/доп")}
GOOD = {"Э": "543", "ДЗ": "543", "З": ("зачтено",)}
COMMISSION = ("deputy", "methodist", "teacher2")


def on(day: date):
    """Stop the clock at noon of a day."""
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@dataclass
class Year:
    """The groups with their winter and spring terms, and who is weak."""

    random: Random
    students: list[int] = field(default_factory=list)
    winter: list[int] = field(default_factory=list)
    spring: list[int] = field(default_factory=list)
    weak: set[int] = field(default_factory=set)

    def result(self, student: int, form: str) -> str:
        """Draw what a student gets at an attestation."""
        luck = self.random.random()
        if student in self.weak and luck < 0.4:
            return self.random.choice(BAD[form])
        return "неявка (ув.)" if luck > 0.985 else self.random.choice(GOOD[form])


def begun(college: College) -> Year:
    """Write ten groups of thirty with loads of an exam and a credit in winter and a graded credit in spring."""
    year = Year(Random(58))
    with unscoped(), transaction():
        second = CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.02"], plan_semester=2, hours=60)
        db.session.add(second)
        db.session.flush()
        db.session.add(TermControl(organization_id=college.id, curriculum_term_id=second.id, form="ДЗ"))
        for number in range(GROUPS):
            _group(college, year, number, second.id)
        record(Actor.system(college.id), "test_world", db.session.get(StudyGroup, college.group_id))
    year.weak = set(year.random.sample(year.students, 36))
    return year


def _group(college: College, year: Year, number: int, spring_item: int) -> None:
    group = StudyGroup(
        organization_id=college.id, name=f"ПР-{number + 1}", curriculum_id=college.curriculum_id, department_id=college.department_id,
        intake_year=2026, curator_id=college.employees["curator"],
    )  # fmt: skip
    people = [
        Student(organization_id=college.id, last_name=f"Студент{number:02}{place:02}", first_name="Олег", record_book=f"{number}-{place}", funding="budget")
        for place in range(IN_GROUP)
    ]
    db.session.add_all([group, *people])
    db.session.flush()
    common = {"organization_id": college.id, "group_id": group.id, "academic_year_id": college.year_id, "curriculum_id": college.curriculum_id, "course": 1}
    terms = [
        GroupTerm(plan_semester=1, starts_on=YEAR_START, ends_on=TERM_END, **common),
        GroupTerm(plan_semester=2, starts_on=TERM_END + timedelta(days=12), ends_on=date(2027, 6, 30), **common),
    ]
    db.session.add_all(terms)
    db.session.add_all(
        Placement(organization_id=college.id, student_id=one.id, group_id=group.id, starts_on=YEAR_START, journal_number=place, basis="приказ № 1-с")
        for place, one in enumerate(people, start=1)
    )
    db.session.flush()
    for term, item in ((terms[0], college.term_ids["ОУП.01"]), (terms[0], college.term_ids["ОУП.03"]), (terms[1], spring_item)):
        load = TeachingLoad(organization_id=college.id, group_term_id=term.id, curriculum_term_id=item, hours=60)
        db.session.add(load)
        db.session.flush()
        db.session.add(LoadTeacher(organization_id=college.id, load_id=load.id, employee_id=college.employees["teacher"], starts_on=YEAR_START))
    year.students += [one.id for one in people]
    year.winter.append(terms[0].id)
    year.spring.append(terms[1].id)


def session(college: College, year: Year, on_behalf, terms: list[int], held: date) -> None:
    """Hold the attestation of the terms: issued in one step, filled in bulk, each sheet closed by the office; then close them."""
    with on_behalf("secretary") as actor:
        with transaction():
            rows = [db.session.get(GroupTerm, one) for one in terms]
            made = {one.id: one.control.form for one in issuing.issue_terms(actor, rows, held)}
        with transaction():
            lines = db.session.execute(select(AttestationEntry.id, AttestationEntry.sheet_id, AttestationEntry.student_id).where(AttestationEntry.sheet_id.in_(made)))
            told = [{"id": line, "result": year.result(student, made[sheet])} for line, sheet, student in lines]
            db.session.execute(update(AttestationEntry), told)
            signed = {"status": "signed", "signed_at": clock.now(), "signed_by_id": college.users["teacher"]}
            db.session.execute(update(AttestationSheet).where(AttestationSheet.id.in_(made)).values(**signed))
            record(actor, "test_world", rows[0])
        db.session.expire_all()
        for sheet_id in made:
            with transaction():
                sheets.close_sheet(actor, sheet_id, queries.sheet(sheet_id).version)
    _put_off(college, year, on_behalf, list(made), held + timedelta(days=3))
    with unscoped(), transaction():
        db.session.execute(update(GroupTerm).where(GroupTerm.id.in_(terms)).values(status="closed"))
        record(Actor.system(college.id), "test_world", db.session.get(GroupTerm, terms[0]))
    db.session.expire_all()


def _put_off(college: College, year: Year, on_behalf, made: list[int], held: date) -> None:
    """Hold the attestation of those who were absent with an excuse on another day."""
    query = select(AttestationEntry.sheet_id, AttestationEntry.student_id).where(AttestationEntry.sheet_id.in_(made), AttestationEntry.result == "неявка (ув.)")
    with unscoped():
        waiting = db.session.execute(query).all()
        assert not debts_of([student for _, student in waiting], made), "an excused absence is no debt"
    of_sheet = defaultdict(list)
    for sheet_id, student in waiting:
        of_sheet[sheet_id].append(student)
    for sheet_id, people in of_sheet.items():
        with on_behalf("secretary") as actor, transaction():
            sheet = queries.sheet(sheet_id)
            again = later.issue_later(
                actor, sheet.load_id, sheet.term_control_id, DEFERRED, people, held, Panel((college.employees["teacher"],))
            )
            form, again_id = again.control.form, again.id
        with on(held):
            sign_and_close(on_behalf, again_id, {one: year.random.choice((*GOOD[form], BAD[form][0])) for one in people})


def debts_of(students: list[int], made: list[int]) -> list[AcademicDebt]:
    pairs = select(AttestationEntry.student_id, AttestationEntry.sheet_id).where(AttestationEntry.result == "неявка (ув.)").subquery()
    query = select(AcademicDebt).join(pairs, (pairs.c.student_id == AcademicDebt.student_id) & (pairs.c.sheet_id == AcademicDebt.sheet_id))
    return list(db.session.scalars(query.where(AcademicDebt.student_id.in_(students), AcademicDebt.sheet_id.in_(made))))


def round_of_resits(college: College, year: Year, on_behalf, day: date, refused: Counter) -> None:
    """Appoint re-sits of some who owe, withdraw one, issue slips with sheets, hold them three days later."""
    held = day + timedelta(days=3)
    with on_behalf("secretary") as actor:
        waiting = [one for one in debts.owed(day, Wanted(states=OPEN)) if one.ahead is None and year.random.random() < 0.5]
        resits = []
        for state, people, basis in ((State.ACTIVE, ("teacher2",), ""), (State.RETAKE2, COMMISSION, "приказ № 9 о комиссии")):
            due = [one for one in waiting if one.debt.state == state]
            late = [one for one in due if held > one.last or covering(one.excluded, held)]
            if late:
                with pytest.raises(Refused), transaction():
                    operations.appoint(actor, [late[0].debt.id], Appointment(held, "", tuple(college.employees[one] for one in people), basis))
                refused["ill" if covering(late[0].excluded, held) else "late"] += 1
            fit = [one.debt.id for one in due if one not in late]
            if fit:
                with transaction():
                    asked = Appointment(held, "каб. 3", tuple(college.employees[one] for one in people), basis)
                    resits += [one.id for one in operations.appoint(actor, fit, asked)]
        if len(resits) > 3:
            with transaction():
                operations.withdraw(actor, resits.pop(), "студент перенёс")
        with transaction():
            permits.issue_permits(actor, resits)
        found = defaultdict(list)
        for one in resits:
            row = debts.resit_of(one)
            found[row.sheet_id].append((row.student_id, row.number, row.debt.control.form))
    with on(held):
        for sheet_id, people in found.items():
            told = {student: _attempt(year, form) for student, _, form in people}
            sign_and_close(on_behalf, sheet_id, told, signer="deputy" if people[0][1] == 2 else "teacher2")


def _attempt(year: Year, form: str) -> str:
    luck = year.random.random()
    return "неявка (ув.)" if luck < 0.1 else BAD[form][0] if luck < 0.5 else year.random.choice(GOOD[form])


def dropped(on_behalf, day: date) -> None:
    """Propose to expel who has lost a debt by now."""
    with on_behalf("secretary") as actor:
        lost = {one.student.id for one in debts.owed(day) if transfers.state_on(one, day) is State.FAILED}
        if lost:
            with transaction():
                order = transfers.propose_expulsion(actor, lost)
            assert (order.kind, order.state) == ("EXPEL", "draft")
            assert {one.student_id for one in orders.lines(order.id)} == lost


def test_all_debts_of_a_year_of_300_students_end_as_the_law_says(app, college, on_behalf):
    refused: Counter = Counter()
    with app.app_context():
        year = begun(college)
        assert len(year.students) == 300
        with on(WINTER):
            session(college, year, on_behalf, year.winter, WINTER)
        _ill_and_on_leave(college, year, on_behalf)
        for day in ROUNDS:
            if day == AFTER_SPRING:
                with on(SPRING):
                    session(college, year, on_behalf, year.spring, SPRING)
            with on(day):
                round_of_resits(college, year, on_behalf, day, refused)
                dropped(on_behalf, day)
        with unscoped():
            _judged(year, refused, day)


def _ill_and_on_leave(college: College, year: Year, on_behalf) -> None:
    """Six debtors are ill for weeks, two are on academic leave by an order: none of these days counts."""
    with on_behalf("secretary") as actor:
        owing = sorted({one.student.id for one in debts.owed(WINTER)})
        for number, student in enumerate(owing[:6]):
            begin = date(2027, 1, 10) + timedelta(days=number * 20)
            with transaction():
                operations.exclude(actor, db.session.get(Student, student), "illness", begin, begin + timedelta(days=50), f"справка № {number}")
    with unscoped(), transaction():
        for student in owing[6:8]:
            placement = db.session.scalars(select(Placement).where(Placement.student_id == student)).one()
            placement.ends_on = date(2027, 2, 28)
            common = {"organization_id": college.id, "student_id": student, "group_id": placement.group_id, "basis": "приказ № 7-с"}
            db.session.flush()
            db.session.add(Placement(starts_on=date(2027, 3, 1), ends_on=date(2027, 8, 31), state="academic", **common))
            db.session.add(Placement(starts_on=date(2027, 9, 1), **common))
        record(Actor.system(college.id), "test_world", db.session.get(StudyGroup, college.group_id))


def _judged(year: Year, refused: Counter, day: date) -> None:
    """Hold every debt against art. 58 of 273-ФЗ, p. 2, 5, 6, 8, 11."""
    found = list(db.session.scalars(select(AcademicDebt).where(AcademicDebt.student_id.in_(year.students)).order_by(AcademicDebt.id)))
    left, ends = debts.excluded(year.students), Counter()
    for debt in found:
        out, held = left.get(debt.student_id, ()), [one for one in debt.resits if one.outcome != Event.WITHDRAW]
        tried = [one for one in held if one.outcome in (Event.PASS, Event.FAIL)]
        assert debt.state in (State.CLEARED, State.EXPULSION), "no debt stays open"
        assert [one.number for one in tried] == list(range(1, len(tried) + 1)), "two attempts at most, one after another"
        assert all(one.held_on <= deadline(debt.opened_on, out) and not covering(out, one.held_on) for one in held), "within the year, never while ill"
        assert all(_is_commission(one) for one in held if one.number == 2), "the second before a commission"
        assert (debt.state == State.CLEARED) == (bool(tried) and tried[-1].outcome == Event.PASS)
        assert debt.state == State.CLEARED or len(tried) == 2 or is_over(debt.opened_on, out, day), "lost by attempts or by time"
        ends[debt.state, len([one for one in tried if one.outcome == Event.FAIL])] += 1
    _told(found, ends, refused, day)


def _is_commission(one: Resit) -> bool:
    sheet = db.session.get(AttestationSheet, one.sheet_id)
    roles = [person.role for person in sheet.examiners]
    return sheet.kind == "commission" and sheet.attempt == 2 and roles == [CHAIR, MEMBER, MEMBER] and bool(sheet.basis)


def _told(found: list[AcademicDebt], ends: Counter, refused: Counter, day: date) -> None:
    """See that all ways were gone, that orders and records say the same, and that every step is in the log."""
    assert len(found) > 40 and {State.CLEARED, State.EXPULSION} == {state for state, _ in ends}
    assert ends[State.CLEARED, 0] and ends[State.CLEARED, 1] and ends[State.EXPULSION, 2] and ends[State.EXPULSION, 0] + ends[State.EXPULSION, 1]
    assert refused["ill"] and refused["late"]
    lost = {one.student_id for one in found if one.state == State.EXPULSION}
    settled = {one.student_id for one in found} - lost
    verdicts = registry.verdicts([*lost, *settled], day)
    assert {str(verdicts[one].outcome) for one in lost} == {str(Course.NOT)}
    assert {str(verdicts[one].outcome) for one in settled} == {str(Course.TRANSFERRED)}
    assert set(registry.obstacles("GRADUATE", [*lost, *settled], day)) >= lost
    debt = next(one for one in found if one.state == State.CLEARED)
    passed = next(one.result for one in debt.resits if one.outcome == Event.PASS)
    lines = {line.control.id: line for line in book.record_of(debt.student_id).lines}
    assert lines[debt.term_control_id].result == passed, "the record shows the re-sit"
    counted = dict(db.session.execute(select(AuditEvent.action, func.count()).group_by(AuditEvent.action)).all())
    assert counted["open_debt"] == len(found) and counted["propose_expulsion"] == sum(one.state == State.EXPULSION for one in found)
