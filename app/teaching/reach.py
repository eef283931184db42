"""Whose rows of loads and journals a person reaches: the college, the own department, the own group, the own loads."""

import datetime as dt

from sqlalchemy import Date, column, or_, select, table

from app.core.rows import Reach

_teacher = table("load_teacher", column("load_id"), column("employee_id"), column("ends_on", Date))
_load = table("teaching_load", column("id"), column("group_term_id"))
_term = table("group_term", column("id"), column("group_id"))
_group = table("study_group", column("id"), column("department_id"), column("curator_id"))


def terms_reached(departments: list[int], curator: int):
    """Select the ids of group terms of the departments and of the groups that ``curator`` leads."""
    return (
        select(_term.c.id)
        .select_from(_term.join(_group, _group.c.id == _term.c.group_id))
        .where(or_(_group.c.department_id.in_(departments), _group.c.curator_id == curator))
    )


def loads_taught(employee: int, today: str):
    """Select the ids of loads that ``employee`` has and that were not taken away before ``today``."""
    return select(_teacher.c.load_id).where(
        _teacher.c.employee_id == employee, or_(_teacher.c.ends_on.is_(None), _teacher.c.ends_on >= dt.date.fromisoformat(today))
    )


def reached_by_load(reach: Reach, attribute: str = "load_id"):
    """Give the scope of rows that hang on a load and carry its term."""
    org, full, departments, curator = reach.organization, reach.full, list(reach.departments), reach.curator
    terms, loads = terms_reached(departments, curator), loads_taught(reach.teacher, reach.today)
    if attribute == "id":
        return lambda c: (c.organization_id == org) & or_(full == 1, c.id.in_(loads), c.group_term_id.in_(terms))
    return lambda c: (c.organization_id == org) & or_(full == 1, c.load_id.in_(loads), c.group_term_id.in_(terms))
