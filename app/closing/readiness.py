"""What still stands between a group's term and its close: one pure function over facts that were read before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.closing.rules import Policy
from app.core.text import N_

BLOCK, WARN = "block", "warn"
Link = tuple[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: a stable code, the sentence with parameters, where it is mended, how many rows it concerns, how severe.

    ``link`` is (endpoint, ((argument, id), …)), so that whoever shows the finding leads to the place.
    """

    code: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    link: Link | None = None
    count: int = 1
    severity: str = WARN

    def __str__(self) -> str:
        return self.msgid % self.params


@dataclass(frozen=True, slots=True)
class ControlFact:
    """A control of the plan with its sheet; ``line_faults`` are (names not in the group that day, names left out)."""

    item: str
    control: str
    required: bool
    has_load: bool
    sheet_id: int | None = None
    is_signed: bool = False
    is_closed: bool = False
    number: str = ""
    filled: int = 0
    total: int = 0
    foreign: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadFact:
    """A load: its hours by plan and held, teachers, lessons without a topic, marks, students without a proposed mark.

    ``waiting`` requests to correct a mark wait for their decision; ``plan_approved`` tells of its calendar-thematic plan.
    """

    load_id: int
    item: str
    has_teacher: bool
    planned: int
    held: int
    untitled: int
    marks: int
    students: int
    without_proposal: int
    waiting: int = 0
    plan_approved: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the checks look at, of one group's term; ``orders`` are (id, title) of signed ones that are not applied."""

    term_id: int
    group_id: int
    students: int
    has_curator: bool
    controls: tuple[ControlFact, ...]
    loads: tuple[LoadFact, ...]
    uncovered: tuple[str, ...] = ()
    unconfirmed: bool = False
    orders: tuple[tuple[int, str], ...] = ()


def problems(facts: Facts, policy: Policy) -> list[Problem]:
    """Give what is missing, blocking findings first; the close is possible when none of them blocks.

    What blocks is said by ``policy``, the local act of the college.
    """
    found = [*_group(facts), *_controls(facts), *_loads(facts)]
    judged = [replace(one, severity=BLOCK if policy.is_blocking(one.code) else WARN) for one in found]
    return sorted(judged, key=lambda one: one.severity != BLOCK)


def blocking(found: list[Problem]) -> list[Problem]:
    """Give only what forbids the close."""
    return [one for one in found if one.severity == BLOCK]


def _group(facts: Facts) -> Iterator[Problem]:
    group = ("GroupView.show", (("pk", facts.group_id),))
    if not facts.students:
        yield Problem("no_students", N_("Nobody is in the group in this term."), link=group)
    if not facts.has_curator:
        yield Problem("no_curator", N_("The group has no curator."), link=group)
    for order_id, title in facts.orders:
        yield Problem("order_not_applied", N_("The order «%(order)s» is signed but not applied."),
                      {"order": title}, ("OrderView.show", (("order_id", order_id),)))  # fmt: skip
    for item in facts.uncovered:
        yield Problem("item_without_load", N_("«%(item)s»: the item of the plan was given to nobody."),
                      {"item": item}, _load_link(facts))  # fmt: skip
    if facts.unconfirmed:
        yield Problem("not_confirmed", N_("The head of the department has not confirmed the group."),
                      link=("ClosingView.show", (("term_id", facts.term_id),)))  # fmt: skip


def _load_link(facts: Facts) -> Link:
    return "LoadView.term", (("pk", facts.term_id),)


def _controls(facts: Facts) -> Iterator[Problem]:
    for one in facts.controls:
        named = {"item": one.item, "control": one.control}
        if one.sheet_id is None and not one.has_load:
            yield Problem("control_without_load" if one.required else "optional_without_sheet",
                          N_("«%(item)s» (%(control)s): nobody teaches it, so there is no sheet."), named, _load_link(facts))  # fmt: skip
        elif one.sheet_id is None:
            yield Problem("control_without_sheet" if one.required else "optional_without_sheet", N_("«%(item)s» (%(control)s): the sheet has not been issued."),
                          named, ("SheetView.term", (("term_id", facts.term_id),)))  # fmt: skip
        else:
            yield from _sheet(one, named)


def _sheet(one: ControlFact, named: Mapping[str, object]) -> Iterator[Problem]:
    link: Link = ("SheetView.show", (("sheet_id", one.sheet_id or 0),))
    empty = one.total - one.filled
    named = {**named, "number": one.number}
    if empty:
        yield Problem("empty_entry", N_("«%(item)s» (%(control)s), sheet № %(number)s: filled %(filled)s of %(total)s."),
                      named | {"filled": one.filled, "total": one.total}, link, empty)  # fmt: skip
    elif not one.is_signed:
        yield Problem("sheet_not_signed", N_("«%(item)s» (%(control)s), sheet № %(number)s: not signed by its teacher."),
                      named, link)  # fmt: skip
    elif not one.is_closed:
        yield Problem("sheet_not_closed", N_("«%(item)s» (%(control)s), sheet № %(number)s: not closed by the study office."),
                      named, link)  # fmt: skip
    if one.foreign:
        yield Problem("outside_group", N_("«%(item)s», sheet № %(number)s: not in the group on its day: %(names)s."),
                      named | {"names": ", ".join(one.foreign)}, link, len(one.foreign))  # fmt: skip
    if one.left_out:
        yield Problem("not_in_sheet", N_("«%(item)s», sheet № %(number)s: in the group but not in the sheet: %(names)s."),
                      named | {"names": ", ".join(one.left_out)}, link, len(one.left_out))  # fmt: skip


def _loads(facts: Facts) -> Iterator[Problem]:
    for one in facts.loads:
        journal: Link = ("JournalView.show", (("load_id", one.load_id),))
        named: dict[str, object] = {"item": one.item}
        if not one.has_teacher:
            yield Problem("load_without_teacher", N_("«%(item)s»: the load has no teacher."), named, _load_link(facts))
        if not one.plan_approved:
            yield Problem("plan_not_approved", N_("«%(item)s»: the calendar-thematic plan is not approved."), named,
                          ("LessonPlanView.show", (("load_id", one.load_id),)))  # fmt: skip
        if one.untitled:
            yield Problem("no_topic", N_("«%(item)s»: lessons without a topic: %(count)s."), named | {"count": one.untitled},
                          journal, one.untitled)  # fmt: skip
        if one.waiting:
            yield Problem("change_waits", N_("«%(item)s»: requests to correct a mark that wait for their decision: %(count)s."),
                          named | {"count": one.waiting}, ("MarkChangeView.list", (("load", one.load_id),)), one.waiting)  # fmt: skip
        if one.held != one.planned:
            yield Problem("hours_differ", N_("«%(item)s»: %(held)s hours held, %(planned)s planned."),
                          named | {"held": one.held, "planned": one.planned}, journal)  # fmt: skip
        if one.students and not one.marks:
            yield Problem("no_marks", N_("«%(item)s»: no marks in the journal."), named, journal)
        elif one.without_proposal:
            yield Problem("no_proposal", N_("«%(item)s»: students without a proposed mark: %(count)s."),
                          named | {"count": one.without_proposal}, journal, one.without_proposal)  # fmt: skip
