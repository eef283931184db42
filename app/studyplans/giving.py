"""The verb that gives out an item which only a student's own plan has: a load of that student alone in the group's term."""

from __future__ import annotations

from app.access import crud_writing
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.text import N_
from app.studyplans import queries_items
from app.teaching import queries as teaching
from app.teaching.assigning import Assignment
from app.teaching.models import TeachingLoad
from app.teaching.operations import LoadRow, PartRow
from app.teaching.reaching import require_whole
from app.terms.models import GroupTerm
from app.terms.operations import ensure_open


def give_own_item(actor: Actor, group_term: GroupTerm, line_id: int, employee_id: int, hours: int) -> TeachingLoad:
    """Give a line of an own plan to a teacher: its subgroup is the student, so that journal and sheet are of that student.

    Raises Forbidden without the right to give out loads, NotFound for a line of no own plan of the group, Conflict for a closed
    term or a line that is given already, Invalid for a teacher or hours that cannot be.
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "update")
    require_whole(actor, group_term)
    ensure_open(group_term)
    found = next((one for one in queries_items.own_items(group_term) if one.own.line.id == line_id), None)
    if found is None:
        raise NotFound(N_("There is no such item in the own plans of this group."))
    if found.load is not None:
        raise Conflict(N_("The item is given to a teacher already."))
    item = teaching.ItemLoad(found.own.line, ())
    part = PartRow(employee_id, hours, found.own.short, frozenset({found.own.student_id}))
    row = LoadRow(line_id, (part,))
    Assignment(actor, group_term, [item], [row]).assign(row)
    return next(one for one in teaching.loads_of_term(group_term, fresh=True) if one.curriculum_term_id == line_id)
