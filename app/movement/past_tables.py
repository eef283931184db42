"""Past orders as an office keeps them in a spreadsheet: a row a student in an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.text import N_, clean, normalise
from app.exchange import cells
from app.exchange.rules import Cleaned, Column, Limits, Say, Table
from app.movement.findings import FIELD_TITLES
from app.movement.kinds import (
    CORRECTING,
    EXPULSIONS,
    GROUND_OF_COLUMN,
    GROUNDS,
    KINDS,
    LEAVE_REASONS,
    OUTCOMES,
    PLANS,
    SANCTIONS,
    Kind,
)
from app.movement.rules import parse_number
from app.staff.tables import NAME_COLUMNS, full_name_cell, spread_name
from app.students.funding import SOURCES, WORDS
from app.students.rules import check_record_book

MOST_ROWS = 5_000
# The kinds as people write them, beside the titles of the papers.
_WORDS = {
    "зачисление": "ENROLL", "зачислен": "ENROLL", "зачислить": "ENROLL", "зачисление переводом": "TRANSFER_IN",
    "зачисление в порядке перевода": "TRANSFER_IN", "перевод на следующий курс": "NEXT_COURSE", "перевод на курс": "NEXT_COURSE",
    "перевод в группу": "GROUP", "перевод в другую группу": "GROUP", "перевод на другую специальность": "SPEC",
    "перевод на другую форму": "FORM", "изменение основы": "BASIS", "перевод на бюджет": "BASIS", "смена фамилии": "NAME",
    "академический отпуск": "ACADEM_OUT", "отпуск по беременности и родам": "MATERNITY_OUT", "отпуск по уходу за ребёнком": "CHILDCARE_OUT",
    "продление отпуска": "LEAVE_EXTEND", "выход из отпуска": "ACADEM_IN", "выход из академического отпуска": "ACADEM_IN",
    "отчисление": "EXPEL", "отчислен": "EXPEL", "отчисление переводом": "TRANSFER_OUT", "восстановление": "RESTORE", "восстановлен": "RESTORE",
    "выпуск": "GRADUATE", "взыскание": "SANCTION", "практика": "PRACTICE", "допуск к ГИА": "GIA_ADMIT", "каникулы после ГИА": "GIA_VACATION",
    "стипендия": "SCHOLARSHIP", "индивидуальный план": "PLAN", "перезачёт": "RECREDIT",
}  # fmt: skip
KIND_WORDS = {
    **{kind.code: kind.code for kind in KINDS.values() if kind.code not in CORRECTING},
    **{kind.heading: kind.code for kind in KINDS.values() if kind.code not in CORRECTING},
    **_WORDS,
}
_CHOSEN = ("reason", "ground", "leave", "outcome", "sanction", "plan")


def _number_cell(cell: object) -> str:
    return str(parse_number(cells.plain(cell)))


def _book_cell(cell: object) -> str:
    return check_record_book(cells.plain(cell))


def _new_name(cell: object) -> str:
    found: Any = full_name_cell(cell)
    return " ".join(part for part in (found.value if isinstance(found, Cleaned) else found) if part)


def _options(field: str) -> Mapping[str, tuple[str, ...]]:
    """Give {code: what people write for it} of a field that is chosen from a list."""
    tables = {"reason": EXPULSIONS, "ground": GROUNDS, "leave": LEAVE_REASONS}
    if field in tables:
        return {code: (code, one.words, _(one.title)) for code, one in tables[field].items()}
    words: Mapping[str, str] = {"outcome": OUTCOMES, "sanction": SANCTIONS, "plan": PLANS}[field]
    return {code: (code, word, _(word)) for code, word in words.items()}


def chosen(kind: Kind, typed: str, funding: str | None) -> str | None:
    """Give the code of what was typed as reason, ground or outcome of ``kind``; the usual one where nothing was.

    Raises Invalid naming what is understood.
    """
    field = next((name for name in _CHOSEN if name in kind.fields), None)
    if field is None:
        return None
    if not typed:
        usual = {"outcome": "transferred", "plan": "individual", "ground": GROUND_OF_COLUMN[SOURCES[funding].column if funding in SOURCES else "budget"]}
        return usual.get(field) if field in kind.needs else None
    options = _options(field)
    wanted = normalise(typed)
    found = next((code for code, words in options.items() if wanted in {normalise(word) for word in words}), None)
    if found is None:
        raise Invalid(N_("This is not known; possible: %(values)s."), field="reason", values=", ".join(words[2] for words in options.values()))
    return found


def past_orders() -> Table:
    """Give the declared table of past orders."""

    def finish(values: dict[str, object], _say: Say) -> dict[str, object]:
        found: dict[str, Any] = spread_name(values)
        kind = KINDS[found["kind"]]
        found["effective_on"] = found["effective_on"] or found["order_date"]
        found["choice"] = chosen(kind, found["reason"] or "", found["funding"])
        for name in kind.needs:
            column = "reason" if name in _CHOSEN else name
            if not (found["choice"] if name in _CHOSEN else found[name]):
                raise Invalid(N_("«%(title)s» is needed in an order of this kind."), field=column, title=_(FIELD_TITLES[name]))
        return found

    columns = (
        *NAME_COLUMNS,
        Column("birth_date", N_("Birth date"), ("Дата рождения", "Д.р."), cells.day),
        Column("record_book", N_("Record book number"), ("Зачётная книжка", "№ зачётной книжки", "Поимённый номер"), _book_cell),
        Column("kind", N_("Kind of order"), ("Вид приказа", "Вид", "Приказ", "Содержание приказа"), cells.choice(KIND_WORDS), required=True),
        Column("number", N_("Number of the order"), ("Номер приказа", "№ приказа", "Номер"), _number_cell, required=True),
        Column("order_date", N_("Date of the order"), ("Дата приказа", "Дата"), cells.day, required=True),
        Column("effective_on", N_("Takes effect"), ("Вступает в силу", "Дата вступления в силу", "С даты", "Действует с"), cells.day),
        Column("group", N_("Group"), ("Группа",), cells.plain),
        Column("course", N_("Course"), ("Курс",), cells.whole(1, 6)),
        Column("funding", N_("Funding"), ("Основа обучения", "Основа", "Финансирование"), cells.choice(WORDS)),
        Column("reason", N_("Reason, ground, outcome"), ("Причина", "Основание зачисления", "Причина отчисления", "Вид отпуска", "Итог"), cells.text(300)),
        Column("ends_on", N_("Until"), ("По дату", "До", "Срок до"), cells.day),
        Column("contract", N_("Contract"), ("Договор",), cells.text(100)),
        Column("new_name", N_("New full name"), ("Новые ФИО", "Новая фамилия, имя, отчество"), _new_name),
        Column("note", N_("Note"), ("Примечание",), cells.text(500)),
        Column("basis", N_("Basis"), ("Документ-основание", "Основание"), cells.text(300)),
    )
    limits = Limits(rows=MOST_ROWS, columns=60, file_bytes=5 * 1024 * 1024, unpacked_bytes=50 * 1024 * 1024)
    return Table("past_orders", N_("Past orders"), columns, limits, finish=finish)


def samples(today: date) -> list[list[object]]:
    """Give the rows of the template: how a history is written down, to be replaced by the own ones."""
    year = today.year - 2
    return [
        ["Образцов Пётр Ильич", date(2009, 5, 6), "", "зачисление", "125-с", date(year, 8, 20), date(year, 9, 1), "ИСП-21", 1, "бюджет", "на общих основаниях"],
        ["Образцов Пётр Ильич", date(2009, 5, 6), "", "перевод на следующий курс", "98-с", date(year + 1, 6, 30), date(year + 1, 9, 1), "", 2, "", "переведён"],
    ]


TEMPLATE = (
    "full_name", "birth_date", "record_book", "kind", "number", "order_date", "effective_on", "group", "course", "funding", "reason",
    "ends_on", "contract", "new_name", "note", "basis",
)  # fmt: skip


def template_heads() -> list[str]:
    """Give the headers of the template: the first synonym of each column, which the import recognises."""
    table = past_orders()
    return [table.column(key).synonyms[0] for key in TEMPLATE]


def name_parts(values: Mapping[str, Any]) -> str:
    """Write the name of a row."""
    return clean(" ".join(str(values[key]) for key in ("last_name", "first_name", "middle_name") if values[key]))
