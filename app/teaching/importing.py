"""The import of a load: rows of a table matched with groups, plans and staff; all or nothing, a second time changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.text import N_, normalise
from app.exchange.rules import Finding, Parsed, Plan, PlannedRow, Record, letter
from app.organization import queries as organization
from app.teaching import operations, queries
from app.teaching.models import TeachingLoad
from app.teaching.naming import Named, Names
from app.teaching.operations import LoadRow, PartRow
from app.teaching.queries import ItemLoad, teacher_of
from app.teaching.reaching import sees_whole
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED

HEADS = (N_("Group"), N_("Plan semester"), N_("Item of the plan"), N_("Subgroup"), N_("Teacher"), N_("Hours"))
NEW, CHANGED, SAME = N_("will be given out"), N_("will be changed"), N_("stands already")


@dataclass(frozen=True, slots=True)
class Matched:
    """A row of the file with what it is about."""

    record: Record
    term: GroupTerm
    item: ItemLoad
    load: TeachingLoad | None
    part: PartRow
    state: str


class Matcher:
    """What the rows are matched with; read once."""

    def __init__(self, actor: Actor) -> None:
        year = organization.active_year()
        found = queries.terms_with_loads(year.id) if year else []
        self._terms = {
            (normalise(term.group.name), term.plan_semester): (term, items) for term, items in found if sees_whole(actor, term)
        }
        self._groups = {name for name, _semester in self._terms}
        people = queries.staff(today(actor.zone))
        self._names = Names(Named(one.id, one.full_name, one.short_name, one.position) for one in people)
        self._taught = queries.loads_with_lessons([load.id for _t, items in found for item in items for load in item.loads])

    def match(self, record: Record) -> Matched:
        """Match a row; raises Invalid whose ``field`` is the column."""
        values = record.values
        term, items = self._term(str(values["group"]), int(str(values["semester"])))
        item = _item(items, str(values["item"]))
        name = str(values["subgroup"]) if values["subgroup"] else None
        load = next((one for one in item.loads if _same(one, name)), None)
        if name is not None and load is None:
            raise Invalid(N_("«%(item)s» has no subgroup «%(name)s»: split the group first."), field="subgroup", item=str(item.term.item), name=name)
        person = self._names.find(str(values["teacher"]), "teacher")
        kinds = values["kinds"] if isinstance(values["kinds"], dict) else None
        hours = int(str(values["hours"])) if values["hours"] is not None else None
        part = PartRow(person, hours, load.subgroup.name if load and load.subgroup else None, None, kinds)
        return Matched(record, term, item, load, part, self._state(item, load, part))

    def _term(self, group: str, semester: int) -> tuple[GroupTerm, list[ItemLoad]]:
        key = normalise(group)
        if key not in self._groups:
            raise Invalid(N_("There is no group «%(name)s» with a term in the present year."), field="group", name=group)
        if (key, semester) not in self._terms:
            raise Invalid(N_("The group «%(name)s» has no semester %(number)s in the present year."), field="semester", name=group, number=semester)
        term, items = self._terms[key, semester]
        if term.status == CLOSED:
            raise Invalid(N_("The term is closed: its load does not change any more."), field="semester")
        return term, items

    def _state(self, item: ItemLoad, load: TeachingLoad | None, part: PartRow) -> str:
        present = teacher_of(load) if load is not None else None
        if load is None or present is None:
            return NEW
        hours = sum(part.kinds.values()) if part.kinds else (item.planned if part.hours is None else part.hours)
        same_kinds = part.kinds is None or {k: h for k, h in part.kinds.items() if h} == item.kinds_of(load)
        if present.employee_id == part.employee_id and load.hours == hours and same_kinds:
            return SAME
        if present.employee_id != part.employee_id and (load.id in self._taught or len(load.teachers) > 1):
            raise Invalid(N_("There are lessons already: the teacher is replaced by an order."), field="teacher")
        return CHANGED


def _same(load: TeachingLoad, name: str | None) -> bool:
    return normalise(load.subgroup.name if load.subgroup else "") == normalise(name or "")


def _item(items: Sequence[ItemLoad], typed: str) -> ItemLoad:
    """Find an item by its code, its name or both."""
    wanted = normalise(typed)
    found = [one for one in items if wanted in (normalise(one.term.item.code), normalise(one.term.item.name), normalise(str(one.term.item)))]
    if not found:
        raise Invalid(N_("The plan of the group has no «%(name)s» in this semester."), field="item", name=typed)
    if len(found) > 1:
        raise Invalid(N_("The plan has several «%(name)s» in this semester: name the code."), field="item", name=typed)
    return found[0]


def plan_loads(actor: Actor, parsed: Parsed) -> Plan:
    """Tell what importing the rows would do, with each error at its cell; reads only."""
    matched, findings = _matched(actor, parsed)
    rows = tuple(
        PlannedRow(
            one.record.number,
            (
                one.term.group.name, str(one.term.plan_semester), str(one.item.term.item), one.part.subgroup or "",
                str(one.record.values["teacher"]), str(one.record.values["hours"] if one.record.values["hours"] is not None else one.item.planned),
            ),
            one.state, one.state != SAME,
        )
        for one in matched
    )  # fmt: skip
    return Plan(HEADS, rows, tuple(findings))


def _matched(actor: Actor, parsed: Parsed) -> tuple[list[Matched], list[Finding]]:
    matcher, columns = Matcher(actor), {key: letter(index) for index, key in parsed.mapping.items()}
    found, findings = [], []
    for record in parsed.records:
        try:
            found.append(matcher.match(record))
        except DomainError as refusal:
            value = str(record.values.get(refusal.field or "", "") or "")
            findings.append(Finding(refusal.msgid, refusal.params, record.number, columns.get(refusal.field or ""), value))
    return found, findings


def import_loads(actor: Actor, parsed: Parsed) -> int:
    """Give out what the rows say, all or nothing; gives how many parts changed. Raises Invalid for a row that does not fit."""
    crud_writing.require(actor, TeachingLoad.__resource__, "import")
    matched, findings = _matched(actor, parsed)
    if findings:
        raise Invalid(N_("Row %(row)s does not fit any more: open the preview again."), row=findings[0].row)
    changed = [one for one in matched if one.state != SAME]
    items: dict[int, dict[int, list[Matched]]] = defaultdict(lambda: defaultdict(list))
    terms = {one.term.id: one.term for one in changed}
    for one in changed:
        items[one.term.id][one.item.term.id].append(one)
    for term_id, by_item in items.items():
        operations.assign_loads(actor, terms[term_id], [_row(found) for found in by_item.values()])
    audit.record(actor, "import_load", "teaching_load", changes={"rows": (None, len(changed))})
    return len(changed)


def _row(found: list[Matched]) -> LoadRow:
    """Give the row of an item: its named parts as the file says, the others as they are."""
    item = found[0].item
    named = {one.load.id if one.load else 0: one.part for one in found}
    parts = [named.pop(load.id) if load.id in named else _present(load) for load in item.loads]
    parts += list(named.values())
    starts = [row.starts_on for load in item.loads for row in load.teachers[:1]]
    return LoadRow(item.term.id, tuple(parts), min(starts, default=None))


def _present(load: TeachingLoad) -> PartRow:
    person = teacher_of(load)
    return PartRow(person.employee_id if person else None, load.hours, load.subgroup.name if load.subgroup else None)
