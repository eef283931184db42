"""Reads for drafts of loads: who taught what, which semesters need teachers, the drafts of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm
from app.extensions import db
from app.organization.models import AcademicYear
from app.students.models import StudyGroup
from app.teaching import queries
from app.teaching.drafting import Taught, Wanted, next_semesters
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.models_year import LoadDraft
from app.terms.models import GroupTerm

MOST_SEMESTERS = 12


def drafts(year_id: int) -> list[LoadDraft]:
    """Give the drafts of a year by group and plan, with what is shown of them."""
    query = (
        select(LoadDraft)
        .join(LoadDraft.group)
        .join(LoadDraft.curriculum_term)
        .join(CurriculumTerm.item)
        .where(LoadDraft.academic_year_id == year_id)
        .options(
            contains_eager(LoadDraft.group), contains_eager(LoadDraft.curriculum_term).contains_eager(CurriculumTerm.item),
            joinedload(LoadDraft.employee),
        )
        .order_by(StudyGroup.sort_key, CurriculumTerm.plan_semester, CurriculumItem.position, LoadDraft.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def taught(until: date) -> list[Taught]:
    """Give who taught what in the years that began up to a day, substitutes aside; the last teacher of each load."""
    query = (
        select(
            TeachingLoad.id, CurriculumItem.item_key, Curriculum.programme_id, GroupTerm.group_id, GroupTerm.plan_semester,
            AcademicYear.starts_on, AcademicYear.label, StudyGroup.name, LoadTeacher.employee_id,
        )
        .join(LoadTeacher, LoadTeacher.load_id == TeachingLoad.id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(AcademicYear, AcademicYear.id == GroupTerm.academic_year_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .join(Curriculum, Curriculum.id == CurriculumItem.curriculum_id)
        .where(LoadTeacher.substitution_id.is_(None), AcademicYear.starts_on <= until)
        .order_by(LoadTeacher.starts_on, LoadTeacher.id)
    )  # fmt: skip
    found = {
        row.id: Taught(
            row.item_key, row.programme_id, row.group_id, row.plan_semester, row.starts_on, row.employee_id, f"{row.name}, {row.label}"
        )
        for row in db.session.execute(query)
    }
    return list(found.values())


def wanted(source: AcademicYear, target: AcademicYear) -> Iterator[tuple[Wanted, CurriculumTerm]]:
    """Give the items of the groups' semesters of ``target`` that have no teacher yet, with their plan rows."""
    opened: dict[int, list[GroupTerm]] = defaultdict(list)
    for term in db.session.scalars(select(GroupTerm).where(GroupTerm.academic_year_id == target.id)):
        opened[term.group_id].append(term)
    ended = select(GroupTerm.group_id, func.max(GroupTerm.plan_semester)).where(GroupTerm.academic_year_id == source.id).group_by(GroupTerm.group_id)
    last = dict(db.session.execute(ended).tuples().all())
    groups = db.session.scalars(select(StudyGroup).options(joinedload(StudyGroup.curriculum)).order_by(StudyGroup.sort_key))
    found = [one for one in groups if one.id in last or one.id in opened or one.intake_year == target.starts_on.year]
    semesters = {one.id: next_semesters(last.get(one.id), [t.plan_semester for t in opened[one.id]], MOST_SEMESTERS) for one in found}
    plans = queries.plans({(one.curriculum_id, semester) for one in found for semester in semesters[one.id]})
    has_teacher = _given(target.id)
    for group in found:
        for semester in semesters[group.id]:
            for term in plans.get((group.curriculum_id, semester), []):
                if (group.id, term.id) not in has_teacher:
                    yield Wanted(term.item.item_key, group.curriculum.programme_id, group.id, semester), term


def _given(year_id: int) -> set[tuple[int, int]]:
    query = (
        select(GroupTerm.group_id, TeachingLoad.curriculum_term_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(LoadTeacher, LoadTeacher.load_id == TeachingLoad.id)
        .where(GroupTerm.academic_year_id == year_id)
    )
    return set(db.session.execute(query).tuples().all())


def years_around(year: AcademicYear | None) -> tuple[AcademicYear | None, AcademicYear | None, AcademicYear | None]:
    """Give (the year before, the year, the year after)."""
    if year is None:
        return None, None, None
    rows = list(db.session.scalars(select(AcademicYear).order_by(AcademicYear.starts_on)))
    before = [one for one in rows if one.starts_on < year.starts_on]
    after = [one for one in rows if one.starts_on > year.starts_on]
    return (before[-1] if before else None), year, (after[0] if after else None)


def year_by_id(year_id: int) -> AcademicYear | None:
    """Give an academic year of the college."""
    return db.session.scalar(select(AcademicYear).where(AcademicYear.id == year_id))
