"""What each person keeps of a list: the columns chosen and filters saved under a name. Built once, every list has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import g
from sqlalchemy import select

from app.access.models import ListPreference
from app.core.errors import Invalid, NotFound
from app.core.text import N_, clean
from app.extensions import db

MOST_FILTERS = 20
COLUMNS = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept choices for one list: columns (empty for the usual ones), saved filters as (id, name, query)."""

    columns: list[str] = field(default_factory=list)
    filters: list[tuple[int, str, str]] = field(default_factory=list)


def kept(view: Any) -> Kept:
    """Give what the acting person keeps of the view's list; one statement a request."""
    known: dict[str, Kept] = g.setdefault("kept_lists", {})
    if view.endpoint not in known:
        rows = _rows(view.endpoint)
        columns = next((row.value.split(",") for row in rows if row.name == COLUMNS), [])
        known[view.endpoint] = Kept(columns, [(row.id, row.name, row.value) for row in rows if row.name != COLUMNS])
    return known[view.endpoint]


def _rows(endpoint: str) -> Sequence[ListPreference]:
    if g.actor.user_id is None:
        return []
    own = select(ListPreference).where(ListPreference.user_id == g.actor.user_id, ListPreference.list_name == endpoint)
    return db.session.scalars(own.order_by(ListPreference.name)).all()


def offered(view: Any) -> list[str]:
    """Give all columns that the acting person may put into the list, the usual ones first."""
    return list(view.visible([*view.list_columns, *view.optional_columns]))


def chosen(view: Any) -> list[str]:
    """Give the columns of the list: the person's own choice, else the usual ones; the first one always stands first."""
    allowed = offered(view)
    usual = list(view.visible(view.list_columns))
    mine = [name for name in kept(view).columns if name in allowed and name != usual[0]]
    return [usual[0], *mine] if kept(view).columns else usual


def choose_columns(view: Any, names: Sequence[str]) -> None:
    """Keep the person's columns, in the order offered; none of them means the usual ones again."""
    names = [name for name in offered(view) if name in names]
    usual = list(view.visible(view.list_columns))
    _put(view, COLUMNS, ",".join(names) if names and names != usual else "")


def save_filter(view: Any, name: str, query: str) -> None:
    """Keep the list as it stands under a name; the same name again replaces it. Raises Invalid."""
    title = clean(name)[:60]
    if not title:
        raise Invalid(N_("Give the filter a name."), field="name")
    if len(query) > 1000:
        raise Invalid(N_("The filter is too long to be kept."), field="name")
    if len(kept(view).filters) >= MOST_FILTERS and title not in {one[1] for one in kept(view).filters}:
        raise Invalid(N_("At most %(most)s filters are kept for a list. Remove one."), field="name", most=MOST_FILTERS)
    _put(view, title, query)


def _put(view: Any, name: str, value: str) -> None:
    present = next((row for row in _rows(view.endpoint) if row.name == name), None)
    if present is None and value:
        db.session.add(
            ListPreference(
                organization_id=g.actor.organization_id, user_id=g.actor.user_id, list_name=view.endpoint, name=name, value=value
            )
        )  # fmt: skip
    elif present is not None and value:
        present.value = value
    elif present is not None:
        db.session.delete(present)
    db.session.flush()


def drop_filter(view: Any, row_id: int | None) -> None:
    """Forget a saved filter of the acting person; raises NotFound for anybody else's."""
    found = next((row for row in _rows(view.endpoint) if row.id == row_id and row.name != COLUMNS), None)
    if found is None:
        raise NotFound(N_("There is no such filter."))
    db.session.delete(found)
    db.session.flush()
