"""Reading of employees."""

from sqlalchemy import select

from app.core.text import normalise
from app.extensions import db
from app.organization.models import Department
from app.staff.models import Employee
from app.staff.rules import KnownEmployee, name_key


def known_employees() -> list[KnownEmployee]:
    """Give everybody who works in the college, by what an employee is recognised by."""
    rows = db.session.execute(
        select(
            Employee.id, Employee.last_name, Employee.first_name, Employee.middle_name, Employee.personnel_number,
            Employee.position, Employee.hired_on,
        ).where(Employee.dismissed_on.is_(None))
    )  # fmt: skip
    return [
        KnownEmployee(r.id, name_key(r.last_name, r.first_name, r.middle_name), r.personnel_number, r.position, r.hired_on)
        for r in rows
    ]


def departments_by_name() -> dict[str, int]:
    """Give {compared name or code: id} of the departments."""
    found: dict[str, int] = {}
    for row in db.session.execute(select(Department.id, Department.name, Department.code)):
        found[normalise(row.name)] = row.id
        if row.code:
            found.setdefault(normalise(row.code), row.id)
    return found


def departments(allowed: tuple[int, ...] | None) -> list[Department]:
    """Give the departments by name: all of the college, or only the ``allowed`` ones."""
    query = select(Department).order_by(Department.sort_key)
    return list(db.session.scalars(query if allowed is None else query.where(Department.id.in_(allowed))))
