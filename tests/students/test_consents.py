"""A withdrawn consent is a task till the processing stops; its paper is kept encrypted; a document is found by its whole number."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select, text

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.extensions import db
from app.organization.models import Organization
from app.students import consent_paper
from app.students.models import Student
from app.students.models_file import Consent, ConsentScan
from tests.students.test_certificates import ask, text_of
from tests.students.test_file import filled, one, picture


def send_scan(client, consent, data, name="согласие.pdf"):
    return client.post(f"/consents/scan/{consent}", data={"scan": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def test_a_withdrawal_is_a_task_until_it_is_said_what_was_done(app, client_as, college):
    office = client_as("secretary")
    filled(office, college.students[0])
    consent = one(app, select(Consent.id))
    assert "Отозванные согласия" not in office.get("/").text
    change = {"withdrawn_on": "2026-11-20", "row_version": "1"}
    assert office.post(f"/consents/edit/{consent}", data=change).status_code == 303
    home = office.get("/").text
    assert "отозвал(а) согласие: обработка" in home and "20.12.2026" in home and f"/consents/show/{consent}" in home
    assert "Отозванные согласия" not in client_as("teacher").get("/").text
    done = change | {"row_version": "2", "handled_on": "2026-11-19", "handled": "Удалено из рассылки"}
    assert "проверьте обе даты" in office.post(f"/consents/edit/{consent}", data=done).text
    assert office.post(f"/consents/edit/{consent}", data=done | {"handled_on": "2026-11-21", "handled": ""}).status_code == 422
    assert office.post(f"/consents/edit/{consent}", data=done | {"handled_on": "2026-11-21"}).status_code == 303
    assert "Отозванные согласия" not in office.get("/").text


def test_the_scan_of_a_consent_is_checked_encrypted_and_open_to_few(app, client_as, college):
    office = client_as("secretary")
    filled(office, college.students[0])
    consent = one(app, select(Consent.id))
    assert office.get(f"/consents/scan-file/{consent}").status_code == 404
    pdf = b"%PDF-1.7\nsigned paper\n%%EOF\n"
    assert send_scan(office, consent, pdf).status_code == 303
    given = office.get(f"/consents/scan-file/{consent}")
    assert given.data == pdf and given.mimetype == "application/pdf" and given.headers["Content-Disposition"].startswith("attachment")
    with app.app_context(), unscoped():
        assert b"signed paper" not in db.session.execute(text("SELECT body FROM consent_scan")).scalar()
    assert send_scan(office, consent, picture() + b"<?php echo 1 ?>").status_code == 303
    again = office.get(f"/consents/scan-file/{consent}")
    assert again.mimetype == "image/jpeg" and b"php" not in again.data and one(app, select(func.count(ConsentScan.consent_id))) == 1
    for wrong in (b"MZ\x90 program", b"%PDF-1.7 cut off", b"x" * (5 * 1024 * 1024 + 1)):
        assert send_scan(office, consent, wrong).status_code == 422
    assert office.post(f"/consents/scan/{consent}", data={"scan": "a text in the place of a file"}).status_code == 422
    assert "Открыть скан" in office.get(f"/consents/show/{consent}").text
    assert send_scan(client_as("teacher"), consent, pdf).status_code == 403
    assert client_as("curator2").get(f"/consents/scan-file/{consent}").status_code == 404


def test_a_student_is_found_by_the_whole_number_of_a_document_alone(app, client_as, college):
    office, student = client_as("secretary"), college.students[0]
    filled(office, student)
    for typed in ("3620 123456", "36 20 № 123456", "3620123456", "112-233-445 95"):
        answer = office.post("/students/by-document", data={"number": typed})
        assert answer.status_code == 303 and answer.location.endswith(f"/students/show/{student}"), typed
        assert "123456" not in answer.location
    for part in ("123456", "3620", "12345"):
        assert "ни у кого нет" in office.post("/students/by-document", data={"number": part}).text, part
    assert office.post("/students/by-document", data={"number": "36"}).status_code == 422
    assert "Абрамов" not in office.get("/students/by-document?number=3620123456").text
    assert "Абрамов" not in office.get("/students/list/?q=3620123456").text
    assert one(app, select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "find_by_document")) == 4
    assert "ни у кого нет" in client_as("curator2").post("/students/by-document", data={"number": "3620 123456"}).text


@pytest.mark.parametrize("role", ["teacher", "accountant", "deputy"])
def test_who_may_not_reveal_does_not_find_by_a_document(client_as, college, role):
    client = client_as(role)
    assert client.post("/students/by-document", data={"number": "3620 123456"}).status_code == 403
    assert "Найти по документу" not in client.get("/students/list/").text


def test_the_blank_of_a_consent_is_a_paper_of_its_own_for_who_must_sign(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    assert "Бланк согласия" in client.get(f"/certificates/new?student={student}").text
    printed = client.get(ask(client, [student], "consent_form", purpose="publication").headers["Location"])
    text = text_of(printed)
    for words in ("разрешённых для распространения", "Абрамова Петра Ильича", "Законный представитель:", "Обучающийся:", "1-СГ", "ч. 9 ст. 10.1"):
        assert words in text, words
    assert ask(client, [student], "consent_form", key="b" * 32, purpose="military").status_code == 422
    assert ask(client_as("head_of_department"), [student], "consent_form", key="c" * 32, purpose="photo").status_code == 403
    with app.app_context(), unscoped():
        grown = Student(last_name="Яшин", first_name="Олег", birth_date=date(2000, 1, 1))
        form = consent_paper.consent_form(db.session.get(Organization, college.id), grown, "processing", date(2026, 11, 23))
    assert (form.by_student, form.by_representative) == (True, False)
