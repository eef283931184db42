"""What the plans ask for: controls of terms with their loads and students, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.attestation import queries_people
from app.attestation.controls import FORMS, WITHOUT_SHEET
from app.attestation.models import AttestationSheet, SheetPart
from app.attestation.models_exams import ExamEvent
from app.attestation.queries_own import Individual, individual
from app.attestation.states import PRIMARY, SUPERSEDED
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.organization.models import Semester
from app.staff.models import Employee
from app.students.models import StudyGroup
from app.studyplans.queries import key_of, own_controls, own_terms
from app.studyplans.rules import OwnControls, takes
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.rules import NOT_TAUGHT, Member
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED

Pair = tuple[TermControl, TeachingLoad]


@dataclass(frozen=True, slots=True)
class Planned:
    """A sheet that the plan asks for and nobody has issued: (control, load) of each part; ``missing`` names an item
    that was given to nobody, so that the sheet cannot be drawn up; ``own`` is set where one student's own plan asks for it."""

    term: GroupTerm
    name: str
    form: str
    pairs: tuple[Pair, ...]
    missing: str = ""
    own: Individual | None = None

    @property
    def loads(self) -> tuple[TeachingLoad, ...]:
        """Give the loads of the parts."""
        return tuple(load for _, load in self.pairs)

    @property
    def keys(self) -> frozenset[tuple[int, int]]:
        """Give (load, control) of every part."""
        return frozenset((load.id, control.id) for control, load in self.pairs)


@dataclass(frozen=True, slots=True)
class PlanRows:
    """Everything that issuing needs of the terms."""

    planned: Sequence[Planned]
    members: Mapping[int, Sequence[Member]]
    subgroups: Mapping[int, Collection[int]]
    teachers: Mapping[int, Sequence[LoadTeacher]]
    days: Mapping[tuple[int, int], date]
    own: Mapping[int, Sequence[OwnControls]]

    def day_of(self, one: Planned, otherwise: date) -> date:
        """Give the day of a sheet: that of the session timetable, where it names one."""
        return min((self.days[key] for key in one.keys if key in self.days), default=otherwise)

    def members_of(self, planned: Planned, control: TermControl, load: TeachingLoad, on: date) -> list[Member]:
        """Give who of the load's (sub)group takes the control on a day, in the order of the journal.

        A student with an own plan is listed only where that plan names the control; one that nobody else has is his alone.
        """
        present = [one for one in self.members.get(load.group_term_id, ()) if one.present_on(on)]
        if planned.own is not None:
            mine = planned.own
            return [one for one in present if one.student_id == mine.own.student_id and mine.holds_on(on)]
        key = key_of(control)
        listed = [one for one in present if takes(self.own, one.student_id, key, on)]
        own = self.subgroups.get(load.subgroup_id, ()) if load.subgroup_id is not None else None
        return listed if own is None else [one for one in listed if one.student_id in own]

    def teachers_on(self, load_id: int, on: date) -> list[Employee]:
        """Give who teaches the load on a day; the last one where nobody does any more."""
        rows = list(self.teachers.get(load_id, ()))
        there = [row for row in rows if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)]
        return [row.employee for row in there or rows[-1:]]


def plan_rows(terms: Sequence[GroupTerm], *, lock: bool = False) -> PlanRows:
    """Read what issuing the sheets of the terms needs; ``lock`` keeps others from issuing the same until the end.

    A dozen statements whatever the number of terms, controls and students.
    """
    loads = _loads([one.id for one in terms], lock)
    taken = _taken([one.id for one in terms])
    controls = controls_of(terms)
    planned = [one for term in terms for one in _planned(term, controls.get(_plan(term), []), loads, taken)]
    planned += _individual(individual(terms, own_terms(terms), controls, [load for rows in loads.values() for load in rows]), taken)
    order = {term.id: place for place, term in enumerate(terms)}
    planned.sort(key=lambda one: order[one.term.id])
    used = {load.id: load for one in planned for load in one.loads}
    members = queries_people.members({load.group_term_id for load in used.values()})
    return PlanRows(
        planned, members,
        queries_people.subgroups({load.subgroup_id for load in used.values() if load.subgroup_id}), queries_people.teachers(used),
        _days([one.id for one in terms]), own_controls({one.student_id for listed in members.values() for one in listed}),
    )  # fmt: skip


def _plan(term: GroupTerm) -> tuple[int, int]:
    return term.curriculum_id, term.plan_semester


def _planned(
    term: GroupTerm, controls: Sequence[tuple[CurriculumItem, TermControl]], loads: Mapping[tuple[int, int], list[TeachingLoad]],
    taken: Collection[tuple[int, int]],
) -> list[Planned]:  # fmt: skip
    """Put the controls of a term together by event and (sub)group; what has a live sheet is left out."""
    events: dict[tuple[str, str], list[tuple[CurriculumItem, TermControl]]] = defaultdict(list)
    for item, control in controls:
        events[control.joint_key or f"#{control.id}", control.form].append((item, control))
    found = []
    for (_, form), parts in events.items():
        owned = {control.id: loads.get((term.id, control.curriculum_term_id), []) for _, control in parts}
        names = sorted({load.subgroup.name if load.subgroup else "" for rows in owned.values() for load in rows}) or [""]
        for name in names:
            one = _event(term, form, parts, {key: _own(rows, name) for key, rows in owned.items()}, name)
            if not any(key in taken for key in one.keys):
                found.append(one)
    return found


