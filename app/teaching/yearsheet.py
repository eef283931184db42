"""The sheet on which a whole group's or a whole teacher's year is given out: a line a part, a cell a kind of hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.staff.models import Employee
from app.teaching.hours import HOUR_KINDS, MOST_HOURS, KindPart, Kinds, coverage_by_kind
from app.teaching.models import TeachingLoad
from app.teaching.naming import Named, Names
from app.teaching.operations import LoadRow, PartRow
from app.teaching.queries import ItemLoad, teacher_of
from app.teaching.rules import Coverage, total
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED

MOST_OFFERED = 120


@dataclass
class Line:
    """A part on the sheet: what stands in its cells, what it was drawn from, what was refused."""

    term: GroupTerm
    item: ItemLoad
    load: TeachingLoad | None
    kinds: Kinds
    teacher: str
    held: int = 0
    teacher_locked: bool = False
    is_offer: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Give what the names of the line's fields end with."""
        return f"{self.term.id}-{self.item.term.id}-{self.load.id if self.load else 0}"

    @property
    def locked(self) -> bool:
        """Tell whether nothing of the line may change any more."""
        return self.term.status == CLOSED

    @property
    def subgroup(self) -> str | None:
        """Give the name of the subgroup, None for the whole group."""
        return self.load.subgroup.name if self.load is not None and self.load.subgroup is not None else None

    def text(self, kind: str) -> str:
        """Give what stands in a cell."""
        return self.texts.get(kind, str(self.kinds[kind]) if self.kinds.get(kind) else "")

    @property
    def given(self) -> int:
        """Give the hours that stand in the cells."""
        return sum(self.kinds.values())


