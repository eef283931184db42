"""Papers of debts, the record and the session as a college prints them: long names, full groups."""

from datetime import date

from app.attestation import papers_topics as topics
from app.attestation.papers_exams import ExamPaper, ExamRow
from app.debts import papers as debts
from app.documents.rules import Count, Signature
from app.record import papers as record
from app.record.item_marks import PAPER_RULES
from app.record.period_reports import ITEMS as ITEMS_TITLE
from tests.documents.samples import HEAD, ITEMS, LONG, SPECIALTY, names

DEPUTY = Signature("Заместитель директора по учебной работе", "Т. А. Хабибуллина-Воскресенская")
ON = date(2026, 2, 10)
PANEL = "Константинопольский-Задунайский А. И., Мухаметзянова Г. Р., Соколова Е. В."


def debt(number: int, name: str) -> debts.DebtRow:
    return debts.DebtRow(
        number, name, "ИСП-21", ITEMS[number % 14], ("экзамен", "дифференцированный зачёт")[number % 2], str(number % 7 + 1),
        ("2", "не зачтено", "неявка", "н/доп")[number % 4], "23.01.2026", str(number % 3), "20.02.2026" if number % 2 else "", "23.01.2027",
        "Константинопольский А. И." if number % 3 else "Соколова Е. В., Мухаметзянова Г. Р.", "пересдача не назначена",
    )  # fmt: skip


