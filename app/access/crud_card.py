"""What the card of a record shows: its fields, rows that belong to it, sections of other features, its history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.access.crud_display import value_of
from app.access.crud_list import Row
from app.core.actor import Actor

ROWS_ON_CARD = 25


@dataclass(frozen=True, slots=True)
class Button:
    """A link (GET) or a deed (POST) at the head of a page; ``confirm`` is asked before a deed is done."""

    label: str
    href: str
    post: bool = False
    confirm: str = ""
    kind: str = "default"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card drawn by ``template`` with ``context``; a smaller ``order`` comes first."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


SectionMaker = Callable[[Actor, Any], Section | None]
_makers: dict[type, list[SectionMaker]] = {}


def register_section(model: type, maker: SectionMaker) -> None:
    """Let a higher feature add a section to the card of ``model``; ``maker`` gives None when it has nothing to show."""
    makers = _makers.setdefault(model, [])
    if maker not in makers:
        makers.append(maker)


ButtonMaker = Callable[[Actor, Any, Any], Button | None]
_button_makers: list[ButtonMaker] = []
FieldLinkMaker = Callable[[Actor, Any, Any, str], Button | None]
_link_makers: list[FieldLinkMaker] = []


def register_button(maker: ButtonMaker) -> ButtonMaker:
    """Let a higher feature put a button on every card; ``maker(actor, view, item)`` gives None where it has none."""
    if maker not in _button_makers:
        _button_makers.append(maker)
    return maker


def buttons(view: Any, actor: Actor, item: Any) -> list[Button]:
    """Give the buttons of a card: those of its view, then those of other features."""
    found = [maker(actor, view, item) for maker in _button_makers]
    return [*view.card_buttons(item), *(button for button in found if button is not None)]


def register_field_link(maker: FieldLinkMaker) -> FieldLinkMaker:
    """Let a higher feature put a link at every field of a card; ``maker(actor, view, item, name)`` gives None where it has none."""
    if maker not in _link_makers:
        _link_makers.append(maker)
    return maker


def _links(view: Any, actor: Actor, item: Any, name: str) -> list[Button]:
    found = [maker(actor, view, item, name) for maker in _link_makers]
    return [link for link in found if link is not None]


def drawn(section: Section) -> Markup:
    """Draw a section."""
    return Markup(render_template(section.template, **section.context))  # noqa: S704 - the template escapes


def fieldsets(view: Any, actor: Actor, item: Any) -> list[tuple[str, list[tuple[str, Any, list[Button]]]]]:
    """Give the groups of a card: (title, [(label, written value, links of other features at the field), …])."""
    groups = view.show_fieldsets or [("", {"fields": view.show_columns})]
    return [
        (
            str(title or ""),
            [(str(view.label_columns[n]), view.writer.linked(value_of(item, n), n), _links(view, actor, item, n)) for n in columns],
        )
        for title, options in groups
        if (columns := view.visible(options["fields"]))
    ]


def sections(view: Any, actor: Actor, item: Any) -> list[Section]:
    """Give all sections below the fields, in order."""
    found = [*view.card_sections(item), *(maker(actor, item) for maker in _makers.get(type(item), ()))]
    found += [
        _related(view, other, item) for other in view._related_views if actor.may(other.class_permission_name, "read")
    ]
    return sorted((section for section in found if section is not None), key=lambda section: section.order)


def _related(view: Any, other: Any, item: Any) -> Section | None:
    """Give the rows of a related view that belong to the record."""
    name = other.datamodel.get_related_fk(view.datamodel.obj)
    attribute = getattr(other.datamodel.obj, name)
    mine = attribute.contains(item) if attribute.property.uselist else attribute == item
    statement = other.rows().where(mine)
    column, direction = other.base_order
    statement = other.datamodel.order(statement, column, direction == "desc", other.sort_expressions.get(column))
    shown = [c for c in other.visible(other.list_columns) if c != name]
    items = other.datamodel.page(statement, [*shown, *other.load_columns], ROWS_ON_CARD + 1)
    rows = [
        Row(
            row.id,
            url_for(f"{other.endpoint}.show", pk=row.id),
            [other.writer.text(value_of(row, c), c) for c in shown],
        )
        for row in items[:ROWS_ON_CARD]
    ]
    more = url_for(f"{other.endpoint}.list", **{f"f.{name}": item.id}) if name in other.filters else ""
    context = {
        "heads": [str(other.label_columns[c]) for c in shown],
        "rows": rows,
        "more": more if len(items) > ROWS_ON_CARD else "",
        "add": _add_address(other, name, item),
        "empty": str(other.empty_hint or _("Nothing here yet.")),
    }
    return Section(str(other.list_title), "crud/section_rows.html", context)


def _add_address(other: Any, name: str, item: Any) -> str:
    if not (other.can_write and name in other.add_columns and g.actor.may(other.class_permission_name, "create")):
        return ""
    return url_for(f"{other.endpoint}.add", **{name: item.id})
