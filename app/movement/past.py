"""Past orders of present students: whose rows they are, what stands already, whether they lead to where the students are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import unscoped
from app.core.text import N_, normalise
from app.exchange.rules import Finding, Plan, PlannedRow, Record, shown
from app.exchange.rules import shown as cell_text
from app.extensions import db
from app.movement.history import History, histories
from app.movement.kinds import CANDIDATE, KINDS, STANDING_TITLES, Word
from app.movement.models import Order, OrderItem
from app.movement.past_tables import name_parts
from app.movement.rules import Number, parse_number
from app.movement.timeline import Clash, Deed, Stay, derive
from app.movement.wording import worded
from app.students.funding import FUNDING_TITLES
from app.students.models import Student, StudyGroup

HEADS = (N_("Student"), N_("Kind of order"), N_("Number"), N_("Date"), N_("Takes effect"), N_("Group"), N_("Course"))
FRESH, THERE, WRONG = N_("will be entered as applied"), N_("is entered already"), N_("cannot be imported")


@dataclass(slots=True)
class PastLine:
    """A row of the file with its student and group; ``there`` when the order with this line is in the system already."""

    row: Record
    number: Number
    student: Student | None = None
    group: StudyGroup | None = None
    there: bool = False

    @property
    def values(self) -> Mapping[str, Any]:
        """Give the typed values."""
        return self.row.values

    @property
    def key(self) -> tuple[int, str, str]:
        """Give what the register tells the order by."""
        return self.values["order_date"].year, self.number.series, self.number.text

    def deed(self, course: int | None) -> Deed:
        """Give what the row does, as the timeline reads it; the row's number with a minus stands for the line to be."""
        values, student = self.values, self.student
        form = self.group.curriculum.programme.study_form if self.group is not None else None
        return Deed(
            item=-self.row.number, kind=values["kind"], on=values["effective_on"], order=(values["order_date"], self.row.number),
            name=student.full_name if student else "", group=self.group.id if self.group else None, course=course,
            funding=values["funding"], form=form, until=values["ends_on"], reason=values["choice"],
        )  # fmt: skip


# Where a file names the student.
PERSON = ("full_name", "last_name")


@dataclass(slots=True)
class Past:
    """A file as it was understood: its lines, what stops it, the histories of its students."""

    lines: list[PastLine]
    findings: list[Finding] = field(default_factory=list)
    histories: dict[int, History] = field(default_factory=dict)

    @property
    def fresh(self) -> list[PastLine]:
        """Give the lines that are not in the system yet."""
        return [line for line in self.lines if not line.there]

    def stop(self, line: PastLine, keys: tuple[str, ...], msgid: str, **params: Any) -> None:
        """Note what stops a row, at the first of the columns ``keys`` that the file has."""
        self.findings.append(Finding(msgid, params, line.row.number, value=cell_text(line.values.get(keys[0])), keys=keys))


def understand(organization_id: int, rows: Sequence[Record]) -> Past:
    """Read a file against the college; a fixed number of statements, reads only."""
    past = Past([PastLine(row, parse_number(str(row.values["number"]))) for row in rows])
    with unscoped():
        _find_students(past, organization_id)
        _find_groups(past, organization_id)
        _find_orders(past, organization_id)
    _judge(past)
    return past


def plan_past(organization_id: int, rows: Sequence[Record]) -> Plan:
    """Tell what the file would do, row by row."""
    past = understand(organization_id, rows)
    wrong = {finding.row for finding in past.findings}
    planned = [_shown(line, WRONG if line.row.number in wrong else THERE if line.there else FRESH) for line in past.lines]
    return Plan(HEADS, tuple(planned), tuple(sorted(past.findings, key=lambda one: one.row or 0)))


def _shown(line: PastLine, state: str) -> PlannedRow:
    values = line.values
    texts = (
        name_parts(values), KINDS[values["kind"]].heading, str(line.number), shown(values["order_date"]), shown(values["effective_on"]),
        values["group"] or "", str(values["course"] or ""),
    )  # fmt: skip
    return PlannedRow(line.row.number, texts, state, state == FRESH)


def _find_students(past: Past, organization_id: int) -> None:
    by_book: dict[str, Student] = {}
    by_name: dict[str, list[Student]] = defaultdict(list)
    for student in db.session.scalars(select(Student).where(Student.organization_id == organization_id)):
        if student.record_book:
            by_book[student.record_book] = student
        for name in {student.full_name, *(student.former_names or "").split("; ")} - {""}:
            by_name[normalise(name)].append(student)
    for line in past.lines:
        values = line.values
        if values["record_book"]:
            line.student = by_book.get(values["record_book"])
            if line.student is None:
                past.stop(line, ("record_book",), N_("There is no student with the record book number %(number)s."), number=values["record_book"])
            continue
        alike = by_name.get(normalise(name_parts(values)), [])
        if values["birth_date"]:
            alike = [one for one in alike if one.birth_date in (None, values["birth_date"])]
        if len(alike) == 1:
            line.student = alike[0]
        elif alike:
            past.stop(line, PERSON, N_("There are several students «%(name)s»: give the record book number or the birth date."), name=name_parts(values))
        else:
            past.stop(line, PERSON, N_("There is no student «%(name)s»: enter the present students first."), name=name_parts(values))


