"""How orders, their acts and their lines are called on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud_history import register_acts
from app.audit.titles import register_values
from app.core.display import day
from app.core.text import N_
from app.movement.findings import FIELD_TITLES
from app.movement.judging import CHOSEN, filled
from app.movement.kinds import KINDS, STANDING_TITLES, choices_of
from app.movement.models import OrderItem
from app.movement.rules import STATE_TITLES
from app.students.funding import FUNDING_TITLES

register_acts(
    {
        "draft_order": _l("drafted the order"),
        "change_order": _l("changed the draft of the order"),
        "discard_order": _l("deleted the draft of the order"),
        "submit_order": _l("handed the order over for approval"),
        "give_back_order": _l("returned the order"),
        "endorse_order": _l("endorsed the order"),
        "sign_order": _l("signed the order"),
        "register_order": _l("typed the number of the order"),
        "apply_order": _l("applied the order"),
        "cancel_order": _l("the order was cancelled"),
        "revive_order": _l("the order is in force again"),
        "move": _l("moved by an order"),
        "rename_group": _l("renamed the group as the year turned"),
        "rename_group_back": _l("gave the group its name back"),
        "carry_order": _l("carried the past order over"),
        "merge_student": _l("took over the rows of a second file of the same person"),
        "merged_student": _l("was made one with another file of the same person"),
        "rename": _l("changed the name by an order"),
    }
)
register_values("movement_order", "state", STATE_TITLES)
register_values("movement_order", "kind", {code: kind.title for code, kind in KINDS.items()})
register_values("student", "state", STANDING_TITLES)


def told(lines: Sequence[OrderItem]) -> dict[int, list[tuple[str, str]]]:
    """Give what each line says: {line id: [(label, value), …]}."""
    return {line.id: [(_(FIELD_TITLES[name]), value_of(line, name)) for name in KINDS[line.kind].fields if name in filled(line)] for line in lines}


def value_of(line: OrderItem, name: str) -> str:
    """Write one field of a line."""
    if name in CHOSEN:
        return _(choices_of(name).get(line.choice or "", line.choice or ""))
    if name == "funding":
        return _(FUNDING_TITLES.get(line.funding or "", ""))
    if name == "group":
        return line.group.name if line.group is not None else ""
    if name == "programme":
        return str(line.programme or "")
    if name == "ends_on":
        return day(line.ends_on)
    return _("Yes") if name == "honours" else str(getattr(line, name) or "")


# What lies behind a student, by table: named on the page that makes one file of two.
ROWS = {
    "absence_note": N_("absences: medical notes and applications"), "academic_debt": N_("academic debts"),
    "attestation_entry": N_("lines of sheets"), "benefit": N_("benefits"), "carried_result": N_("results carried over"),
    "carried_stay": N_("stays carried over"), "certificate": N_("certificates"), "consent": N_("consents"),
    "discrepancy_statement": N_("statements of inaccuracy"), "excluded_period": N_("periods outside the year of debts"),
    "excused_cell": N_("excused absences"), "former_name": N_("former names"), "identity_document": N_("identity documents"),
    "mark": N_("marks in journals"), "mark_change": N_("changes of marks"), "order_item": N_("lines of orders"),
    "study_contract": N_("contracts on studies"),
    "student_photo": N_("photograph"), "placement": N_("stays in groups"), "plan_difference": N_("differences of plans"),
    "prior_education": N_("prior education"), "reopening": N_("reopenings of terms"), "representative": N_("representatives"),
    "resit": N_("re-sits"), "resit_permit": N_("permits of re-sits"), "study_group": N_("monitor of a group"),
    "subgroup_member": N_("places in subgroups"), "student_plan": N_("individual plans"), "course_topic": N_("topics of course papers"),
}  # fmt: skip
