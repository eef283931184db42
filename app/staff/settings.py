"""What a college decides about its staff."""

from app.core.text import N_
from app.settings import queries
from app.settings.rules import between, declare
from app.staff.qualification import Limits

DEVELOPMENT_YEARS, AHEAD_MONTHS = "staff.development_years", "staff.ahead_months"
declare(
    DEVELOPMENT_YEARS, int, 3, N_("Years between professional developments of a pedagogue"), check=between(1, 10, DEVELOPMENT_YEARS)
)
declare(AHEAD_MONTHS, int, 6, N_("Months ahead of which an expiring category or paper is told of"), check=between(1, 24, AHEAD_MONTHS))


def limits(organization_id: int) -> Limits:
    """Give what the college watches."""
    chosen = queries.values(organization_id, "staff.")
    return Limits(chosen[DEVELOPMENT_YEARS], chosen[AHEAD_MONTHS])
