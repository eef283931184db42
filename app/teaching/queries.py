"""Reads of the load: members of a (sub)group, loads of a term, loads of a teacher."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.core.errors import NotFound
from app.core.text import N_, escape_like, normalise
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.staff.models import Employee
from app.students.models import StudyGroup
from app.teaching import hours, rules
from app.teaching.models import Lesson, LoadTeacher, Subgroup, TeachingLoad
from app.teaching.queries_members import members as members
from app.teaching.queries_members import members_of_term as members_of_term
from app.teaching.rules import Coverage, Part
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class ItemLoad:
    """An item of a term with what is given out of it: first the load of the whole group, then those of subgroups."""

    term: CurriculumTerm
    loads: tuple[TeachingLoad, ...]

    @property
    def planned(self) -> int:
        """Give the hours a teacher holds by the plan."""
        return rules.whole_hours(self.term.contact_hours)

    @property
    def whole(self) -> TeachingLoad | None:
        """Give the load of the whole group."""
        return next((load for load in self.loads if load.subgroup_id is None), None)

    @property
    def split(self) -> tuple[TeachingLoad, ...]:
        """Give the loads of subgroups."""
        return tuple(load for load in self.loads if load.subgroup_id is not None)

    @property
    def plan_kinds(self) -> hours.Kinds:
        """Give the plan's hours by kind."""
        return hours.plan_kinds({kind: getattr(self.term, kind) for kind in hours.HOUR_KINDS}, self.term.contact_hours)

    def kinds_of(self, load: TeachingLoad) -> hours.Kinds:
        """Give the hours of one of the loads by kind."""
        return hours.load_kinds({row.kind: row.hours for row in load.kinds}, load.hours, self.plan_kinds)

    @property
    def by_kind(self) -> dict[str, Coverage]:
        """Compare the loads with the plan kind by kind."""
        parts = [hours.KindPart(self.kinds_of(load), bool(load.teachers), load.subgroup_id is not None) for load in self.loads]
        return hours.coverage_by_kind(self.plan_kinds, parts)

    @property
    def coverage(self) -> Coverage:
        """Compare the loads with the plan."""
        parts = [Part(load.hours, bool(load.teachers), load.subgroup_id is not None) for load in self.loads]
        return rules.coverage(self.planned, parts)


def teacher_of(load: TeachingLoad) -> LoadTeacher | None:
    """Give the last interval of a load's teachers (read with the load), None where nobody was ever assigned."""
    return load.teachers[-1] if load.teachers else None


def load(load_id: int) -> TeachingLoad:
    """Give a load with its term, item and teachers; raises NotFound for one out of reach."""
    found = db.session.scalar(_loads().where(TeachingLoad.id == load_id))
    if found is None:
        raise NotFound(N_("There is no such load."))
    return found


def plan_of_term(group_term: GroupTerm) -> list[CurriculumTerm]:
    """Give what the plan has for the term and a teacher holds, in the order of the plan, with items and controls."""
    key = (group_term.curriculum_id, group_term.plan_semester)
    return plans({key}).get(key, [])


def loads_of_term(group_term: GroupTerm, *, fresh: bool = False) -> list[TeachingLoad]:
    """Give the loads of a term by item and subgroup, with teachers and controls; ``fresh`` reads the rows anew."""
    query = _loads().where(TeachingLoad.group_term_id == group_term.id).execution_options(populate_existing=fresh)
    return list(db.session.scalars(query.order_by(CurriculumItem.position, Subgroup.name, TeachingLoad.id)).unique())


def items_of_term(group_term: GroupTerm, *, fresh: bool = False) -> list[ItemLoad]:
    """Give every item of the plan's semester with its loads; a fixed number of statements."""
    found: dict[int, list[TeachingLoad]] = {}
    for one in loads_of_term(group_term, fresh=fresh):
        found.setdefault(one.curriculum_term_id, []).append(one)
    items = [ItemLoad(term, _whole_first(found.pop(term.id, []))) for term in plan_of_term(group_term)]
    # Loads of items that have left the plan since: shown, so that nobody has a journal the office does not see.
    return [*items, *(ItemLoad(loads[0].curriculum_term, _whole_first(loads)) for loads in found.values())]


def loads_of_teacher(employee_id: int, on: date) -> list[TeachingLoad]:
    """Give the loads that an employee has on a day (by the dates of the assignment), the latest terms first."""
    mine = select(LoadTeacher.load_id).where(
        LoadTeacher.employee_id == employee_id,
        LoadTeacher.starts_on <= on,
        or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= on),
    )
    return _of_teacher(TeachingLoad.id.in_(mine))


def year_load(employee_id: int, year_id: int) -> list[TeachingLoad]:
    """Give all loads that an employee has or had in an academic year."""
    mine = select(LoadTeacher.load_id).where(LoadTeacher.employee_id == employee_id)
    return _of_teacher(TeachingLoad.id.in_(mine), GroupTerm.academic_year_id == year_id)


def with_lessons(group_term_id: int) -> set[int]:
    """Give the ids of a term's loads in whose journal there are lessons."""
    return set(db.session.scalars(select(Lesson.load_id).where(Lesson.group_term_id == group_term_id).distinct()))


