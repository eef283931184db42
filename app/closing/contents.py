"""From the rows of a term to the facts of the checks and to the contents of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.attestation import rules
from app.attestation.controls import FORMS, WITHOUT_SHEET
from app.attestation.models import AttestationSheet
from app.attestation.queries_own import Individual
from app.attestation.states import CLOSED, SIGNED, SUPERSEDED
from app.closing import totals
from app.closing.queries import TermRows
from app.closing.readiness import ControlFact, Facts, LoadFact, Problem
from app.closing.snapshot import FORMAT
from app.core.text import initials_first
from app.curricula.models import CurriculumTerm, TermControl
from app.gradebook.cells import cell_text
from app.gradebook.rules import Standing
from app.studyplans.rules import takes
from app.teaching.models import TeachingLoad
from app.teaching.rules import Member, whole_hours

FORMULAS = {
    "mean": "Σ(m·w)/Σw, half-up, 2",
    "absolute": "(n5+n4+n3+passed)/N·100, half-up, 1",
    "quality": "(n5+n4)/N·100, half-up, 1",
    "training": "(100·n5+64·n4+36·n3+16·n2+7·na)/N, half-up, 1",
    "N": "all results but excused absence and exemption",
}
NOBODY: list[Any] = [None]
Standings = Mapping[int, Mapping[int, Standing]]


def facts(rows: TermRows, standings: Standings) -> Facts:
    """Give what the checks look at."""
    sheets = {(part.load_id, part.term_control_id): (one, part.id) for one in rows.sheets if one.status != SUPERSEDED for part in one.parts}
    loads: dict[int, list[TeachingLoad]] = {}
    for load in rows.loads:
        loads.setdefault(load.curriculum_term_id, []).append(load)
    controls = [
        _control(rows, term, control, load, sheets.get((load.id, control.id)) if load else None)
        for term in rows.plan
        for control in term.controls
        if control.form not in WITHOUT_SHEET
        for load in (loads.get(term.id) or NOBODY)
    ]
    controls += [_individual(rows, one, sheets.get((one.load.id, one.control.id)) if one.load else None) for one in rows.individual if one.lasts]
    return Facts(
        term_id=rows.term.id, group_id=rows.term.group_id, students=len(rows.members),
        has_curator=rows.term.group.curator_id is not None, controls=tuple(controls),
        loads=tuple(_load(rows, load, standings[load.id]) for load in rows.loads),
        uncovered=tuple(term.item.name for term in rows.plan if term.id not in loads and not term.controls),
        unconfirmed=rows.unconfirmed, orders=tuple((one.id, str(one)) for one in rows.orders),
    )  # fmt: skip


def _control(
    rows: TermRows, term: CurriculumTerm, control: TermControl, load: TeachingLoad | None, found: tuple[AttestationSheet, int] | None
) -> ControlFact:
    name = f"{term.item.name} / {load.subgroup.name}" if load and load.subgroup else term.item.name
    day = found[0].held_on if found else None
    key = (term.item.item_key, term.plan_semester, control.form)
    there = [
        m for m in (rows.members_of(load) if load else ())
        if day is None or (m.present_on(day) and takes(rows.own, m.student_id, key, day))
    ]  # fmt: skip
    return _fact(rows, name, control, load, found, there)


def _individual(rows: TermRows, one: Individual, found: tuple[AttestationSheet, int] | None) -> ControlFact:
    """Tell of a control that only the own plan of a student names."""
    day = found[0].held_on if found else None
    there = [m for m in rows.members if m.student_id == one.own.student_id and (day is None or (m.present_on(day) and one.holds_on(day)))]
    return _fact(rows, f"{one.item.name} / {one.own.student}", one.control, one.load, found, there)


def _fact(
    rows: TermRows, name: str, control: TermControl, load: TeachingLoad | None, found: tuple[AttestationSheet, int] | None,
    there: Sequence[Member],
) -> ControlFact:  # fmt: skip
    form = FORMS[control.form]
    if load is None or found is None:
        return ControlFact(name, form.name, form.required, load is not None)
    sheet, part_id = found
    lines = [line for line in rows.entries.get(sheet.id, ()) if line.part_id == part_id]
    listed, taking = {line.student_id for line in lines}, {m.student_id for m in there}
    return ControlFact(
        name, form.name, form.required, True, sheet.id, sheet.status in (SIGNED, CLOSED), sheet.status == CLOSED, sheet.number or "",
        sum(1 for line in lines if line.result), len(lines),
        tuple(line.student_name for line in lines if line.student_id not in taking),
        tuple(m.name for m in there if m.student_id not in listed),
    )  # fmt: skip


def _load(rows: TermRows, load: TeachingLoad, standings: Mapping[int, Standing]) -> LoadFact:
    lessons = [one for one in rows.lessons if one.load_id == load.id]
    staying = [m for m in rows.members_of(load) if m.left_on is None or m.left_on >= rows.term.ends_on]
    name = load.curriculum_term.item.name
    return LoadFact(
        load.id, f"{name} / {load.subgroup.name}" if load.subgroup else name, bool(load.teachers), load.hours,
        sum(one.hours for one in lessons), sum(1 for one in lessons if not one.topic),
        sum(one.marks for one in standings.values()), len(staying),
        sum(1 for m in staying if standings[m.student_id].proposal is None), rows.waiting.get(load.id, 0),
        load.id not in rows.planless,
    )  # fmt: skip


def frozen(
    lessons: Sequence[Any], marks: Sequence[Any], sheets: Sequence[AttestationSheet], entries: Mapping[int, Sequence[Any]]
) -> dict[str, Any]:
    """Give the part of a snapshot that the database freezes, row by row: ``verify`` makes it again and compares."""
    cells: dict[int, dict[int, str]] = {}
    for mark in marks:
        text = cell_text(mark.attendance, mark.minutes_late, mark.grades)
        if text:
            cells.setdefault(mark.lesson_id, {})[mark.student_id] = text
    return {
        "lessons": [
            {
                "id": one.id, "load": one.load_id, "date": one.date, "pair": one.pair, "hours": one.hours, "kind": one.kind,
                "weight": one.weight, "required": one.is_required, "topic": one.topic, "homework": one.homework,
                "held_by": one.held_by_id, **({"remote": True} if one.is_remote else {}),
            }
            for one in sorted(lessons, key=lambda one: one.id)
        ],
        "marks": cells,
        "sheets": [sheet_told(one, entries.get(one.id, ())) for one in sheets],
    }  # fmt: skip


def sheet_told(one: AttestationSheet, lines: Sequence[Any]) -> dict[str, Any]:
    """Give a sheet as a snapshot keeps it and papers read it: its controls, examiners and lines."""
    return {
        "id": one.id, "load": one.load_id, "control": one.term_control_id, "form": one.control.form, "attempt": one.attempt,
        "revision": one.revision, "number": one.number, "title": one.title, "held_on": one.held_on, "status": one.status,
        "issued_at": one.issued_at, "signed_at": one.signed_at, "signed_by": one.signed_by_id, "closed_at": one.closed_at,
        "closed_by": one.closed_by_id, "kind": one.kind, "basis": one.basis,
        "parts": [{"id": part.id, "load": part.load_id, "control": part.term_control_id} for part in one.parts],
        "examiners": [{"role": row.role, "name": row.name, "sign": row.signed_as} for row in one.examiners],
        "entries": [
            {
                "student": line.student_id, "position": line.position, "name": line.student_name, "record_book": line.record_book,
                "ticket": line.ticket, "proposed": line.proposed, "result": line.result, "note": line.note, "part": line.part_id,
                "score": line.score, "semester": line.semester, "final": line.final, "reason": line.reason,
            }
            for line in lines
        ],
    }  # fmt: skip


def contents(rows: TermRows, standings: Standings, found: list[Problem]) -> dict[str, Any]:
    """Give everything a paper of the term is made of: frozen rows, names and titles as text, standings, indicators, totals."""
    told = frozen(rows.lessons, rows.marks, rows.sheets, rows.entries)
    return told | {
        "format": FORMAT,
        "college": _college(rows),
        "term": _term(rows),
        "scoring": {**asdict(rows.scoring)},
        "formulas": FORMULAS,
        "students": [_student(rows, member) for member in rows.members],
        "loads": [_told_load(load) for load in rows.loads],
        "people": dict(rows.people),
        "staff": dict(rows.staff),
        "standings": {
            load_id: {student_id: _standing(one) for student_id, one in found.items()} for load_id, found in standings.items()
        },
        "indicators": _indicators(rows),
        "totals": totals.of(rows, standings, found),
    }


def _college(rows: TermRows) -> dict[str, Any]:
    kept = ("full_name", "short_name", "founder", "city", "director_name", "director_position", "zone")
    return {name: getattr(rows.college, name) for name in kept}


def _term(rows: TermRows) -> dict[str, Any]:
    term, group, plan = rows.term, rows.term.group, rows.term.curriculum
    programme = plan.programme
    curator = group.curator
    return {
        "id": term.id, "group": group.name, "course": term.course, "semester": term.plan_semester,
        "year": term.academic_year.label, "starts_on": term.starts_on, "ends_on": term.ends_on,
        "specialty": str(programme.specialty), "qualification": programme.qualification, "base": programme.base,
        "study_form": programme.study_form, "department": group.department.name if group.department else None,
        "curator": initials_first(curator.last_name, curator.first_name, curator.middle_name) if curator else None,
        "plan": {
            "id": plan.id, "intake_year": plan.intake_year, "version": plan.version, "status": plan.status,
            "fgos_order": plan.fgos_order, "source_sha256": plan.source_sha256,
        },
    }  # fmt: skip


def _student(rows: TermRows, member: Any) -> dict[str, Any]:
    return {
        "id": member.student_id, "name": member.name, "record_book": member.record_book, "number": member.journal_number,
        "funding": rows.funding.get(member.student_id), "stays": [list(span) for span in member.spans],
        **({"left_by": rows.left_by[member.student_id]} if member.student_id in rows.left_by else {}),
    }  # fmt: skip


def _told_load(load: TeachingLoad) -> dict[str, Any]:
    item = load.curriculum_term.item
    return {
        "id": load.id, "item": item.id, "code": item.code, "name": item.name, "kind": item.kind, "position": item.position,
        "subgroup": load.subgroup.name if load.subgroup else None, "hours": load.hours,
        "plan_hours": whole_hours(load.curriculum_term.hours),
        "controls": [{"id": one.id, "form": one.form} for one in load.curriculum_term.controls],
        "teachers": [
            {
                "name": one.employee.full_name, "short": one.employee.short_name, "from": one.starts_on, "to": one.ends_on,
                "sign": initials_first(one.employee.last_name, one.employee.first_name, one.employee.middle_name),
                "basis": one.basis,
            }
            for one in load.teachers
        ],
    }  # fmt: skip


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "mean": one.mean, "marks": one.marks, "absent": one.absent_hours, "excused": one.excused_hours,
        "hours": one.total_hours, "proposal": one.proposal,
    }  # fmt: skip


def _indicators(rows: TermRows) -> dict[str, Any]:
    live = [one for one in rows.sheets if one.status != SUPERSEDED]
    classes = {student: rules.student_class(found) for student, found in totals.results_of(rows).items()}
    return {
        "sheets": {one.id: asdict(rules.indicators(line.result for line in rows.entries.get(one.id, ()))) for one in live},
        "students": {student: str(one) if one else None for student, one in classes.items()},
        "group": asdict(rules.group_totals(list(classes.values()))),
    }


