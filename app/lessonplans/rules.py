"""A calendar-thematic plan row by row, its states, and its hours against the load; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import Conflict, Invalid, Refused
from app.core.text import N_, clean, normalise

DRAFT, SUBMITTED, APPROVED = "draft", "submitted", "approved"
STATUSES = (DRAFT, SUBMITTED, APPROVED)
STATUS_TITLES = {
    DRAFT: N_("the plan is being written"),
    SUBMITTED: N_("the plan waits for approval"),
    APPROVED: N_("the plan is approved"),
}
# verb: (from, to). An approved plan is taken back to be changed; it is approved anew as the next revision.
TRANSITIONS = {
    "submit_plan": (DRAFT, SUBMITTED),
    "recall_plan": (SUBMITTED, DRAFT),
    "return_plan": (SUBMITTED, DRAFT),
    "approve_plan": (SUBMITTED, APPROVED),
    "revise_plan": (APPROVED, DRAFT),
}
MOST_ROWS, MOST_HOURS, MOST_SELF_STUDY, MOST_SHOWN = 300, 36, 200, 90
COLUMNS = ("section", "topic", "hours", "kind", "self_study", "materials", "homework", "planned_on")
LENGTHS = {"section": 300, "topic": 500, "materials": 300, "homework": 500}
KIND_WORDS = {
    "лекц": "lecture", "урок": "lesson", "практическая раб": "workshop", "практ. раб": "workshop", "практич": "practical",
    "пр": "practical", "лаб": "lab", "семинар": "seminar",
    "контр": "test", "консульт": "consultation", "практика": "practice", "зач": "credit", "диф": "credit", "экз": "credit",
    "сам": "independent", "экск": "excursion", "соч": "essay", "делов": "game", "игра": "game", "норматив": "standards",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan: hours with the teacher, hours of self-study, the day it is planned for; ``id`` of a row there is."""

    topic: str
    hours: int
    kind: str
    section: str = ""
    self_study: int = 0
    materials: str = ""
    homework: str = ""
    planned_on: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """Hours of the rows against those of the load and of the plan's self-study."""

    hours: int
    planned: int
    self_study: int
    planned_self_study: int

    @property
    def is_even(self) -> bool:
        """Tell whether the hours with the teacher are exactly those of the load."""
        return self.hours == self.planned


def transition(verb: str, status: str) -> str:
    """Give the state after ``verb``; Conflict where it is not possible."""
    before, after = TRANSITIONS[verb]
    if status != before:
        raise Conflict(N_("The plan is in another state now. Look at it again."))
    return after


def balance(rows: Iterable[PlanRow], planned: int, planned_self_study: int) -> Balance:
    """Add the rows up."""
    found = list(rows)
    return Balance(sum(row.hours for row in found), planned, sum(row.self_study for row in found), planned_self_study)


def require_even(found: Balance) -> None:
    """Refuse to hand in or approve a plan whose hours are not those of the load (domain rule: Σ КТП = plan hours)."""
    if not found.is_even:
        raise Refused(
            N_("The rows hold %(hours)s hours, the load has %(planned)s. Bring the rows to the hours of the load."),
            hours=found.hours, planned=found.planned,
        )  # fmt: skip


def kind_of(typed: str, known: Iterable[str]) -> str | None:
    """Give the kind of a lesson by its code or the beginning of its Russian name («практ. зан.», «Лекция»); None for none."""
    word = normalise(typed)
    if word in known:
        return word
    if word.startswith("практика"):
        return "practice"
    return next((kind for start, kind in KIND_WORDS.items() if word.startswith(start)), None) if word else None


def read_rows(typed: Sequence[Mapping[str, str]], term: tuple[date, date], kinds: Sequence[str]) -> tuple[list[PlanRow], dict[str, Invalid]]:
    """Read the rows as they were typed or pasted; wholly empty ones are left out.

    Gives the rows and what is wrong by cell: {«index-column»: refusal}, the index that of ``typed``.
    """
    rows: list[PlanRow] = []
    wrong: dict[str, Invalid] = {}
    for index, cells in enumerate(typed):
        cells = {name: clean(cells.get(name, "")) for name in (*COLUMNS, "id")}
        if not any(cells[name] for name in COLUMNS if name != "kind"):
            continue
        problems = dict(_problems(cells, term, kinds))
        wrong |= {f"{index}-{column}": problem for column, problem in problems.items()}
        if not problems:
            rows.append(_row(cells, term, kinds))
    if len(rows) > MOST_ROWS:
        wrong["0-topic"] = Invalid(N_("A plan has %(most)s rows at most."), most=MOST_ROWS)
    return rows, wrong


