"""The sheet of duties as it was posted (one group of fields a line), the note of a duty done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.access.crud_fields import REQUIRED
from app.access.crud_interface import parse_id
from app.access.forms import AccessForm
from app.deadlines.operations import MOST_LINES
from app.deadlines.rules import Duty

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})")


def read_matrix(form: Mapping[str, Any]) -> tuple[list[Duty], dict[str, str]]:
    """Give the lines and {«line-field»: sentence} of what is no number or day; lines marked for removal are left out."""
    lines: list[Duty] = []
    problems: dict[str, str] = {}
    for number in range(MOST_LINES + 1):
        if f"{number}-action" not in form:
            continue
        get = lambda name, number=number: str(form.get(f"{number}-{name}", "")).replace("\x00", "").strip()  # noqa: E731
        if get("remove") or not (get("section") or get("action")):
            continue
        place = len(lines)
        numbers = {name: _number(get(name), f"{place}-{name}", problems) for name in ("days", "remind_days", "escalate_days")}
        lines.append(
            Duty(
                code=get("code")[:20], section=get("section"), action=get("action"), responsible=get("responsible"),
                controller=get("controller"), unit=get("unit"), fixed=_fixed(get("fixed")), words=get("words"),
                responsible_id=parse_id(get("responsible_id")), controller_id=parse_id(get("controller_id")),
                is_active=bool(get("is_active")), id=parse_id(get("id")), **numbers,
            )
        )  # fmt: skip
    return lines, problems


def _number(typed: str, field: str, problems: dict[str, str]) -> int:
    if typed.isascii() and typed.isdigit() and len(typed) <= 4:
        return int(typed)
    if typed:
        problems[field] = _("Type a whole number.")
    return 0


def _fixed(typed: str) -> str:
    """Turn «10.09, 20.01» into «09-10,01-20»; what is no day stays as typed and is refused by the rules."""
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    found = [_DAY.fullmatch(part) for part in parts]
    return ",".join(f"{int(one[2]):02}-{int(one[1]):02}" if one else part for one, part in zip(found, parts, strict=True))[:40]


class NoteForm(AccessForm):
    """What was checked and what was found."""

    found = TextAreaField(_l("What was checked, what was found"), [InputRequired(REQUIRED), Length(max=1000)], render_kw={"rows": 3})
