"""The cockpit of closes: a line a term, a cell a check, who is late, what a close today would leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.access.permissions import Role
from app.attestation.controls import FORMS
from app.attestation.states import CLOSED, SIGNED
from app.closing import queries, queries_board, queries_sheets, queries_waiting, rules
from app.closing.queries_board import Members
from app.closing.queries_own import OwnControl, own_of
from app.closing.queries_sheets import Controlled
from app.closing.rules import COLUMNS, Cell, Delay, Delays, Policy, Tally
from app.lessonplans.rules import SUBMITTED
from app.studyplans.rules import takes
from app.teaching.rules import covers
from app.terms.models import GroupTerm

DAYS = 30
Sums = tuple[int, int, int]
OFFICE, APPROVER, HEAD = rules.role(Role.SECRETARY), rules.role(Role.DEPUTY), Role.HEAD_OF_DEPARTMENT
SHEET, TERM_SHEETS, LOADS, JOURNAL, GROUP, TERM, CHANGES, ORDER, PLAN = (
    "SheetView.show", "SheetView.term", "LoadView.term", "JournalView.show", "GroupView.show", "ClosingView.show", "MarkChangeView.list",
    "OrderView.show", "LessonPlanView.show",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A group's term: its tallies by code, its cells by column, how many students would be debtors, whether it can close."""

    term: GroupTerm
    tallies: Mapping[str, Tally]
    cells: Mapping[str, Cell]
    debtors: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The cockpit; ``names`` are those of the late ones by addressee, ``progress`` the sheets closed by each of ``days``."""

    lines: Sequence[Line]
    delays: Sequence[Delay]
    names: Mapping[str, str]
    reminded: Mapping[tuple[str, str, int], Any]
    days: Sequence[date]
    progress: Sequence[int]
    sheets: int

    @property
    def debtors(self) -> int:
        """Give how many students would be left with a debt if everything closed today."""
        return sum(line.debtors for line in self.lines)


def build(terms: Sequence[GroupTerm], policy: Policy, today: date, zone: str) -> Board:
    """Count everything of ``terms``; the number of statements does not depend on how many they are."""
    gathering = _Gathering(terms, policy, today, zone)
    gathering.sheets()
    gathering.loads()
    gathering.groups()
    gathering.papers()
    ids = [one.id for one in terms]
    debtors = queries_sheets.debtors(ids)
    lines = [_line(one, gathering.tallies[one.id], policy, debtors.get(one.id, 0)) for one in terms]
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    order = sorted(gathering.delays.found.values(), key=lambda one: (one.since, one.addressee, one.term_id, one.code))
    return Board(
        lines, order, gathering.names, queries_board.reminders(ids), days, rules.progress(days, gathering.closed_on), gathering.issued
    )


def _line(term: GroupTerm, tallies: Mapping[str, Tally], policy: Policy, debtors: int) -> Line:
    if term.status == CLOSED:
        return Line(term, {}, {}, debtors, False)
    cells = {column.key: rules.cell(column, tallies, policy) for column in COLUMNS}
    return Line(term, tallies, cells, debtors, not any(one.blocks for one in cells.values()))


class _Gathering:
    """Puts what was counted into tallies by term and code, and into delays."""

    def __init__(self, terms: Sequence[GroupTerm], policy: Policy, today: date, zone: str) -> None:
        self.terms = {one.id: one for one in terms}
        self.open_ids = [one.id for one in terms if one.status != CLOSED]
        self.policy, self.today, self.zone = policy, today, ZoneInfo(zone)
        self.tallies: dict[int, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self.delays, self.issued = Delays(), 0
        self.closed_on: list[date] = []
        late_before = today - timedelta(days=policy.topic_days + 1)
        self._lists: dict[tuple[int, date | None, int | None], tuple[set[int], Sums]] = {}
        self.load_rows = queries_board.loads(self.open_ids, late_before)
        self.teachers = queries_board.teachers(self.open_ids)
        self.names = {rules.employee(one): name for one, name in self.teachers.values()}

    def sheets(self) -> None:
        """Look at every control with its sheet: issued, filled, signed, closed, with the right students."""
        sheets, lines, open_terms = queries_sheets.sheets(list(self.terms)), queries_sheets.lines(self.open_ids), [self.terms[one] for one in self.open_ids]
        self.issued = len(sheets)
        self.closed_on = [row.closed_at.astimezone(self.zone).date() for row in sheets if row.closed_at is not None]
        members, wrong = queries_board.members(open_terms), []
        own = own_of(open_terms, sheets) if members.own else ()
        for row in (*queries_sheets.controls(open_terms, self.load_rows, sheets), *own):
            if row.sheet_id is None:
                self._missing(row)
                continue
            self._filled(row, lines.get(row.part_id))
            there, sums = self._there(row, members)
            if not _same(sums, lines.get(row.part_id)):
                wrong.append((row, there))
        listed = queries_sheets.listed([row.part_id for row, _ in wrong])
        for row, there in wrong:
            found = listed.get(row.part_id, set())
            self._tally(row, "outside_group", len(found - there), (SHEET, row.sheet_id))
            self._tally(row, "not_in_sheet", len(there - found), (SHEET, row.sheet_id))
        self._nobody(members)

    def _tally(self, row: Any, code: str, count: int, place: tuple[str, int], since: date | None = None) -> None:
        if count:
            self.tallies[row.term_id][code].add(count, place, since, count if since else 0)

    def _missing(self, row: Any) -> None:
        code, since = "optional_without_sheet", None
        place = (TERM_SHEETS if row.load_id else LOADS, row.term_id)
        if FORMS[row.form].required:
            code = "control_without_sheet" if row.load_id else "control_without_load"
            since = rules.late_from(self.terms[row.term_id].ends_on, 0, self.today)
        if row.load_id and since:
            self.delays.add(Delay(OFFICE, code, row.term_id, 1, since, place))
        self._tally(row, code, 1, place, since)

    def _filled(self, row: Any, line: Any) -> None:
        place, empty = (SHEET, row.sheet_id), (line.all - line.filled if line else 0)
        code, count = ("empty_entry", empty) if empty else ("sheet_not_signed", 1)
        if row.status not in (SIGNED, CLOSED):
            since = rules.late_from(row.held_on, self.policy.sign_days, self.today)
            self._tally(row, code, count, place, since)
            self._late_teacher(row.load_id, code, row.term_id, 1, since, place)
        elif empty:
            self._tally(row, code, count, place)
        elif row.status == SIGNED:
            signed = row.signed_at.astimezone(self.zone).date() if row.signed_at else None
            since = rules.late_from(signed, self.policy.office_days, self.today)
            self._tally(row, "sheet_not_closed", 1, place, since)
            if since:
                self.delays.add(Delay(OFFICE, "sheet_not_closed", row.term_id, 1, since, place))

    def _late_teacher(self, load_id: int, code: str, term_id: int, count: int, since: date | None, place: tuple[str, int]) -> None:
        if since and load_id in self.teachers:
            self.delays.add(Delay(rules.employee(self.teachers[load_id][0]), code, term_id, count, since, place))

    def _there(self, row: Controlled | OwnControl, members: Members) -> tuple[set[int], Sums]:
        """Give who takes a control on the day of its sheet, with their sums; by the own plan of those who have one."""
        day = row.held_on
        if isinstance(row, OwnControl):
            mine = row.individual
            one = {mine.own.student_id} if day is None or mine.holds_on(day) else set()
            return _with_sums(self._listed(row.term_id, None, day, members)[0] & one)
        there = self._listed(row.term_id, row.subgroup_id, day, members)
        if day is None or members.own.keys().isdisjoint(there[0]):
            return there
        return _with_sums({one for one in there[0] if one not in members.own or takes(members.own, one, row.key, day)})

    def _listed(self, term_id: int, part: int | None, day: date | None, members: Members) -> tuple[set[int], Sums]:
        """Give who is in the (sub)group on a day; sheets of one day and list share the answer."""
        known = self._lists.get((term_id, day, part))
        if known is None:
            term, own = self.terms[term_id], members.subgroups.get(part, set()) if part else None
            known = self._lists[term_id, day, part] = _with_sums({
                student
                for student, span in members.stays.get(term.group_id, ())
                if (own is None or student in own) and (covers(span, day) if day else _touches(span, term))
            })  # fmt: skip
        return known

    def _nobody(self, members: Members) -> None:
        for term_id in self.open_ids:
            term = self.terms[term_id]
            if not any(_touches(span, term) for _, span in members.stays.get(term.group_id, ())):
                self.tallies[term_id]["no_students"].add(1, (GROUP, term.group_id))

    def loads(self) -> None:
        """Look at every journal: topics, hours, marks, teacher."""
        for row in self.load_rows:
            journal = (JOURNAL, row.id)
            if row.bare:
                since = _day(row.first_bare) + timedelta(days=self.policy.topic_days + 1) if row.late else None
                self.tallies[row.term_id]["no_topic"].add(row.bare, journal, since, row.late or 0)
                self._late_teacher(row.id, "no_topic", row.term_id, row.late or 0, since, journal)
            if row.waiting:
                self._tally(row, "change_waits", row.waiting, (CHANGES, row.id))
            if (row.held or 0) != row.hours:
                self._tally(row, "hours_differ", 1, journal)
            if not row.marked:
                self._tally(row, "no_marks", 1, journal)
            if not row.taught:
                self._tally(row, "load_without_teacher", 1, (LOADS, row.term_id))
        for term_id, count in queries_board.uncovered(self.open_ids).items():
            self.tallies[term_id]["item_without_load"].add(count, (LOADS, term_id))

    def groups(self) -> None:
        """Look at the groups: a curator, the word of the head of the department."""
        for term_id in self.open_ids:
            if self.terms[term_id].group.curator_id is None:
                self.tallies[term_id]["no_curator"].add(1, (GROUP, self.terms[term_id].group_id))
        if self.policy.heads_confirm:
            for term_id in queries.unconfirmed_terms(self.open_ids, self.today):
                since = rules.late_from(self.terms[term_id].ends_on, self.policy.office_days, self.today)
                self.tallies[term_id]["not_confirmed"].add(1, (TERM, term_id), since, int(since is not None))
                if since:
                    self.delays.add(Delay(rules.role(HEAD), "not_confirmed", term_id, 1, since, (TERM, term_id)))


    def papers(self) -> None:
        """Look at what others decide: orders on the students, calendar-thematic plans."""
        for order, term_id in queries_waiting.unapplied_orders(self.open_ids):
            since = rules.late_from(max(filter(None, (order.order_date, order.effective_on))), self.policy.office_days, self.today)
            self.tallies[term_id]["order_not_applied"].add(1, (ORDER, order.id), since, int(since is not None))
            if since:
                self.delays.add(Delay(OFFICE, "order_not_applied", term_id, 1, since, (ORDER, order.id)))
        for row in queries_waiting.unapproved_plans(self.open_ids):
            since, place = rules.late_from(self.terms[row.term_id].starts_on, self.policy.plan_days, self.today), (PLAN, row.load_id)
            self._tally(row, "plan_not_approved", 1, place, since)
            if row.status == SUBMITTED and since:
                self.delays.add(Delay(APPROVER, "plan_not_approved", row.term_id, 1, since, place))
            else:
                self._late_teacher(row.load_id, "plan_not_approved", row.term_id, 1, since, place)


def _day(value: Any) -> date:
    """Read a date that the database gave as the minimum of a CASE: SQLite gives its text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _touches(span: tuple[date, date | None], term: GroupTerm) -> bool:
    return span[0] <= term.ends_on and (span[1] is None or span[1] >= term.starts_on)


def _with_sums(there: set[int]) -> tuple[set[int], Sums]:
    return there, (len(there), sum(there), sum(one * one for one in there))


def _same(there: Sums, line: Any) -> bool:
    return there == ((line.all, line.sum, line.squares) if line is not None else (0, 0, 0))
