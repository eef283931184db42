"""The list of a group as an office keeps it in a spreadsheet."""

from collections.abc import Callable, Mapping
from datetime import date

from app.core.errors import Invalid
from app.core.identity import check_snils
from app.core.text import N_
from app.exchange import cells
from app.exchange.rules import Column, Limits, Say, Table
from app.staff.tables import CONTACT_COLUMNS, NAME_COLUMNS, spread_name
from app.students.funding import WORDS
from app.students.rules import check_birth_date, check_record_book, oddities, sex_of_patronymic

SEX_WORDS = {"м": "m", "муж": "m", "мужской": "m", "ж": "f", "жен": "f", "женский": "f"}


def snils_cell(cell: object) -> str:
    """Parse a СНИЛС; a cell that became a number has lost its leading zeros and gets them back."""
    text = cells.plain(cell)
    if isinstance(cell, (int, float)):
        text = text.zfill(11)
    return check_snils(text)


def _one_of(words: Mapping[str, str], shown: tuple[str, ...]) -> Callable[[object], str]:
    known = cells.choice(words)

    def parse(cell: object) -> str:
        try:
            return known(cell)
        except Invalid as error:
            if "values" in error.params:  # name the usual words only, not all that are understood
                raise Invalid(error.msgid, values=", ".join(shown)) from None
            raise

    return parse


def group_list(today: date, enrolled: date) -> Table:
    """Give the declared table; ``today`` bounds birth dates, at ``enrolled`` the age is looked at."""

    def birth_cell(cell: object) -> date:
        return check_birth_date(cells.day(cell), today)

    def finish(values: dict[str, object], say: Say) -> dict[str, object]:
        found = spread_name(values)
        born, sex = found["birth_date"], found["sex"]
        told = sex_of_patronymic(found.get("middle_name"))  # type: ignore[arg-type]
        for field, msgid, params in oddities(born, enrolled, sex, found.get("middle_name")):  # type: ignore[arg-type]
            say(field, msgid, **params)
        found["person_and_date"] = f"{found['person']}|{born or ''}"
        found["sex"] = sex or told
        found["funding"] = found["funding"] or "budget"
        return found

    return Table(
        "students",
        N_("Group list"),
        (
            *NAME_COLUMNS,
            Column("birth_date", N_("Birth date"), ("Дата рождения", "Д.р.", "Дата рожд.", "Родился", "ДР"), birth_cell),
            Column("sex", N_("Sex"), ("Пол",), _one_of(SEX_WORDS, ("м", "ж"))),
            Column("snils", N_("SNILS"), ("СНИЛС", "СНИЛС №", "Номер СНИЛС", "Страховой номер"), snils_cell, special=True),
            Column(
                "record_book",
                N_("Record book number"),
                ("Зачётная книжка", "№ зачётной книжки", "Номер зачётной книжки", "Зач. книжка", "Поимённый номер", "№ зачётки"),
                lambda cell: check_record_book(cells.plain(cell)),
            ),
            Column(
                "funding",
                N_("Funding"),
                ("Финансирование", "Основа обучения", "Бюджет/внебюджет", "Источник финансирования", "Основа"),
                _one_of(WORDS, ("бюджет", "федеральный бюджет", "местный бюджет", "внебюджет", "внебюджет юр. лицо", "целевое")),
            ),
            *CONTACT_COLUMNS,
        ),
        Limits(rows=1_000, columns=100, file_bytes=3 * 1024 * 1024, unpacked_bytes=30 * 1024 * 1024),
        unique=(("person_and_date",), ("snils",), ("record_book",)),
        finish=finish,
    )