def loads_with_lessons(load_ids: Collection[int]) -> set[int]:
    """Give those of the loads in whose journal there are lessons."""
    return set(db.session.scalars(select(Lesson.load_id).where(Lesson.load_id.in_(load_ids)).distinct()))


def terms_with_loads(year_id: int, *, group_id: int | None = None, fresh: bool = False) -> list[tuple[GroupTerm, list[ItemLoad]]]:
    """Give the terms of a year (of one group, where it is named) with the items of each, in a fixed number of statements."""
    query = (
        select(GroupTerm)
        .join(GroupTerm.group)
        .where(GroupTerm.academic_year_id == year_id)
        .options(contains_eager(GroupTerm.group))
        .order_by(StudyGroup.sort_key, GroupTerm.plan_semester)
    )
    terms = list(db.session.scalars(query if group_id is None else query.where(GroupTerm.group_id == group_id)))
    planned_rows = plans({(term.curriculum_id, term.plan_semester) for term in terms})
    loads: dict[tuple[int, int], list[TeachingLoad]] = {}
    chosen = _loads().where(TeachingLoad.group_term_id.in_([term.id for term in terms])).execution_options(populate_existing=fresh)
    for one in db.session.scalars(chosen).unique():
        loads.setdefault((one.group_term_id, one.curriculum_term_id), []).append(one)
    return [
        (
            term,
            [
                ItemLoad(planned, _whole_first(loads.get((term.id, planned.id), [])))
                for planned in planned_rows.get((term.curriculum_id, term.plan_semester), [])
            ],
        )
        for term in terms
    ]


def chosen_loads(*conditions):  # type: ignore[no-untyped-def]
    """Give the loads for which the conditions hold, the latest terms first."""
    return _of_teacher(*conditions)


def year_loads(year_id):  # type: ignore[no-untyped-def]
    """Select the loads of an academic year in the order of groups and plans, with everything shown of them."""
    order = (StudyGroup.sort_key, GroupTerm.plan_semester, CurriculumItem.position, Subgroup.name, TeachingLoad.id)
    return _loads().where(GroupTerm.academic_year_id == year_id).order_by(*order)


def employees(ids: Collection[int]) -> dict[int, Employee]:
    """Give {id: employee} of those of the actor's college among ``ids``."""
    return {row.id: row for row in db.session.scalars(select(Employee).where(Employee.id.in_(ids)))} if ids else {}


def employee(employee_id: int) -> Employee:
    """Give an employee; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(select(Employee).where(Employee.id == employee_id))
    if found is None:
        raise NotFound(N_("There is no such employee."))
    return found


def staff(day: date, typed: str = "", limit: int | None = None) -> list[Employee]:
    """Give who works on ``day`` and holds every typed word in the search key, in alphabetical order."""
    query = select(Employee).where(or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day))
    for word in normalise(typed).split()[:5]:
        query = query.where(Employee.search_key.like(f"%{escape_like(word)}%", escape="\\"))
    return list(db.session.scalars(query.order_by(Employee.sort_key, Employee.id).limit(limit)))


def _loads():  # type: ignore[no-untyped-def]
    """Select loads with everything a page or a check shows of them."""
    return (
        select(TeachingLoad)
        .join(TeachingLoad.curriculum_term)
        .join(CurriculumTerm.item)
        .join(TeachingLoad.group_term)
        .join(GroupTerm.group)
        .outerjoin(TeachingLoad.subgroup)
        .options(
            contains_eager(TeachingLoad.curriculum_term).contains_eager(CurriculumTerm.item),
            contains_eager(TeachingLoad.curriculum_term).selectinload(CurriculumTerm.controls),
            contains_eager(TeachingLoad.group_term).contains_eager(GroupTerm.group),
            contains_eager(TeachingLoad.subgroup).selectinload(Subgroup.members),
            selectinload(TeachingLoad.teachers).joinedload(LoadTeacher.employee),
            selectinload(TeachingLoad.kinds),
        )
    )


def _of_teacher(*conditions):  # type: ignore[no-untyped-def]
    query = _loads().where(*conditions)
    return list(
        db.session.scalars(
            query.order_by(GroupTerm.starts_on.desc(), StudyGroup.sort_key, CurriculumItem.position, Subgroup.name)
        ).unique()
    )


def plans(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[CurriculumTerm]]:
    """Give {(curriculum, plan semester): what a teacher holds of it}, in two statements."""
    found: dict[tuple[int, int], list[CurriculumTerm]] = {}
    rows = db.session.scalars(
        select(CurriculumTerm)
        .join(CurriculumTerm.item)
        .where(
            CurriculumItem.curriculum_id.in_({curriculum for curriculum, _semester in wanted}),
            CurriculumTerm.plan_semester.in_({semester for _curriculum, semester in wanted}),
            CurriculumItem.is_counted,
            CurriculumItem.kind.not_in(rules.NOT_TAUGHT),
        )
        .options(contains_eager(CurriculumTerm.item), selectinload(CurriculumTerm.controls))
        .order_by(CurriculumItem.position)
    )
    for term in rows:
        if term.hours or term.controls:
            found.setdefault((term.item.curriculum_id, term.plan_semester), []).append(term)
    return found


def _whole_first(loads: list[TeachingLoad]) -> tuple[TeachingLoad, ...]:
    return tuple(sorted(loads, key=lambda one: (one.subgroup_id is not None, one.subgroup.name if one.subgroup else "")))
