"""What a college decides about the results of the whole time of study."""

from __future__ import annotations

from app.core.text import N_
from app.record.item_marks import LAST_RULE, RULE_TITLES
from app.settings import queries
from app.settings.rules import declare

ITEM_RULE = "record.item_rule"


declare(
    ITEM_RULE, str, LAST_RULE, N_("Mark of an item over several semesters"),
    choices=tuple(RULE_TITLES.items()),
)  # fmt: skip


def item_rule(organization_id: int) -> str:
    """Give the college's rule of the mark of an item."""
    return queries.value(organization_id, ITEM_RULE)
