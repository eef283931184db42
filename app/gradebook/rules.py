"""What follows from the cells of the journal and when they may change: one rule for every screen and paper."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from app.core.errors import Conflict, Refused
from app.core.text import N_
from app.gradebook.cells import ABSENCES, ABSENT, EXEMPT, FAILING, IMPROVED, NUMERIC, Cell

EXTRAMURAL = "extramural"


def counted_grades(grade: str, scoring: "Scoring") -> tuple[str, ...]:
    """Give the marks that a written one counts as: of an improved one the new mark, or both, as the college chose."""
    first, arrow, last = grade.partition(IMPROVED)
    if not arrow:
        return (grade,)
    return (last,) if scoring.improved_replaces else (first, last)


def require_present(cell: Cell, held_on: date, today: date) -> None:
    """Refuse a mark beside «н» on the day of the lesson itself; from the next day on it is one of a make-up class."""
    if cell.attendance == ABSENT and cell.grades and held_on >= today:
        raise Refused(
            N_("A student absent without a reason got no mark at this lesson. A mark of a make-up class may be entered from the next day on.")
        )


@dataclass(frozen=True, slots=True)
class Scoring:
    """Settings of a college for the proposed mark; thresholds are inclusive lower bounds of 5, 4 and 3."""

    five: Decimal = Decimal("4.50")
    four: Decimal = Decimal("3.50")
    three: Decimal = Decimal("2.50")
    min_marks: int = 3
    max_absence_percent: int = 50
    improved_replaces: bool = True

    def of_form(self, study_form: str) -> "Scoring":
        """Give what holds for a form of study: by correspondence one mark is enough and no share of absence tells anything."""
        return replace(self, min_marks=1, max_absence_percent=100) if study_form == EXTRAMURAL else self


class Entry(NamedTuple):
    """A cell with what its lesson adds to it: hours, weight, whether the task is required."""

    hours: int
    weight: int
    is_required: bool
    cell: Cell
    lesson_id: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether a required task still waits for a mark: «Д» in the journal."""
        return self.is_required and is_owed(self.cell)


def is_owed(cell: Cell) -> bool:
    """Tell whether a cell of a required task still waits for a mark."""
    return not cell.grades and cell.attendance != EXEMPT


@dataclass(frozen=True, slots=True)
class Standing:
    """What a student has in a journal; ``mean`` is rounded half-up to 2 decimals, percents to 1.

    ``open_lessons`` are the ids of lessons whose required task has no mark.
    """

    mean: Decimal | None
    marks: int
    absent_hours: int
    excused_hours: int
    total_hours: int
    open_lessons: tuple[int, ...]
    proposal: str | None
    reason: str

    @property
    def open_tasks(self) -> int:
        """Give the number of required tasks without a mark."""
        return len(self.open_lessons)

    @property
    def is_behind(self) -> bool:
        """Tell whether the student owes a required task or would fail today."""
        return bool(self.open_lessons) or self.proposal in FAILING

    @property
    def attendance_percent(self) -> Decimal | None:
        """Give the share of hours at which the student was present."""
        if not self.total_hours:
            return None
        present = self.total_hours - self.absent_hours
        return rounded(Decimal(present * 100) / self.total_hours, "0.1")


def rounded(value: Decimal, step: str = "0.01") -> Decimal:
    """Round half-up, as people do on paper."""
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)


def mean_of(weighted: Iterable[tuple[int, int]]) -> Decimal | None:
    """Give Σ(mark·weight)/Σweight to 2 decimals, None without marks."""
    pairs = list(weighted)
    weights = sum(weight for _, weight in pairs)
    if not weights:
        return None
    return rounded(Decimal(sum(mark * weight for mark, weight in pairs)) / weights)


def standing(entries: Iterable[Entry], scoring: Scoring, *, pass_fail: bool = False, empty_hours: int = 0) -> Standing:
    """Compute the one standing that journal, sheet and report show (domain rules of the proposed semester mark).

    ``entries`` are the student's cells for lessons held while a member; ``empty_hours`` are those of such lessons whose
    cell is empty and owes nothing, which may be left out of the entries: they were attended and change nothing else.
    ``pass_fail`` turns a proposal of 3 and more into «зач», of 2 into «незач».
    """
    weighted: list[tuple[int, int]] = []
    absent = excused = 0
    total = empty_hours
    open_lessons: list[int] = []
    for hours, weight, is_required, cell, lesson_id in entries:
        attendance = cell.attendance
        if attendance != EXEMPT:
            total += hours
            if attendance in ABSENCES:
                absent += hours
                excused += hours if attendance != ABSENT else 0
        for written in cell.grades:
            # Only an improved mark is longer than its sign: the usual cell is not taken apart.
            for grade in (written,) if len(written) == 1 else counted_grades(written, scoring):
                if grade in NUMERIC:
                    weighted.append((int(grade), weight))
        if is_required and is_owed(cell):
            open_lessons.append(lesson_id)
    mean = mean_of(weighted)
    proposal, reason = _propose(mean, len(weighted), absent, total, len(open_lessons), scoring)
    if pass_fail and proposal in NUMERIC:
        proposal = "незач" if proposal == "2" else "зач"
    return Standing(mean, len(weighted), absent, excused, total, tuple(open_lessons), proposal, reason)


def _propose(
    mean: Decimal | None, count: int, absent: int, total: int, open_tasks: int, scoring: Scoring
) -> tuple[str | None, str]:
    if total and absent * 100 > total * scoring.max_absence_percent:
        return "н/а", N_("absent for more hours than the college allows")
    if open_tasks:
        return None, N_("a required task has no mark")
    if mean is None or count < scoring.min_marks:
        return None, N_("fewer marks than the college asks for")
    for bound, mark in ((scoring.five, "5"), (scoring.four, "4"), (scoring.three, "3")):
        if mean >= bound:
            return mark, N_("by the mean")
    return "2", N_("by the mean")


def require_date(held_on: date, today: date) -> None:
    """Refuse a mark before the day of its lesson."""
    if held_on > today:
        raise Refused(N_("The lesson of %(date)s has not been held yet, no mark is possible."), date=held_on.strftime("%d.%m.%Y"))


def require_member(held_on: date, spans: Iterable[tuple[date, date | None]], student: str) -> None:
    """Refuse a mark on a day when the student was not in the group; ``spans`` are inclusive [from, to]."""
    if not any(start <= held_on and (end is None or held_on <= end) for start, end in spans):
        raise Refused(
            N_("%(student)s was not in the group on %(date)s, no mark is possible."),
            student=student,
            date=held_on.strftime("%d.%m.%Y"),
        )


def is_late(held_on: date, today: date, window_days: int) -> bool:
    """Tell whether a cell filled today is flagged late: more than ``window_days`` after its lesson."""
    return (today - held_on).days > window_days


def is_filled(before: Cell, after: Cell) -> bool:
    """Tell whether what was empty is filled: a cell, or what stands beside an attendance code that stays as it was."""
    stays = before.attendance in (None, after.attendance) and before.minutes in (None, after.minutes)
    return stays and not before.grades


def require_change_allowed(recorded_on: date, today: date, window_days: int) -> None:
    """Refuse changing an entered mark after ``window_days``; an empty cell may be filled until the close."""
    if (today - recorded_on).days > window_days:
        raise NeedsApproval(
            N_("The mark was entered more than %(days)s days ago. Its change needs the approval of the deputy director."),
            days=window_days,
        )


class NeedsApproval(Refused):
    """An entered mark is changed too late to be changed by the teacher alone."""


class StaleCell(Conflict):
    """Somebody changed the cell after it was drawn; both values are told."""
