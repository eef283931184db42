"""Reading of students, groups and placements."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.curricula.models import Curriculum, Programme
from app.extensions import db
from app.staff.rules import name_key
from app.students.models import GroupCurator, Placement, Student, StudyGroup
from app.students.rules import KnownStudent


def known_students() -> list[KnownStudent]:
    """Give every student of the college by what one is recognised by, with the group of the open placement."""
    rows = db.session.execute(
        select(
            Student.id, Student.last_name, Student.first_name, Student.middle_name, Student.birth_date, Student.snils_index,
            Student.record_book, Placement.group_id,
        ).outerjoin(Placement, (Placement.student_id == Student.id) & Placement.ends_on.is_(None))
    )  # fmt: skip
    return [
        KnownStudent(r.id, name_key(r.last_name, r.first_name, r.middle_name), r.birth_date, r.snils_index, r.record_book, r.group_id)
        for r in rows
    ]


def students_by_id(ids: Collection[int]) -> dict[int, Student]:
    """Give {id: student} with their placements and groups."""
    found = db.session.scalars(
        select(Student).where(Student.id.in_(ids)).options(selectinload(Student.placements).joinedload(Placement.group))
    )
    return {student.id: student for student in found}


def groups() -> list[StudyGroup]:
    """Give the groups the acting person sees, by name."""
    return list(db.session.scalars(select(StudyGroup).order_by(StudyGroup.sort_key, StudyGroup.id)))


def group_by_id(group_id: int) -> StudyGroup | None:
    """Give a group the acting person sees."""
    return db.session.scalar(select(StudyGroup).where(StudyGroup.id == group_id))


def groups_named(name: str) -> list[StudyGroup]:
    """Give the groups of that exact name; several only where several colleges are seen."""
    return list(db.session.scalars(select(StudyGroup).where(StudyGroup.name == name)))


def placements_of_group(group_id: int) -> list[Placement]:
    """Give all stays in a group with their students, by journal number, then by name."""
    found = db.session.scalars(
        select(Placement)
        .join(Placement.student)
        .where(Placement.group_id == group_id)
        .options(joinedload(Placement.student))
        .order_by(Placement.journal_number.is_(None), Placement.journal_number, Student.sort_key, Placement.id)
    )
    return list(found)


def placements_of_student(student_id: int) -> list[Placement]:
    """Give the stays of a student with their groups, the first one first."""
    found = db.session.scalars(
        select(Placement)
        .where(Placement.student_id == student_id)
        .options(joinedload(Placement.group).joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme).joinedload(Programme.specialty))
        .order_by(Placement.starts_on, Placement.id)
    )
    return list(found)


def open_placement(student_id: int) -> Placement | None:
    """Give the present stay of a student in a group, if any."""
    return db.session.scalar(
        select(Placement)
        .where(Placement.student_id == student_id, Placement.ends_on.is_(None))
        .options(joinedload(Placement.group))
    )


def studying_in(group_id: int, day: date) -> ColumnElement[bool]:
    """Give the condition on students who are in the group on ``day``, those on leave among them."""
    return Student.id.in_(select(Placement.student_id).where(Placement.group_id == group_id, held(day)))


def held(day: date) -> ColumnElement[bool]:
    """Give the condition on placements that hold ``day``."""
    return and_(Placement.starts_on <= day, or_(Placement.ends_on.is_(None), Placement.ends_on >= day))


def place_on(placements: Iterable[Placement], day: date) -> Placement | None:
    """Give the placement that holds ``day``, None when there is none; no statement."""
    return next((p for p in placements if p.starts_on <= day and (p.ends_on is None or day <= p.ends_on)), None)


def journal_numbers(group_id: int) -> list[int | None]:
    """Give the journal numbers ever given in a group."""
    return list(db.session.scalars(select(Placement.journal_number).where(Placement.group_id == group_id)))


def holder_of_snils(index: str) -> Student | None:
    """Give the student whose СНИЛС has this blind index."""
    return db.session.scalar(select(Student).where(Student.snils_index == index))


def namesakes(last: str, first: str, middle: str | None) -> list[Student]:
    """Give the students of the same full name (case and ё aside), with their placements."""
    key = name_key(last, first, middle)
    prefix = key.split(" ", 1)[0]
    found = db.session.scalars(
        select(Student)
        .where(Student.sort_key >= prefix, Student.sort_key < prefix + "\U0010ffff")
        .options(selectinload(Student.placements).joinedload(Placement.group))
    )
    return [s for s in found if name_key(s.last_name, s.first_name, s.middle_name) == key]


def is_in(student_id: int, group_id: int, day: date) -> bool:
    """Tell whether the student is in the group on ``day``."""
    return bool(db.session.scalar(select(func.count(Student.id)).where(Student.id == student_id, studying_in(group_id, day))))


def open_curator(group_id: int) -> GroupCurator | None:
    """Give the present line of the history of a group's curators."""
    rows = select(GroupCurator).where(GroupCurator.group_id == group_id, GroupCurator.ends_on.is_(None))
    return db.session.scalar(rows.order_by(GroupCurator.id.desc()).limit(1))


def curators_of(group_id: int) -> list[GroupCurator]:
    """Give the curators of a group, the present one first."""
    rows = select(GroupCurator).where(GroupCurator.group_id == group_id).options(joinedload(GroupCurator.employee))
    return list(db.session.scalars(rows.order_by(GroupCurator.id.desc())))


def intakes() -> dict[int, int]:
    """Give {group id: intake year} of all groups within the reader's reach; one statement."""
    return dict(db.session.execute(select(StudyGroup.id, StudyGroup.intake_year)).tuples().all())


def student(student_id: int | None) -> Student | None:
    """Give a student within reach; None for any other."""
    return db.session.scalar(select(Student).where(Student.id == student_id))