def _find_groups(past: Past, organization_id: int) -> None:
    groups = {normalise(one.name): one for one in db.session.scalars(select(StudyGroup).where(StudyGroup.organization_id == organization_id))}
    for line in past.lines:
        name = line.values["group"]
        line.group = groups.get(normalise(name)) if name else None
        if name and line.group is None:
            past.stop(line, ("group",), N_("There is no group «%(name)s»: enter it first, groups of past years stay in the list."), name=name)


def _find_orders(past: Past, organization_id: int) -> None:
    """Tell which rows are there already; a number must mean one order, in the system and in the file."""
    years = {line.key[0] for line in past.lines}
    mine = select(Order).where(Order.organization_id == organization_id, Order.year.in_(years), Order.number.is_not(None))
    orders = {(one.year, one.series, one.number): one for one in db.session.scalars(mine)}
    wanted = [one.id for key, one in orders.items() if key in {line.key for line in past.lines}]
    items = {(one.order_id, one.student_id): one for one in db.session.scalars(select(OrderItem).where(OrderItem.order_id.in_(wanted)))}
    dates: dict[tuple[int, str, str], date] = {}
    seen: set[tuple[Any, ...]] = set()
    for line in past.lines:
        order, day = orders.get(line.key), line.values["order_date"]
        known = order.order_date if order else dates.setdefault(line.key, day)
        person = (line.key, line.student.id if line.student else line.row.number)
        if known != day:
            past.stop(line, ("order_date",), N_("The number %(number)s has the date %(day)s already."), number=str(line.number), day=shown(known))
        elif person in seen:
            past.stop(line, PERSON, N_("The student stands in the order № %(number)s twice."), number=str(line.number))
        elif order is not None and line.student is not None:
            item = items.get((order.id, line.student.id))
            line.there = item is not None and (item.kind, item.effective_on) == (line.values["kind"], line.values["effective_on"])
            if not line.there:
                past.stop(line, ("number",), N_("The order № %(number)s is in the system and says otherwise of this student."), number=str(line.number))
        seen.add(person)


def _judge(past: Past) -> None:
    """Derive every student's history from the rows; it must begin by an enrolment and end where the student is."""
    by_student: dict[int, list[PastLine]] = defaultdict(list)
    for line in past.fresh:
        if line.student is not None:
            by_student[line.student.id].append(line)
    stopped = {finding.row for finding in past.findings}
    past.histories = histories(by_student)
    with unscoped():
        for student, lines in by_student.items():
            if not stopped & {line.row.number for line in lines}:
                _judge_one(past, past.histories[student], lines)


def _judge_one(past: Past, history: History, lines: list[PastLine]) -> None:
    deeds = deeds_of(lines)
    last = max(lines, key=lambda line: (line.values["effective_on"], line.row.number))
    try:
        stays = derive([], [*deeds.values(), *history.deeds.values()]).stays
    except Clash as clash:
        at = next((line for line in lines if -line.row.number == clash.item), last)
        if clash.params.get("standing") == Word(STANDING_TITLES[CANDIDATE]):
            past.stop(at, ("kind",), N_("The orders of %(name)s do not begin with an enrolment: add the order of enrolment."), name=deeds[-at.row.number].name)
        else:
            past.stop(at, ("kind",), clash.msgid, **worded(clash.params.items()))
        return
    if not any(deed.rule.moves for deed in deeds.values()):
        return
    told, found = _end_of(stays), _end_of([_stay(place) for place in history.placements])
    if told != found:
        past.stop(
            last, ("group", "kind"),
            N_("The orders lead %(name)s to «%(told)s», in the system it is «%(found)s»: correct the file, or move the student by an order."),
            name=lines[0].student.full_name if lines[0].student else "", told=_written(told), found=_written(found),
        )  # fmt: skip


def deeds_of(lines: Sequence[PastLine]) -> dict[int, Deed]:
    """Give {-row number: deed} of one student; a transfer to the next course without a number goes one course on."""
    found: dict[int, Deed] = {}
    course: int | None = None
    for line in sorted(lines, key=lambda line: (line.values["effective_on"], line.values["order_date"], line.row.number)):
        mine = line.values["course"]
        if mine is None and line.values["kind"] == "NEXT_COURSE":
            mine = min((course or 0) + 1, 6)
        course = mine or course
        found[-line.row.number] = line.deed(mine)
    return found


def _stay(place: Any) -> Stay:
    return Stay(place.starts_on, place.ends_on, place.group_id, place.state, funding=place.funding)


def _end_of(stays: Sequence[Stay]) -> tuple[Any, ...] | None:
    """Give where a history ends: group, standing and funding; None for who has left."""
    last = stays[-1] if stays else None
    return (last.group, last.standing, last.funding) if last is not None and last.ends_on is None else None


def _written(end: tuple[Any, ...] | None) -> str:
    if end is None:
        return _("has left")
    group = db.session.get(StudyGroup, end[0]) if end[0] else None
    return ", ".join([group.name if group else _("no group"), _(STANDING_TITLES[end[1]]), _(FUNDING_TITLES[end[2]])])
