"""The record of students put together: every control once, with the result that counts and all that led to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.record import queries, queries_plan, queries_results
from app.record.queries_plan import PlanControl
from app.record.queries_results import Fact
from app.record.rules import Attempt, Reading, Summary, counting, summary
from app.students.models import Student, StudyGroup
from app.studyplans import queries as studyplans


@dataclass(frozen=True, slots=True)
class Line:
    """A control of a student: the attempt that counts (None where there is no result yet) and every fact, in order."""

    control: PlanControl
    counts: Attempt | None
    facts: tuple[Fact, ...]

    @property
    def result(self) -> str | None:
        """Give the result that counts."""
        return self.counts.result if self.counts else None

    @property
    def source(self) -> Fact | None:
        """Give the fact whose attempt counts."""
        return next((one for one in self.facts if one.attempt is self.counts), None)


@dataclass(frozen=True, slots=True)
class Semester:
    """Lines of one plan semester."""

    number: int
    year: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything a student has earned, by semester, with the summary of what counts."""

    student: Student
    group: StudyGroup | None
    semesters: tuple[Semester, ...]
    summary: Summary
    missing: int
    plan: frozenset[int] = frozenset()
    """Ids of the controls that the present plan names for the semesters that are over."""

    @property
    def lines(self) -> list[Line]:
        """Give all lines in order."""
        return [line for semester in self.semesters for line in semester.lines]

    @property
    def due(self) -> list[Line]:
        """Give the lines that the present plan asks for."""
        return [line for line in self.lines if line.control.id in self.plan]


def record_of(student_id: int, reading: Reading = Reading.FINAL) -> Record:
    """Give the academic record of a student now; seven statements. NotFound outside the reader's reach."""
    student = queries.student(student_id)
    group = queries.present_group(student)
    return _record(student, group, queries_results.facts([student.id], reading), _due(group, studyplans.plan_of(student.id, group)), reading)


def records_of_group(group: StudyGroup, reading: Reading = Reading.FINAL) -> list[Record]:
    """Give the records of those who are in a group now; seven statements whatever their number."""
    people = queries.present(group.id)
    found: dict[int, list[Fact]] = defaultdict(list)
    for one in queries_results.facts([person.id for person in people], reading):
        found[one.student_id].append(one)
    own = studyplans.own_plans([person.id for person in people])
    plans = {plan: _due(group, plan) for plan in {group.curriculum_id, *own.values()}}
    return [_record(person, group, found[person.id], plans[own.get(person.id, group.curriculum_id)], reading) for person in people]


def _due(group: StudyGroup | None, plan: int | None) -> list[PlanControl]:
    """Give the controls that a plan names for the semesters of the group that are over."""
    return queries_plan.controls_of(plan, queries.semester_now(group)) if group and plan else []


def _record(
    student: Student, group: StudyGroup | None, facts: Iterable[Fact], due: Sequence[PlanControl], reading: Reading
) -> Record:
    by_control: dict[int, list[Fact]] = defaultdict(list)
    controls = {one.id: one for one in due}
    # A result by another version of the plan belongs to the line of the same key.
    same = {(one.item_key, one.semester, one.form): one for one in due}
    for fact in facts:
        control = controls.get(fact.control.id) or same.get((fact.control.item_key, fact.control.semester, fact.control.form), fact.control)
        by_control[control.id].append(fact)
        controls.setdefault(control.id, control)
    ordered = sorted(controls.values(), key=lambda one: (one.semester, one.position, one.id))
    lines = [_line(one, by_control[one.id], reading) for one in ordered]
    semesters = tuple(
        Semester(number, next((fact.year for line in found for fact in line.facts if fact.year), ""), found)
        for number, found in ((key, tuple(part)) for key, part in groupby(lines, key=lambda line: line.control.semester))
    )
    return Record(
        student, group, semesters, summary([line.result for line in lines]), sum(1 for line in lines if line.result is None),
        frozenset(one.id for one in due),
    )  # fmt: skip


def _line(control: PlanControl, facts: Sequence[Fact], reading: Reading) -> Line:
    return Line(control, counting([one.attempt for one in facts], reading), tuple(facts))
