"""Builders of the papers of attestation over the contents of a term: the same for a snapshot and for live rows; pure.

``told`` is what ``app.closing.contents`` makes, turned into text (``snapshot.as_text``), or a parsed snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.attestation import rules
from app.attestation.controls import BLOCKS, FORMS, OTHERS, SheetForm
from app.attestation.papers import (
    SheetPaper,
    SheetRow,
    SummaryBlock,
    SummaryItem,
    SummaryPaper,
    SummaryRow,
    sheet_foot,
    short,
)
from app.attestation.rules import WORDS, Result
from app.core.errors import NotFound
from app.core.text import N_
from app.documents.rules import Count, Signature, decimal_text
from app.organization.heads import letterhead_told
from app.students.funding import short as short_source

Told = Mapping[str, Any]
ATTEMPTS = {
    "deferred": "Проведение в другой день (неявка по уважительной причине)",
    "resit": "Пересдача (первая повторная аттестация)",
    "commission": "Повторная аттестация (вторая) комиссией",
    "improvement": "Повышение оценки",
}
POSITIONS = {"examiner": "Преподаватель", "chair": "Председатель комиссии", "member": "Член комиссии"}
UNATTENDED = (Result.NOT_ADMITTED, Result.ABSENT, Result.ABSENT_EXCUSED)
CLASSES = (
    ("отличников", "excellent"),
    ("хорошистов", "good"),
    ("с одной «3»", "one_three"),
    ("прочих успевающих", "passing"),
    ("неуспевающих", "failing"),
)


def sheet_paper(told: Told, sheet_id: int) -> SheetPaper:
    """Give the paper of a sheet; unfilled lines stay blank to be written by hand. NotFound for an unknown sheet."""
    sheet = next((one for one in told["sheets"] if one["id"] == str(sheet_id)), None)
    if sheet is None:
        raise NotFound(N_("There is no such sheet in this term."))
    form, loads = FORMS[sheet["form"]], [_load(told, load) for load, _ in _parts(sheet).values()]
    subtitle = f"Взамен ведомости той же даты, редакция {sheet['revision']}" if sheet["revision"] != "1" else ""
    items = tuple(_item(one) for one in loads)
    return SheetPaper(
        letterhead=letterhead_told(told["college"]), title=sheet["title"], number=sheet["number"] or "", subtitle=subtitle,
        item="; ".join(items), items=items if len(items) > 1 else (), control=form.name, teachers=_examiners(sheet, loads),
        held_on=date.fromisoformat(sheet["held_on"]) if sheet["held_on"] else None, hours=", ".join(one["plan_hours"] for one in loads),
        rows=_sheet_rows(sheet, form), with_tickets=form.tickets, with_topics=form.topics, with_scores=form.scores,
        three_marks=form.three_marks and len(items) == 1, credit=form.credit, attempt=ATTEMPTS.get(sheet.get("kind") or "primary", ""),
        basis=sheet.get("basis") or "", decisions=_decisions(sheet), signatures=_sheet_signatures(told, sheet, loads), **_heading(told),
        **sheet_foot([line["result"] for line in sheet["entries"]], credit=form.credit),  # type: ignore[arg-type]
    )  # fmt: skip


def summary_paper(told: Told, state: str, drawn_on: date | None) -> SummaryPaper:
    """Give the summary of the group's term; ``state`` says which reading it is."""
    columns = _columns(told)
    blocks = tuple(SummaryBlock(name, tuple(_summary_item(one) for one in found)) for name, found in columns if found)
    ordered = [one for _, found in columns for one in found]
    students = _students(told, ordered)
    found = [_results(one["id"], ordered) for one in students]
    totals = rules.group_totals([rules.student_class(results) for results in found])
    rows = tuple(
        _summary_row(told, number, student, results)
        for number, (student, results) in enumerate(zip(students, found, strict=True), start=1)
    )
    return SummaryPaper(
        letterhead=letterhead_told(told["college"]), blocks=blocks, rows=rows, curator=told["term"]["curator"] or "", state=state,
        drawn_on=drawn_on, totals=_totals(totals), absolute=decimal_text(totals.absolute), quality=decimal_text(totals.quality),
        signatures=_summary_signatures(told), **_heading(told),
    )  # fmt: skip


