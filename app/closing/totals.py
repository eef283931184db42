"""The numbers of a closed term, counted once at its close: every page and paper of the period shows these; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.attestation import controls, rules
from app.attestation.controls import FORMS
from app.attestation.models import AttestationSheet, SheetPart
from app.attestation.states import SUPERSEDED
from app.closing.queries import TermRows
from app.closing.readiness import Problem
from app.gradebook.rules import Standing
from app.students.funding import SOURCES

Standings = Mapping[int, Mapping[int, Standing]]


def debts(rows: TermRows) -> list[tuple[str, str, str]]:
    """Give (student, item, result) of the debts that the live primary sheets make (273-ФЗ, art. 58)."""
    names = {load.id: load.curriculum_term.item.name for load in rows.loads}
    return [
        (line.student_name, names.get(part.load_id, sheet.title), counted(line) or "")
        for sheet, part, lines in live_parts(rows)
        for line in lines
        if controls.is_debt(FORMS[sheet.control.form], counted(line))
    ]


def counted(line: Any) -> str | None:
    """Give the result of a line that counts: the final mark where one is made, otherwise the result."""
    return line.final or line.result


def live_parts(rows: TermRows) -> list[tuple[AttestationSheet, SheetPart, list[Any]]]:
    """Give every control that a sheet in force records, with its lines: a complex sheet has several."""
    return [
        (sheet, part, [line for line in rows.entries.get(sheet.id, ()) if line.part_id == part.id])
        for sheet in rows.sheets
        if sheet.status != SUPERSEDED
        for part in sheet.parts
    ]


def stipends(rows: TermRows) -> list[str]:
    """Name who earns the academic stipend: full-time, on the budget, only «5» and «4» (and credits), nothing missing."""
    if rows.term.curriculum.programme.study_form != "full_time":
        return []
    results = results_of(rows)
    return [
        member.name
        for member in rows.members
        if member.left_on is None and SOURCES[rows.funding.get(member.student_id, "contract")].by_budget
        and rules.student_class(results.get(member.student_id, [])) in (rules.StudentClass.EXCELLENT, rules.StudentClass.GOOD)
        and None not in results[member.student_id]
    ]  # fmt: skip


def results_of(rows: TermRows) -> dict[int, list[str | None]]:
    """Give {student: results of the live primary sheets}."""
    found: dict[int, list[str | None]] = {}
    for _sheet, _part, lines in live_parts(rows):
        for line in lines:
            found.setdefault(line.student_id, []).append(counted(line))
    return found


def of(rows: TermRows, standings: Standings, found: list[Problem]) -> dict[str, Any]:
    """Count a term: students by class, items with their indicators, hours, absence, debts, what was found by the checks."""
    owing = debts(rows)
    per_student = [one for load in standings.values() for one in load.values()]
    findings = Counter()  # type: ignore[var-annotated]
    for one in found:
        findings[one.code] += one.count
    classes = [rules.student_class(results) for results in results_of(rows).values()]
    return {
        "students": sum(1 for one in rows.members if one.left_on is None or one.left_on >= rows.term.ends_on),
        "course": rows.term.course,
        "department": rows.term.group.department.name if rows.term.group.department else None,
        "group": asdict(rules.group_totals(classes)),
        "items": _items(rows),
        "hours": {"planned": sum(load.hours for load in rows.loads), "held": sum(one.hours for one in rows.lessons)},
        "lessons": len(rows.lessons),
        "bare": sum(1 for one in rows.lessons if not one.topic),
        "absence": {
            "hours": sum(one.absent_hours for one in per_student), "excused": sum(one.excused_hours for one in per_student),
            "planned": sum(one.total_hours for one in per_student),
        },
        "debts": owing,
        "debtors": len({name for name, _, _ in owing}),
        "stipends": stipends(rows),
        "findings": dict(findings),
    }  # fmt: skip


def _items(rows: TermRows) -> list[dict[str, Any]]:
    loads = {load.id: load for load in rows.loads}
    found = []
    for sheet, part, lines in live_parts(rows):
        load = loads.get(part.load_id)
        if load is None:
            continue
        item = load.curriculum_term.item
        found.append({
            "sheet": sheet.id, "code": item.code, "name": item.name, "subgroup": load.subgroup.name if load.subgroup else None,
            "control": FORMS[sheet.control.form].name, "teachers": list(dict.fromkeys(one.employee.short_name for one in load.teachers)),
            "indicators": asdict(rules.indicators(counted(line) for line in lines)),
        })  # fmt: skip
    return found
