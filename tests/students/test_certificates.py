"""Certificates through the screens: three clicks, numbered, registered, archived, verifiable; who may, whose, once."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.audit.models import AuditEvent
from app.core.transaction import transaction
from app.documents.models import Document
from app.extensions import db
from app.students import endings, results
from app.students.models import Placement, Student
from app.students.models_papers import Certificate
from tests.counting import statements

KEY = "0123456789abcdef0123456789abcdef"


def text_of(answer) -> str:
    assert answer.status_code == 200 and answer.mimetype == "application/pdf", answer.text
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())


def ask(client, students, kind="study_certificate", key=KEY, **data):
    return client.post("/certificates/issue", data={"student": students, "kind": kind, "key": key, "purpose": "military"} | data)


def expel(app, student_id, day=date(2026, 11, 20)):
    with app.app_context(), unscoped(), transaction() as session:
        session.scalar(select(Placement).where(Placement.student_id == student_id)).ends_on = day
        session.info["audit_records"] = 1


def count(app, model) -> int:
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(model))


def test_a_certificate_takes_three_presses_and_is_registered_archived_and_verified(app, client_as, college):
    client, student, office = client_as("secretary"), college.students[3], client_as("coordinator")
    paper = {"kind": "licence", "series": "63Л01", "number": "0002048", "issued_on": "2015-05-12", "issuer": "министерством образования"}
    refused = office.post("/licences/add", data=paper | {"issuer": ""})
    assert refused.status_code == 422 and "кто выдал" in refused.text
    assert office.post("/licences/add", data=paper).status_code == 303
    office.post("/licences/add", data=paper | {"number": "17", "issued_on": "2010-01-01", "valid_until": "2014-12-31"})
    assert client.post("/licences/add", data=paper).status_code == 403
    card = client.get(f"/students/show/{student}").text
    assert f"/certificates/new?student={student}" in card
    offered = client.get(f"/certificates/new?student={student}").text
    assert 'value="military"' in offered and "training_certificate" not in offered
    printed = ask(client, [student])
    assert printed.status_code == 303
    paper = client.get(printed.headers["Location"])
    text = text_of(paper)
    for words in ("Ёлкину Петру Ильичу", "04.01.2010", "обучается на 1 курсе", "ИСП-11", "в военный комиссариат", "Орлова", "1-СП", "63Л01 № 0002048 от 12.05.2015"):
        assert words in text, words
    assert "№ 17" not in text, "one that has ended is not printed"
    with app.app_context(), unscoped():
        document = db.session.scalar(select(Document).where(Document.kind == "study_certificate"))
        assert document.status == "issued" and "Ёлкин" not in document.title
        acts = set(db.session.scalars(select(AuditEvent.action)))
    assert {"issue_certificate", "issue_document"} <= acts
    assert client_as(None).get(f"/verify/{document.code}").status_code == 200
    again = ask(client, [student])
    assert client.get(again.headers["Location"]).data == paper.data and count(app, Certificate) == 1, "pressed twice, issued once"
    register = client.get("/certificates/list/?q=елкин").text
    assert "1-СП" in register and "в военный комиссариат" in register
    assert "1-СП" in client.get(f"/students/show/{student}").text


def test_who_is_on_leave_is_said_to_be_on_leave_and_the_order_of_leaving_comes_from_the_orders(app, client_as, college, monkeypatch):
    client, student = client_as("secretary"), college.students[1]
    with app.app_context(), unscoped(), transaction() as session:
        stay = session.scalar(select(Placement).where(Placement.student_id == student))
        stay.state, stay_id = "academic", stay.id
        session.info["audit_records"] = 1
    text = text_of(client.get(ask(client, [student]).headers["Location"]))
    assert "числится в составе обучающихся на 1 курсе" in text and "Находится в академическом отпуске с 01 сентября 2026" in text
    expel(app, student)
    monkeypatch.setattr(endings, "_sources", [lambda ids: {stay_id: "приказ от 20.11.2026 № 44-с об отчислении"} if stay_id in ids else {}])
    paper = ask(client, [student], "training_certificate", key="c" * 32).headers["Location"]
    assert "№ 44-с об отчислении" in text_of(client.get(paper))
    book = client.post("/certificates/books", data={"kind": "name_book", "year": "2026"})
    assert "№ 44-с об" in text_of(book)


def test_a_changed_name_leaves_the_old_paper_and_the_own_spelling_wins(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    first = client.get(ask(client, [student]).headers["Location"]).data
    with app.app_context(), unscoped(), transaction() as session:
        one = session.get(Student, student)
        one.last_name, one.name_dative = "Цветков", "Цветкову Петру (Питеру)"
        session.info["audit_records"] = 1
    assert client.get(f"/certificates/printed/{KEY}").data == first
    assert "Абрамов" in client.get("/certificates/list/?q=абрамов").text
    other = ask(client, [student], key="f" * 32, purpose="other", recipient="в банк").headers["Location"]
    assert "Цветкову Петру (Питеру)" in text_of(client.get(other)) and "в банк" in text_of(client.get(other))


def test_marked_students_get_their_certificates_in_one_file(app, client_as, college):
    client, chosen = client_as("secretary"), college.students[:3]
    led = client.post("/students/action_post", data={"action": "certificate", "rowid": chosen})
    assert led.status_code == 303 and all(f"student={one}" in led.headers["Location"] for one in chosen)
    with statements(app) as few:
        client.get(led.headers["Location"])
    led_all = client.post("/students/action_post", data={"action": "certificate", "rowid": college.students})
    with statements(app) as many:
        client.get(led_all.headers["Location"])
    assert len(few) == len(many)
    text = text_of(client.get(ask(client, chosen).headers["Location"]))
    assert [f"{n}-СП" in text for n in (1, 2, 3)] == [True] * 3
    with statements(app) as three:
        client.get("/certificates/list/")
    ask(client, college.students[3:], key="a" * 32)
    with statements(app) as eight:
        client.get("/certificates/list/")
    assert len(three) == len(eight)


def test_the_expelled_get_a_certificate_of_training_with_their_results(app, client_as, actor_as, college):
    student = college.students[0]
    with app.app_context(), unscoped(), transaction() as session:
        sheet = AttestationSheet(
            organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, title="Экзаменационная ведомость",
            term_control_id=college.control_ids["ОУП.01"], status="closed",
        )  # fmt: skip
        session.add(sheet)
        session.flush()
        part = SheetPart(
            organization_id=college.id, group_term_id=college.group_term_id, sheet_id=sheet.id, load_id=college.load_id,
            term_control_id=college.control_ids["ОУП.01"],
        )  # fmt: skip
        session.add(part)
        session.flush()
        for place, (one, result) in enumerate(((student, "5"), (college.students[1], "2")), start=1):
            session.add(
                AttestationEntry(
                    organization_id=college.id, group_term_id=college.group_term_id, sheet_id=sheet.id, part_id=part.id, student_id=one, position=place,
                    student_name="имя", result=result,
                )
            )  # fmt: skip
        session.info["audit_records"] = 1
    with app.app_context(), unscoped():
        assert [(p.name, p.hours, p.mark) for p in results.passed_by(student)] == [("Математика", "80", "отлично")]
        assert results.passed_by(college.students[1]) == [], "a failure is not printed"
    client = client_as("secretary")
    assert ask(client, [student], "training_certificate", basis="приказ № 9").status_code == 422, "who studies is not expelled"
    expel(app, student)
    refused = ask(client, [student])
    assert refused.status_code == 422 and "Абрамов" in refused.text and count(app, Certificate) == 0
    assert ask(client, [student], "training_certificate", basis=" ").status_code == 422
    text = text_of(client.get(ask(client, [student], "training_certificate", basis="приказ от 20.11.2026 № 31-с").headers["Location"]))
    for words in ("СПРАВКА ОБ ОБУЧЕНИИ", "Абрамову Петру Ильичу", "Математика 80 отлично", "№ 31-с", "3 года 10 месяцев"):
        assert words in text, words
    period = ask(client, [college.students[1]], "period_certificate", key="b" * 32).headers["Location"]
    assert "О ПЕРИОДЕ ОБУЧЕНИЯ" in text_of(client.get(period))


def test_a_book_is_registered_and_renewed_only_when_it_changes(app, client_as, college):
    client = client_as("secretary")
    first = client.post("/certificates/books", data={"kind": "name_book", "year": "2026"})
    assert "Абрамов Пётр Ильич" in text_of(first)
    assert client.post("/certificates/books", data={"kind": "name_book", "year": "2026"}).data == first.data
    expel(app, college.students[0])
    second = text_of(client.post("/certificates/books", data={"kind": "name_book", "year": "2026"}))
    assert "20.11.2026" in second and "взамен" in second
    assert client.post("/certificates/books", data={"kind": "alphabet_book", "year": "2019"}).status_code == 422
    assert client.post("/certificates/books", data={"kind": "x", "year": "9999"}).status_code == 422
    assert client_as("curator").post("/certificates/books", data={"kind": "name_book", "year": "2026"}).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("teacher", 403), ("curator", 403), ("head_of_department", 403), ("coordinator", 303)])
def test_who_may_issue(client_as, college, role, status):
    assert ask(client_as(role), [college.students[0]]).status_code == status


def test_certificates_of_others_are_not_there(app, client_as, college, world):
    client = client_as("secretary")
    for strange in ([world.foreign.students[0]], [college.students[0], world.foreign.students[0]], [999999]):
        assert ask(client, strange).status_code == 404
    ask(client, [college.other_students[0]])
    assert client_as("secretary", world.foreign).get(f"/certificates/printed/{KEY}").status_code == 404
    assert "Абрамов" not in client_as("curator").get("/certificates/list/").text, "of another curator's group"
    assert "Абрамов" in client_as("curator2").get("/certificates/list/").text
    for wrong in ({"kind": "passport"}, {"purpose": "spies"}, {"key": "x"}):
        assert ask(client, [college.students[0]], **wrong).status_code == 422
