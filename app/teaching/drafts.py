"""Verbs of drafts: take the load of a year over as a proposal for the next one, look it through, accept it whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.text import N_
from app.extensions import db
from app.organization.models import AcademicYear
from app.teaching import operations, queries, queries_drafts
from app.teaching.drafting import History
from app.teaching.models import TeachingLoad
from app.teaching.models_year import LoadDraft
from app.teaching.operations import LoadRow, PartRow


def copy_year(actor: Actor, source: AcademicYear, target: AcademicYear) -> int:
    """Propose the teachers of ``source`` for the groups' semesters of ``target``; gives how many drafts there are.

    Earlier drafts of that year are replaced; nothing is a load until ``accept_drafts``. Who has been dismissed is not
    proposed. Callable at the close of a year. Raises Invalid when ``target`` does not begin after ``source``.
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "create")
    if target.starts_on <= source.starts_on:
        raise Invalid(N_("The load is taken over into a later year."))
    for old in queries_drafts.drafts(target.id):
        db.session.delete(old)
    db.session.flush()
    history = History(queries_drafts.taught(source.starts_on))
    staff = {one.id for one in queries.staff(target.starts_on)}
    made = 0
    for wanted, term in queries_drafts.wanted(source, target):
        found = history.propose(wanted)
        if found is None or found.employee_id not in staff:
            continue
        db.session.add(
            LoadDraft(
                organization_id=target.organization_id, academic_year_id=target.id, group_id=wanted.group_id, curriculum_term_id=term.id,
                employee_id=found.employee_id, hours=queries.ItemLoad(term, ()).planned, source=found.label[:100],
            )
        )  # fmt: skip
        made += 1
    audit.record(actor, "draft_load", target, changes={"rows": (None, made)}, label=f"{source.label} → {target.label}")
    db.session.flush()
    return made


def accept_drafts(actor: Actor, year: AcademicYear, chosen: Mapping[int, int]) -> int:
    """Make loads of the drafts {draft: teacher}, all or none; gives how many. Those of terms not open yet are refused.

    An item that has got a teacher meanwhile stays as it is and its draft goes. Raises Conflict for a draft that is gone or
    whose term is not open, what ``assign_loads`` raises otherwise.
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "update")
    rows = {one.id: one for one in queries_drafts.drafts(year.id)}
    terms = {(term.group_id, term.plan_semester): (term, items) for term, items in queries.terms_with_loads(year.id)}
    wanted: dict[int, list[LoadRow]] = defaultdict(list)
    for draft_id, employee_id in chosen.items():
        draft = rows.get(draft_id)
        place = terms.get((draft.group_id, draft.curriculum_term.plan_semester)) if draft is not None else None
        if draft is None or place is None:
            raise Conflict(N_("A proposed load has changed meanwhile or its term is not open. Open the page again."))
        item = next((one for one in place[1] if one.term.id == draft.curriculum_term_id), None)
        if item is not None and not any(load.teachers for load in item.loads):
            wanted[place[0].id].append(LoadRow(item.term.id, (PartRow(employee_id),)))
        db.session.delete(draft)
    by_id = {term.id: term for term, _items in terms.values()}
    for term_id, changed in wanted.items():
        operations.assign_loads(actor, by_id[term_id], changed)
    count = sum(len(changed) for changed in wanted.values())
    audit.record(actor, "accept_drafts", year, changes={"rows": (None, count)}, label=year.label)
    db.session.flush()
    return count
