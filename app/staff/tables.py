"""The list of employees as an office keeps it in a spreadsheet."""

import re
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_
from app.exchange import cells
from app.exchange.rules import Cleaned, Column, Limits, Say, Table
from app.staff.rules import name_key, person_name, split_name

MENDED = N_("Latin letters in the name (%(letters)s) were replaced by Cyrillic ones.")


def name_cell(cell: object) -> object:
    """Parse one part of a name; look-alike Latin letters are mended with a warning."""
    name = person_name(cells.plain(cell))
    return Cleaned(name.text, MENDED, {"letters": name.replaced}) if name.replaced else name.text


def full_name_cell(cell: object) -> object:
    """Parse «Фамилия Имя Отчество» of one cell into its three parts."""
    parts = [person_name(part) if part else None for part in split_name(cells.plain(cell))]
    texts = tuple(part.text if part else None for part in parts)
    replaced = "".join(part.replaced for part in parts if part)
    return Cleaned(texts, MENDED, {"letters": replaced}) if replaced else texts


def spread_name(values: dict[str, object]) -> dict[str, object]:
    """Put the parts of a name typed in one cell where they belong, and add ``person``, the compared form."""
    found = dict(values)
    whole: Any = found.pop("full_name", None)
    if whole and not found.get("last_name"):
        found["last_name"], found["first_name"], found["middle_name"] = whole
    found["person"] = name_key(str(found["last_name"]), str(found["first_name"]), found.get("middle_name"))  # type: ignore[arg-type]
    return found


def email_cell(cell: object) -> str:
    """Parse an e-mail address; only what cannot be one is refused."""
    value = cells.text(200)(cell)
    if not re.fullmatch(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s.,;<>\"']{2,}", value):
        raise Invalid(N_("This is not an e-mail address."))
    return value


NAME_COLUMNS = (
    Column("full_name", N_("Full name"), ("ФИО", "Ф.И.О.", "Фамилия имя отчество", "Фамилия, имя"), full_name_cell),
    Column("last_name", N_("Last name"), ("Фамилия",), name_cell, required=True, unless="full_name"),
    Column("first_name", N_("First name"), ("Имя",), name_cell, required=True, unless="full_name"),
    Column("middle_name", N_("Middle name"), ("Отчество", "Отчество (при наличии)"), name_cell),
)
CONTACT_COLUMNS = (
    Column("phone", N_("Phone"), ("Телефон", "Тел.", "Мобильный телефон", "Номер телефона"), cells.text(50)),
    Column("email", N_("E-mail"), ("E-mail", "Email", "Эл. почта", "Электронная почта", "Почта"), email_cell),
)


def _finish(values: dict[str, object], say: Say) -> dict[str, object]:
    found = spread_name(values)
    if not found["position"]:
        raise Invalid(N_("The position is empty."), field="position")
    found["person_and_number"] = f"{found['person']}|{found['personnel_number'] or found['position']}"
    return found


EMPLOYEES = Table(
    "employees",
    N_("List of employees"),
    (
        *NAME_COLUMNS,
        Column("position", N_("Position"), ("Должность",), cells.text(200), required=True),
        Column(
            "personnel_number", N_("Personnel number"), ("Табельный номер", "Таб. №", "Таб. номер", "Табельный №"), cells.text(20)
        ),
        Column("department", N_("Department"), ("Отделение", "Подразделение"), cells.text(200)),
        Column("hired_on", N_("Hired on"), ("Дата приёма", "Принят", "Дата приёма на работу", "Дата найма"), cells.day),
        *CONTACT_COLUMNS,
    ),
    Limits(rows=2_000, columns=60, file_bytes=3 * 1024 * 1024, unpacked_bytes=30 * 1024 * 1024),
    unique=(("person_and_number",), ("personnel_number",)),
    finish=_finish,
)
