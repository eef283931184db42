"""Opening balances: the past results of a group from a matrix, once, all or nothing; a second time nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean, full_name, normalise
from app.debts import operations as debts
from app.debts.operations import Carried
from app.debts.rules import makes_debt
from app.exchange.rules import Record
from app.extensions import db
from app.record import queries, queries_plan, queries_results
from app.record.models import CarriedResult
from app.record.queries_plan import PlanControl
from app.record.rules import OPENING
from app.record.tables import BOOK_HEADER, KEY, NAME_HEADER, header_of
from app.students.models import Student, StudyGroup

DEFAULT_PAPER = "Сводная ведомость успеваемости"


@dataclass(frozen=True, slots=True)
class Stop:
    """What keeps a row or a cell from being carried over: msgid, parameters, key of the column."""

    msgid: str
    params: Mapping[str, object]
    key: str


@dataclass(slots=True)
class Line:
    """A row of the matrix: who it is, results to carry over, how many are there already, which cells cannot be."""

    row: Record
    student: Student | None = None
    fresh: list[tuple[PlanControl, str]] = field(default_factory=list)
    known: int = 0
    empty: int = 0
    stops: list[Stop] = field(default_factory=list)

    @property
    def debts(self) -> int:
        """Count the fresh results that are debts."""
        return sum(1 for control, result in self.fresh if makes_debt(control.form, result))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: results carried over, debts among them, students, results that were there."""

    results: int
    debts: int
    students: int
    known: int


def past_controls(group: StudyGroup) -> list[PlanControl]:
    """Give the controls of the group's plan in the semesters before this system."""
    return queries_plan.controls_of(group.curriculum_id, queries.first_kept(group))


def lines_of(group: StudyGroup, rows: Sequence[Record]) -> list[Line]:
    """Recognise every row and every cell; reads only, six statements."""
    controls, people = past_controls(group), queries.present(group.id)
    ids, wanted = [one.id for one in people], [one.id for one in controls]
    there = {(one.student_id, one.term_control_id): one for one in queries_results.carried(ids)}
    sheets = queries_results.with_sheets(ids, wanted)
    lines = [_line(row, people) for row in rows]
    for line in lines:
        if line.student is not None:
            _cells(line, controls, there, sheets)
    return lines


def _line(row: Record, people: Sequence[Student]) -> Line:
    name, book = normalise(str(row.values["person"])), clean(str(row.values["record_book"] or ""))
    alike = [one for one in people if normalise(full_name(one.last_name, one.first_name, one.middle_name)) == name]
    if book:
        alike = [one for one in alike if not one.record_book or one.record_book == book]
    if len(alike) == 1:
        return Line(row, alike[0])
    if alike:
        stop = Stop(N_("The group has namesakes: add the record book number."), {}, "person")
    elif book and any(one.record_book == book for one in people):
        stop = Stop(N_("The record book number belongs to another student of the group."), {}, "record_book")
    else:
        stop = Stop(N_("There is no such student in the group now."), {}, "person")
    return Line(row, stops=[stop])


def _cells(
    line: Line, controls: Sequence[PlanControl], there: Mapping[tuple[int, int], CarriedResult], sheets: Mapping[tuple[int, int], str]
) -> None:
    assert line.student is not None
    for control in controls:
        key = f"{KEY}{control.id}"
        result = line.row.values.get(key)
        before, sheet = there.get((line.student.id, control.id)), sheets.get((line.student.id, control.id))
        if result is None:
            line.empty += before is None and sheet is None
        elif sheet is not None:
            line.stops.append(Stop(N_("A sheet of this system holds this result: № %(sheet)s."), {"sheet": sheet}, key))
        elif before is None:
            line.fresh.append((control, str(result)))
        elif before.result != result:
            line.stops.append(Stop(N_("«%(result)s» was carried over before. Annul it in the record first."), {"result": before.result}, key))
        else:
            line.known += 1


def import_results(
    actor: Actor, group: StudyGroup, rows: Sequence[Record], *, paper: str = DEFAULT_PAPER, paper_date: date, since: date | None = None
) -> Outcome:
    """Carry the past results of a group over, all or nothing; the same matrix again changes nothing.

    ``paper`` and ``paper_date`` name the summary they are taken from; ``since`` is the day from which the year of the debts
    among them runs, the date of the paper unless given. Raises Invalid without a paper or with its date in the
    future, Refused for a row or cell that cannot be, Conflict where somebody carried a result over meanwhile.
    """
    require(actor, Resource.RECORD, Action.IMPORT)
    named = clean(paper)[:300]
    if not named:
        raise Invalid(N_("Name the paper the results are taken from."), field="paper")
    if paper_date > today(actor.zone):
        raise Invalid(N_("The date of the paper lies in the future."), field="paper_date")
    if since is not None and since > today(actor.zone):
        raise Invalid(N_("The debts cannot be formed in the future."), field="since")
    lines = lines_of(group, rows)
    _refuse(lines)
    for line in lines:
        assert line.student is not None
        if line.fresh:
            db.session.add_all(_result(group, line.student, control, result, named, paper_date) for control, result in line.fresh)
            told = {header_of(control): (None, result) for control, result in line.fresh}
            audit.record(actor, "carry_results", line.student, changes=told, reason=f"{named} от {paper_date:%d.%m.%Y}")
    with explained():
        db.session.flush()
    named = f"{named} от {paper_date:%d.%m.%Y}"
    carried = [
        Carried(line.student.id, control.id, control.form, result, named, since or paper_date)
        for line in lines if line.student for control, result in line.fresh
    ]  # fmt: skip
    debts.open_carried(actor, group.organization_id, carried)
    return Outcome(
        sum(len(one.fresh) for one in lines), sum(one.debts for one in lines), sum(1 for one in lines if one.fresh),
        sum(one.known for one in lines),
    )  # fmt: skip


def _refuse(lines: Sequence[Line]) -> None:
    stopped = next((line for line in lines if line.stops), None)
    if stopped is not None:
        raise Refused(stopped.stops[0].msgid, field=None, details=None, **stopped.stops[0].params)
    ids = [line.student.id for line in lines if line.student]
    if len(ids) != len(set(ids)):
        raise Refused(N_("Two rows of the file are one student."))


def _result(group: StudyGroup, student: Student, control: PlanControl, result: str, paper: str, day: date) -> CarriedResult:
    return CarriedResult(
        organization_id=group.organization_id, student_id=student.id, term_control_id=control.id, origin=OPENING, result=result,
        paper=paper, paper_date=day,
    )  # fmt: skip


def template_rows(group: StudyGroup) -> tuple[list[str], list[list[str]]]:
    """Give head and rows of the template: everybody in the group, what is carried over already filled in."""
    controls, people = past_controls(group), queries.present(group.id)
    there = {(one.student_id, one.term_control_id): one.result for one in queries_results.carried(one.id for one in people)}
    heads = [NAME_HEADER, BOOK_HEADER, *(header_of(one) for one in controls)]
    rows = [
        [one.full_name, one.record_book or "", *(there.get((one.id, control.id), "") for control in controls)] for one in people
    ]
    return heads, rows
