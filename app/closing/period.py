"""The report of a period: the page's lines as a paper and as a workbook."""

from __future__ import annotations

import json
from datetime import datetime

from app.attestation.rules import FORMULAS
from app.audit.operations import record
from app.closing import indicators, queries_semester
from app.closing.indicators import KINDS, Line, Told
from app.closing.papers import INDICATORS_TEMPLATE, IndicatorsPaper
from app.closing.queries_semester import Half
from app.closing.reports import Printed, require_print
from app.core.actor import Actor
from app.documents import rendering
from app.documents.rules import Signature
from app.exchange import writing
from app.exchange.writing import Table
from app.organization.heads import letterhead
from app.organization.queries import own_organization
from app.terms import queries as terms

WORDS = {"group": "по группам", "course": "по курсам", "department": "по отделениям", "teacher": "по преподавателям", "item": "по дисциплинам"}
FIRST = {"group": "Группа", "course": "Курс", "department": "Отделение", "teacher": "Преподаватель", "item": "Дисциплина, форма контроля"}


def told(half: Half) -> list[Told]:
    """Give the totals of the closed terms of a half-year, as they were at the close; a close without totals is left out."""
    found = [Told(one.group.name, one.plan_semester, json.loads(half.closings[one.id].totals)) for one in half.terms if one.id in half.closings]
    return [one for one in found if one.totals]


def lines(half: Half, kind: str) -> list[Line]:
    """Give the lines of one kind."""
    return indicators.lines(told(half), kind)


def state(half: Half) -> str:
    """Say which reading it is and how much of the period is in it."""
    left = len(half.left)
    whole = "закрыты все группы" if not left else f"закрыто групп {len(half.terms) - left} из {len(half.terms)}"
    bare = [f"{one.group.name}, {one.plan_semester} сем." for one in half.bare]
    without = f"; без показателей (закрыты прежней версией программы): {', '.join(bare)}" if bare else ""
    return f"По состоянию на закрытие семестров групп; {whole}{without}"


def print_period(actor: Actor, semester_id: int, kind: str) -> Printed:
    """Print the indicators of a half-year."""
    require_print(actor)
    half, college = queries_semester.half(terms.semester(semester_id)), own_organization(actor)
    heads, rows = indicators.table(lines(half, kind), kind)
    paper = IndicatorsPaper(
        letterhead=letterhead(college),
        semester=str(half.semester.number), academic_year=half.semester.academic_year.label, kind=WORDS[kind], first=FIRST[kind],
        state=state(half), heads=heads, rows=tuple(rows), formulas=FORMULAS, wide=kind == indicators.ITEM,
        signatures=(Signature("Заместитель директора по учебной работе"),),
    )  # fmt: skip
    name = f"Показатели {half.semester.academic_year.label} {half.semester.number} семестр {WORDS[kind]}"
    return Printed(rendering.render(INDICATORS_TEMPLATE, paper), name, False)


def workbook(half: Half, made: datetime | None = None) -> bytes:
    """Give the indicators of all kinds as a workbook, a sheet a kind; with the moment it was ``made`` always the same bytes."""
    sheets = []
    for kind in KINDS:
        heads, rows = indicators.table(lines(half, kind), kind)
        sheets.append(Table(WORDS[kind], (FIRST[kind], *heads[1:]), rows))
    sheets.append(Table("формулы", ("Формулы",), [(state(half),), *((one,) for one in FORMULAS)]))
    return writing.to_workbook(sheets, made)


def export_period(actor: Actor, semester_id: int) -> bytes:
    """Give the workbook and leave a record of the export."""
    require_print(actor)
    half = queries_semester.half(terms.semester(semester_id))
    record(actor, "export", half.semester, changes={"rows": (None, len(half.closings))}, label="indicators")
    return workbook(half)