DEBTS = tuple(debt(number, name) for number, name in enumerate(names(30), start=1))
LETTER = debts.LetterPaper(HEAD, ("Хабибуллиной-Воскресенской Розе Маратовне",), False, LONG, "ИСП-21", DEBTS[:3], (DEPUTY, Signature("Куратор группы")), ON, "обучающейся Хабибуллиной-Воскресенской Александры-Виктории Константиновны")
SLIP = debts.PermitSlip(
    "12/2026", tuple((title, title == "Экзамен") for title, _ in debts.FORM_BOXES), "вторая, с комиссией", LONG, "ИСП-21", ITEMS[13], "3",
    "2025/2026", PANEL, ON, "305", date(2026, 2, 15), 3,
)  # fmt: skip
MARKS = (("5", "отлично"), ("", "зачтено"), ("3", "удовлетворительно"), ("ну", "неявка (уваж. причина)"))
SEMESTER = tuple(
    record.RecordRow(number, ITEMS[number % 14], "108", "дифференцированный зачёт", *MARKS[number % 4], "23.01.2026", f"ведомость № {number}/2026")
    for number in range(1, 15)
)
CARD = record.RecordPaper(
    HEAD, LONG, "24-101", "ИСП-21", SPECIALTY, "итоговые отметки", tuple(record.RecordSemester(f"{one} семестр, 2025/2026 учебный год", SEMESTER) for one in (1, 2, 3)),
    (Count("«5»", "12"), Count("средний балл", "4,21"), Count("доля «5», %", "38,7")), (Signature("Секретарь учебной части"), DEPUTY), ON,
)  # fmt: skip
STIPEND = record.ListPaper(
    HEAD, "СПИСОК ОБУЧАЮЩИХСЯ НА НАЗНАЧЕНИЕ ГОСУДАРСТВЕННОЙ АКАДЕМИЧЕСКОЙ СТИПЕНДИИ", "Очная форма, за счёт бюджета.",
    "1 семестр 2025/2026 учебного года", "с учётом пересдач",
    tuple(record.ListRow(number, name, f"24-{number}", "ИСП-21", "2", "7", "4", "4,64", "") for number, name in enumerate(names(30), start=1)),
    False, ON, (DEPUTY, Signature("Секретарь учебной части")),
)  # fmt: skip
SESSION = ExamPaper(
    HEAD, "ИСП-21", "2", SPECIALTY, "3", "2025/2026",
    tuple(ExamRow(f"{day}.01.2026", "09:00", ITEMS[place], "экзамен", PANEL.split(",")[0], "305", f"{day - 1}.01.2026", "14:00", "актовый зал") for place, day in enumerate((19, 22, 26, 29))),
    (DEPUTY, Signature("Диспетчер")), "М. П. Орлова",
)  # fmt: skip
SCHEDULE = debts.SchedulePaper(
    HEAD, "ИСП-21", tuple(debts.ScheduleRow("20.02.2026", "305", item, "экзамен", "вторая, с комиссией", PANEL, tuple(names(6))) for item in ITEMS[:5]), (DEPUTY,), ON
)
COLUMNS = tuple(f"{item}, 108 ч, экзамен" for item in ITEMS[:11])
BLOCKS = tuple(record.PeriodBlock(f"{one} семестр", COLUMNS) for one in (1, 2))
PERIOD = record.PeriodPaper(
    HEAD, "ИСП-21", SPECIALTY, "итоговые отметки", PAPER_RULES["last"],
    tuple(
        record.PeriodPage(
            BLOCKS if page == 1 else (record.PeriodBlock(ITEMS_TITLE, COLUMNS),) if page else BLOCKS[:1],
            tuple(record.PeriodRow(number, name, (("5", "зач.", "н/доп", "4") * 6)[: 22 if page == 1 else 11], "12/7/3", "4,21", "38,7", "нет") for number, name in enumerate(names(30), start=1)),
            page == 2,
        )
        for page in (0, 1, 2)
    ),
    (DEPUTY, Signature("Секретарь учебной части")), ON,
)  # fmt: skip
LINES = tuple(record.BookRow(item, "108", "удовлетворительно", "23.01.2026", "А. И. Константинопольский-Задунайский") for item in ITEMS)
BOOK = record.BookPaper(
    HEAD, LONG, "24-101", "ИСП-21", SPECIALTY,
    (
        record.BookSpread("3 семестр 2025/2026 учебного года", (record.BookPart("Экзамены", LINES[:4]), record.BookPart("Курсовые проекты (работы)", LINES[13:])), (record.BookPart("Зачёты", LINES[:9]), record.BookPart("Практика", LINES[9:11]))),
        record.BookSpread("4 семестр 2025/2026 учебного года", (), (record.BookPart("Зачёты", LINES[:2]),)),
    ), ON,
)  # fmt: skip
TOPICS = topics.TopicPaper(
    HEAD, "ТЕМЫ КУРСОВЫХ ПРОЕКТОВ", "ИСП-21", "МДК.05.01 Проектирование и дизайн информационных систем и программных модулей", "5", "№ 214-у от 02.02.2026",
    tuple(
        topics.TopicRow(number, name, "" if number % 9 == 0 else f"Разработка информационной системы учёта оборудования колледжа, вариант {number}{' (не утверждена)' if number % 7 == 0 else ''}",
                        "" if number % 9 == 0 else "Константинопольский А. И.")
        for number, name in enumerate(names(25), start=1)
    ),
    (DEPUTY, Signature("Председатель предметной (цикловой) комиссии")), ON,
)  # fmt: skip
PAPERS = {
    "course_topics_25": (topics.TOPICS_TEMPLATE, TOPICS),
    "period_summary_30": (record.PERIOD_TEMPLATE, PERIOD),
    "record_book": (record.BOOK_TEMPLATE, BOOK),
    "session_timetable": ("exams.html", SESSION),
    "debtors_30": (debts.DEBTORS_TEMPLATE, debts.DebtorsPaper(HEAD, "группа ИСП-21", DEBTS, 30, (DEPUTY,), ON)),
    "debt_letter": (debts.LETTER_TEMPLATE, LETTER),
    "resit_permit": (debts.PERMIT_TEMPLATE, debts.PermitPaper(HEAD, SLIP)),
    "resit_schedule": (debts.SCHEDULE_TEMPLATE, SCHEDULE),
    "academic_record": (record.RECORD_TEMPLATE, CARD),
    "stipend_list_30": (record.LIST_TEMPLATE, STIPEND),
}
