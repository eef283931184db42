"""Verbs of substitutions: others teach for somebody absent on some days, and the load comes back by itself.

A substitution is rows of the same dated table that says who has a load: whatever asks «who teaches on this day» (journal,
thematic plan, duties, home page) follows it without knowing of substitutions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, Refused
from app.core.text import N_, clean
from app.documents.operations import locked_counter
from app.extensions import db
from app.staff.models import Employee
from app.teaching import assigning, queries, queries_substitutions
from app.teaching.hours import SUBSTITUTION_REASONS, Turn, split_turn
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.models_year import Substitution
from app.teaching.reaching import require_whole
from app.teaching.rules import covers
from app.terms.operations import ensure_open

SERIES, LONGEST_BASIS = "ЗМ-запись", 300
DAY = timedelta(days=1)


def substitute(
    actor: Actor, absent: Employee, days: tuple[date, date], reason: str, basis: str, chosen: Mapping[int, int]
) -> Substitution:
    """Let others teach the ``chosen`` loads {load: employee} of ``absent`` on the days (both included); gives the record.

    Raises Invalid for days, reason, basis or people (field «load-id» names the load), Conflict for a closed term or days
    that are handed over already, NotFound for a load out of reach. All loads or none.
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "update")
    first, last = days
    if last < first:
        raise Invalid(N_("The end lies before the begin."), field="ends_on")
    if reason not in SUBSTITUTION_REASONS:
        raise Invalid(N_("Choose one of the offered values."), field="reason")
    paper = clean(basis)[:LONGEST_BASIS]
    if not paper:
        raise Invalid(N_("Name the basis: an order with its number and date."), field="basis")
    if not chosen:
        raise Invalid(N_("Choose who teaches instead at one load at least."), field="absent")
    made = _numbered(actor, absent, days, reason, paper)
    loads = {load.id: load for load in queries_substitutions.turns_to_hand_over(absent.id, first, last)}
    people = queries.employees(set(chosen.values()))
    for load_id, employee_id in chosen.items():
        _hand_over(actor, made, loads.get(load_id), people.get(employee_id), f"load-{load_id}")
    db.session.flush()
    changes = {"absent": (None, absent.full_name), "starts_on": (None, first), "ends_on": (None, last), "loads": (None, sorted(chosen))}
    audit.record(actor, "substitute", made, changes=changes, reason=paper)
    return made


def _numbered(actor: Actor, absent: Employee, days: tuple[date, date], reason: str, basis: str) -> Substitution:
    counter = locked_counter(absent.organization_id, SERIES, days[0].year)
    counter.last += 1
    made = Substitution(
        organization_id=absent.organization_id, year=days[0].year, number=counter.last, absent_id=absent.id, starts_on=days[0],
        ends_on=days[1], reason=reason, basis=basis,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _hand_over(actor: Actor, made: Substitution, load: TeachingLoad | None, person: Employee | None, field: str) -> None:
    """Split the turn of the absent teacher around the days."""
    if load is None:
        raise Conflict(N_("The absent teacher does not have this load on these days any more. Open the page again."), field=field)
    require_whole(actor, load.group_term)
    ensure_open(load.group_term)
    if person is None or person.id == made.absent_id:
        raise Invalid(N_("Choose another teacher."), field=field)
    assigning.require_works(person, made.ends_on, field=field)
    first, last = max(made.starts_on, load.group_term.starts_on), min(made.ends_on, load.group_term.ends_on)
    row = next((one for one in load.teachers if _is_own(one, made.absent_id) and covers((one.starts_on, one.ends_on), first)), None)
    if row is None or (row.ends_on is not None and row.ends_on < last):
        raise Conflict(N_("On some of these days «%(load)s» is handed over already."), field=field, load=assigning.label_of(load))
    before, after = split_turn(Turn(row.employee_id, row.starts_on, row.ends_on), first, last)
    turns = [turn for turn in (before, after) if turn is not None]
    row.starts_on, row.ends_on = turns[0].starts_on, turns[0].ends_on
    for turn in turns[1:]:
        _add(load, turn.employee_id, turn.starts_on, turn.ends_on, row.basis, None)
    _add(load, person.id, first, last, made.basis, made.id)


def _is_own(row: LoadTeacher, employee_id: int) -> bool:
    return row.employee_id == employee_id and row.substitution_id is None


def _add(load: TeachingLoad, employee_id: int, first: date, last: date | None, basis: str | None, substitution: int | None) -> None:
    db.session.add(
        LoadTeacher(
            organization_id=load.organization_id, load_id=load.id, employee_id=employee_id, starts_on=first, ends_on=last, basis=basis,
            substitution_id=substitution,
        )
    )  # fmt: skip


def end_substitution(actor: Actor, made: Substitution, last: date) -> None:
    """Let a substitution end on ``last`` already: the absent teacher has the loads again from the next day.

    Raises Invalid for a day that is not earlier than the present end or before the begin, Refused where the substitute has
    held lessons after it, Conflict for a closed term.
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "update")
    if not made.starts_on <= last < made.ends_on:
        raise Invalid(
            N_("The last day lies from %(first)s to %(last)s."), field="last",
            first=f"{made.starts_on:%d.%m.%Y}", last=f"{made.ends_on - DAY:%d.%m.%Y}",
        )  # fmt: skip
    for line in list(made.lines):
        if line.ends_on is not None and line.ends_on > last:
            _give_back(actor, made, line, last)
    old, made.ends_on = made.ends_on, last
    audit.record(actor, "end_substitution", made, changes={"ends_on": (old, last)}, reason=made.basis)
    db.session.flush()


def _give_back(actor: Actor, made: Substitution, line: LoadTeacher, last: date) -> None:
    load = queries.load(line.load_id)
    require_whole(actor, load.group_term)
    ensure_open(load.group_term)
    if queries_substitutions.lessons_after(load.id, line.employee_id, last):
        raise Refused(N_("«%(load)s»: the substitute has held lessons after this day."), field="last", load=assigning.label_of(load))
    assert line.ends_on is not None
    ended, back = line.ends_on, max(line.starts_on, last + DAY)
    tail = next((one for one in load.teachers if _is_own(one, made.absent_id) and one.starts_on == ended + DAY), None)
    if tail is not None:
        tail.starts_on = back
    else:
        _add(load, made.absent_id, back, None if ended >= load.group_term.ends_on else ended, line.basis, None)
    if line.starts_on > last:
        db.session.delete(line)
    else:
        line.ends_on = last
