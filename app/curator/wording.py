"""How papers about absences are called."""

from flask_babel import gettext as _

from app.core.text import N_
from app.curator.models import AbsenceNote
from app.curator.rules import ILLNESS, ORDER, STATEMENT, TRUANCY

KIND_TITLES = {ILLNESS: N_("Doctor's note (illness)"), STATEMENT: N_("Statement"), ORDER: N_("Order")}
REASON_TITLES = {STATEMENT: N_("by statement"), ILLNESS: N_("illness"), TRUANCY: N_("truancy"), ORDER: N_("by order")}


def title_of(note: AbsenceNote) -> str:
    """Give «Справка № 15 с 01.10.2026 по 05.10.2026»."""
    number = f" № {note.number}" if note.number else ""
    days = _("from %(start)s to %(end)s", start=f"{note.starts_on:%d.%m.%Y}", end=f"{note.ends_on:%d.%m.%Y}")
    return f"{_(KIND_TITLES[note.kind])}{number} {days}"
