"""Plans as workbooks: the own template with its import and export, the differences of two versions."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.audit.operations import record
from app.core.actor import Actor
from app.core.text import N_
from app.core.transaction import transaction
from app.curricula import pages, queries, workbook
from app.curricula.cells import fingerprint
from app.curricula.comparison import difference
from app.curricula.models import Curriculum
from app.curricula.rules import MAX_SEMESTER, settled
from app.curricula.sheet import MOST_LINES
from app.curricula.tree import Item, Plan
from app.exchange import cells
from app.exchange import rules as exchange
from app.exchange.rules import Column, Finding, Limits, Parsed, PlannedRow, letter
from app.exchange.writing import to_xlsx

_HEADS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "code": (N_("Index"), ("Индекс", "Код", "Шифр")),
    "parent": (N_("Stands under"), ("Входит в", "Цикл, модуль")),
    "name": (N_("Name"), ("Наименование", "Название", "Дисциплина")),
    "kind": (N_("Kind"), ("Вид", "Вид строки")),
    "hours": (N_("Hours by the plan"), ("Часы по плану", "Всего часов", "Всего")),
    "part": (N_("Variable part"), ("Вариативная часть", "Вариатив")),
    "counted": (N_("Left out of the totals"), ("Не входит в итоги",)),
    "commission": (N_("Commission"), ("Цикловая комиссия", "Комиссия", "ПЦК", "ЦМК")),
    "competences": (N_("Competences"), ("Компетенции",)),
}


def _number_or_text(cell: object) -> str:
    return cells.text(4000)(str(cell).replace(".", ",") if isinstance(cell, float) and not cell.is_integer() else cell)


PLAN = exchange.Table(
    "curriculum",
    N_("Lines of a plan"),
    (
        *(Column(key, title, words, _number_or_text, required=key in ("code", "name")) for key, (title, words) in _HEADS.items()),
        *(
            Column(f"s{number}", f"{number} семестр", (f"{number} семестр", f"Семестр {number}", f"{number} сем."), _number_or_text)
            for number in range(1, MAX_SEMESTER + 1)
        ),
    ),
    Limits(rows=MOST_LINES, columns=60, file_bytes=3 * 1024 * 1024, unpacked_bytes=30 * 1024 * 1024),
)


def plan_workbook(actor: Actor, found: Curriculum, plan: Plan) -> tuple[bytes, str]:
    """Give (workbook, file name) of a plan in the columns that are read back; an empty plan is the bare template."""
    last = max(plan.semesters, 8)
    heads = [PLAN.column(key).synonyms[0] for key in workbook.COLUMNS[: len(_HEADS) + last]]
    rows = [row[: len(heads)] for row in workbook.rows_of(plan)]
    with transaction():
        record(actor, "export", found, changes={"lines": (None, len(rows))})
    return to_xlsx("План", heads, rows), _("Plan %(name)s", name=found)


def read_plan(before: Plan, parsed: Parsed) -> tuple[Plan, exchange.Plan]:
    """Give the plan that the rows of a file make of ``before``, and what the preview shows: errors at their cells, states."""
    typed = [(one.number, {key: str(value) for key, value in one.values.items() if value is not None}) for one in parsed.records]
    plan, wrong, made = workbook.plan_from(before, typed)
    places = {key: letter(index) for index, key in parsed.mapping.items()}
    shown = dict(typed)
    findings = tuple(
        Finding(one.msgid, one.params, row, places.get(column), shown[row].get(column, "")) for (row, column), one in wrong.items()
    )
    old = {item.key: fingerprint(item) for item in before.items}
    there = {item.key for item in plan.items}
    rows = [_planned(number, item, old.get(item.key)) for number, item in made.items()]
    gone = [PlannedRow(0, (item.code, item.name, str(item.total)), N_("the line will be removed")) for item in before.items if item.key not in there]
    return plan, exchange.Plan((N_("Index"), N_("Name"), N_("Hours")), (*rows, *gone), findings)


def _planned(number: int, item: Item, old: str | None) -> PlannedRow:
    is_same = old == fingerprint(item)
    state = N_("the line will be added") if old is None else N_("the line stays as it is") if is_same else N_("the line will be changed")
    return PlannedRow(number, (item.code, item.name, str(item.total)), state, not is_same)


def differences(actor: Actor, old: Curriculum, new: Curriculum) -> tuple[bytes, str]:
    """Give (workbook, file name) of what turns one version into another, a row a difference; the export is logged."""
    found = difference(settled(queries.plan_of(old)), settled(queries.plan_of(new)))
    heads = [_("Line"), _("What"), _("Change"), _("Semester"), _("Was"), _("Becomes")]
    rows = [(title, name, act, semester, was, now) for title, act, name, semester, was, now in pages.changes_of(found, None)]
    with transaction():
        record(actor, "export", new, changes={"differences": (None, len(found))})
    return to_xlsx(_("Differences of versions"), heads, rows), _("Differences of %(new)s from %(old)s", new=new, old=old)