def _heading(told: Told) -> dict[str, Any]:
    term = told["term"]
    return {
        "group": term["group"], "course": term["course"], "specialty": term["specialty"], "semester": term["semester"],
        "academic_year": term["year"],
    }  # fmt: skip


def _load(told: Told, load_id: str) -> Told:
    return next(one for one in told["loads"] if one["id"] == load_id)


def _item(load: Told) -> str:
    name = f"{load['code']} {load['name']}".strip()
    return f"{name} ({load['subgroup']})" if load["subgroup"] else name


def _sheet_rows(sheet: Told, form: SheetForm) -> tuple[SheetRow, ...]:
    """Give a row a student; the marks of a complex control in the order of its parts."""
    parts = list(_parts(sheet))
    by_student: dict[str, dict[str, Told]] = {}
    for line in sheet["entries"]:
        by_student.setdefault(line["student"], {})[line.get("part", "")] = line
    return tuple(
        _sheet_row(number, next(iter(lines.values())), form, tuple(short(lines[one]["result"]) if one in lines else "—" for one in parts))
        for number, lines in enumerate(by_student.values(), start=1)
    )


def _sheet_row(number: int, line: Told, form: SheetForm, marks: tuple[str, ...]) -> SheetRow:
    result = line["result"]
    return SheetRow(
        number=number, name=line["name"], record_book=line["record_book"] or "", ticket=line["ticket"] or "",
        mark=(result or "") if form.credit else short(result), words=WORDS[Result(result)] if result else "",
        topic=line["note"] or "" if form.topics else "", score=line.get("score") or "", semester=short(line.get("semester")),
        final=short(line.get("final")), marks=marks if len(marks) > 1 else (),
    )  # fmt: skip


def _decisions(sheet: Told) -> tuple[str, ...]:
    """Give the lines that have a reason: «Фамилия Имя: н/доп, обязательные работы без отметки — 2»."""
    return tuple(
        f"{line['name']}: " + ", ".join(one for one in (short(line["result"]) if line["result"] in UNATTENDED else "", line["reason"]) if one)
        for line in sheet["entries"]
        if line.get("reason")
    )


def _examiners(sheet: Told, loads: Iterable[Told]) -> tuple[str, ...]:
    named = tuple(one["name"] for one in sheet.get("examiners") or ())
    return named or tuple(dict.fromkeys(one["name"] for load in loads for one in load["teachers"]))


def _sheet_signatures(told: Told, sheet: Told, loads: Iterable[Told]) -> tuple[Signature, ...]:
    named = [Signature(POSITIONS[one["role"]], one["sign"]) for one in sheet.get("examiners") or ()]
    teachers = named or [Signature("Преподаватель", one["sign"]) for load in loads for one in load["teachers"]]
    head = [Signature("Заведующий отделением")] if told["term"]["department"] else []
    return (*(teachers or [Signature("Преподаватель")]), *head)


def _summary_signatures(told: Told) -> tuple[Signature, ...]:
    head = [Signature("Заведующий отделением")] if told["term"]["department"] else []
    return (
        Signature("Заместитель директора по учебной работе"), *head, Signature("Куратор группы", told["term"]["curator"] or "")
    )  # fmt: skip


