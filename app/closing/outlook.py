"""Who would go on to the next course by the debts as they would stand after the close of a term."""

from __future__ import annotations

from dataclasses import dataclass

from app.attestation.controls import FORMS, is_debt
from app.attestation.rules import Result
from app.closing import totals
from app.closing.queries import TermRows
from app.debts.rules import Course
from app.movement import registry
from app.terms.queries import last_plan_semesters


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next course: how many go on, who on condition, who not at all; nobody where the plan ends with this term."""

    going: int = 0
    conditional: tuple[str, ...] = ()
    staying: tuple[str, ...] = ()


def of(rows: TermRows) -> Outlook | None:
    """Propose the next course by debts of before and those that the live sheets make (273-ФЗ, art. 58, p. 8); None in the last term.

    An excused absence puts an attestation off: the transfer is on condition too.
    """
    term = rows.term
    if term.plan_semester >= last_plan_semesters().get(term.curriculum_id, 0):
        return None
    there = {one.student_id: one.name for one in rows.members if one.left_on is None or one.left_on >= term.ends_on}
    before, put_off = registry.verdicts(list(there), term.ends_on), _owing(rows)
    outcomes = {student: Course(before[student].outcome) for student in there}
    found = {
        student: Course.CONDITIONAL if one is Course.TRANSFERRED and student in put_off else one for student, one in outcomes.items()
    }
    return Outlook(
        sum(1 for one in found.values() if one is Course.TRANSFERRED),
        tuple(there[student] for student, one in found.items() if one is Course.CONDITIONAL),
        tuple(there[student] for student, one in found.items() if one is Course.NOT),
    )


def _owing(rows: TermRows) -> set[int]:
    return {
        line.student_id
        for sheet, _part, lines in totals.live_parts(rows)
        for line in lines
        if is_debt(form := FORMS[sheet.control.form], totals.counted(line))
        or (form.makes_debt and totals.counted(line) == Result.ABSENT_EXCUSED)
    }
