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
from app.attestation.states import PRIMARY, SUPERSEDED
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms import queries as terms
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the matrix: a control with its load, teachers and sheet; ``load`` None where nobody was assigned."""

    item: CurriculumItem
    control: TermControl
    form: SheetForm
    load: TeachingLoad | None
    teachers: tuple[LoadTeacher, ...]
    sheet: AttestationSheet | None
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A group's term with a line for every control that is recorded in a sheet."""

    term: GroupTerm
    lines: list[Line]


def matrix(term_id: int) -> Matrix:
    """Give the sheets of a group's term; six statements whatever the number of controls."""
    term = terms.term(term_id)
    controls = plan_controls(term)
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    for row in loads_of(term):
        loads[row.curriculum_term_id].append(row)
    taught = queries.teachers(row.id for rows in loads.values() for row in rows)
    live = sheets_of(term_id)
    sheets = {(part.load_id, part.term_control_id): row for row in live for part in row.parts}
    counts = filled_counts(row.id for row in live)
    lines = []
    for item, one in controls:
        owners: Sequence[TeachingLoad | None] = loads.get(one.curriculum_term_id) or (None,)
        for owner in owners:
            found = sheets.get((owner.id, one.id)) if owner else None
            filled, total = counts.get(found.id, (0, 0)) if found else (0, 0)
            names = tuple(taught.get(owner.id, ())) if owner else ()
            lines.append(Line(item, one, FORMS[one.form], owner, names, found, filled, total))
    return Matrix(term, lines)


def plan_controls(term: GroupTerm) -> Sequence[tuple[CurriculumItem, TermControl]]:
    """Give the controls that the plan names for the term and a sheet records, in the order of the plan."""
    return queries_plan.controls_of([term]).get((term.curriculum_id, term.plan_semester), [])


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
