"""Verbs of group terms: open for one group or for all, correct the days, refuse what a closed term does not allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.access import crud_writing
from app.access.scope import unscoped
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import DomainError, Invalid, Refused
from app.core.text import N_
from app.organization.models import AcademicYear, Semester
from app.students.models import StudyGroup
from app.terms import queries, rules
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class TermRow:
    """One line of the form that opens the terms of many groups."""

    group: StudyGroup
    plan_semester: int
    course: int
    starts_on: date
    ends_on: date


def ensure_open(group_term: GroupTerm) -> None:
    """Raise Conflict naming group and semester when the term is closed; first line of every verb that writes in it.

    While an edit window of the term is open the database itself judges row by row what lies inside it.
    """
    if is_writable(group_term):
        return
    rules.require_open(group_term.status, group_term.group.name, group_term.plan_semester)


def require_day(group_term: GroupTerm, day: date) -> None:
    """Refuse a day outside the term: with Frozen where it lies in a closed term of the group, with Refused elsewhere."""
    if group_term.starts_on <= day <= group_term.ends_on:
        return
    with unscoped():  # who has a journal of this term need not read the other ones
        others = queries.terms_of_group(group_term.group_id)
    for other in others:
        if other.starts_on <= day <= other.ends_on:
            rules.require_open(other.status, other.group.name, other.plan_semester)
    raise Refused(
        N_("The day must lie within the term: from %(first)s to %(last)s."),
        field="date", first=f"{group_term.starts_on:%d.%m.%Y}", last=f"{group_term.ends_on:%d.%m.%Y}",
    )  # fmt: skip


def is_writable(group_term: GroupTerm) -> bool:
    """Tell whether anything in the term may change: it is not closed, or a window for a correction is open."""
    return group_term.status != rules.CLOSED or queries.has_window(group_term.id, now())


def open_term(
    actor: Actor,
    group: StudyGroup,
    academic_year: AcademicYear,
    plan_semester: int,
    course: int,
    starts_on: date,
    ends_on: date,
) -> GroupTerm:
    """Open the term of a group: from now on it has load, journals and sheets. The group's present plan is kept for it.

    Raises Invalid for days outside the year or a semester that the plan does not have, Conflict for a repeated one.
    """
    crud_writing.require(actor, GroupTerm.__resource__, "create")
    _refuse(opening_problems(group, academic_year, plan_semester, course, starts_on, ends_on))
    return crud_writing.create(
        actor,
        GroupTerm,
        {
            "group": group,
            "academic_year": academic_year,
            "curriculum": group.curriculum,
            "plan_semester": plan_semester,
            "course": course,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "status": rules.OPEN,
        },
    )


def open_terms(actor: Actor, academic_year: AcademicYear, rows: Sequence[TermRow]) -> list[GroupTerm]:
    """Open the terms of several groups at once; one refusal refuses all and names its group."""
    opened = []
    for row in rows:
        try:
            opened.append(
                open_term(actor, row.group, academic_year, row.plan_semester, row.course, row.starts_on, row.ends_on)
            )
        except DomainError as refusal:
            field = f"{row.group.id}-{refusal.field}" if refusal.field else None
            refusal.field = field
            raise
    return opened


def open_terms_of_semester(actor: Actor, semester: Semester) -> list[GroupTerm]:
    """Open the terms of all groups that have none in ``semester`` as they are proposed; gives what was opened."""
    rows = [
        TermRow(one.group, one.proposal.plan_semester, one.proposal.course, semester.starts_on, semester.ends_on)
        for one in queries.openings(semester)
        if one.proposal is not None
    ]
    return open_terms(actor, semester.academic_year, rows)


def change_term(actor: Actor, group_term: GroupTerm, values: Mapping[str, Any]) -> GroupTerm:
    """Correct the course or the days of an open term; raises Conflict for a closed one, Invalid for wrong days."""
    crud_writing.require(actor, GroupTerm.__resource__, "update")
    ensure_open(group_term)
    _refuse(change_problems(group_term, values))
    return crud_writing.change(actor, group_term, values)


def opening_problems(
    group: StudyGroup, year: AcademicYear, plan_semester: int, course: int, starts_on: date, ends_on: date
) -> Iterable[DomainError]:
    """Give what forbids to open a term."""
    last = queries.last_plan_semesters().get(group.curriculum_id, 0)
    if plan_semester > last:
        yield Invalid(
            N_("The plan of group %(group)s ends with semester %(last)s."), field="plan_semester", group=group.name, last=last
        )
    yield from rules.term_problems(
        plan_semester, course, (starts_on, ends_on), (year.starts_on, year.ends_on), _others(group.id, None)
    )


def change_problems(group_term: GroupTerm, values: Mapping[str, Any]) -> Iterable[DomainError]:
    """Give what forbids the new course and days of a term."""
    year = group_term.academic_year
    return rules.term_problems(
        group_term.plan_semester,
        values["course"],
        (values["starts_on"], values["ends_on"]),
        (year.starts_on, year.ends_on),
        _others(group_term.group_id, group_term.id),
    )


def _others(group_id: int, but: int | None) -> list[tuple[int, date, date]]:
    return [(t.plan_semester, t.starts_on, t.ends_on) for t in queries.terms_of_group(group_id) if t.id != but]


def _refuse(problems: Iterable[DomainError]) -> None:
    for problem in problems:
        raise problem
