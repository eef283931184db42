"""What is typed in a line of a sheet, and what would change by it."""

from __future__ import annotations

from dataclasses import dataclass

from app.attestation.controls import SheetForm, parse_result, parse_semester
from app.attestation.models import AttestationEntry
from app.attestation.rules import GRADES, Result
from app.core.errors import Invalid
from app.core.text import N_, clean

LONGEST_TICKET, LONGEST_TOPIC, HIGHEST_SCORE = 10, 200, 100
ONLY = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in a student's line of a part; ``version`` is the one the line was drawn with; None leaves a field
    alone. ``part_id`` is ONLY for a sheet with one part."""

    student_id: int
    result: str
    ticket: str | None = None
    note: str | None = None
    version: int | None = None
    part_id: int = ONLY
    score: str | None = None
    reason: str | None = None
    semester: str | None = None
    final: str | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Give what tells the line from others of its form."""
        return self.student_id, self.part_id


def read_line(one: Typed, line: AttestationEntry, form: SheetForm) -> dict[str, object]:
    """Give what would change in the line: {column: new value}."""
    name = line.student_name
    result = parse_result(one.result, form, name)
    values: dict[str, object] = {"result": str(result) if result else None}
    for column, value, longest in (
        ("ticket", one.ticket, LONGEST_TICKET), ("note", one.note, LONGEST_TOPIC), ("reason", one.reason, LONGEST_TOPIC)
    ):  # fmt: skip
        if value is not None:
            values[column] = _short(value, longest, name)
    if one.score is not None:
        values["score"] = _score(one.score, name)
    if form.three_marks:
        values |= _three(one, line, form, values["result"])
    return {column: value for column, value in values.items() if value != getattr(line, column)}


def _short(value: str, longest: int, student: str) -> str | None:
    text = clean(value)
    if len(text) > longest:
        raise Invalid(N_("%(student)s: the text is longer than %(longest)s characters."), student=student, longest=longest)
    return text or None


def _score(typed: str, student: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not text.isdecimal() or int(text[:4]) > HIGHEST_SCORE:
        raise Invalid(N_("%(student)s: a score is a whole number from 0 to %(highest)s."), student=student, highest=HIGHEST_SCORE)
    return int(text)


def _three(one: Typed, line: AttestationEntry, form: SheetForm, result: object) -> dict[str, object]:
    """Read the semester and the final mark; a final mark that nobody retyped falls away when what it rests on changes."""
    values: dict[str, object] = {}
    if one.semester is not None:
        semester = parse_semester(one.semester, line.student_name)
        values["semester"] = str(semester) if semester else None
    typed = line.final if one.final is None else parse_result(one.final, form, line.student_name)
    final = str(typed) if typed else None
    moved = result != line.result or values.get("semester", line.semester) != line.semester
    values["final"] = None if moved and final == line.final else final
    failed = result is not None and (result not in GRADES or result == Result.TWO)
    if values["final"] is not None and (result is None or (failed and values["final"] != result)):
        raise Invalid(
            N_("%(student)s: the final mark «%(final)s» does not go with the exam «%(exam)s»."),
            student=line.student_name, final=values["final"], exam=result or "—",
        )  # fmt: skip
    return values
