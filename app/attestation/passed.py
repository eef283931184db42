"""What a student has passed by closed sheets: told to the papers of students, whose floor lies below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select

from app.attestation.queries_results import ControlResult, results
from app.attestation.rules import FAILING, OUTSIDE, WORDS, Result
from app.curricula.models import CurriculumTerm
from app.curricula.tree import PRACTICES
from app.extensions import db
from app.students.results import Passed, register_results

COURSE_WORKS = frozenset({"КП", "КРаб", "ИП"})


def _hours(item_ids: Iterable[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """Give {item id: [(plan semester, hours)]}; one statement."""
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    wanted = select(CurriculumTerm.item_id, CurriculumTerm.plan_semester, CurriculumTerm.hours)
    for item_id, semester, hours in db.session.execute(wanted.where(CurriculumTerm.item_id.in_(list(item_ids)))):
        found[item_id].append((semester, hours))
    return found


def passed(student_id: int) -> list[Passed]:
    """Give the positive results of a student, one an item and course work; no «н/а», no failures."""
    last: dict[tuple[str, bool], ControlResult] = {}
    for one in sorted(results(student_ids=[student_id]), key=lambda one: (one.item_position, one.plan_semester)):
        if one.final and Result(one.final) not in FAILING | OUTSIDE:
            last[one.item_key, one.form in COURSE_WORKS] = one
    hours = _hours(one.item_id for one in last.values())
    return [
        Passed(_section(one, work), one.item_name, _total(hours[one.item_id], one.plan_semester, work), WORDS[Result(one.final or "")])
        for (_, work), one in last.items()
    ]


def _section(one: ControlResult, work: bool) -> str:
    if work:
        return "course_work"
    return "practice" if one.item_kind in PRACTICES else "final" if one.item_kind == "final_attestation" else "theory"


def _total(hours: list[tuple[int, Decimal]], upto: int, work: bool) -> str:
    """Give the hours up to the semester of the result; a course work has none of its own."""
    return "" if work else str(sum(one for semester, one in hours if semester <= upto))


register_results(passed)
