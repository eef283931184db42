"""What a college chooses for its journal."""

from decimal import Decimal

from app.core.text import N_
from app.settings.rules import between, declare

FIVE, FOUR, THREE = "gradebook.five_from", "gradebook.four_from", "gradebook.three_from"
MIN_MARKS, MAX_ABSENCE, WINDOW_DAYS = "gradebook.min_marks", "gradebook.max_absence_percent", "gradebook.window_days"
IMPROVED_REPLACES = "gradebook.improved_replaces"

declare(FIVE, Decimal, Decimal("4.50"), N_("Mean from which «5» is proposed"), check=between(Decimal(4), Decimal(5), FIVE))
declare(FOUR, Decimal, Decimal("3.50"), N_("Mean from which «4» is proposed"), check=between(Decimal(3), Decimal(5), FOUR))
declare(THREE, Decimal, Decimal("2.50"), N_("Mean from which «3» is proposed"), check=between(Decimal(2), Decimal(4), THREE))
NOT_EXTRAMURAL = N_("Does not hold for groups that study by correspondence.")
declare(MIN_MARKS, int, 3, N_("Fewest marks for a proposal"), NOT_EXTRAMURAL, check=between(1, 20, MIN_MARKS))
declare(
    MAX_ABSENCE, int, 50, N_("Absence in percent of hours above which «н/а» is proposed"), NOT_EXTRAMURAL, check=between(1, 100, MAX_ABSENCE)
)
declare(
    IMPROVED_REPLACES, bool, True, N_("Of a mark improved at a make-up class («2→4») only the new one counts"),
    N_("Otherwise both marks count in the mean."),
)  # fmt: skip
declare(
    WINDOW_DAYS, int, 7, N_("Days in which a teacher may change an entered mark"),
    N_("Later changes need the approval of the deputy director."), check=between(0, 365, WINDOW_DAYS),
)  # fmt: skip
