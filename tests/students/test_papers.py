"""Papers about students: the printed text, names in their cases, results that are told by the sheets."""

import os
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.documents import rendering
from app.documents.rules import Imprint, Letterhead, Signature
from app.organization.rules import licence_line
from app.students import cases, consent_paper, papers
from app.students.cases import DATIVE, GENITIVE, declined
from app.students.models_papers import ALPHABET_BOOK, NAME_BOOK, PERIOD, TRAINING
from app.students.papers import Book, BookLine, ConsentForm, PersonalCard, StudyCertificate, TrainingCertificate
from app.students.results import Passed

GOLDEN = Path(__file__).parent.parent / "golden"
HEAD = Letterhead(
    "Государственное бюджетное профессиональное образовательное учреждение Самарской области «Приволжский колледж»",
    "Министерство образования Самарской области", "ГБПОУ СО «Приволжский колледж»", "г. Самара",
)  # fmt: skip
CONTACTS = "443000, г. Самара, ул. Примерная, д. 1, +7 900 000-00-01, college@example.test"
IMPRINT = Imprint("12-СП", date(2026, 11, 23), "ABCDE-FGHJK-M", "https://college.example.test/verify/ABCDEFGHJKM")
DIRECTOR = Signature("Директор", "М. П. Орлова")
SPECIALTY = "09.02.07 Информационные системы и программирование"
STUDY = StudyCertificate(
    HEAD, CONTACTS, "Ёлкиной Марии Ильиничне", date(2010, 1, 4), "f", 1, "ИСП-11", "ГБПОУ СО «Приволжский колледж»", SPECIALTY, "очная",
    "за счёт бюджетных средств", date(2026, 9, 1), date(2030, 6, 30), "приказ от 22.08.2026 № 7-с о зачислении",
    "в военный комиссариат", DIRECTOR, "Секретарь А. П., +7 900 000-00-01",
    licences=(
        licence_line("licence", "0000001", series="63Л01", issued_on=date(2015, 5, 12), issuer="министерством образования Самарской области"),
        licence_line("accreditation", "А007-01", issued_on=date(2016, 3, 25), issuer="министерством образования Самарской области"),
    ),
)  # fmt: skip
PASSED = (
    Passed("theory", "Математика", "80", "отлично"), Passed("theory", "Физическая культура", "40", "зачтено"),
    Passed("course_work", "МДК.01.01 Разработка программных модулей", "", "хорошо"), Passed("practice", "Учебная практика", "72", "отлично"),
)  # fmt: skip


def training(kind, **changes):
    values = {
        "kind": kind, "letterhead": HEAD, "contacts": CONTACTS, "person": "Абрамову Петру Ильичу", "birth_date": date(2010, 1, 1),
        "sex": "m", "education": "", "specialty": SPECIALTY, "study_form": "очная", "term": "3 года 10 месяцев",
        "starts_on": date(2026, 9, 1), "enrolled_by": "приказ от 22.08.2026 № 7-с о зачислении", "ends_on": date(2026, 11, 20),
        "expelled_by": "приказ от 20.11.2026 № 31-с об отчислении по собственному желанию", "passed": PASSED, "signature": DIRECTOR,
        "executor": "Секретарь А. П.",
    }  # fmt: skip
    return TrainingCertificate(**(values | changes))


def line(number, name, left=None):
    enrolled = date(2026, 9, 1)
    return BookLine(number, f"26-00{number}", name, date(2010, 1, number), enrolled, "приказ № 7-с от 22.08.2026", "ИСП-11", "09.02.07", left, "")


