"""Printed orders and reports: golden texts of each form, words of every kind, Russian cases."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.access.scope import unscoped
from app.documents import rendering
from app.documents.models import Document
from app.documents.rules import Signature
from app.extensions import db
from app.movement import papers, phrases, printing, reports
from app.movement.kinds import EXPULSIONS, GROUNDS, KINDS
from app.movement.papers import ContingentPaper, FigureRow, MovementPaper, OrderPaper
from app.movement.phrases import Said
from tests.documents import samples
from tests.documents.test_rendering import pages
from tests.movement.test_views import drafted, step

GOLDEN = Path(__file__).parents[1] / "golden"
ON = date(2026, 11, 20)
MAN = Said("EXPEL", "Абрамова Петра Ильича", "m", "ИСП-11", 1, "full_time", ON, choice="own_wish", basis="личное заявление от 18.11.2026")
WOMAN = replace(MAN, name="Яшину Ольгу Ильиничну", sex="f", choice="failure", basis="служебная записка от 17.11.2026")
NEW = Said(
    "ENROLL", "Новикову Веру Олеговну", "f", on=date(2026, 9, 1), group="ИСП-12", specialty=samples.SPECIALTY, form="full_time", course=1,
    funding="contract", choice="average", contract="№ 15 от 20.08.2026",
)  # fmt: skip
NEXT = Said("NEXT_COURSE", "Белова Петра Ильича", "m", "ИСП-11", 1, "full_time", date(2027, 9, 1), course=2, choice="transferred")


def order(lines, heading, **more):
    return OrderPaper(
        samples.HEAD, heading, "125/1-с", date(2026, 11, 19), "В соответствии с Федеральным законом от 29.12.2012 № 273-ФЗ "
        "«Об образовании в Российской Федерации», на основании представленных документов", phrases.clauses(lines),
        ("решение педагогического совета от 18.11.2026 № 4",), "Контроль за исполнением приказа возложить на заместителя директора "
        "по учебной работе.", Signature("Директор", "М. П. Орлова"), (Signature(printing.DEPUTY),), "А. П. Петрова, +7 900 000-00-01", **more,
    )  # fmt: skip


MOVED = (12, 1, 0, 1, 0, 2, 3, 1, 1, 0, 0, 0, 0, 0, 1, 3, 12, 2, 1, 0)
PAPERS = {
    "order_single": (papers.ORDER_TEMPLATE, order([MAN], KINDS["EXPEL"].heading)),
    "order_many": (papers.ORDER_TEMPLATE, order([NEXT, replace(NEXT, name="Яшину Ольгу Ильиничну", sex="f"), replace(NEXT, name="Васильева Петра Ильича", choice="conditional")], KINDS["NEXT_COURSE"].heading)),
    "order_enrolment": (papers.ORDER_TEMPLATE, replace(order([replace(NEW, name=name) for name in samples.names(30)], KINDS["ENROLL"].heading), number="", order_date=None)),
    "movement_report": (
        papers.MOVEMENT_TEMPLATE,
        MovementPaper(samples.HEAD, date(2026, 9, 1), date(2026, 12, 31), (FigureRow("ИСП-11", MOVED), FigureRow("ИСП-12", MOVED), FigureRow(reports.WITHOUT_GROUP, (0,) * 20), FigureRow(reports.WHOLE, tuple(2 * n for n in MOVED), True)), ("№ 125-с от 19.11.2026 «Об отчислении»",), samples.SIGNS),
    ),
    "contingent": (
        papers.CONTINGENT_TEMPLATE,
        ContingentPaper(samples.HEAD, date(2026, 10, 1), "Специальность (профессия)", (FigureRow(samples.SPECIALTY, (24, 23, 1, 18, 5, 1)), FigureRow(reports.WHOLE, (24, 23, 1, 18, 5, 1), True)), samples.SIGNS),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAPERS)
def test_printed_text_is_the_expected_one(name):
    text = "\n=== страница ===\n".join(pages(rendering.render(*PAPERS[name], samples.IMPRINT))).replace("\u00a0", " ")
    expected = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(text + "\n")
    assert text + "\n" == expected.read_text()


WORDS = [
    (MAN, "Отчислить Абрамова Петра Ильича, студента группы ИСП-11 1 курса очной формы обучения, с 20 ноября 2026 г. по собственному желанию."),
    (replace(MAN, sex=""), "студента(ку) группы"),
    (WOMAN, "Отчислить Яшину Ольгу Ильиничну, студентку группы"),
    (NEW, "Зачислить Новикову Веру Олеговну в число студентов 1 курса очной формы обучения"),
    (NEXT, "Перевести Белова Петра Ильича, студента группы ИСП-11 1 курса очной формы обучения, на 2 курс с 01 сентября 2027 г."),
    (replace(MAN, kind="ACADEM_OUT", name="Абрамову Петру Ильичу", choice="medical", until=date(2027, 11, 19)), "Предоставить академический отпуск Абрамову Петру Ильичу, студенту группы ИСП-11 1 курса очной формы обучения, по медицинским показаниям с 20 ноября 2026 г. по 19 ноября 2027 г."),
    (replace(MAN, kind="LEAVE_EXTEND", name="Яшиной Ольге Ильиничне", sex="f", until=date(2028, 1, 1)), "Продлить отпуск Яшиной Ольге Ильиничне, студентке группы ИСП-11 1 курса очной формы обучения, по 01 января 2028 г."),
    (replace(MAN, kind="FORM", group="ИСПз-11", form="extramural", choice=""), "на заочную форму обучения в группу ИСПз-11 с 20"),
    (replace(MAN, kind="SPEC", group="ЭБ-11", specialty="38.02.01 Экономика", course=1, choice=""), "на специальность (профессию) 38.02.01 Экономика в группу ЭБ-11 на 1 курс с"),
    (replace(MAN, kind="BASIS", funding="budget", choice=""), "на обучение за счёт бюджетных ассигнований с 20"),
    (replace(MAN, kind="BASIS", funding="entity_t", choice="", contract="№ 5"), "услуг с юридическим лицом и по договору о целевом обучении (договор № 5) с 20"),
    (replace(MAN, kind="NAME", name="Яшину Ольгу Ильиничну", sex="f", new_name="Юдиной Ольгой Ильиничной"), "Считать Яшину Ольгу Ильиничну, студентку группы ИСП-11 1 курса очной формы обучения, Юдиной Ольгой Ильиничной с"),
    (replace(MAN, kind="SANCTION", name="Абрамову Петру Ильичу", choice="reprimand", note="за пропуски занятий"), "Объявить Абрамову Петру Ильичу, студенту группы ИСП-11 1 курса очной формы обучения, выговор за пропуски занятий."),
    (replace(MAN, kind="GRADUATE", honours=True, choice=""), "с выдачей диплома о среднем профессиональном образовании с отличием."),
    (replace(MAN, kind="ACADEM_IN", group="ИСП-12", course=2, choice=""), "с 20 ноября 2026 г. с зачислением в группу ИСП-12 на 2 курс."),
    (replace(MAN, kind="PRACTICE", choice="", until=date(2026, 12, 20), note="УП.01, учебные мастерские"), "Направить на практику Абрамова Петра Ильича, студента группы ИСП-11 1 курса очной формы обучения, с 20 ноября 2026 г. по 20 декабря 2026 г. УП.01, учебные мастерские."),
    (replace(MAN, kind="PLAN", choice="accelerated"), "(ускоренное обучение) с 20"),
    (replace(MAN, kind="CANCEL", name="Абрамов Пётр Ильич"), "Отменить действие приказа в отношении: Абрамов Пётр Ильич."),
    (replace(MAN, amends=True), "Изложить в новой редакции: отчислить Абрамова"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), WORDS, ids=lambda one: getattr(one, "kind", None))
def test_the_words_of_a_line(line, said):
    (clause,) = phrases.clauses([line])
    assert said in clause.text.replace("\u00a0", " ")


def test_every_kind_and_reason_has_words():
    for code, kind in KINDS.items():
        (clause,) = phrases.clauses([replace(MAN, kind=code, new_name="Абрамовым Иваном Ильичом")])
        assert clause.text.endswith(".") and "  " not in clause.text, code
        assert kind.heading.startswith(("О ", "Об "))
    for choice in EXPULSIONS:
        assert EXPULSIONS[choice].words in phrases.clauses([replace(MAN, choice=choice)])[0].text
    for choice in GROUNDS:
        assert GROUNDS[choice].words in phrases.clauses([replace(NEW, choice=choice)])[0].text


def test_lines_that_command_the_same_are_one_item_with_a_list():
    first, second = phrases.clauses([NEXT, replace(NEXT, name="Яшину Ольгу Ильиничну"), replace(NEXT, choice="conditional")])
    assert first.names == ("Белова Петра Ильича, группа ИСП-11", "Яшину Ольгу Ильиничну, группа ИСП-11") and not second.names
    assert first.text.endswith("следующих студентов:") and "ч. 8 ст. 58" in second.text


def test_an_order_is_printed_as_a_draft_then_registered_once_with_the_name_of_its_day(app, client_as, college):
    office = client_as("secretary")
    order_id = drafted(office, college.students[:1])
    draft = office.post(f"/orders/{order_id}/print")
    assert draft.status_code == 200 and "Отчислить Абрамова Петра Ильича, студента группы ИСП-11" in "".join(pages(draft.data)).replace("\n", " ").replace("\u00a0", " ")
    step(office, order_id, "submit")
    step(office, order_id, "register", number="125-с", order_date="2026-11-19")
    first = office.post(f"/orders/{order_id}/print").data
    assert "125-с" in "".join(pages(first)) and "Код проверки" in "".join(pages(first))
    assert office.post(f"/orders/{order_id}/print").data == first
    assert client_as("curator").post(f"/orders/{order_id}/print").status_code == 403
    assert client_as("head_of_department").post(f"/orders/{order_id}/print").status_code == 403
    with app.app_context(), unscoped():
        assert db.session.scalars(select(Document.kind)).all() == ["movement_order"]


def test_movement_and_numbers_agree_on_screen_paper_and_sheet(app, client_as, college, on_behalf):
    office = client_as("secretary")
    order_id = drafted(office, college.students[:2])
    step(office, order_id, "submit")
    step(office, order_id, "register", number="1", order_date="2026-11-19")
    step(office, order_id, "apply")
    page = office.get("/student-body/movement?first=2026-11-01&last=2026-11-30").text
    assert "Контрольное равенство выполняется" in page
    with app.app_context(), on_behalf("secretary"):
        moved = {row.name: row.cells for row in reports.movement_table(date(2026, 11, 1), date(2026, 11, 30)).rows}
        body = {row.name: row.cells for row in reports.contingent_table(date(2026, 11, 30), "group").rows}
        for division in reports.DIVISIONS:
            rows = reports.contingent_table(date(2026, 11, 30), division).rows
            assert tuple(sum(row.cells[i] for row in rows[:-1]) for i in range(6)) == rows[-1].cells
    assert (moved["ИСП-11"][0], moved["ИСП-11"][8], moved["ИСП-11"][16]) == (8, 2, 6)
    assert body["ИСП-11"][0] == moved["ИСП-11"][16]
    paper = office.post("/student-body/movement/print", data={"first": "2026-11-01", "last": "2026-11-30"})
    assert paper.status_code == 200 and "ОТЧЁТ О ДВИЖЕНИИ КОНТИНГЕНТА" in "".join(pages(paper.data))
    again = office.post("/student-body/contingent/print", data={"day": "2026-11-30", "division": "specialty"})
    assert again.status_code == 200 and "09.02.07" in "".join(pages(again.data))
    for kind, data in (("movement", {"first": "2026-11-01", "last": "2026-11-30"}), ("contingent", {"day": "2026-11-30", "division": "course"})):
        assert office.post(f"/student-body/{kind}/export", data=data).data[:2] == b"PK"
    mine = client_as("head_of_department").get("/student-body/contingent").text
    assert "ИСП-11" in mine and "ЭК-11" not in mine
    assert office.get("/student-body/movement?first=2026-11-30&last=2026-11-01").status_code == 422
    assert client_as("teacher").get("/student-body/movement").status_code == 403
