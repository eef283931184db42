"""What a college chooses for its time."""

from app.core.text import N_
from app.settings.rules import between, declare

STUDY_WEEK, WORKING_WEEK = "organization.study_week", "deadlines.working_week"
declare(
    STUDY_WEEK, int, 6, N_("Days of study in a week"),
    N_("5 or 6; lessons and the timetable follow it. Terms in working days have a setting of their own."), check=between(5, 6, STUDY_WEEK),
)  # fmt: skip
declare(WORKING_WEEK, int, 5, N_("Working days in a week"), N_("5 or 6; terms in working days follow it."), check=between(5, 6, WORKING_WEEK))
