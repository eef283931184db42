"""What a college chooses for its oversight."""

from app.core.text import N_
from app.settings.rules import between, declare

MASS = "oversight.mass_views"
declare(
    MASS, int, 20, N_("Views of special fields a day above which the director is warned"),
    N_("Counted for each person."), check=between(1, 1000, MASS),
)  # fmt: skip
