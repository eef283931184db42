"""What a college decides about debts."""

from app.core.text import N_
from app.settings import queries
from app.settings.rules import between, declare

PERMIT_DAYS = "debts.permit_days"
declare(PERMIT_DAYS, int, 5, N_("Days for which an examination slip is valid"), check=between(1, 60, PERMIT_DAYS))


def permit_days(organization_id: int) -> int:
    """Give for how many days a permit of a re-sit is valid."""
    return queries.value(organization_id, PERMIT_DAYS)
