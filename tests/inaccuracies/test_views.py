"""Screens of statements: from a card to the letter, who sees what, and what the operator may open."""

import pytest

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.inaccuracies.models import DiscrepancyStatement
from tests.counting import statements

DAY = "2026-11-23"


def only(app):
    with app.app_context(), unscoped():
        return db.session.query(DiscrepancyStatement).one()


def post(client, address, **typed):
    return client.post(address, data=typed)


def test_every_card_leads_to_the_report_of_its_fields(client_as, college):
    client = client_as("secretary")
    address = f"/inaccuracies/report/student/{college.students[0]}"
    card = client.get(f"/students/show/{college.students[0]}").text
    assert address in card and f'href="{address}?field=record_book"' in card
    assert '<option selected value="record_book">' in client.get(f"{address}?field=record_book").text
    page = client.get(address).text
    assert "Абрамов Пётр Ильич" in page and "01.01.2010" in page
    assert "Сообщить о неточности" in client_as("hr").get(f"/employees/show/{college.employees['teacher']}").text
    assert "journal-report" in client_as("teacher").get(f"/journals/{college.load_id}").text


def test_a_report_shows_no_more_of_a_record_than_its_card(app, client_as, college):
    teacher, address = client_as("teacher"), f"/inaccuracies/report/student/{college.students[0]}"
    page = teacher.get(address).text
    assert "Абрамов Пётр Ильич" in page and "зачётной книжки" in page
    for words in ("01.01.2010", "Дата рождения", "Телефон", "Адрес", "Финансирование"):
        assert words not in page, words
    assert post(teacher, address, key="birth_date", actual="01.01.2011").status_code == 422
    assert post(teacher, address, key="record_book", actual="777").status_code == 303
    assert "01.01.2010" not in only(app).before


def test_a_teacher_reports_from_the_cell_and_the_chain_runs_to_its_end(app, client_as, college):
    teacher, coordinator, director = client_as("teacher"), client_as("coordinator"), client_as("director")
    cell = f"/inaccuracies/report/cell/{college.lessons[0]}?student={college.students[0]}"
    assert post(teacher, cell, key="cell", actual="").status_code == 422
    assert post(teacher, cell, key="cell", actual="5").status_code == 303
    card = f"/inaccuracies/{only(app).id}"
    assert "5" in teacher.get(card).text and "Заявить директору" not in teacher.get(card).text
    assert "Сообщено координатору" in coordinator.get("/").text
    assert post(teacher, f"{card}/step/state", cause="а", evidence="б").status_code == 403
    assert post(coordinator, f"{card}/step/state", cause="", evidence="работа").status_code == 422
    assert post(coordinator, f"{card}/step/state", cause="описка", evidence="работа").status_code == 303
    assert post(coordinator, f"{card}/decision/approve", window_days="3").status_code == 403
    assert post(director, f"{card}/step/approve", window_days="3").status_code in (403, 404)
    assert post(director, f"{card}/decision/approve", window_days="99").status_code == 422
    assert post(director, f"{card}/decision/approve", window_days="3", resolution="Исправить").status_code == 303
    draft = post(coordinator, f"{card}/print/letter")
    assert draft.mimetype == "application/pdf"
    assert post(coordinator, f"{card}/letter/send", number="204", day="2026-11-30").status_code == 422
    assert post(coordinator, f"{card}/letter/send", number="204", day=DAY).status_code == 303
    assert post(coordinator, f"{card}/step/answer", number="77", day=DAY, text="Разрешено").status_code == 303
    second = post(coordinator, f"{card}/step/answer", number="78", day=DAY, text="Отказано")
    assert second.status_code == 409 and "Ответ уже записан: № 77" in second.text and "Отказано" in second.text
    assert post(coordinator, f"{card}/step/correct", note="").status_code == 422
    assert post(coordinator, f"{card}/step/correct", note="исправлено оператором").status_code == 303
    assert post(coordinator, f"{card}/step/close").status_code == 303
    assert post(coordinator, f"{card}/print/statement").mimetype == "application/pdf"
    assert post(coordinator, f"{card}/print/letter").data == post(director, f"{card}/print/letter").data
    with app.app_context(), unscoped():
        assert sorted(one.series for one in db.session.query(Document)) == ["ЗН", "ПН"]
        assert not any("Абрамов" in one.title for one in db.session.query(Document))