def _columns(told: Told) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give (block, its columns); subgroups of an item share a column, an item without a control shows semester marks."""
    sheets = [one for one in told["sheets"] if one["status"] != "superseded"]
    found: dict[str, dict[str, dict[str, Any]]] = {block: {} for block in BLOCKS}
    for load in sorted(told["loads"], key=lambda one: (int(one["position"]), int(one["id"]))):
        for control in load["controls"]:
            form = FORMS.get(control["form"])
            if form is None:
                continue
            column = found[form.block].setdefault(control["id"], _column(load))
            key = (load["id"], control["id"])
            own = [(one, part) for one in sheets for part, at in _parts(one).items() if at == key]
            _add(column, load, {line["student"]: line["result"] for one, part in own for line in _lines(one, part)})
        if not load["controls"]:
            marks = {student: _semester_mark(one["proposal"]) for student, one in told["standings"][load["id"]].items()}
            _add(found[OTHERS].setdefault(f"item-{load['item']}", _column(load)), load, marks)
    _own_columns(told, sheets, found)
    return [(block, list(columns.values())) for block, columns in found.items()]


def _own_columns(told: Told, sheets: Iterable[Told], found: Mapping[str, dict[str, dict[str, Any]]]) -> None:
    """Add a column for each control that only the own plan of a student names."""
    known = {(load["id"], control["id"]) for load in told["loads"] for control in load["controls"]}
    for one in sheets:
        for part, key in _parts(one).items():
            if key not in known and (one.get("kind") or "primary") == "primary" and one["form"] in FORMS:
                load = _load(told, key[0])
                column = found[FORMS[one["form"]].block].setdefault(key[1], _column(load) | {"name": f"{_column(load)['name']} (инд. план)"})
                _add(column, load, {line["student"]: line["result"] for line in _lines(one, part)})


def _parts(sheet: Told) -> dict[str, tuple[str, str]]:
    """Give {part: (load, control)}; a snapshot of the first format has sheets of one control without parts."""
    if "parts" not in sheet:
        return {"": (sheet["load"], sheet["control"])}
    return {one["id"]: (one["load"], one["control"]) for one in sheet["parts"]}


def _lines(sheet: Told, part: str) -> list[Told]:
    return [line for line in sheet["entries"] if line.get("part", "") == part]


def _column(load: Told) -> dict[str, Any]:
    return {"name": f"{load['code']} {load['name']}".strip(), "teachers": [], "results": {}}


def _add(column: dict[str, Any], load: Told, results: Mapping[str, str | None]) -> None:
    column["teachers"].extend(one["short"] for one in load["teachers"] if one["short"] not in column["teachers"])
    column["results"].update({student: result for student, result in results.items() if result})


def _semester_mark(proposal: str | None) -> str | None:
    return {"зач": Result.PASSED, "незач": Result.FAILED}.get(proposal or "", proposal)


def _summary_item(column: Told) -> SummaryItem:
    results = list(column["results"].values())
    found = rules.indicators(results)
    if not results:
        return SummaryItem(column["name"], tuple(column["teachers"]))
    return SummaryItem(
        column["name"], tuple(column["teachers"]), decimal_text(found.absolute), decimal_text(found.quality), decimal_text(found.mean),
        decimal_text(found.training), str(found.total),
    )  # fmt: skip


def _students(told: Told, columns: Iterable[Told]) -> list[Told]:
    """Give who is in the group at the end of the term, and who left earlier with results."""
    with_results = {student for column in columns for student in column["results"]}
    end = told["term"]["ends_on"]
    return [one for one in told["students"] if one["id"] in with_results or (one["stays"] and (one["stays"][-1][1] or end) >= end)]


def _results(student: str, columns: Iterable[Told]) -> list[str | None]:
    return [column["results"].get(student) for column in columns]


def _summary_row(told: Told, number: int, student: Told, results: list[str | None]) -> SummaryRow:
    standings = [found[student["id"]] for found in told["standings"].values() if student["id"] in found]
    missed = sum(int(one["absent"]) for one in standings)
    excused = sum(int(one["excused"]) for one in standings)
    left = student["stays"][-1][1] if student["stays"] else None
    average: Decimal | None = rules.mean(results)
    return SummaryRow(
        number=number, name=student["name"], marks=tuple(short(one) for one in results),
        mean=decimal_text(average) if average is not None else "", missed=str(missed), missed_unexcused=str(missed - excused),
        basis=short_source(student["funding"]), note=f"выбыл {date.fromisoformat(left):%d.%m.%Y}" if left else "",
    )  # fmt: skip


def _totals(totals: rules.GroupTotals) -> tuple[Count, ...]:
    return (*(Count(label, str(getattr(totals, name))) for label, name in CLASSES), Count("всего", str(totals.total)))
