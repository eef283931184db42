"""A sheet of invented students for the measurement."""

from datetime import date

from app.attestation.papers import SheetPaper, SheetRow
from app.documents.rules import Count, Letterhead, Signature

WORDS = {"5": "отлично", "4": "хорошо", "3": "удовлетворительно"}


def sheet(lines: int) -> SheetPaper:
    """Give an examination sheet of so many lines."""
    marks = ("5", "4", "3")
    rows = tuple(
        SheetRow(number, f"Константинопольская Александра Владиславовна {number}", f"26-{number:05d}", str(number), mark, WORDS[mark])
        for number, mark in ((number, marks[number % 3]) for number in range(1, lines + 1))
    )
    return SheetPaper(
        letterhead=Letterhead("Государственное бюджетное профессиональное образовательное учреждение «Приволжский колледж»",
                              "Министерство образования Самарской области", "ГБПОУ «Приволжский колледж»", "г. Самара"),
        title="Экзаменационная ведомость", group="ИСП-31", course="3", semester="5", academic_year="2026/2027",
        specialty="09.02.07 Информационные системы и программирование", item="МДК.01.01 Разработка программных модулей",
        control="экзамен", teachers=("Хабибуллина А. А.",), held_on=date(2026, 12, 25), rows=rows,
        counts=(Count("«5»", "8"), Count("«4»", "9"), Count("«3»", "8")), absolute="100,0", quality="68,0", mean="4,00",
        signatures=(Signature("Преподаватель", "А. А. Хабибуллина"), Signature("Секретарь учебной части")), number="12/2026",
    )  # fmt: skip