def _own(rows: Sequence[TeachingLoad], subgroup: str) -> TeachingLoad | None:
    """Give the load of a subgroup, or that of the whole group where the item is not split."""
    by_name = {row.subgroup.name if row.subgroup else "": row for row in rows}
    return by_name.get(subgroup) or by_name.get("")


def _event(
    term: GroupTerm, form: str, parts: Sequence[tuple[CurriculumItem, TermControl]], owned: Mapping[int, TeachingLoad | None], subgroup: str
) -> Planned:
    name = ", ".join(item.name for item, _ in parts) + (f" / {subgroup}" if subgroup else "")
    pairs = tuple((control, load) for _, control in parts if (load := owned[control.id]) is not None)
    missing = "; ".join(item.name for item, control in parts if owned[control.id] is None)
    return Planned(term, name, form, pairs, missing)


def individual_in(terms: Sequence[GroupTerm]) -> list[Individual]:
    """Give the controls of the terms that only own plans of students name; one statement where nobody has an own plan."""
    lines = own_terms(terms)
    there = {one.term_id for one in lines}
    own = [one for one in terms if one.id in there]
    return individual(own, lines, controls_of(own), [load for rows in _loads(list(there), False).values() for load in rows]) if own else []


def _individual(found: Sequence[Individual], taken: Collection[tuple[int, int]]) -> list[Planned]:
    """Give the sheets that own plans ask for: one for each control and student."""
    return [
        Planned(
            one.term, f"{one.item.name} / {one.own.student}", one.control.form, ((one.control, one.load),) if one.load else (),
            "" if one.load else one.item.name, one,
        )
        for one in found
        if one.lasts and (one.load is None or (one.load.id, one.control.id) not in taken)
    ]  # fmt: skip


def controls_of(terms: Sequence[GroupTerm]) -> dict[tuple[int, int], list[tuple[CurriculumItem, TermControl]]]:
    """Give {(plan, semester): controls that a sheet records, in the order of the plan}; one statement."""
    rows = db.session.execute(
        select(CurriculumItem, TermControl, CurriculumTerm.plan_semester)
        .join(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id)
        .join(TermControl, TermControl.curriculum_term_id == CurriculumTerm.id)
        .where(
            CurriculumItem.curriculum_id.in_({one.curriculum_id for one in terms}), CurriculumItem.is_counted,
            CurriculumItem.kind.not_in(NOT_TAUGHT),
            CurriculumTerm.plan_semester.in_({one.plan_semester for one in terms}), TermControl.form.not_in(WITHOUT_SHEET),
        )
        .options(contains_eager(TermControl.term).contains_eager(CurriculumTerm.item))
        .order_by(CurriculumItem.position, TermControl.id)
    )  # fmt: skip
    found: dict[tuple[int, int], list[tuple[CurriculumItem, TermControl]]] = defaultdict(list)
    for item, control, semester in rows:
        if control.form in FORMS:
            found[item.curriculum_id, semester].append((item, control))
    return found


def _loads(term_ids: Sequence[int], lock: bool) -> dict[tuple[int, int], list[TeachingLoad]]:
    query = (
        select(TeachingLoad)
        .where(TeachingLoad.group_term_id.in_(term_ids))
        .options(joinedload(TeachingLoad.subgroup), joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item))
        .order_by(TeachingLoad.id)
    )
    if lock:
        query = query.with_for_update(of=TeachingLoad, key_share=True).execution_options(populate_existing=True)
    found: dict[tuple[int, int], list[TeachingLoad]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.group_term_id, row.curriculum_term_id].append(row)
    return found


def _days(term_ids: Sequence[int]) -> dict[tuple[int, int], date]:
    query = select(ExamEvent.load_id, ExamEvent.term_control_id, ExamEvent.held_on).where(ExamEvent.group_term_id.in_(term_ids))
    return {(load_id, control_id): held_on for load_id, control_id, held_on in db.session.execute(query)}


def _taken(term_ids: Sequence[int]) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(SheetPart.load_id, SheetPart.term_control_id)
        .join(AttestationSheet, AttestationSheet.id == SheetPart.sheet_id)
        .where(
            AttestationSheet.group_term_id.in_(term_ids), AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED,
        )
    )  # fmt: skip
    return {(load_id, control_id) for load_id, control_id in rows}


def terms_of(semester: Semester) -> list[GroupTerm]:
    """Give the terms that are not closed and begin within a half-year, by group, with group and year; one statement."""
    return list(
        db.session.scalars(
            select(GroupTerm)
            .join(GroupTerm.group)
            .where(
                GroupTerm.academic_year_id == semester.academic_year_id, GroupTerm.status != CLOSED,
                GroupTerm.starts_on >= semester.starts_on, GroupTerm.starts_on <= semester.ends_on,
            )
            .options(contains_eager(GroupTerm.group), joinedload(GroupTerm.academic_year))
            .order_by(StudyGroup.sort_key, GroupTerm.plan_semester)
        )
    )  # fmt: skip
