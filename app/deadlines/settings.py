"""What a college chooses for its terms."""

from app.core.text import N_
from app.settings.rules import between, declare

WEEKS = "deadlines.weeks_shown"
declare(WEEKS, int, 8, N_("Weeks that the page of timeliness looks back"), check=between(1, 26, WEEKS))
