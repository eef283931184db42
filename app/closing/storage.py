"""Verbs of storage: the customary nomenclature, acts of destruction from the draft to the day they are carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access import crud_writing
from app.audit import operations as audit
from app.closing import storage_rules as rules
from app.closing.models_storage import DestructionAct, DestructionLine, StorageItem
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.core.text import N_
from app.extensions import db

MOST_PROTOCOL = 100


def items() -> Sequence[StorageItem]:
    """Give the nomenclature in the order of its codes."""
    return db.session.scalars(select(StorageItem).order_by(StorageItem.sort_key)).all()


def acts() -> Sequence[DestructionAct]:
    """Give the acts of destruction, the newest first."""
    query = select(DestructionAct).options(selectinload(DestructionAct.lines)).order_by(DestructionAct.drafted_on.desc(), DestructionAct.id.desc())
    return db.session.scalars(query).all()


def act(act_id: int, *, lock: bool = False) -> DestructionAct:
    """Give an act with its lines; NotFound for a foreign or unknown one."""
    query = select(DestructionAct).where(DestructionAct.id == act_id).options(selectinload(DestructionAct.lines))
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if found is None:
        raise NotFound(N_("There is no such act."))
    return found


def enter_customary(actor: Actor) -> int:
    """Enter the customary nomenclature where there is none yet; gives how many lines were made. Conflict otherwise."""
    if items():
        raise Conflict(N_("The nomenclature is entered already: change its lines one by one."))
    for code, title, years, needs_expert, article in rules.CUSTOMARY:
        told = {"code": code, "title": title, "years": years, "needs_expert": needs_expert, "article": article, "place": ""}
        crud_writing.create(actor, StorageItem, told)
    return len(rules.CUSTOMARY)


def draft(actor: Actor) -> DestructionAct:
    """Begin an act of destruction."""
    _require(actor, "create")
    made = DestructionAct(organization_id=actor.organization_id, drafted_on=today(actor.zone), state=rules.DRAFT, recorded_at=now())
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "draft_destruction", made)
    return made


def add_line(actor: Actor, act_id: int, item_id: int, year: int | None, units: int | None) -> DestructionLine:
    """Put a file into a draft. Raises Refused while its term runs or when it is kept for ever, Invalid for a repeated one."""
    _require(actor, "update")
    found = _draft(act_id)
    item = db.session.scalar(select(StorageItem).where(StorageItem.id == item_id))
    if item is None:
        raise Invalid(N_("Choose a line of the nomenclature."), field="item")
    if year is None or not 1900 <= year <= today(actor.zone).year:
        raise Invalid(N_("Enter the year in which the files were finished."), field="year")
    if units is None or not 1 <= units <= 100_000:
        raise Invalid(N_("Enter how many units there are."), field="units")
    if any(one.item_id == item.id and one.year == year for one in found.lines):
        raise Invalid(N_("These files of this year are in the act already."), field="year")
    made = DestructionLine(
        organization_id=found.organization_id, act_id=found.id, item_id=item.id, code=item.code, title=item.title, year=year,
        years=item.years, needs_expert=item.needs_expert, units=units,
    )  # fmt: skip
    _refuse(rules.refusals(made.kept, today(actor.zone)))
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "add_destruction_line", found, changes={"file": (None, f"{item.code}, {year}"), "units": (None, units)})
    return made


def drop_line(actor: Actor, act_id: int, line_id: int) -> None:
    """Take a file out of a draft."""
    _require(actor, "update")
    found = _draft(act_id)
    line = next((one for one in found.lines if one.id == line_id), None)
    if line is None:
        raise NotFound(N_("There is no such line in the act."))
    audit.record(actor, "drop_destruction_line", found, changes={"file": (f"{line.code}, {line.year}", None)})
    db.session.delete(line)
    db.session.flush()


def send_to_experts(actor: Actor, act_id: int) -> DestructionAct:
    """Send a draft to the expert commission: until its protocol is entered nothing can be approved or changed."""
    _require(actor, "update")
    return _go(actor, act_id, "send", "send_destruction")


def enter_protocol(actor: Actor, act_id: int, protocol: str) -> DestructionAct:
    """Enter the protocol by which the experts agreed; Invalid without one."""
    _require(actor, "update")
    if len(protocol.strip()) < 3:
        raise Invalid(N_("Enter number and date of the protocol."), field="protocol")
    found = _go(actor, act_id, "agree", "agree_destruction")
    found.protocol = protocol.strip()[:MOST_PROTOCOL]
    return found


def approve(actor: Actor, act_id: int) -> DestructionAct:
    """Approve as the director. Raises Forbidden for anybody else, Conflict while an expert check is pending, Refused while a
    term runs or a protocol is missing."""
    _require(actor, "sign")
    found = act(act_id, lock=True)
    _refuse(rules.approval_problems([one.kept for one in found.lines], found.state, found.protocol, today(actor.zone)))
    found = _go(actor, act_id, "approve", "approve_destruction")
    found.approved_on, found.approved_by_name = today(actor.zone), actor.name[:200]
    return found


def carry_out(actor: Actor, act_id: int, on: date) -> DestructionAct:
    """Note the day on which the files were destroyed; Invalid for a day before the approval or to come."""
    _require(actor, "update")
    found = act(act_id, lock=True)
    if found.approved_on is not None and not found.approved_on <= on <= today(actor.zone):
        raise Invalid(N_("The files are destroyed after the approval and not in the future."), field="done_on")
    found = _go(actor, act_id, "carry_out", "carry_out_destruction")
    found.done_on = on
    return found


def _draft(act_id: int) -> DestructionAct:
    found = act(act_id, lock=True)
    if found.state == rules.CHECKED:
        raise Conflict(N_("The expert check is pending: the act waits for its protocol."))
    if found.state != rules.DRAFT:
        raise Conflict(N_("The act is approved: it can no longer be changed."))
    return found


def _go(actor: Actor, act_id: int, verb: str, told: str) -> DestructionAct:
    found = act(act_id, lock=True)
    before, found.state = found.state, rules.step(verb, found.state)
    db.session.flush()
    audit.record(actor, told, found, changes={"state": (before, found.state)})
    return found


def _refuse(found: Iterable[DomainError]) -> None:
    for problem in found:
        raise problem


def _require(actor: Actor, action: str) -> None:
    if not actor.may("storage", action):
        raise Forbidden(N_("You have no right to do this with the storage of files."))
