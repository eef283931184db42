"""What a college chooses for its terms."""

from app.core.text import N_
from app.settings.rules import between, declare

WEEK, WEEKS = "deadlines.working_week", "deadlines.weeks_shown"
declare(WEEK, int, 5, N_("Working days in a week"), N_("5 or 6; terms in working days follow it."), check=between(5, 6, WEEK))
declare(WEEKS, int, 8, N_("Weeks that the page of timeliness looks back"), check=between(1, 26, WEEKS))
