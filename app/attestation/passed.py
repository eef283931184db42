"""What a student has passed by closed sheets: told to the papers of students, whose floor lies below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, select

from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.rules import FAILING, OUTSIDE, WORDS, Result
from app.attestation.states import CLOSED
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.students.results import Passed, register_results

COURSE_WORKS = frozenset({"КП", "КРаб", "ИП"})
PRACTICES = frozenset({"study_practice", "work_practice", "prediploma_practice"})


def _entries(student_id: int):  # type: ignore[no-untyped-def]
    """Select the lines of closed sheets with item, semester and form; the later semester and attempt last."""
    return db.session.execute(
        select(func.coalesce(AttestationEntry.final, AttestationEntry.result), CurriculumItem, CurriculumTerm.plan_semester, TermControl.form)
        .join(AttestationSheet, AttestationSheet.id == AttestationEntry.sheet_id)
        .join(SheetPart, SheetPart.id == AttestationEntry.part_id)
        .join(TermControl, TermControl.id == SheetPart.term_control_id)
        .join(CurriculumTerm, CurriculumTerm.id == TermControl.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .where(AttestationEntry.student_id == student_id, AttestationSheet.status == CLOSED)
        .order_by(CurriculumItem.position, CurriculumTerm.plan_semester, AttestationSheet.attempt, AttestationSheet.id)
    )


def _hours(item_ids: Iterable[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """Give {item id: [(plan semester, hours)]}; one statement."""
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    wanted = select(CurriculumTerm.item_id, CurriculumTerm.plan_semester, CurriculumTerm.hours)
    for item_id, semester, hours in db.session.execute(wanted.where(CurriculumTerm.item_id.in_(list(item_ids)))):
        found[item_id].append((semester, hours))
    return found


def passed(student_id: int) -> list[Passed]:
    """Give the positive results of a student, one an item and course work; no «н/а», no failures (domain.md §2.3)."""
    last: dict[tuple[str, bool], tuple[CurriculumItem, int, str]] = {}
    for result, item, semester, form in _entries(student_id):
        good = result and Result(result) not in FAILING | OUTSIDE
        if good:
            last[item.item_key, form in COURSE_WORKS] = (item, semester, result)
    hours = _hours(item.id for item, _, _ in last.values())
    return [
        Passed(_section(item, work), item.name, _total(hours[item.id], semester, work), WORDS[Result(result)])
        for (_, work), (item, semester, result) in last.items()
    ]


def _section(item: CurriculumItem, work: bool) -> str:
    if work:
        return "course_work"
    return "practice" if item.kind in PRACTICES else "final" if item.kind == "final_attestation" else "theory"


def _total(hours: list[tuple[int, Decimal]], upto: int, work: bool) -> str:
    """Give the hours up to the semester of the result; a course work has none of its own."""
    return "" if work else str(sum(one for semester, one in hours if semester <= upto))


register_results(passed)
