"""What a college chooses for its statements of inaccuracies: whom they go to and how long each step may take."""

from app.core.text import N_
from app.inaccuracies import rules
from app.settings.rules import between, declare

ADDRESSEE, ADDRESSEE_NAME, EXECUTOR = "inaccuracies.addressee", "inaccuracies.addressee_name", "inaccuracies.executor"
WINDOW_DAYS = "inaccuracies.window_days"
DAYS = {
    rules.REPORTED: ("inaccuracies.days_to_state", 1, N_("Working days in which the coordinator states a report to the director")),
    rules.STATED: ("inaccuracies.days_to_decide", 2, N_("Working days in which the director decides")),
    rules.APPROVED: ("inaccuracies.days_to_send", 1, N_("Working days in which the letter goes out")),
    rules.SENT: ("inaccuracies.days_to_answer", 10, N_("Working days in which an answer is awaited")),
    rules.UNSENT: ("inaccuracies.days_to_correct", 3, N_("Working days in which the record is corrected")),
    rules.CORRECTED: ("inaccuracies.days_to_close", 1, N_("Working days in which a corrected statement is finished")),
}

declare(
    ADDRESSEE, str, "Центр профессионального образования Самарской области, отдел информационных технологий",
    N_("Whom the director's letter on an inaccuracy goes to"),
)  # fmt: skip
declare(ADDRESSEE_NAME, str, "", N_("Name of the head of that department in the dative, as the letter prints it"))
declare(EXECUTOR, str, "", N_("Telephone of the executor at the foot of the letter"), N_("Empty: that of the college."))
declare(
    WINDOW_DAYS, int, 3, N_("Days for which an approved statement opens its record"),
    check=between(1, rules.LONGEST_WINDOW, WINDOW_DAYS),
)  # fmt: skip
for _key, _default, _label in DAYS.values():
    declare(_key, int, _default, _label, check=between(0, 60, _key))
