"""What the acting person may do with a sheet now; the operations check the same again."""

from __future__ import annotations

from dataclasses import dataclass

from app.attestation import queries
from app.attestation.controls import FORMS
from app.attestation.models import AttestationSheet
from app.attestation.settings import closing_basis
from app.attestation.states import CHAIR, ISSUED, PRIMARY, possible
from app.core.actor import Actor
from app.core.clock import today
from app.terms.operations import is_writable
from app.terms.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Steps:
    """What the acting person may do with a sheet now."""

    fill: bool = False
    take: bool = False
    sign: bool = False
    give_back: bool = False
    close: bool = False
    supersede: bool = False
    later: bool = False
    print_at: str = ""


def steps_of(actor: Actor, sheet: AttestationSheet) -> Steps:
    """Tell what ``actor`` may do with the sheet as it stands; the operations check the same again."""
    printing = print_endpoint(actor)
    later = sheet.status == "closed" and actor.may("sheet", "issue")
    if sheet.kind == PRIMARY and not is_writable(sheet.group_term):
        return Steps(later=later, print_at=printing)
    verbs = possible(sheet.status)
    own = actor.employee_id is not None and queries.examines(sheet, actor.employee_id, today(actor.zone))
    chairs = [one.employee_id for one in sheet.examiners if one.role == CHAIR]
    fills = own and sheet.status == ISSUED and actor.may("sheet", "update")
    office = actor.may("sheet", "close")
    excepted = office and bool(closing_basis(sheet.organization_id))
    return Steps(
        fill=fills,
        take=fills and FORMS[sheet.control.form].from_journal and sheet.kind == PRIMARY,
        sign=own and "sign" in verbs and actor.may("sheet", "sign") and (not chairs or actor.employee_id in chairs),
        give_back=office and "return_to_teacher" in verbs,
        close=office and "close" in verbs and (excepted or (not own and sheet.signed_by_id != actor.user_id)),
        supersede="supersede" in verbs and actor.may("sheet", "approve") and not (sheet.kind == PRIMARY and sheet.group_term.status == CLOSED),
        later=later,
        print_at=printing,
    )


def print_endpoint(actor: Actor) -> str:
    """Give the endpoint that prints a sheet for this person, empty for none."""
    if actor.may("sheet", "print"):
        return "SheetPrintView.sheet"
    return "ReportView.sheet" if actor.may("report", "print") else ""
