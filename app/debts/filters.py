"""The filters of the list of debtors: what the address asks for, what may be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _

from app.access.crud_interface import parse_id
from app.debts.queries import NOBODY, Owed, Wanted
from app.debts.rules import Age, State


def asked_wanted() -> Wanted:
    """Read the filters of the list from the address; what cannot be read is left out."""
    asked = request.args
    age, state = asked.get("age", ""), asked.get("state", "")
    return Wanted(
        group_id=parse_id(asked.get("group", "")), item_id=parse_id(asked.get("item", "")),
        employee_id=NOBODY if asked.get("employee") == str(NOBODY) else parse_id(asked.get("employee", "")), age=age if age in set(Age) else "",
        state=state if state in set(State) else "",
    )  # fmt: skip


def people_of(found: Sequence[Owed]) -> dict[int, str]:
    """Give {id: name} of those to whom something is settled, and the choice of nobody where nobody is known."""
    known = {person.id: person.short_name for one in found for person in one.teachers}
    nobody = {} if all(one.teachers for one in found) else {NOBODY: _("not known")}
    return dict(sorted(known.items(), key=lambda pair: pair[1])) | nobody
