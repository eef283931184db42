"""To whom a debt is settled: who taught the sheet, was appointed to the re-sit, or teaches the item now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from app.curricula.models import CurriculumItem, CurriculumTerm
from app.debts.models import AcademicDebt
from app.extensions import db
from app.staff.models import Employee
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm

People = tuple[Employee, ...]


def examiners(debts: Sequence[tuple[AcademicDebt, int | None]]) -> dict[int, People]:
    """Give {debt: people} of debts with the group of their student.

    A debt carried over from paper has no load of this system: it goes to those appointed to its last re-sit, else to the
    teachers of the item in the student's group, else to those who teach the item last in any group, whatever the version
    of the plan. At most three statements.
    """
    by_load = _of_loads({debt.load_id for debt, _ in debts if debt.load_id})
    carried = [(debt, group_id) for debt, group_id in debts if not debt.load_id]
    appointed = _appointed([debt for debt, _ in carried])
    taught = _of_items({key_of(debt) for debt, _ in carried if debt.id not in appointed})
    found = {}
    for debt, group_id in debts:
        found[debt.id] = by_load.get(debt.load_id or 0) or appointed.get(debt.id) or _nearest(taught.get(key_of(debt), ()), group_id)
    return found


def key_of(debt: AcademicDebt) -> str:
    """Give what the item of a debt is called in every version of the plan."""
    return debt.control.term.item.item_key


def _of_loads(load_ids: Collection[int]) -> dict[int, People]:
    if not load_ids:
        return {}
    rows = db.session.execute(
        select(LoadTeacher.load_id, Employee)
        .join(Employee, Employee.id == LoadTeacher.employee_id)
        .where(LoadTeacher.load_id.in_(load_ids))
        .order_by(LoadTeacher.starts_on, Employee.sort_key)
    )
    return _grouped((load_id, person) for load_id, person in rows)


def _appointed(debts: Iterable[AcademicDebt]) -> dict[int, People]:
    panels = {debt.id: [int(one) for one in debt.resits[-1].panel.split(",") if one] for debt in debts if debt.resits}
    wanted = {one for panel in panels.values() for one in panel}
    if not wanted:
        return {}
    people = {one.id: one for one in db.session.scalars(select(Employee).where(Employee.id.in_(wanted)))}
    return {debt_id: tuple(people[one] for one in panel if one in people) for debt_id, panel in panels.items()}


def _of_items(keys: Collection[str]) -> dict[str, list[tuple[int, Employee]]]:
    """Give {item: (group, teacher)}, the latest first."""
    found: dict[str, list[tuple[int, Employee]]] = defaultdict(list)
    if keys:
        rows = db.session.execute(
            select(CurriculumItem.item_key, GroupTerm.group_id, Employee)
            .select_from(TeachingLoad)
            .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
            .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
            .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
            .join(LoadTeacher, LoadTeacher.load_id == TeachingLoad.id)
            .join(Employee, Employee.id == LoadTeacher.employee_id)
            .where(CurriculumItem.item_key.in_(keys))
            .order_by(GroupTerm.starts_on.desc(), LoadTeacher.starts_on.desc(), Employee.sort_key)
        )
        for key, group_id, person in rows:
            found[key].append((group_id, person))
    return found


def _nearest(taught: Sequence[tuple[int, Employee]], group_id: int | None) -> People:
    return next(((person,) for group, person in taught if group == group_id), tuple(person for _, person in taught[:1]))


def _grouped(rows: Iterable[tuple[int, Employee]]) -> dict[int, People]:
    found: dict[int, dict[int, Employee]] = defaultdict(dict)
    for key, person in rows:
        found[key].setdefault(person.id, person)
    return {key: tuple(people.values()) for key, people in found.items()}
