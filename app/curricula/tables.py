"""Plans as workbooks: the differences of two versions."""

from __future__ import annotations

from flask_babel import gettext as _

from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula import pages, queries
from app.curricula.comparison import difference
from app.curricula.models import Curriculum
from app.curricula.rules import settled
from app.exchange.writing import to_xlsx


def differences(actor: Actor, old: Curriculum, new: Curriculum) -> tuple[bytes, str]:
    """Give (workbook, file name) of what turns one version into another, a row a difference; the export is logged."""
    found = difference(settled(queries.plan_of(old)), settled(queries.plan_of(new)))
    heads = [_("Line"), _("What"), _("Change"), _("Semester"), _("Was"), _("Becomes")]
    rows = [(title, name, act, semester, was, now) for title, act, name, semester, was, now in pages.changes_of(found, None)]
    with transaction():
        record(actor, "export", new, changes={"differences": (None, len(found))})
    return to_xlsx(_("Differences"), heads, rows), _("Differences of %(new)s from %(old)s", new=new, old=old)
