"""What a statement speaks of: any record with a card, a cell of a journal, a line of a sheet; its fields as people see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from app.access.crud import Crud
from app.access.crud_display import value_of
from app.audit import titles
from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.core.text import N_
from app.gradebook.standings import cell_of
from app.inaccuracies import queries
from app.inaccuracies.rules import Fact
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED

CELL, ENTRY = "cell", "attestation_entry"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frozen record lies: its term and the narrowest ids that an edit window may name."""

    term: GroupTerm
    load_id: int | None = None
    sheet_id: int | None = None
    lesson_id: int | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether the term is closed."""
        return self.term.status == CLOSED


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that may be wrong: what it is called, its fields, the student and the term it belongs to."""

    kind: str
    id: int
    part: int | None
    section: str
    title: str
    facts: tuple[Fact, ...]
    endpoint: str
    target: dict[str, int]
    student_id: int | None = None
    place: Place | None = None
    wrong: str = ""  # the field that a report from this place is about, unless another one is chosen

    @property
    def address(self) -> str:
        """Give the address of its page, empty where it has none; inside a request."""
        return url_for(self.endpoint, **self.target) if self.endpoint in current_app.view_functions else ""


def subject(actor: Actor, kind: str, subject_id: int, part: int | None = None) -> Subject:
    """Give the subject within the person's reach; NotFound for a foreign or unknown one, Forbidden without the right."""
    special: dict[str, Callable[[Actor, int, int | None], Subject]] = {CELL: _cell, ENTRY: _entry}
    return special.get(kind, lambda a, i, _part: _card(a, kind, i))(actor, subject_id, part)


def address_of(kind: str, subject_id: int, part: int | None, field: str = "") -> str:
    """Give the address of a report on a record, with the field it is about."""
    more = {"student": part or None, "field": field or None}
    return url_for("InaccuracyView.report", kind=kind, pk=subject_id, **{name: value for name, value in more.items() if value})


def _card(actor: Actor, kind: str, subject_id: int) -> Subject:
    view = titles.screen_of(kind)
    if not isinstance(view, Crud):
        raise NotFound(N_("There is no such record."))
    if not actor.may(view.class_permission_name, "read"):
        raise Forbidden(N_("You have no right to this record."))
    item = view.datamodel.get_scoped(subject_id, view.rows())
    if item is None:
        raise NotFound(N_("There is no such record."))
    facts = tuple(
        Fact(name, str(view.label_columns[name]), _plain(view, item, name)) for name in view.visible(view.show_columns, actor)
    )
    student_id = item.id if kind == "student" else getattr(item, "student_id", None)
    return Subject(kind, subject_id, None, str(view.list_title), str(item), facts, f"{view.endpoint}.show", {"pk": subject_id}, student_id)


def _plain(view: Crud, item: object, name: str) -> str:
    value = value_of(item, name)
    parts = value if isinstance(value, list) and name not in view.formatters_columns else [value]
    return ", ".join(str(view.writer.text(part, name)) for part in parts)


def _cell(actor: Actor, lesson_id: int, student_id: int | None) -> Subject:
    if not actor.may("journal", "read"):
        raise Forbidden(N_("You have no right to this record."))
    lesson, student, mark = queries.cell(lesson_id, student_id or 0)
    load = lesson.load
    title = _(
        "%(item)s, group %(group)s, lesson of %(day)s, %(student)s",
        item=load.curriculum_term.item.name, group=load.group_term.group.name, day=f"{lesson.date:%d.%m.%Y}", student=student.full_name,
    )  # fmt: skip
    facts = (
        Fact("cell", _("Mark or attendance"), cell_of(mark).text()),
        Fact("topic", _("Topic of the lesson"), lesson.topic or ""),
        Fact("homework", _("Homework"), lesson.homework or ""),
    )
    place = Place(load.group_term, load.id, None, lesson.id)
    return Subject(CELL, lesson_id, student.id, _("Journals"), title, facts, "JournalView.show", {"load_id": load.id}, student.id, place, "cell")


def _entry(actor: Actor, entry_id: int, _part: int | None) -> Subject:
    if not actor.may("sheet", "read"):
        raise Forbidden(N_("You have no right to this record."))
    entry = queries.entry(entry_id)
    sheet = entry.sheet
    title = _(
        "%(sheet)s, %(item)s, group %(group)s, %(student)s",
        sheet=str(sheet), item=sheet.load.curriculum_term.item.name, group=sheet.group_term.group.name, student=entry.student_name,
    )  # fmt: skip
    facts = (
        Fact("result", _("Result"), entry.result or ""),
        Fact("ticket", _("Ticket"), entry.ticket or ""),
        Fact("note", _("Topic"), entry.note or ""),
        Fact("record_book", _("Record book"), entry.record_book or ""),
    )
    place = Place(sheet.group_term, sheet.load_id, sheet.id) if sheet.kind == "primary" else None
    return Subject(ENTRY, entry_id, None, _("Sheets"), title, facts, "SheetView.show", {"sheet_id": sheet.id}, entry.student_id, place, "result")
