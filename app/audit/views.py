"""The log of the college: who did what to which record, when, old → new; with filters, a page at a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import abort, current_app, g, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from app.audit import queries, titles
from app.audit.models import INSTALLATION
from app.audit.queries import Record, Wanted
from app.core.display import zone
from app.core.text import clean

ROWS = 100


class AuditView(BaseView):
    """The log; it is only read here, and nothing writes it but the acts themselves."""

    route_base = "/audit"
    class_permission_name = "audit"
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """Show a page of the log."""
        typed = {name: _text(name) for name in ("action", "actor", "object", "since", "until")}
        object_id = _number(_text("id"))
        wanted = Wanted(
            typed["action"], typed["actor"], typed["object"], object_id, _moment(typed["since"]), _moment(typed["until"], 1)
        )
        found = queries.log(_chain(), wanted, before=_number(_text("before")), limit=ROWS + 1)
        return self.render_template(
            "audit/log.html",
            title=_("Log"),
            rows=[_line(record) for record in found[:ROWS]],
            typed=typed,
            object_id=object_id,
            older=_older(found, typed, object_id),
            acts=_sorted(titles.ACT_TITLES),
            kinds=_sorted(titles.OBJECT_TITLES),
        )

    @expose("/<kind>/<pk>")
    @permission_name("read")
    def history(self, kind: str, pk: str) -> Any:
        """Show the whole history of one record."""
        object_id = _number(pk)
        if object_id is None or kind not in titles.OBJECT_TITLES:
            abort(404)
        found = queries.history_of(_chain(), kind, object_id, 1000)
        if not found:
            abort(404)
        title = _("History: %(kind)s — %(name)s", kind=titles.object_title(kind), name=found[0].label or f"№ {object_id}")
        return self.render_template(
            "audit/history.html", title=title, rows=[_line(r) for r in found], address=_address(kind, object_id)
        )


def _chain() -> int:
    return g.actor.organization_id or INSTALLATION


def _text(name: str) -> str:
    return clean(request.args.get(name, "").replace("\x00", ""))[:100]


def _number(typed: str) -> int | None:
    """Give a positive number of up to 18 digits; None for nothing, 400 for anything else."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 18:
        abort(400)
    return int(typed)


def _moment(typed: str, days: int = 0) -> datetime | None:
    """Give the first moment of a day in the college's zone, ``days`` later; what is no day narrows nothing."""
    try:
        day = date.fromisoformat(typed) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time.min, zone()) if 1900 <= day.year <= 2200 else None


def _older(found: list[Record], typed: dict[str, str], object_id: int | None) -> str:
    if len(found) <= ROWS:
        return ""
    kept = {name: value for name, value in typed.items() if value}
    return url_for("AuditView.list", **kept, **({"id": object_id} if object_id else {}), before=found[ROWS - 1].seq)


def _sorted(named: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(((code, str(title)) for code, title in named.items()), key=lambda pair: pair[1].casefold())


def _line(record: Record) -> dict[str, Any]:
    """Write a record for people."""
    changes = [
        (titles.field_title(record.object_type, column), titles.value_text(record.object_type, column, old), titles.value_text(record.object_type, column, new))
        for column, old, new in record.altered()
    ]
    return {
        "seq": record.seq,
        "at": record.at,
        "actor": record.actor,
        "act": titles.act_title(record.action),
        "kind": titles.object_title(record.object_type),
        "label": record.label or (f"№ {record.object_id}" if record.object_id else ""),
        "reason": record.reason,
        "changes": changes,
        "history": _history_address(record),
    }


def _history_address(record: Record) -> str:
    if record.object_id is None or record.object_type not in titles.OBJECT_TITLES:
        return ""
    return url_for("AuditView.history", kind=record.object_type, pk=record.object_id)


def _address(kind: str, object_id: int) -> str:
    """Give the address of a record's card, empty where there is no card for this person."""
    screen = titles.screen_of(kind)
    if screen is None or not g.actor.may(screen.class_permission_name, "read"):
        return ""
    try:
        return str(current_app.url_for(f"{screen.endpoint}.show", pk=object_id))
    except BuildError:
        return ""
