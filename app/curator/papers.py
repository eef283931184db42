"""Papers of the curator: the monthly sheet of attendance."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.text import N_, initials_first
from app.curator.queries_attendance import AttendanceSheet
from app.curator.rules import REASONS, AttendanceLine
from app.documents.headings import declare_heading
from app.documents.rules import Letterhead, Signature, ru_month
from app.organization.heads import letterhead

ATTENDANCE_TEMPLATE = "attendance.html"
declare_heading("attendance", N_("Monthly sheet of attendance"), "ВЕДОМОСТЬ ПОСЕЩАЕМОСТИ")


@dataclass(frozen=True)
class AttendanceRow:
    """A line of the paper: hours by day as texts (empty where nothing was missed), total, hours by reason."""

    number: str
    name: str
    days: tuple[str, ...]
    total: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class AttendancePaper:
    """«Ведомость посещаемости»: a working paper, signed in ink and not registered; ``closed`` are days without lessons."""

    letterhead: Letterhead
    group: str
    month: str
    days: tuple[int, ...]
    idle: tuple[bool, ...]
    rows: tuple[AttendanceRow, ...]
    totals: AttendanceRow
    signatures: tuple[Signature, ...]

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return f"Ведомость посещаемости гр. {self.group} за {self.month}"


def attendance_paper(sheet: AttendanceSheet) -> AttendancePaper:
    """Give the paper of a group's month."""
    curator = sheet.group.curator
    signatures = [Signature("Староста группы"), Signature("Куратор группы", sign_of(curator))]
    if sheet.group.department is not None:
        signatures.append(Signature("Заведующий отделением"))
    return AttendancePaper(
        letterhead=letterhead(sheet.college), group=sheet.group.name, month=month_title(sheet), days=tuple(sheet.days),
        idle=tuple(day not in sheet.lessons for day in sheet.days),
        rows=tuple(_row(sheet, one) for one in sheet.lines), totals=_row(sheet, sheet.totals), signatures=tuple(signatures),
    )  # fmt: skip


def sign_of(person: object) -> str:
    """Give a person as a signature line has it, nothing for nobody."""
    return initials_first(person.last_name, person.first_name, person.middle_name) if person else ""  # type: ignore[attr-defined]


def month_title(sheet: AttendanceSheet) -> str:
    """Give «октябрь 2026 г.»."""
    return ru_month(sheet.month)


def _row(sheet: AttendanceSheet, line: AttendanceLine) -> AttendanceRow:
    return AttendanceRow(
        str(line.number or ""), line.name, tuple(str(line.days.get(day) or "") for day in sheet.days), str(line.total),
        tuple(str(line.reasons.get(reason, 0)) for reason in REASONS),
    )  # fmt: skip
