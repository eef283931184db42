"""The printed extract: its text, and a very long name in it."""

import os
from pathlib import Path

from app.documents import rendering
from app.documents.rules import Letterhead, Signature
from app.privacy.papers import EXTRACT_TEMPLATE, SubjectPaper, Table
from app.privacy.told import PROCESSING
from tests.browser.college import text_of

GOLDEN = Path(__file__).parent.parent / "golden" / "subject_extract.txt"
PAPER = SubjectPaper(
    Letterhead("Государственное бюджетное профессиональное образовательное учреждение «Приволжский колледж»", "Министерство образования"),
    "Рождественская-Благовещенская Александра-Виктория Константиновна",
    (*PROCESSING, ("Выписка сделана", "23.11.2026 12:00, Петрова А. П.; запрос субъекта № 4")),
    (
        Table("Студент", (), (), ((("СНИЛС", "112-233-445 95"), ("Дата рождения", "04.01.2010")),)),
        Table("Документ, удостоверяющий личность", ("Вид", "Номер"), (("паспорт РФ", "36 10 123456"),), ()),
        Table(
            "Кто смотрел, печатал, выгружал и менял данные", ("Когда", "Кто", "Что сделал", "С чем", "Зачем"),
            (("23.11.2026 11:58", "Петрова А. П.", "просмотр", "студент: СНИЛС", "сверка с СФР"),), (),
        ),
        Table("Льгота", (), (), ()),
    ),
    Signature("Директор", "М. П. Орлова"),
)  # fmt: skip


def test_the_text_of_the_extract() -> None:
    text = "\n".join(line.rstrip() for line in text_of(rendering.render(EXTRACT_TEMPLATE, PAPER)).splitlines()).strip() + "\n"
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()
