"""The session timetable as a paper for the board and as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.attestation.controls import FORMS
from app.attestation.queries_exams import ExamLine, Session
from app.core.text import N_, initials_first
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.organization.heads import director, letterhead
from app.organization.models import Organization

TIMETABLE, TIMETABLE_TEMPLATE = "session_timetable", "exams.html"
register_paper(TIMETABLE, "РЭ", TIMETABLE_TEMPLATE, N_("Session timetable"), "РАСПИСАНИЕ ЭКЗАМЕНОВ", "промежуточной аттестации группы")
HEADERS = ("Дата", "Время", "Дисциплина (модуль)", "Форма контроля", "Экзаменатор", "Аудитория", "Консультация", "Время", "Аудитория")


@dataclass(frozen=True)
class ExamRow:
    """A line of the timetable; parts of a complex exam have a line each."""

    day: str
    time: str
    item: str
    control: str
    examiner: str
    room: str
    consult_day: str
    consult_time: str
    consult_room: str


@dataclass(frozen=True)
class ExamPaper:
    """The exams of a group's term in the order of days; an empty timetable says so."""

    letterhead: Letterhead
    group: str
    course: str
    specialty: str
    semester: str
    academic_year: str
    rows: tuple[ExamRow, ...]
    signatures: tuple[Signature, ...]
    director: str = ""
    director_position: str = "Директор"

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Расписание экзаменов: {self.group}, {self.semester} семестр {self.academic_year}"


def exam_paper(college: Organization, found: Session) -> ExamPaper:
    """Give the paper of a session: only what has a day."""
    term = found.term
    return ExamPaper(
        letterhead=letterhead(college),
        group=term.group.name, course=str(term.course), specialty=str(term.curriculum.programme.specialty),
        semester=str(term.plan_semester), academic_year=term.academic_year.label, rows=tuple(rows(found.lines)),
        signatures=(Signature("Заместитель директора по учебной работе"), Signature("Диспетчер")),
        director=director(college).name, director_position=director(college).position,
    )  # fmt: skip


def rows(lines: Iterable[ExamLine]) -> list[ExamRow]:
    """Give the lines of the timetable in the order of days and times."""
    placed = [one for one in lines if one.event is not None]
    return [_row(one) for one in sorted(placed, key=lambda one: (one.event.held_on, one.event.starts_at or ""))]  # type: ignore[union-attr]


def _row(one: ExamLine) -> ExamRow:
    event, line = one.event, one.line
    assert event is not None
    name = f"{line.item.code} {line.item.name}".strip() + (f" ({line.load.subgroup.name})" if line.load and line.load.subgroup else "")
    people = ", ".join(initials_first(p.last_name, p.first_name, p.middle_name) for p in one.people)
    return ExamRow(
        _day(event.held_on), event.starts_at or "", name, FORMS[line.control.form].name, people, event.room or "",
        _day(event.consult_on), event.consult_at or "", event.consult_room or "",
    )  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