def sent(app, client_as, college):
    coordinator, director = client_as("coordinator"), client_as("director")
    post(client_as("secretary"), f"/inaccuracies/report/student/{college.students[0]}", key="record_book", actual="777")
    card = f"/inaccuracies/{only(app).id}"
    post(coordinator, f"{card}/step/state", cause="описка", evidence="книжка")
    post(director, f"{card}/decision/approve", window_days="3")
    return card, coordinator


def test_the_operator_opens_a_sent_statement_alone_and_leaves_a_trace(app, client_as, college):
    card, coordinator = sent(app, client_as, college)
    operator = client_as("operator")
    assert operator.get(card).status_code == 404 and post(operator, f"{card}/open").status_code == 404
    post(coordinator, f"{card}/letter/send", number="204", day=DAY)
    home = operator.get("/").text
    assert "Письмо отправлено, ожидается ответ" in home and "/inaccuracies/?status=sent" in home
    assert "Абрамов" not in operator.get("/inaccuracies/").text and "1/2026" in operator.get("/inaccuracies/").text
    assert "Абрамов" not in operator.get(card).text
    opened = post(operator, f"{card}/open")
    assert opened.status_code == 200 and "Абрамов Пётр Ильич" in opened.text
    assert "01.01.2010" not in opened.text and "СНИЛС" not in opened.text  # the wrong field alone, not the whole record
    with app.app_context(), unscoped():
        event = db.session.query(AuditEvent).filter_by(action="reveal", object_type="discrepancy_statement").one()
        assert event.actor_name == "Operator Анна"
    assert post(operator, f"{card}/step/answer", number="1", day=DAY, text="x").status_code == 403


def test_a_reporter_sees_the_own_report_and_no_others(app, client_as, college, world):
    card, _coordinator = sent(app, client_as, college)
    assert client_as("secretary").get(card).status_code == 200
    assert client_as("teacher").get(card).status_code == 404
    assert client_as("deputy").get(card).status_code == 200
    for role in ("coordinator", "director", "operator"):
        foreign = client_as(role, world.foreign)
        assert foreign.get(card).status_code == 404
        assert "1/2026" not in foreign.get("/inaccuracies/?status=all").text
    assert post(client_as("director", world.foreign), f"{card}/decision/reject", reason="x").status_code == 404


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("teacher", "employee/{other}", 200), ("accountant", "cell/{lesson}?student={student}", 403), ("teacher", "audit_event/1", 404),
        ("teacher", "student/x", 404), ("teacher2", "cell/{lesson}?student={student}", 404), ("director", "nothing/1", 404),
    ],
)  # fmt: skip
def test_one_reports_what_one_may_see(client_as, college, role, path, status):
    path = path.format(other=college.employees["hr"], lesson=college.lessons[0], student=college.students[0])
    if role == "teacher" and "employee" in path:
        status = 403  # a teacher has no card of employees
    assert client_as(role).get(f"/inaccuracies/report/{path}").status_code == status


def test_the_list_costs_the_same_whatever_its_length(app, client_as, college):
    client = client_as("coordinator")
    for index in range(3):
        post(client, f"/inaccuracies/report/student/{college.students[index]}", key="record_book", actual="1")
        if index == 0:
            with statements(app) as one:
                client.get("/inaccuracies/")
    with statements(app) as three:
        client.get("/inaccuracies/")
    assert len(three) == len(one) <= 8
