"""Taking a table off the screen: the page is drawn anew for the same person, so rights and row limits are its own."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request

from app.access import gate
from app.access.permissions import Action, right_to_take
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.documents import rendering
from app.documents.rules import Letterhead
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.screens import papers, reading, rules
from app.screens.rules import Page, Table

SUBJECT = "screen_table"
MOST_ROWS, MOST_PRINTED = 20_000, 2_000
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A table as a file: its bytes and its name without a suffix."""

    body: bytes
    name: str


def take_xlsx(actor: Actor, address: str, number: int) -> Taken:
    """Give the table ``number`` (from 0) of the page at ``address``, all its pages, as xlsx; the export is logged.

    Raises NotFound for no such page or table, Forbidden without the right on what the page shows, Refused above ``MOST_ROWS``.
    """
    page, table = _table(actor, address, number, Action.EXPORT, MOST_ROWS)
    shown = rules.without_idle(table)
    body = to_xlsx(page.title, rules.flat_heads(shown), rules.flat_rows(shown))  # type: ignore[arg-type]
    _log(actor, Action.EXPORT, address, page, table)
    return Taken(body, _name(page, table))


def take_print(actor: Actor, address: str, number: int) -> Taken:
    """Give the same table as a PDF in the house style; the print is logged. Raises what ``take_xlsx`` raises."""
    page, table = _table(actor, address, number, Action.PRINT, MOST_PRINTED)
    body = rendering.render(papers.TEMPLATE, papers.table_paper(actor, _head(actor), page, table))
    _log(actor, Action.PRINT, address, page, table)
    return Taken(body, _name(page, table))


def may_take(actor: Actor, endpoint: str, action: Action) -> bool:
    """Tell whether ``actor`` may take the tables of a page away: where personal data demand it, a right of its own."""
    needed = gate.requirement(current_app, endpoint)
    if needed is None:
        return False
    wanted = right_to_take(needed.resource, action) or needed.action
    return actor.may(needed.resource, wanted)


def _table(actor: Actor, address: str, number: int, action: Action, most: int) -> tuple[Page, Table]:
    first = reading.read(_drawn(actor, address, action))
    if not 0 <= number < len(first.tables):
        raise NotFound(N_("There is no such table on the page any more. Open the page again."))
    pages = [first.tables[number]]
    for at in range(2, first.pages + 1):
        if sum(len(one.rows) for one in pages) > most:
            break
        again = reading.read(_drawn(actor, _paged(address, at), action)).tables
        if number < len(again) and again[number].heads == pages[0].heads:
            pages.append(again[number])
    found = rules.joined(pages)
    if len(found.rows) > most:
        raise Refused(N_("The table has more than %(most)s rows. Narrow it with a filter."), most=most)
    return first, found


def _paged(address: str, page: int) -> str:
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "page"]
    return f"{parts.path}?{urlencode([*asked, ('page', str(page))])}"


def _drawn(actor: Actor, address: str, action: Action) -> str:
    """Draw the page in a context of its own: the whole gate stands before it again."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or len(address) > LONGEST_ADDRESS:
        raise NotFound(N_("There is no such page."))
    with current_app.app_context(), current_app.request_context(_environ(parts.path, parts.query)):
        if request.endpoint is None:
            raise NotFound(N_("There is no such page."))
        if not may_take(actor, request.endpoint, action):
            raise Forbidden(N_("You have no right to take this table out of the system. Ask the coordinator of your college if you need it."))
        answer = current_app.full_dispatch_request()
        if answer.status_code != 200 or answer.mimetype != "text/html":
            raise NotFound(N_("There is no such page."))
        return answer.get_data(as_text=True)


def _environ(path: str, query: str) -> dict[str, Any]:
    kept = {key: value for key, value in request.environ.items() if not key.startswith("werkzeug.") and key != "CONTENT_TYPE"}
    return kept | {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO(),
    }  # fmt: skip


def _log(actor: Actor, action: Action, address: str, page: Page, table: Table) -> None:
    with transaction():
        label = f"{_name(page, table)}: {len(table.rows)}"
        audit.record(actor, str(action), SUBJECT, label=label[:300], changes={"address": (None, address)})


def _name(page: Page, table: Table) -> str:
    caption = table.caption if table.caption != page.title else ""
    return ", ".join(one for one in (page.title, caption) if one) or "Таблица"


def _head(actor: Actor) -> Letterhead:
    college = db.session.get(Organization, actor.organization_id) if actor.organization_id else None
    return letterhead(college) if college is not None else Letterhead("")

