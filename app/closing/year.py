"""Verbs of an academic year: prepare its act, sign it, roll groups, load and calendar over as drafts."""

from __future__ import annotations

from dataclasses import dataclass

from app.attestation.operations import Confirmation
from app.audit import operations as audit
from app.closing import queries_year, signing
from app.closing.models_year import YearAct, YearSignature
from app.closing.operations import require
from app.closing.queries_year import YearState
from app.core.actor import Actor
from app.core.errors import Conflict, Refused
from app.core.text import N_
from app.extensions import db
from app.organization import queries as organization
from app.organization.models import AcademicYear
from app.studyyear.operations import copy_calendar
from app.teaching.drafts import copy_year
from app.terms import operations as terms
from app.terms.models import GroupTerm
from app.terms.operations import TermRow
from app.terms.queries import openings


@dataclass(frozen=True, slots=True)
class Rolled:
    """What was drafted for the next year: rows of the calendar, terms of groups, loads with last year's teachers."""

    calendar: int
    terms: int
    loads: int


def prepare_act(actor: Actor, year_id: int) -> YearAct:
    """Prepare the act of a year that is ready; an unchanged year gives the act there is.

    Raises Forbidden without the right, Refused naming what is missing, NotFound for a foreign year.
    """
    require(actor, "print")
    found = queries_year.state(queries_year.year(year_id))
    require_ready(found)
    if found.is_current and found.act is not None:
        return found.act
    made = YearAct(academic_year_id=year_id, **signing.columns(actor, found.act, found.lines, {"debts": found.debts}))
    db.session.add(made)
    db.session.flush()
    made.academic_year = found.year
    audit.record(actor, "prepare_year_act", made, changes=signing.told(made), label=str(found.year))
    return made


def require_ready(found: YearState) -> None:
    """Raise Refused naming the first thing that keeps the year from its close."""
    if not found.halves:
        raise Refused(N_("The year has no semesters."))
    if found.open_halves:
        numbers = ", ".join(str(one.number) for one in found.open_halves)
        raise Refused(N_("Semesters that are not closed and signed: %(numbers)s."), numbers=numbers)
    if found.waiting:
        titles = ", ".join(str(one) for one in found.waiting[:5])
        raise Refused(N_("Orders on the next course that are not applied: %(orders)s."), orders=titles)
    if found.left_out:
        names = ", ".join(one.name for one in found.left_out[:10]) + (" …" if len(found.left_out) > 10 else "")
        raise Refused(N_("Groups that no applied order on the next course names: %(names)s."), names=names)


def sign_act(actor: Actor, act_id: int, confirmation: Confirmation) -> YearSignature:
    """Sign the act as the director: with it the academic year is closed. Twice gives the first signature.

    Raises Forbidden for anybody else or without a confirmation, Conflict when something changed since the act.
    """
    signing.require_signer(actor, confirmation)
    act = queries_year.act(act_id)
    there = queries_year.signature(act_id)
    if there is not None:
        return there
    found = queries_year.state(act.academic_year)
    if found.act is None or found.act.id != act.id or not found.is_current:
        raise Conflict(N_("The year has changed since the act. Ask the coordinator for a new one."))
    made: YearSignature = signing.sign(YearSignature, actor, act, confirmation)
    audit.record(actor, "sign_year_act", act, changes={"sha256": (None, act.root_sha256)}, label=str(act.academic_year))
    return made


def roll_over(actor: Actor, year_id: int) -> Rolled:
    """Draft the next year: its calendar, the first terms of all groups that go on, drafts of the load with last year's teachers.

    Everything stays open to changes: calendar and terms that are there stay, drafts of the load are proposed anew.
    Debts need no carrying: they stay open with their own terms. Raises Refused while the next year is not opened,
    Forbidden without the rights on terms and load.
    """
    found = queries_year.state(queries_year.year(year_id))
    if found.following is None:
        raise Refused(N_("Open the next academic year first: «College → Academic years»."))
    calendar = copy_calendar(actor, found.year, found.following)
    opened = _open_terms(actor, found.following)
    made = Rolled(calendar, len(opened), copy_year(actor, found.year, found.following))
    told = {"calendar": (None, calendar), "terms": (None, len(opened)), "load": (None, made.loads)}
    audit.record(actor, "roll_year", found.year, changes=told, label=str(found.following))
    return made


def _open_terms(actor: Actor, following: AcademicYear) -> list[GroupTerm]:
    halves = organization.semesters_of(following)
    if not halves:
        raise Refused(N_("The next year has no semesters."))
    first = halves[0]
    rows = [
        TermRow(one.group, one.proposal.plan_semester, one.proposal.course, first.starts_on, first.ends_on)
        for one in openings(first)
        if one.proposal is not None
    ]
    return terms.open_terms(actor, following, rows)
