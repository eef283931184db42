"""Reads of the cockpit: the controls of many terms with their sheets and lines; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select

from app.attestation.controls import DEBTS, FORMS, WITHOUT_SHEET
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.states import PRIMARY, SUPERSEDED
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.studyplans.rules import ControlKey
from app.teaching.rules import NOT_TAUGHT
from app.terms.models import GroupTerm

DEBT_FORMS = [code for code, form in FORMS.items() if form.makes_debt]


@dataclass(frozen=True, slots=True)
class Controlled:
    """A control of the plan in a term, once for each load, with its sheet if there is one."""

    term_id: int
    form: str
    key: ControlKey
    load_id: int | None
    subgroup_id: int | None
    part_id: int | None = None
    sheet_id: int | None = None
    status: str | None = None
    held_on: date | None = None
    signed_at: datetime | None = None
    closed_at: datetime | None = None


def sheets(term_ids: Collection[int]) -> Sequence[Any]:
    """Give the parts of the live primary sheets: load, control, sheet, state, dates."""
    return db.session.execute(
        select(
            SheetPart.load_id, SheetPart.term_control_id, SheetPart.id.label("part_id"),
            AttestationSheet.id.label("sheet_id"), AttestationSheet.status, AttestationSheet.held_on, AttestationSheet.signed_at,
            AttestationSheet.closed_at,
        )
        .join(AttestationSheet, AttestationSheet.id == SheetPart.sheet_id)
        .where(
            AttestationSheet.group_term_id.in_(list(term_ids)), AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED,
        )
    ).all()  # fmt: skip


def by_control(sheet_rows: Iterable[Any]) -> dict[tuple[int, int], Sequence[Any]]:
    """Give {(load, control): part, sheet, state, dates} of what ``sheets`` read."""
    return {(row.load_id, row.term_control_id): row[2:] for row in sheet_rows}


def controls(found: Sequence[GroupTerm], load_rows: Iterable[Any], sheet_rows: Iterable[Any]) -> Iterator[Controlled]:
    """Give every control of the plans that a sheet records, once for each load of its term.

    Groups share plans: the controls are read once a plan and semester, and laid upon loads and sheets that were read before.
    """
    loads: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in load_rows:
        loads[row.term_id, row.curriculum_term_id].append(row)
    sheets = by_control(sheet_rows)
    planned = _planned([one.id for one in found])
    for term in found:
        for row in planned.get((term.curriculum_id, term.plan_semester), ()):
            for load in loads.get((term.id, row.line_id)) or (None,):
                key = row.item_key, row.plan_semester, row.form
                if load is None:
                    yield Controlled(term.id, row.form, key, None, None)
                else:
                    yield Controlled(term.id, row.form, key, load.id, load.subgroup_id, *sheets.get((load.id, row.control_id), ()))


def _planned(term_ids: Collection[int]) -> dict[tuple[int, int], list[Any]]:
    plans = select(GroupTerm.curriculum_id, GroupTerm.plan_semester).where(GroupTerm.id.in_(list(term_ids))).distinct().subquery()
    rows = db.session.execute(
        select(
            plans.c.curriculum_id, plans.c.plan_semester, CurriculumItem.item_key, CurriculumTerm.id.label("line_id"),
            TermControl.id.label("control_id"), TermControl.form,
        )
        .select_from(plans)
        .join(CurriculumItem, CurriculumItem.curriculum_id == plans.c.curriculum_id)
        .join(CurriculumTerm, and_(CurriculumTerm.item_id == CurriculumItem.id, CurriculumTerm.plan_semester == plans.c.plan_semester))
        .join(TermControl, TermControl.curriculum_term_id == CurriculumTerm.id)
        .where(CurriculumItem.is_counted, CurriculumItem.kind.not_in(NOT_TAUGHT), TermControl.form.not_in(WITHOUT_SHEET))
        .order_by(CurriculumItem.position, TermControl.id)
    )  # fmt: skip
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.curriculum_id, row.plan_semester].append(row)
    return found


def lines(term_ids: Collection[int]) -> dict[int, Any]:
    """Give {part of a sheet: (all, filled, sum and sum of squares of its students)}: lists with the same sums are the same."""
    rows = db.session.execute(
        select(
            AttestationEntry.part_id, func.count(AttestationEntry.id).label("all"),
            func.count(func.nullif(AttestationEntry.result, "")).label("filled"), func.sum(AttestationEntry.student_id).label("sum"),
            func.sum(AttestationEntry.student_id * AttestationEntry.student_id).label("squares"),
        )
        .where(AttestationEntry.group_term_id.in_(list(term_ids)), AttestationEntry.sheet_kind == PRIMARY)
        .group_by(AttestationEntry.part_id)
    )  # fmt: skip
    return {row.part_id: row for row in rows}


def listed(part_ids: Collection[int]) -> dict[int, set[int]]:
    """Give {part of a sheet: its students} of those few whose lists differ from the group."""
    found: dict[int, set[int]] = defaultdict(set)
    query = select(AttestationEntry.part_id, AttestationEntry.student_id).where(AttestationEntry.part_id.in_(list(part_ids)))
    for part_id, student_id in db.session.execute(query):
        found[part_id].add(student_id)
    return found


def debtors(term_ids: Collection[int]) -> dict[int, int]:
    """Give {term: students with a debt by the live primary sheets}: what a close today would leave."""
    rows = db.session.execute(
        select(AttestationEntry.group_term_id, func.count(AttestationEntry.student_id.distinct()))
        .join(AttestationSheet, AttestationSheet.id == AttestationEntry.sheet_id)
        .join(TermControl, TermControl.id == AttestationSheet.term_control_id)
        .where(
            AttestationEntry.group_term_id.in_(list(term_ids)), AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED, AttestationEntry.result.in_([str(one) for one in DEBTS]),
            TermControl.form.in_(DEBT_FORMS),
        )
        .group_by(AttestationEntry.group_term_id)
    )  # fmt: skip
    return dict(rows.tuples().all())
