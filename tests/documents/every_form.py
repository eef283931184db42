"""Every printed form as a college of long names prints it: thirty lines, names, posts and titles of sixty letters and more."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from app.curator.papers_medical import MedicalPaper, MedicalRow
from app.curator.papers_report import Part, ReportPaper
from app.curricula.papers import PRINTED, CurriculumPaper, PlanLine
from app.documents.rules import Letterhead, Signature
from app.gradebook import reports
from app.record import lists_reports
from app.students.models_papers import PERIOD, TRAINING
from app.studyyear.papers import ChartPaper, ChartRow
from app.timetable.papers import WeekDay, WeekLine, WeekPaper
from tests.curator.test_standing import paper as standing
from tests.curator.test_views import month
from tests.documents import samples
from tests.documents.samples import HEAD, names
from tests.documents.test_rendering import FORMS
from tests.gradebook.papers import told
from tests.lessonplans.test_papers import plan
from tests.movement.test_papers import PAPERS as ORDERS
from tests.record.papers import PAPERS as RECORDS
from tests.students import test_papers as students
from tests.teaching import test_papers as teaching

ROWS = 30
NAME = "Хабибуллина-Воскресенская-Задунайская Александра-Виктория Константиновна"
SHORT_NAME = "А.-В. К. Хабибуллина-Воскресенская-Задунайская"
POST = "Заместитель директора по учебно-производственной работе и взаимодействию с предприятиями-партнёрами"
ITEM = (
    "МДК.05.01 Проектирование, сопровождение и дизайн информационных систем и программных модулей с использованием отечественных "
    "сред разработки (курсовой проект)"
)
PEOPLE = {"name", "person", "curator", "executor", "closed_by", "instead", "teacher", "representative"}
SUBJECTS = {"item", "topic", "subject"}
LISTS = {"rows", "lines"}
# What a «name» is where it is no person's: a subject, or a day or a division that stays as it is.
NAMED = {"Passed": "item", "PlanLine": "item", "SummaryItem": "item", "WeekDay": "", "FigureRow": ""}
# Lists that are short by their nature: a statement of thirty mistakes is none.
FEW = {"DiscrepancyRow", "CheckRow", "ClosingCheck"}


def stretched(paper: Any) -> Any:
    """Give a paper with every name, post and title at its longest and thirty lines of its list."""
    longest = _long(paper)
    lists = {one.name: getattr(longest, one.name) for one in fields(longest) if one.name in LISTS}
    return replace(longest, **{name: _repeated(lines) for name, lines in lists.items() if lines and type(lines[0]).__name__ not in FEW})


def _repeated(lines: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(lines[at % len(lines)] for at in range(max(ROWS, len(lines))))


def _long(value: Any, inside: str = "") -> Any:
    if isinstance(value, Letterhead):
        return value
    if isinstance(value, Signature):
        return Signature(POST, SHORT_NAME if value.name else "")
    if is_dataclass(value):
        told = {"name": NAMED.get(type(value).__name__, "name")}
        return replace(value, **{one.name: _long(getattr(value, one.name), told.get(one.name, one.name)) for one in fields(value) if one.init})
    if isinstance(value, tuple):
        return tuple(_long(one, inside) for one in value)
    return _longest(value, inside) if isinstance(value, str) and len(value) > 2 else value


def _longest(text: str, inside: str) -> str:
    if inside in SUBJECTS or (inside != "code" and text.startswith(("МДК.", "ОП.", "УП.", "СГ."))):
        return ITEM
    if inside in ("teachers", "examiners", "supervisor"):
        return SHORT_NAME if len(text) < 30 else NAME
    return NAME if inside in PEOPLE else text


def _chart() -> ChartPaper:
    months = tuple((name, 4) for name in ("сентябрь", "октябрь", "ноябрь", "декабрь", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август"))
    row = ChartRow("ИСП-21у-зао", 2, (("Т", "#fff"),) * 48, ("39", "2", "6", "1", "11"))
    legend = tuple((letters, "Производственная практика (преддипломная)", "#eee") for letters in ("Т", "УП", "ПП", "ПДП", "ПА", "Г", "К"))
    return ChartPaper(
        HEAD, "2026/2027", months, tuple(f"{day:02d}" for day in range(1, 49)), (row,) * ROWS, legend, ("теор.", "атт.", "практ.", "ГИА", "кан."),
        samples.SIGNS, SHORT_NAME,
    )  # fmt: skip


def _week() -> WeekPaper:
    lesson = f"{ITEM}, п/гр 1, {SHORT_NAME}, ауд. 305"
    lines = tuple(WeekLine(pair, "08:30–10:00", (lesson, lesson)) for pair in (1, 2, 3, 4, 5))
    return WeekPaper(HEAD, f"преподавателя {NAME}", "07.09.2026", "12.09.2026", tuple(WeekDay(day, "", lines) for day in ("Понедельник", "Вторник", "Среда")), samples.SIGNS, SHORT_NAME)


def _curriculum() -> CurriculumPaper:
    line = PlanLine("МДК.05.01", ITEM, "item", 2, "Э4 ДЗ5 КП6", "240", ("40", "60", "20", "72", "6", "12", "90"), ("", "", "", "80", "80", "80", "", ""))
    return CurriculumPaper(
        HEAD, samples.SPECIALTY, "программист", "основного общего образования", "очная", "3 года 10 месяцев", 2026, 1, "№ 1547 от 09.12.2016",
        tuple(title for title, _kinds in PRINTED), ((1, 2), (2, 2), (3, 2), (4, 2)), tuple(range(1, 9)),
        (line,) * ROWS, (("Всего", ("612",) * 8, "5940"),), (("Э", "экзамен"), ("ДЗ", "дифференцированный зачёт")),
        tuple((f"ОК {number:02d}", "Выбирать способы решения задач профессиональной деятельности применительно к различным контекстам") for number in range(1, 12)),
        "№ 145", date(2026, 8, 30), SHORT_NAME,
    )  # fmt: skip


def _report() -> ReportPaper:
    lists = tuple((f"{number}.10.2026 выбыл(а)", name) for number, name in enumerate(names(ROWS), start=1))
    parts = (Part("Состав и движение", lists), Part("Успеваемость по журналам", (("Отстают", "; ".join(names(ROWS))),)), Part("Работа с родителями", text="Беседа с семьёй. " * 90), Part("Мероприятия"))
    return ReportPaper(HEAD, "ИСП-21", "октябрь 2026 г.", SHORT_NAME, parts, samples.SIGNS)


def _medical() -> MedicalPaper:
    rows = tuple(MedicalRow(number, name, "подготовительная") for number, name in enumerate(names(ROWS), start=1))
    return MedicalPaper(HEAD, "ИСП-21", date(2026, 11, 23), rows, (("основная", 20), ("подготовительная", 10)), samples.SIGNS)


def _plain() -> dict[str, tuple[str, object]]:
    taken = ("sheet_30", "sheet_complex", "sheet_topics", "sheet_credit", "sheet_commission", "appointment", "undertaking", "duty_matrix", "acquaintance_sheet",
             "local_act", "oversight", "discrepancy_statement", "discrepancy_letter", "login_slips", "closing_act", "indicators", "control_act", "year_act", "destruction_act")  # fmt: skip
    return {
        **{name: FORMS[name][:2] for name in taken},
        "summary_30": ("summary.html", samples.summary(ROWS)),
        **RECORDS,
        **{name: ORDERS[name] for name in ("order_enrolment", "order_single", "movement_report", "contingent")},
        **{name: students.FORMS[name] for name in ("consent_publication", "personal_card", "certificate_study", "book_names")},
        "certificate_training": ("certificate_training.html", students.training(TRAINING, passed=students.PASSED * 12)),
        "certificate_period": ("certificate_training.html", students.training(PERIOD, passed=students.PASSED * 12)),
        "load_card": ("load_card.html", teaching.card(12)), "tarification": ("tarification.html", teaching.tarification(12)),
        "substitutions": ("substitutions.html", teaching.substitutions(12)), "staff_list": ("staff_list.html", teaching.listed(15)),
        "staff_qualification": ("staff_qualification.html", teaching.qualified(15)), "lesson_plan": ("lesson_plan.html", plan(True)),
        "attendance": ("attendance.html", month(ROWS)), "standing": ("standing.html", standing(ROWS)), "standing_slips": ("standing_slips.html", standing(ROWS)),
        "journal": ("journal.html", reports.journal_paper(told(ROWS, 24), 1)), "journal_cover": ("journal_cover.html", reports.last_pages(told(ROWS, 1))),
        "calendar_chart": ("calendar_chart.html", _chart()), "week_timetable": ("week_timetable.html", _week()), "curriculum": ("curriculum.html", _curriculum()),
        "curator_report": ("curator_report.html", _report()), "medical_groups": ("medical_groups.html", _medical()),
    }  # fmt: skip


# Working papers and texts, signed in ink and not registered.
assert lists_reports.TITLES, "the lists declare their headings where they are made"
WORKING = {"attendance", "standing", "standing_slips", "medical_groups", "login_slips", "oversight", "local_act", "indicators", "journal_cover"}
EVERY = {name: (template, stretched(paper)) for name, (template, paper) in _plain().items()}
