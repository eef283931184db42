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
from app.documents.rules import Count, Letterhead, Signature, decimal_text

Told = Mapping[str, Any]
FUNDING = {"budget": "бюджет", "contract": "договор", "target": "целевое"}
CLASSES = (
    ("отличников", "excellent"),
    ("хорошистов", "good"),
    ("с одной «3»", "one_three"),
    ("прочих успевающих", "passing"),
    ("неуспевающих", "failing"),
)


def letterhead(told: Told) -> Letterhead:
    """Give the head of the college as it was."""
    college = told["college"]
    return Letterhead(college["full_name"], college["founder"] or "", college["short_name"] or "", college["city"] or "")


def sheet_paper(told: Told, sheet_id: int) -> SheetPaper:
    """Give the paper of a sheet; unfilled lines stay blank to be written by hand. NotFound for an unknown sheet."""
    sheet = next((one for one in told["sheets"] if one["id"] == str(sheet_id)), None)
    if sheet is None:
        raise NotFound(N_("There is no such sheet in this term."))
    form, load = FORMS[sheet["form"]], _load(told, sheet["load"])
    subtitle = f"Взамен ведомости той же даты, редакция {sheet['revision']}" if sheet["revision"] != "1" else ""
    return SheetPaper(
        letterhead=letterhead(told), title=sheet["title"], number=sheet["number"] or "", subtitle=subtitle,
        item=_item(load), control=form.name, teachers=tuple(one["name"] for one in load["teachers"]),
        held_on=date.fromisoformat(sheet["held_on"]) if sheet["held_on"] else None, hours=load["plan_hours"],
        rows=tuple(_sheet_row(line, form) for line in sheet["entries"]), with_tickets=form.tickets, with_topics=form.topics,
        credit=form.credit, signatures=_sheet_signatures(told, load), **_heading(told),
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
        letterhead=letterhead(told), blocks=blocks, rows=rows, curator=told["term"]["curator"] or "", state=state,
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


def _sheet_row(line: Told, form: SheetForm) -> SheetRow:
    result = line["result"]
    return SheetRow(
        number=int(line["position"]), name=line["name"], record_book=line["record_book"] or "", ticket=line["ticket"] or "",
        mark=(result or "") if form.credit else short(result), words=WORDS[Result(result)] if result else "",
        topic=line["note"] or "" if form.topics else "",
    )  # fmt: skip


def _sheet_signatures(told: Told, load: Told) -> tuple[Signature, ...]:
    teachers = [Signature("Преподаватель", one["sign"]) for one in load["teachers"]] or [Signature("Преподаватель")]
    head = [Signature("Заведующий отделением")] if told["term"]["department"] else []
    return (*teachers, *head)


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
            own = (one for one in sheets if one["load"] == load["id"] and one["control"] == control["id"])
            _add(column, load, {line["student"]: line["result"] for one in own for line in one["entries"]})
        if not load["controls"]:
            marks = {student: _semester_mark(one["proposal"]) for student, one in told["standings"][load["id"]].items()}
            _add(found[OTHERS].setdefault(f"item-{load['item']}", _column(load)), load, marks)
    return [(block, list(columns.values())) for block, columns in found.items()]


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
        column["name"], tuple(column["teachers"]), decimal_text(found.absolute), decimal_text(found.quality), decimal_text(found.mean)
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
        basis=FUNDING.get(student["funding"] or "", ""), note=f"выбыл {date.fromisoformat(left):%d.%m.%Y}" if left else "",
    )  # fmt: skip


def _totals(totals: rules.GroupTotals) -> tuple[Count, ...]:
    return (*(Count(label, str(getattr(totals, name))) for label, name in CLASSES), Count("всего", str(totals.total)))
