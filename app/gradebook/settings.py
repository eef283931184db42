"""What a college chooses for its journal."""

from decimal import Decimal

from app.core.text import N_
from app.settings.rules import between, declare

FIVE, FOUR, THREE = "gradebook.five_from", "gradebook.four_from", "gradebook.three_from"
MIN_MARKS, MAX_ABSENCE, WINDOW_DAYS = "gradebook.min_marks", "gradebook.max_absence_percent", "gradebook.window_days"

declare(FIVE, Decimal, Decimal("4.50"), N_("Mean from which «5» is proposed"), check=between(Decimal(4), Decimal(5), FIVE))
declare(FOUR, Decimal, Decimal("3.50"), N_("Mean from which «4» is proposed"), check=between(Decimal(3), Decimal(5), FOUR))
declare(THREE, Decimal, Decimal("2.50"), N_("Mean from which «3» is proposed"), check=between(Decimal(2), Decimal(4), THREE))
declare(MIN_MARKS, int, 3, N_("Fewest marks for a proposal"), check=between(1, 20, MIN_MARKS))
declare(
    MAX_ABSENCE, int, 50, N_("Absence in percent of hours above which «н/а» is proposed"), check=between(1, 100, MAX_ABSENCE)
)
declare(
    WINDOW_DAYS, int, 7, N_("Days in which a teacher may change an entered mark"),
    N_("Later changes need the approval of the deputy director."), check=between(0, 365, WINDOW_DAYS),
)  # fmt: skip
