"""Reads of a group's term: a line for every control of its plan with load, teachers and sheet; six statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.attestation import queries, queries_plan
from app.attestation.controls import FORMS, SheetForm
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.queries_own import individual
from app.attestation.states import PRIMARY, SUPERSEDED
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.studyplans.queries import own_terms
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms import queries as terms
from app.terms.models import GroupTerm

NOBODY: Sequence[TeachingLoad | None] = (None,)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the matrix: a control with its load, teachers and sheet; ``load`` None where nobody was assigned.

    ``student`` names whose own plan alone asks for the control.
    """

    item: CurriculumItem
    control: TermControl
    form: SheetForm
    load: TeachingLoad | None
    teachers: tuple[LoadTeacher, ...]
    sheet: AttestationSheet | None
    filled: int
    total: int
    student: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A group's term with a line for every control that is recorded in a sheet."""

    term: GroupTerm
    lines: list[Line]


def matrix(term_id: int) -> Matrix:
    """Give the sheets of a group's term, own ones of students last; a fixed number of statements whatever the controls."""
    term = terms.term(term_id)
    listed = queries_plan.controls_of([term])
    controls = listed.get((term.curriculum_id, term.plan_semester), [])
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    given = loads_of(term)
    for row in given:
        loads[row.curriculum_term_id].append(row)
    taught = queries.teachers(row.id for row in given)
    live = sheets_of(term_id)
    sheets = {(part.load_id, part.term_control_id): row for row in live for part in row.parts}
    counts = filled_counts(row.id for row in live)

    def line(item: CurriculumItem, one: TermControl, owner: TeachingLoad | None, student: str = "") -> Line:
        found = sheets.get((owner.id, one.id)) if owner else None
        filled, total = counts.get(found.id, (0, 0)) if found else (0, 0)
        return Line(item, one, FORMS[one.form], owner, tuple(taught.get(owner.id, ())) if owner else (), found, filled, total, student)

    lines = [line(item, one, owner) for item, one in controls for owner in loads.get(one.curriculum_term_id) or NOBODY]
    own = [(one, line(one.item, one.control, one.load, one.own.student)) for one in individual([term], own_terms([term]), listed, given)]
    return Matrix(term, [*lines, *(drawn for one, drawn in own if one.lasts or drawn.sheet)])


def loads_of(term: GroupTerm) -> Sequence[TeachingLoad]:
    """Give the loads of a term within the reader's reach, with subgroups."""
    return db.session.scalars(
        select(TeachingLoad)
        .where(TeachingLoad.group_term_id == term.id)
        .options(
            joinedload(TeachingLoad.subgroup),
            joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
        )
        .order_by(TeachingLoad.id)
    ).all()  # fmt: skip


def sheets_of(term_id: int) -> Sequence[AttestationSheet]:
    """Give the primary sheets of a term that are not superseded, the newest revision last."""
    return db.session.scalars(
        select(AttestationSheet)
        .where(
            AttestationSheet.group_term_id == term_id,
            AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED,
        )
        .options(selectinload(AttestationSheet.parts))
        .order_by(AttestationSheet.revision, AttestationSheet.id)
    ).all()  # fmt: skip


def filled_counts(sheet_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Give {sheet id: (filled, all lines)}; one statement."""
    rows = db.session.execute(
        select(AttestationEntry.sheet_id, func.count(AttestationEntry.result), func.count(AttestationEntry.id))
        .where(AttestationEntry.sheet_id.in_(list(sheet_ids)))
        .group_by(AttestationEntry.sheet_id)
    )
    return {sheet_id: (filled, total) for sheet_id, filled, total in rows}
