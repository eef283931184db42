"""Controls that only the own plan of a student names: whose they are, and in which journal that student is taught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.attestation import queries_people
from app.attestation.controls import FORMS, WITHOUT_SHEET
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.studyplans.models import StudentPlan
from app.studyplans.queries import OwnTerm
from app.studyplans.rules import ControlKey
from app.teaching import queries as teaching
from app.teaching.models import TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm

Listed = Mapping[tuple[int, int], Sequence[tuple[CurriculumItem, TermControl]]]


@dataclass(frozen=True, slots=True)
class Individual:
    """A control of one student; ``load`` is the one given for it, else that of the same item of the group, None for neither."""

    term: GroupTerm
    own: OwnTerm
    control: TermControl
    load: TeachingLoad | None

    @property
    def item(self) -> CurriculumItem:
        """Give the line of the own plan."""
        return self.own.line.item

    @property
    def lasts(self) -> bool:
        """Tell whether the own plan holds to the end of the term; one that ended before leaves the student to the group's controls."""
        return self.own.ends_on is None or self.own.ends_on >= self.term.ends_on

    def holds_on(self, day: date) -> bool:
        """Tell whether the student takes it on a day."""
        return self.own.holds_on(day)


def individual(terms: Sequence[GroupTerm], lines: Sequence[OwnTerm], listed: Listed, loads: Iterable[TeachingLoad]) -> list[Individual]:
    """Give the controls of the terms that only own plans name; one statement at most.

    ``lines`` are those of the own plans (``own_terms``), ``listed`` the controls of the plans of the groups, ``loads`` those
    of the terms with their items.
    """
    by_id = {one.id: one for one in terms}
    named = {one.id: _keys(listed.get((one.curriculum_id, one.plan_semester), ())) for one in terms}
    found = [
        (own, control)
        for own in lines
        for control in own.line.controls
        if control.form in FORMS and control.form not in WITHOUT_SHEET and _key(own.line.item, control, own.line.plan_semester) not in named[own.term_id]
    ]
    owners = _owners(loads, {(own.term_id, own.line.item.item_key) for own, _ in found})
    heard = queries_people.subgroups({load.subgroup_id for rows in owners.values() for load in rows if load.subgroup_id}) if owners else {}
    return [
        Individual(by_id[own.term_id], own, control, _load(own, owners.get((own.term_id, own.line.item.item_key), ()), heard))
        for own, control in found
    ]


def takers(load: TeachingLoad, control: TermControl) -> list[Member]:
    """Give who of the load's (sub)group the control is of: one student where an own plan names it; two statements."""
    owner = select(StudentPlan.student_id).join(CurriculumItem, CurriculumItem.curriculum_id == StudentPlan.curriculum_id)
    of_term = owner.join(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id).where(CurriculumTerm.id == control.curriculum_term_id)
    return teaching.members(load, student_id=db.session.scalar(of_term))


def _keys(listed: Iterable[tuple[CurriculumItem, TermControl]]) -> set[ControlKey]:
    return {_key(item, control, control.term.plan_semester) for item, control in listed}


def _key(item: CurriculumItem, control: TermControl, semester: int) -> ControlKey:
    return item.item_key, semester, control.form


def _owners(loads: Iterable[TeachingLoad], wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], list[TeachingLoad]]:
    found: dict[tuple[int, str], list[TeachingLoad]] = defaultdict(list)
    for load in loads if wanted else ():
        key = load.group_term_id, load.curriculum_term.item.item_key
        if key in wanted:
            found[key].append(load)
    return found


def _load(own: OwnTerm, rows: Sequence[TeachingLoad], heard: Mapping[int, Collection[int]]) -> TeachingLoad | None:
    """Give the load made for the own line; without one that of the item in which the student sits."""
    there = [one for one in rows if one.subgroup_id is None or own.student_id in heard.get(one.subgroup_id, ())]
    return next((one for one in there if one.curriculum_term_id == own.line.id), there[0] if there else None)
