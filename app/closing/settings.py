"""What the local act of a college says of closes."""

from app.closing.rules import CHECKS, OFFICE_DAYS, PLAN_DAYS, SIGN_DAYS, TOPIC_DAYS
from app.core.text import N_
from app.settings.rules import between, declare

SIGN, OFFICE, TOPIC, PLAN = "closing.sign_days", "closing.office_days", "closing.topic_days", "closing.plan_days"
CONFIRM = "closing.heads_confirm"
BLOCKS = "closing.block_"

declare(SIGN, int, SIGN_DAYS, N_("Days to sign a sheet after its date"), check=between(0, 60, SIGN))
declare(OFFICE, int, OFFICE_DAYS, N_("Days to close a signed sheet in the office"), check=between(0, 60, OFFICE))
declare(TOPIC, int, TOPIC_DAYS, N_("Days to write the topic of a lesson"), check=between(0, 60, TOPIC))
declare(PLAN, int, PLAN_DAYS, N_("Days of a term to have a calendar-thematic plan approved"), check=between(0, 120, PLAN))
declare(
    CONFIRM, bool, True, N_("Heads of departments confirm their groups before the close"),
    N_("Only where a department has a head; without one the step is left out."),
)  # fmt: skip
for one in CHECKS:
    if not one.fixed:
        declare(BLOCKS + one.code, bool, one.blocks, one.title, N_("Ticked: the term cannot be closed. Otherwise: only a warning."))
STORAGE_PLACE, STORAGE_TERM, STORAGE_MEDIUM = "closing.storage_place", "closing.storage_term", "closing.storage_medium"
declare(
    STORAGE_MEDIUM, str, "", N_("What the package of a closed semester is written to"),
    N_("For instance an external disk and its number; a line to write on when empty."),
)  # fmt: skip
declare(STORAGE_PLACE, str, "", N_("Where the package of a closed semester is kept"), N_("Printed in the act of control; a line to write on when empty."))
declare(STORAGE_TERM, str, "", N_("How long the package of a closed semester is kept"), N_("By the nomenclature of files of the college."))
