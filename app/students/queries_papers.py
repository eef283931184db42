"""Reads for papers about students: whole studies of some students, certificates of one press, the lines of the books."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.students.models import Placement, Student, StudyGroup
from app.students.models_papers import Certificate, StudentBook


def students_for_papers(ids: Collection[int]) -> list[Student]:
    """Give students with their stays and the groups' plans, by name; those outside the reader's reach are missing."""
    found = db.session.scalars(
        select(Student)
        .where(Student.id.in_(list(ids)))
        .options(selectinload(Student.placements).joinedload(Placement.group).joinedload(StudyGroup.curriculum))
        .order_by(Student.sort_key, Student.id)
    )
    return list(found)


def of_request(request_key: str) -> list[Certificate]:
    """Give the certificates that one press of the button made, by name."""
    return list(
        db.session.scalars(
            select(Certificate)
            .where(Certificate.request_key == request_key)
            .options(joinedload(Certificate.document), joinedload(Certificate.student))
            .order_by(Certificate.sort_key, Certificate.id)
        )
    )


def certificates_of(student_id: int) -> list[Certificate]:
    """Give the certificates of a student, the newest first."""
    return list(
        db.session.scalars(
            select(Certificate)
            .where(Certificate.student_id == student_id)
            .options(joinedload(Certificate.document))
            .order_by(Certificate.id.desc())
        )
    )


def enrolled_in(year: int) -> list[Student]:
    """Give the students whose first stay began in the academic year from 1 September of ``year``, with stays and plans."""
    first, last = date(year, 9, 1), date(year + 1, 8, 31)
    began = select(Placement.student_id).group_by(Placement.student_id).having(func.min(Placement.starts_on).between(first, last))
    found = db.session.scalars(
        select(Student)
        .where(Student.id.in_(began))
        .options(selectinload(Student.placements).joinedload(Placement.group).joinedload(StudyGroup.curriculum))
    )
    return list(found)


def book(kind: str, year: int) -> StudentBook | None:
    """Give the book of that kind and year, if it was printed before."""
    return db.session.scalar(select(StudentBook).where(StudentBook.kind == kind, StudentBook.year == year))
