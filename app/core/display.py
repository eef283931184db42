"""How values are written for people: Russian dates, decimal commas, titles of codes; also as template filters."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context
from flask_babel import format_date, format_decimal, get_domain
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from app.core.clock import DEFAULT_ZONE


def zone() -> ZoneInfo:
    """Give the zone of the acting person's college."""
    actor = g.get("actor") if has_request_context() else None
    return ZoneInfo(getattr(actor, "zone", None) or DEFAULT_ZONE)


def day(value: date | None) -> str:
    """Write a date as 01.09.2026; nothing for None."""
    return value.strftime("%d.%m.%Y") if value else ""


def weekday(value: date) -> str:
    """Write the day of the week shortly: «пн»."""
    return str(format_date(value, "ccc"))


def moment(value: datetime | None) -> str:
    """Write an aware moment as 01.09.2026 14:05 in the college's zone."""
    if value is None:
        return ""
    local = value.astimezone(zone()) if value.tzinfo else value
    return local.strftime("%d.%m.%Y %H:%M")


def plain(value: Any) -> str:
    """Write any value of a record as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal | float):
        return str(format_decimal(value))
    if isinstance(value, list | tuple | set):
        return ", ".join(plain(part) for part in value)
    return str(value)


def title_of(titles: Any, code: Any) -> str:
    """Give the title of a code of an enumeration; the code itself when it has none."""
    if code is None:
        return ""
    titles = titles() if callable(titles) else titles
    known = dict(titles)
    return str(known.get(code, code))


def _translations() -> Any:
    """Give the catalogue of this request's language, found once: a page asks it for a hundred words."""
    if "translations" not in g:
        g.translations = get_domain().get_translations()
    return g.translations


def _gettext(msgid: str, /, **values: Any) -> str:
    return str(_translations().ugettext(msgid)) % values


def _ngettext(singular: str, plural: str, num: int, /, **values: Any) -> str:
    return str(_translations().ungettext(singular, plural, num)) % {"num": num, **values}


def escape_texts(app: Flask) -> None:
    """Let every text of a page be a text: Jinja's gettext and lazy texts call themselves markup, the names said in them too."""
    app.jinja_env.globals.update(gettext=_gettext, ngettext=_ngettext)
    if "__html__" in vars(LazyString):
        del LazyString.__html__


def init_app(app: Flask) -> None:
    """Give templates the filters ``day``, ``moment``, ``plain`` ``actor`` and ``has_endpoint(name)``, and a quick gettext."""
    escape_texts(app)
    app.jinja_env.filters.update(day=day, weekday=weekday, moment=moment, plain=plain)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"actor": g.get("actor"), "has_endpoint": app.view_functions.__contains__})