BOOK = Book(NAME_BOOK, HEAD, 2026, (line(1, "Яшин Пётр Ильич"), line(2, "Абрамов Пётр Ильич", date(2026, 11, 20))), DIRECTOR)
CARD = PersonalCard(
    HEAD, "Ёлкина Мария Ильинична", "26-0004",
    (("Личные данные", (("Пол", "женский"), ("Дата рождения", "04.01.2010"), ("Место рождения", "—"))),
     ("Документы (особые сведения скрыты)", (("СНИЛС", "***-***-*** 95"), ("паспорт РФ: серия и номер", "•••••• 56")))),
    (("Обучение и движение", ("Группа", "С", "По", "Основание"), (("ИСП-11", "01.09.2026", "", "приказ от 22.08.2026 № 7-с"),)),
     ("Льготы", ("Льгота", "С", "По"), ())),
    "", DIRECTOR,
)  # fmt: skip
CONSENT = ConsentForm(
    HEAD, consent_paper.WORDINGS["publication"].title, "Ёлкиной Марии Ильиничны", date(2010, 1, 4), "г. Самара, ул. Садовая, д. 1, кв. 2", True, True,
    "Ёлкина Анна Петровна", "ГБПОУ СО «Приволжский колледж», 443000, г. Самара, ул. Примерная, д. 1",
    *(getattr(consent_paper.WORDINGS["publication"], name) for name in ("purpose", "data", "deeds", "more")),
)  # fmt: skip
FORMS = {
    "consent_publication": ("consent.html", CONSENT),
    "personal_card": ("personal_card.html", CARD),
    "certificate_study": ("certificate_study.html", STUDY),
    "certificate_training": ("certificate_training.html", training(TRAINING)),
    "certificate_period": ("certificate_training.html", training(PERIOD, ends_on=None, sex="", passed=())),
    "book_names": ("student_book.html", BOOK),
    "book_alphabet": ("student_book.html", Book(ALPHABET_BOOK, HEAD, 2026, BOOK.lines[::-1], DIRECTOR)),
}


@pytest.mark.parametrize("name", FORMS)
def test_printed_text_is_the_expected_one(name):
    """After a wanted change of a form: GOLDEN=write pytest tests/students, and read the difference."""
    document = pypdfium2.PdfDocument(rendering.render(*FORMS[name], IMPRINT))
    text = "\n=== page ===\n".join(p.get_textpage().get_text_range().replace("\r\n", "\n") for p in document) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("person", "dative", "genitive"),
    [
        (("Ёлкина", "Мария", "Ильинична", "f"), "Ёлкиной Марии Ильиничне", "Ёлкиной Марии Ильиничны"),
        (("Абрамов", "Пётр", "Ильич", "m"), "Абрамову Петру Ильичу", "Абрамова Петра Ильича"),
        (("Цой", "Олег", "Олегович", "m"), "Цою Олегу Олеговичу", "Цоя Олега Олеговича"),
        (("Цой", "Анна", "Олеговна", "f"), "Цой Анне Олеговне", "Цой Анны Олеговны"),
        (("Черных", "Глеб", "Глебович", "m"), "Черных Глебу Глебовичу", "Черных Глеба Глебовича"),
        (("Толстой", "Лев", "Ильич", "m"), "Толстому Льву Ильичу", "Толстого Льва Ильича"),
        (("Шевченко", "Иван", None, "m"), "Шевченко Ивану", "Шевченко Ивана"),
        (("Оганесян", "Илья", "Максимович", "m"), "Оганесяну Илье Максимовичу", "Оганесяна Ильи Максимовича"),
        (("Ёлкин-Павлов", "Пётр", "Ильич", "m"), "Ёлкину-Павлову Петру Ильичу", "Ёлкина-Павлова Петра Ильича"),
        (("Мамедов", "Али", "Мамед оглы", "m"), "Мамедову Али Мамед оглы", "Мамедова Али Мамед оглы"),
        (("Ким", "Саша", None, None), "Ким Саша", "Ким Саша"),
    ],
)
def test_names_are_declined_and_an_unknown_sex_leaves_them(person, dative, genitive):
    assert (declined(*person, DATIVE), declined(*person, GENITIVE)) == (dative, genitive)
    assert cases.declined("Цой", "Олег", None, "m", cases.INSTRUMENTAL) == "Цоем Олегом"


def test_a_training_certificate_leaves_empty_sections_out():
    titles = [title for title, _rows in training(TRAINING).sections]
    assert [key for key, title in papers.SECTIONS if title in titles] == ["theory", "course_work", "practice"]
