"""What a college decides about its load."""

from app.core.text import N_
from app.settings import queries
from app.settings.rules import between, declare

YEAR_NORM, YEAR_LIMIT = "teaching.year_norm", "teaching.year_limit"
declare(YEAR_NORM, int, 720, N_("Norm of a rate of a teacher, hours a year"), check=between(100, 2000, YEAR_NORM))
declare(YEAR_LIMIT, int, 1440, N_("The most hours a year that one teacher may be given"), check=between(100, 3000, YEAR_LIMIT))


def norm_and_limit(organization_id: int) -> tuple[int, int]:
    """Give (hours of a rate, the most hours) of a year."""
    chosen = queries.values(organization_id, "teaching.")
    return chosen[YEAR_NORM], chosen[YEAR_LIMIT]