def _problems(cells: Mapping[str, str], term: tuple[date, date], kinds: Sequence[str]) -> Iterable[tuple[str, Invalid]]:
    if not cells["topic"]:
        yield "topic", Invalid(N_("Name the topic of the row."))
    for name, most in LENGTHS.items():
        if len(cells[name]) > most:
            yield name, Invalid(N_("Longer than %(most)s characters."), most=most)
    if not _whole(cells["hours"], 1, MOST_HOURS):
        yield "hours", Invalid(N_("Hours are a whole number from 1 to %(most)s."), most=MOST_HOURS)
    if cells["self_study"] and not _whole(cells["self_study"], 0, MOST_SELF_STUDY):
        yield "self_study", Invalid(N_("Hours are a whole number from 0 to %(most)s."), most=MOST_SELF_STUDY)
    if cells["kind"] and kind_of(cells["kind"], kinds) is None:
        yield "kind", Invalid(N_("There is no kind of lesson «%(typed)s»."), typed=cells["kind"])
    day = read_day(cells["planned_on"], term)
    if cells["planned_on"] and day is None:
        yield "planned_on", Invalid(N_("A date as 05.09.2026, please."))
    elif day is not None and not term[0] <= day <= term[1]:
        yield "planned_on", Invalid(
            N_("The day must lie within the term: from %(first)s to %(last)s."), first=f"{term[0]:%d.%m.%Y}", last=f"{term[1]:%d.%m.%Y}"
        )


def _row(cells: Mapping[str, str], term: tuple[date, date], kinds: Sequence[str]) -> PlanRow:
    return PlanRow(
        cells["topic"], int(cells["hours"]), kind_of(cells["kind"], kinds) or "lesson", cells["section"], int(cells["self_study"] or 0),
        cells["materials"], cells["homework"], read_day(cells["planned_on"], term), int(cells["id"]) if _whole(cells["id"], 1, 2**31 - 1) else None,
    )  # fmt: skip


def _whole(typed: str, least: int, most: int) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,10}", typed)) and least <= int(typed) <= most


def read_day(typed: str, term: tuple[date, date] | None) -> date | None:
    """Read 05.09.2026, 05.09.26 or 2026-09-05; a day without a year («05.09») takes the year in which it lies in ``term``."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    found = re.fullmatch(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{2}|\d{4}))?\.?", typed)
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    if found[3]:
        return _date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, day)
    years = (term[0].year, term[1].year) if term else ()
    possible = [one for year in years if (one := _date(year, month, day))]
    return next((one for one in possible if term and term[0] <= one <= term[1]), possible[0] if possible else None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def cover(rows: Sequence[tuple[int, int]], used: Mapping[int, int], hours: int, start: int | None = None) -> list[tuple[int, int]]:
    """Give the (row, hours) that a lesson of ``hours`` takes: from ``start`` on, else from the first row that has hours left.

    ``rows`` are (id, hours) in the order of the plan, ``used`` {row id: hours of its lessons}. A row chosen by hand that is
    used up is taught again. Hours above those that are left go to the last row, so that the pieces sum to the lesson.
    """
    place = next((at for at, (row_id, _) in enumerate(rows) if row_id == start), 0)
    found: list[tuple[int, int]] = []
    for row_id, planned in rows[place:]:
        piece = min(planned - used.get(row_id, 0), hours)
        if piece > 0:
            found.append((row_id, piece))
            hours -= piece
        elif row_id == start:
            return [(row_id, hours)]
        if not hours:
            return found
    return [*found[:-1], (found[-1][0], found[-1][1] + hours)] if found else []


def next_topics(
    rows: Sequence[tuple[int, int]], used: Mapping[int, int], lessons: Sequence[tuple[int, int]]
) -> dict[int, list[tuple[int, int]]]:
    """Lay the rows that still have hours over lessons (id, hours) in their order: {lesson id: (row id, hours) of its topic}."""
    given, found = dict(used), {}
    for lesson_id, hours in lessons:
        pieces = cover(rows, given, hours)
        if not pieces:
            break
        found[lesson_id] = pieces
        for row_id, piece in pieces:
            given[row_id] = given.get(row_id, 0) + piece
    return found


def followed(pieces: Sequence[int], hours: int) -> list[int]:
    """Give the hours of a lesson's rows after the lesson itself has got other ``hours``: the last rows follow first."""
    left, found = hours, []
    for at, piece in enumerate(pieces):
        piece = left if at == len(pieces) - 1 else min(piece, left)
        found.append(piece)
        left -= piece
    return found


def joined(texts: Iterable[str], most: int) -> str:
    """Give the topics or the homework of several rows as one text of the journal, each once."""
    return "; ".join(dict.fromkeys(filter(None, texts)))[:most]


def titled(rows: Sequence[tuple[int, str]]) -> str:
    """Give «3. Пределы» or «3–4. Пределы; Ряды», as rows of a plan are offered to a lesson."""
    numbers = f"{rows[0][0]}–{rows[-1][0]}" if len(rows) > 1 else f"{rows[0][0]}"
    text = joined((topic for _, topic in rows), LENGTHS["topic"])
    return f"{numbers}. {text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + '…'}"