class YearSheet:
    """Lines of several terms with their state; reads what was typed and tells what it changes."""

    def __init__(
        self, terms: Sequence[tuple[GroupTerm, list[ItemLoad]]], people: Iterable[Employee], taught: set[int], held: Mapping[int, int],
        *, teacher: Employee | None = None, wanted: str = "",
    ) -> None:  # fmt: skip
        self.terms, self.taught, self.held, self.teacher = terms, taught, held, teacher
        self.names = Names(Named(one.id, one.full_name, one.short_name, one.position) for one in people)
        self.sentences: list[str] = []
        self.lines: list[Line] = []
        self.offers: list[Line] = []
        self.more_offers = 0
        for term, items in terms:
            for item in items:
                self._take(term, item, wanted)

    def _take(self, term: GroupTerm, item: ItemLoad, wanted: str) -> None:
        loads: list[TeachingLoad | None] = list(item.loads) or [None]
        for load in loads:
            line = self._line(term, item, load)
            present = teacher_of(load) if load is not None else None
            if self.teacher is None or (present is not None and present.employee_id == self.teacher.id):
                self.lines.append(line)
            elif present is None and not line.locked and _fits(term, item, wanted):
                line.is_offer, line.teacher = True, ""
                if len(self.offers) < MOST_OFFERED:
                    self.offers.append(line)
                else:
                    self.more_offers += 1

    def _line(self, term: GroupTerm, item: ItemLoad, load: TeachingLoad | None) -> Line:
        present = teacher_of(load) if load is not None else None
        name = self.names.labels.get(present.employee_id, present.employee.full_name) if present is not None else ""
        locked = load is not None and (load.id in self.taught or len(load.teachers) > 1)
        kinds = item.kinds_of(load) if load is not None else item.plan_kinds
        return Line(term, item, load, kinds, name, self.held.get(load.id, 0) if load else 0, locked)

    @property
    def every(self) -> list[Line]:
        """Give the lines and the offers."""
        return [*self.lines, *self.offers]

    @property
    def kinds(self) -> list[str]:
        """Give the kinds of hours that the sheet has columns for."""
        used = {kind for line in self.every for kind in (*line.kinds, *line.item.plan_kinds)}
        return [kind for kind in HOUR_KINDS if kind in used]

    @property
    def coverage(self) -> Coverage:
        """Sum up what is given out of all the items on the sheet."""
        return total(item.coverage for _term, items in self.terms for item in items)

    def state(self, item: ItemLoad) -> list[tuple[str, Coverage]]:
        """Give the kinds of an item whose hours do not agree with the plan."""
        parts = [KindPart(item.kinds_of(load), bool(load.teachers), load.subgroup_id is not None) for load in item.loads]
        return [(kind, found) for kind, found in coverage_by_kind(item.plan_kinds, parts).items() if not found.is_complete]

    def read(self, typed: Mapping[str, Any]) -> dict[int, list[LoadRow]]:
        """Read what was typed: {term id: the rows of items that change}; refusals stand at their lines."""
        wanted: dict[str, PartRow] = {}
        changed: set[tuple[int, int]] = set()
        for line in self.every:
            if line.locked or (f"t-{line.key}" not in typed and f"g-{line.key}" not in typed and line.is_offer):
                continue
            part = self._part(line, typed)
            if part is None:
                continue
            wanted[line.key] = part
            if part != self._present(line):
                changed.add((line.term.id, line.item.term.id))
        return {} if self.problem_count else self._rows(wanted, changed)

    def _part(self, line: Line, typed: Mapping[str, Any]) -> PartRow | None:
        try:
            for kind in self.kinds:
                line.texts[kind] = str(typed.get(f"{kind}-{line.key}", "") or "").strip()[:6]
            kinds = {kind: _whole(text, line.key) for kind, text in line.texts.items() if text}
            line.kinds = {kind: hours for kind, hours in kinds.items() if hours}
            if line.is_offer:
                assert self.teacher is not None
                return PartRow(self.teacher.id, None, line.subgroup, None, line.kinds or None) if typed.get(f"g-{line.key}") else None
            if not line.teacher_locked:
                line.teacher = str(typed.get(f"t-{line.key}", ""))[:200]
            person = self._person(line)
            if line.load is None and person is None and line.kinds != line.item.plan_kinds:
                raise Invalid(N_("Name the teacher: hours of an item that nobody teaches are not kept."), field=line.key)
        except Invalid as refusal:
            line.errors.append(_(refusal.msgid, **refusal.params))
            return None
        return PartRow(person, None, line.subgroup, None, line.kinds or None)

    def _person(self, line: Line) -> int | None:
        present = teacher_of(line.load) if line.load is not None else None
        if line.teacher_locked:
            return present.employee_id if present is not None else None
        return self.names.find(line.teacher, line.key)

    def _present(self, line: Line) -> PartRow:
        present = teacher_of(line.load) if line.load is not None else None
        kinds = line.item.kinds_of(line.load) if line.load is not None else line.item.plan_kinds
        return PartRow(present.employee_id if present is not None else None, None, line.subgroup, None, kinds or None)

    def _rows(self, wanted: Mapping[str, PartRow], changed: set[tuple[int, int]]) -> dict[int, list[LoadRow]]:
        """Give the rows of the changed items with all their parts: those not on the sheet stay as they are."""
        found: dict[int, list[LoadRow]] = {}
        for term, items in self.terms:
            for item in items:
                if (term.id, item.term.id) not in changed:
                    continue
                loads: list[TeachingLoad | None] = list(item.loads) or [None]
                parts = []
                for load in loads:
                    line = self._line(term, item, load)
                    parts.append(wanted.get(line.key) or self._present(line))
                starts = [row.starts_on for load in item.loads for row in load.teachers[:1]]
                found.setdefault(term.id, []).append(LoadRow(item.term.id, tuple(parts), min(starts, default=None)))
        return found

    def add_error(self, refusal: DomainError, term_id: int) -> None:
        """Show a refusal of the operation at the item it names («id-hours»), else above the sheet."""
        sentence = _(refusal.msgid, **refusal.params)
        place = (refusal.field or "").partition("-")[0]
        line = next((one for one in self.every if one.term.id == term_id and str(one.item.term.id) == place), None)
        if line is not None:
            line.errors.append(sentence)
        else:
            self.sentences.append(sentence)

    @property
    def problem_count(self) -> int:
        """How many sentences of refusal the page shows."""
        return len(self.sentences) + sum(len(line.errors) for line in self.every)


def _fits(term: GroupTerm, item: ItemLoad, wanted: str) -> bool:
    text = f"{term.group.name} {item.term.item}".casefold()
    return all(word in text for word in wanted.casefold().split())


def _whole(text: str, key: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_HOURS:
        raise Invalid(N_("Hours are a whole number from 0 to %(most)s."), field=key, most=MOST_HOURS)
    return int(text)
