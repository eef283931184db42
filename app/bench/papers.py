"""Papers of invented students for the measurement."""

from datetime import date

from app.attestation.papers import SheetPaper, SheetRow
from app.curator.papers_standing import Slip, SlipRow, StandingPaper
from app.documents.rules import Count, Letterhead, Signature

HEAD = Letterhead("Государственное бюджетное профессиональное образовательное учреждение «Приволжский колледж»",
                  "Министерство образования Самарской области", "ГБПОУ «Приволжский колледж»", "г. Самара")  # fmt: skip
WORDS = {"5": "отлично", "4": "хорошо", "3": "удовлетворительно"}


def sheet(lines: int) -> SheetPaper:
    """Give an examination sheet of so many lines."""
    marks = ("5", "4", "3")
    rows = tuple(
        SheetRow(number, f"Константинопольская Александра Владиславовна {number}", f"26-{number:05d}", str(number), mark, WORDS[mark])
        for number, mark in ((number, marks[number % 3]) for number in range(1, lines + 1))
    )
    return SheetPaper(
        letterhead=HEAD,
        title="Экзаменационная ведомость", group="ИСП-31", course="3", semester="5", academic_year="2026/2027",
        specialty="09.02.07 Информационные системы и программирование", item="МДК.01.01 Разработка программных модулей",
        control="экзамен", teachers=("Хабибуллина А. А.",), held_on=date(2026, 12, 25), rows=rows,
        counts=(Count("«5»", "8"), Count("«4»", "9"), Count("«3»", "8")), absolute="100,0", quality="68,0", mean="4,00",
        signatures=(Signature("Преподаватель", "А. А. Хабибуллина"), Signature("Секретарь учебной части")), number="12/2026",
    )  # fmt: skip


def slips(students: int, items: int) -> StandingPaper:
    """Give the slips of a group for a meeting of parents."""
    rows = tuple(
        SlipRow(f"МДК.01.{number:02d} Разработка программных модулей", "Хабибуллина А. А.", "4,12", "9", "14 (6)", "1", "4")
        for number in range(1, items + 1)
    )
    return StandingPaper(
        letterhead=HEAD, group="ИСП-31", semester="5", academic_year="2026/2027", day=date(2026, 11, 26), items=(), rows=(),
        slips=tuple(Slip(f"Константинопольская Александра Владиславовна {number}", rows, "4,12", "14", "6") for number in range(students)),
        signatures=(),
    )  # fmt: skip
