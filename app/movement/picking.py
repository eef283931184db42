"""Students of an order taken from the list of students: the marked ones, or all that a search or a saved filter shows."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.access.crud_arguments import ListArguments, parse
from app.access.crud_display import view_of
from app.access.crud_list import filterable, statement_of
from app.access.crud_marked import ListedAction, MarkedAction, register_listed, register_marked
from app.access.permissions import Action, Resource
from app.extensions import db
from app.movement.lines import MOST_LINES
from app.students.models import Student

LONGEST = 1000


def students_of_list(asked: str) -> list[int]:
    """Give the ids of who the list of students shows when asked so (the text after «?»), an order's lines at most."""
    if not asked:
        return []
    view = view_of(Student)
    typed = MultiDict(parse_qsl(asked[:LONGEST], keep_blank_values=True))
    arguments = parse(typed, sortable=(), filterable=filterable(view), default_size=view.page_size)
    found = statement_of(view, arguments).with_only_columns(Student.id, maintain_column_froms=True).limit(MOST_LINES)
    return list(db.session.scalars(found))


def _of_marked(items: Sequence[Student]) -> str:
    return url_for("OrderDraftView.pick", student=[one.id for one in items])


def _of_list(arguments: ListArguments) -> str:
    return url_for("OrderDraftView.pick", list=arguments.query_string().removeprefix("?"))


register_marked(Student, MarkedAction("order", _l("Create an order"), (Resource.ORDER, Action.CREATE), _of_marked))
register_listed(Student, ListedAction(_l("Order for all listed"), (Resource.ORDER, Action.CREATE), _of_list, MOST_LINES))
