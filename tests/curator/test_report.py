"""The curator's report for a month and for a semester: numbers from the journals, texts of the curator, print, workbook."""

from datetime import date

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.curator.papers_report import Part, ReportPaper
from app.curator.reporting import Move, ReportTexts, Stay, moves, results, there
from app.curator.standing import StudentLine
from app.documents import rendering
from app.documents.models import Document
from app.documents.rules import Signature
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.extensions import db
from app.gradebook.rules import Standing
from app.students.models_file import Benefit
from app.teaching.models import Lesson
from tests.curator.test_views import absent, same_as_golden, text_of
from tests.documents.samples import HEAD
from tests.factories import TODAY

MONTH = f"{TODAY:%Y-%m}"


def stay(student, starts, ends=None, basis=""):
    return Stay(student, f"Студент {student}", starts, ends, basis)


def test_who_came_and_who_left_is_told_once_and_a_mere_change_is_no_move():
    stays = [
        stay(1, date(2026, 9, 1)), stay(2, date(2026, 9, 1), date(2026, 10, 5)), stay(3, date(2026, 10, 12), basis="приказ № 7"),
        stay(4, date(2026, 9, 1), date(2026, 10, 9)), stay(4, date(2026, 10, 10)),  # only the funding changed
    ]  # fmt: skip
    found = moves(stays, date(2026, 10, 1), date(2026, 10, 31))
    assert found == [
        Move(date(2026, 10, 5), "Студент 2", False, ""), Move(date(2026, 10, 12), "Студент 3", True, "приказ № 7"),
    ]  # fmt: skip
    assert (there(stays, date(2026, 10, 1)), there(stays, date(2026, 10, 31))) == ({1, 2, 4}, {1, 3, 4})


def line(name, *proposals):
    return StudentLine(1, name, tuple(None if one == "" else Standing(None, 3, 0, 0, 10, (), one, "") for one in proposals))


def test_students_are_sorted_by_what_would_come_out_today():
    told = results(
        [line("А", "5", "зач"), line("Б", "5", "4"), line("В", "5", "3"), line("Г", "2", "н/а"), line("Д", None, ""), line("Е", "5", "")], ["Химия", "Физика"]
    )
    assert (told.excellent, told.good, told.behind, told.unknown) == (("А", "Е"), ("Б",), (("Г", ("Химия", "Физика")),), ("Д",))


def test_texts_have_a_limit():
    assert list(ReportTexts("а", "б", "в").problems()) == []
    with pytest.raises(DomainError):
        raise next(iter(ReportTexts("а" * 4001).problems()))


def test_a_curator_writes_prints_and_exports_the_report_of_a_month(app, college, world, client_as):
    absent(client_as, college)
    with app.app_context(), unscoped(), transaction() as session:
        session.add(Benefit(organization_id=college.id, student_id=college.students[1], kind="orphan", starts_on=date(2026, 9, 1)))
        session.get(Lesson, college.lessons[4]).homework = "§ 12, № 5–8"
        record(Actor.system(college.id), "test", "benefit")
    curator, page = client_as("curator"), f"/curator/{college.group_id}/report"
    shown = curator.get(page, query_string={"month": MONTH}).text
    assert "Прогуливали" in shown and "Абрамов" in shown and "сирот" in shown.lower()
    assert "§ 12, № 5–8" in curator.get(f"/curator/{college.group_id}").text
    assert curator.post(f"{page}/print", data={"month": MONTH}).status_code == 422  # nothing written yet
    texts = {"parents": "Собрание 05.11: посещаемость.", "events": "Экскурсия на завод.", "conclusions": "Беседа с родителями."}
    assert curator.post(page, data=texts | {"month": MONTH, "version": 0}).status_code == 303
    stale = curator.post(page, data=texts | {"month": MONTH, "version": 0, "events": "Другое"})
    assert stale.status_code == 409 and "Другое" in stale.text
    assert curator.post(page, data=texts | {"month": MONTH, "version": 1, "events": "x" * 4001}).status_code == 422
    printed = text_of(curator.post(f"{page}/print", data={"month": MONTH}).data)
    assert "Собрание 05.11" in printed and "Абрамов" in printed and "2 ч" in printed
    assert curator.post(f"{page}/print", data={"month": MONTH}).status_code == 200
    assert curator.post(page, data=texts | {"month": MONTH, "version": 1, "events": "Субботник."}).status_code == 303
    assert "Субботник" in text_of(curator.post(f"{page}/print", data={"month": MONTH}).data)
    with app.app_context(), unscoped():
        kept = db.session.query(Document).filter_by(kind="curator_report").order_by(Document.revision).all()
        assert [one.revision for one in kept] == [1, 2] and kept[0].series == "ОК"
        db.session.remove()
    grid = read(curator.post(f"{page}/table", data={"month": MONTH}).data, Limits())
    assert ["Посещаемость", "Пропущено всего, ч", 2] in [list(row[:3]) for row in grid.rows]
    term = curator.get(page, query_string={"term": college.group_term_id}).text
    assert "семестр 2026/2027 учебного года" in term and "Субботник" not in term  # the semester has a report of its own
    for key, status in (("curator2", 404), ("teacher", 403), ("deputy", 200), ("methodist", 403)):
        assert client_as(key).get(page).status_code == status, key
    assert client_as("deputy").post(page, data=texts).status_code == 403
    assert client_as("curator", world.foreign).post(page, data=texts).status_code == 404
    assert client_as("curator", world.foreign).post(f"{page}/print").status_code == 404


def test_the_report_prints_as_expected():
    paper = ReportPaper(
        letterhead=HEAD, group="ИСП-21", period="октябрь 2026 г.", curator="Е. В. Соколова",
        parts=(
            Part("Состав и движение", (("На начало", "25"), ("На конец", "24"), ("05.10.2026 выбыл(а)", "Белов Пётр Ильич"))),
            Part("Успеваемость по журналам", (("Только «5»", "1: Абрамов Иван Ильич"), ("Отстают", "нет"), ("Средний балл группы", "3,87"))),
            Part("Работа с родителями", text="Собрание 05.10.2026.\nБеседы с тремя семьями."), Part("Мероприятия"),
        ),
        signatures=(Signature("Куратор группы", "Е. В. Соколова"), Signature("Заведующий отделением")),
    )  # fmt: skip
    same_as_golden("curator_report", rendering.render("curator_report.html", paper))
