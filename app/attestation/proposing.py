"""What is proposed for the lines of a sheet: by the one standing of the journal and the college's rule of the final mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.attestation import queries
from app.attestation.controls import SheetForm, form_of, proposed_result, semester_mark
from app.attestation.marks import final_mark
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.rules import Result
from app.attestation.settings import final_rule
from app.gradebook.rules import Standing


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for a line: the result (of a credit, or «н/доп»), the semester mark and the final one of an exam."""

    standing: Standing | None = None
    result: Result | None = None
    semester: Result | None = None
    final: Result | None = None


def proposals(sheet: AttestationSheet, lines: Sequence[AttestationEntry]) -> dict[int, Proposed]:
    """Give {line id: what is proposed}, by the one standing of the journal and the college's rule of the final mark."""
    form, rule = form_of(sheet.control.form), final_rule(sheet.organization_id)
    standings = queries.standings(sheet)
    return {line.id: _propose(form, rule, line, standings.get((line.part_id, line.student_id))) for line in lines}


def _propose(form: SheetForm, rule: str, line: AttestationEntry, standing: Standing | None) -> Proposed:
    result = proposed_result(form, standing.proposal, standing.open_tasks) if standing else None
    if not form.three_marks:
        return Proposed(standing, result)
    semester = semester_mark(standing.proposal) if standing else None
    told = line.semester or semester
    kept = result if result is Result.NOT_ADMITTED else None
    return Proposed(standing, kept, semester, final_mark(rule, told, line.result))


def confirm_marks(sheet: AttestationSheet, lines: Sequence[AttestationEntry]) -> None:
    """Write the proposed semester and final marks where the teacher typed no others: the signature confirms them."""
    if not form_of(sheet.control.form).three_marks:
        return
    found = proposals(sheet, lines)
    for line in lines:
        one = found[line.id]
        line.semester = line.semester or (str(one.semester) if one.semester else None)
        line.final = line.final or (str(one.final) if one.final else None)
