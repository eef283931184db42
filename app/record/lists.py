"""The lists that are asked for the next morning: stipend, excellent students, debtors; one function a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.scope import unscoped
from app.attestation.controls import FORMS
from app.attestation.rules import Result, StudentClass, mean, student_class
from app.core.actor import Actor
from app.core.clock import today
from app.core.text import N_
from app.debts import queries as debts
from app.debts.queries import Wanted
from app.organization.models import Semester
from app.record import queries, queries_plan, queries_results
from app.record.queries import Member
from app.record.queries_results import Fact
from app.record.rules import Reading, counting
from app.students import queries as students
from app.students.funding import SOURCES


class Kind(StrEnum):
    """Lists that are asked for."""

    STIPEND = "stipend"
    EXCELLENT = "excellent"
    DEBTORS = "debtors"


TITLES = {
    Kind.STIPEND: N_("Stipend list"),
    Kind.EXCELLENT: N_("Excellent students"),
    Kind.DEBTORS: N_("Who owes, by student"),
}
FULL_TIME = "full_time"


@dataclass(frozen=True, slots=True)
class Row:
    """A student of a list: counts of marks, mean of the semester, what is noted."""

    name: str
    record_book: str
    group: str
    course: int
    fives: int
    fours: int
    mean: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A student's semester: what counts of each control, whether a required one has no result, debts of any semester."""

    member: Member
    results: tuple[str | None, ...]
    lacking: int
    debts: tuple[str, ...]

    @property
    def row(self) -> Row:
        """Give the line of a list."""
        known = [one for one in self.results if one]
        return Row(
            self.member.name, self.member.record_book, self.member.group, self.member.course, known.count(Result.FIVE),
            known.count(Result.FOUR), mean(known), "; ".join(self.debts),
        )  # fmt: skip


def earns_stipend(one: Standing) -> bool:
    """Tell whether a student is named for the stipend: full-time, budget, only «4» and «5», nothing open, no debt.

    273-ФЗ art. 36 and order 1663: no «3» by the interim attestation and no academic debt. An attestation put off for a good
    reason is open: the student comes onto the list when it is passed.
    """
    good = student_class(one.results) in (StudentClass.EXCELLENT, StudentClass.GOOD)
    paid = SOURCES[one.member.funding].by_budget and one.member.study_form == FULL_TIME
    return good and paid and not one.lacking and not one.debts and Result.ABSENT_EXCUSED not in one.results


def is_excellent(one: Standing) -> bool:
    """Tell whether every mark of the semester is «5», nothing is open and there is no debt."""
    waits = Result.ABSENT_EXCUSED in one.results
    return student_class(one.results) is StudentClass.EXCELLENT and not (one.lacking or one.debts or waits)


def owes(one: Standing) -> bool:
    """Tell whether the student has a debt of any semester."""
    return bool(one.debts)


CHOSEN: Mapping[Kind, Callable[[Standing], bool]] = {
    Kind.STIPEND: earns_stipend, Kind.EXCELLENT: is_excellent, Kind.DEBTORS: owes,
}  # fmt: skip


def rows(actor: Actor, kind: Kind, semester: Semester, reading: Reading, group_id: int | None = None) -> list[Row]:
    """Give a list over the groups within reach whose terms lie in the semester; eight statements.

    Raises Forbidden without the right to lists. Results and debts are read for those students whatever else the person may
    read: an accountant sees the list, not the record.
    """
    require(actor, Resource.RECORD_LIST, Action.READ)
    reached = [one.id for one in students.groups() if group_id in (None, one.id)]
    with unscoped():
        members = queries.members_of(semester, reached)
        found = standings(members, reading, today(actor.zone))
    return [one.row for one in found if CHOSEN[kind](one)]


def standings(members: Sequence[Member], reading: Reading, day: date) -> list[Standing]:
    """Give the standing of every member in the semester of the group's term."""
    ids = [one.student_id for one in members]
    facts: dict[int, dict[int, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in queries_results.facts(ids, reading, terms=sorted({one.term_id for one in members})):
        facts[fact.student_id][fact.control.id].append(fact)
    owed: dict[int, list[str]] = defaultdict(list)
    for one in debts.owed(day, Wanted(student_ids=ids)):
        owed[one.student.id].append(f"{one.item} ({one.semester} сем., {one.debt.result})")
    required = queries_plan.required_controls({(one.curriculum_id, one.semester) for one in members})
    return [
        _standing(one, facts[one.student_id], required.get((one.curriculum_id, one.semester), ()), owed[one.student_id], reading)
        for one in members
    ]


def _standing(
    member: Member, facts: Mapping[int, Sequence[Fact]], required: Sequence[tuple[int, str]], owed: Sequence[str], reading: Reading
) -> Standing:
    counts = {
        control: counting([fact.attempt for fact in found], reading)
        for control, found in facts.items() if found[0].control.semester == member.semester
    }  # fmt: skip
    results = tuple(one.result for one in counts.values() if one)
    lacking = sum(1 for control, form in required if FORMS[form].required and counts.get(control) is None)
    return Standing(member, results, lacking, tuple(owed))


