"""The cockpit of closes, the close itself and the papers of a term, over HTTP."""

import io

import pypdfium2
import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.attestation.models import AttestationSheet
from app.audit.operations import record
from app.closing.models import Closing
from app.core.actor import Actor
from app.core.transaction import transaction
from app.documents.models import Document
from app.extensions import db
from app.staff.models import Employee
from app.students.models import Student, StudyGroup


def text_of(body: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(body))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def a_sheet(app, college):
    with app.app_context(), unscoped():
        return db.session.scalar(select(AttestationSheet.id).where(AttestationSheet.load_id == college.credit_load_id))


def test_a_term_with_gaps_shows_links_to_what_is_missing_and_no_way_to_close(app, client_as, college):
    deputy = client_as("deputy")
    page = deputy.get(f"/closing/{college.group_term_id}").text
    assert f"/sheets/term/{college.group_term_id}" in page
    assert f"/loads/term/{college.group_term_id}" in page
    assert "disabled" in page
    answer = deputy.post(f"/closing/{college.group_term_id}/close")
    assert answer.status_code == 422
    assert "История" in answer.text
    assert "alert-danger" in answer.text


def test_the_deputy_closes_and_the_page_shows_the_digest(app, ready_outside, client_as):
    deputy = client_as("deputy")
    assert "data-confirm" in deputy.get(f"/closing/{ready_outside.group_term_id}").text
    assert deputy.post(f"/closing/{ready_outside.group_term_id}/close").status_code == 303
    with app.app_context(), unscoped():
        digest = db.session.scalars(select(Closing.sha256)).one()
    assert digest in deputy.get(f"/closing/{ready_outside.group_term_id}").text
    assert deputy.post(f"/closing/{ready_outside.group_term_id}/close").status_code == 303
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(Closing.id))) == 1


def test_the_close_is_announced_and_withdrawn(app, college, client_as):
    coordinator = client_as("coordinator")
    assert coordinator.post(f"/closing/{college.group_term_id}/announce").status_code == 303
    assert coordinator.post(f"/closing/{college.group_term_id}/announce").status_code == 409
    assert "status=closing" in coordinator.get("/").text
    assert "ИСП-11" in coordinator.get("/closing/?status=closing").text
    assert "ЭК-11" not in coordinator.get("/closing/?status=closing").text
    assert coordinator.post(f"/closing/{college.group_term_id}/withdraw").status_code == 303


@pytest.mark.parametrize("key", ["director", "coordinator", "secretary", "head_of_department", "teacher", "curator", "student"])
def test_nobody_else_closes(app, college, client_as, key):
    assert client_as(key).post(f"/closing/{college.group_term_id}/close").status_code == 403


def test_another_college_gets_404(app, college, client_as, world):
    foreign = client_as("deputy", world.foreign)
    for way in ("", "/close", "/announce"):
        call = foreign.post if way else foreign.get
        assert call(f"/closing/{college.group_term_id}{way}").status_code == 404
    assert foreign.post(f"/reports/summary/{college.group_term_id}").status_code == 404


def test_the_head_of_a_department_sees_own_terms_only(app, college, client_as):
    head = client_as("head_of_department")
    assert head.get(f"/closing/{college.group_term_id}").status_code == 200
    assert head.get(f"/closing/{college.other_group_term_id}").status_code == 404
    assert "ЭК-11" not in head.get("/closing/").text


def test_a_sheet_that_is_being_filled_prints_as_a_form_and_takes_no_number_of_the_registry(app, college, client_as):
    secretary = client_as("secretary")
    secretary.post(f"/sheets/term/{college.group_term_id}/issue", data={"held_on": "2026-11-20"})
    answer = secretary.post(f"/sheets/{a_sheet(app, college)}/print")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = text_of(answer.data)
    assert "Зачётная ведомость" in text
    assert "Абрамов Пётр Ильич" in text
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(Document.id))) == 0


def test_papers_of_a_closed_term_come_from_the_snapshot_and_stay_the_same(app, ready_outside, client_as):
    college, deputy = ready_outside, client_as("deputy")
    deputy.post(f"/closing/{college.group_term_id}/close")
    with app.app_context(), unscoped(), transaction():
        student = db.session.get(Student, college.students[0])
        student.last_name = "Переименованов"
        db.session.get(StudyGroup, college.group_id).name = "НОВАЯ-1"
        db.session.get(Employee, college.employees["teacher"]).last_name = "Другая"
        record(Actor.system(college.id), "test", student)
    sheet = a_sheet(app, college)
    first, summary = deputy.post(f"/reports/sheet/{sheet}"), deputy.post(f"/reports/summary/{college.group_term_id}")
    for told in (text_of(first.data), text_of(summary.data)):
        assert "Абрамов Пётр Ильич" in told
        assert "ИСП-11" in told
        assert "Переименованов" not in told
        assert "НОВАЯ-1" not in told
    assert "редакция 1" in text_of(summary.data)
    assert deputy.post(f"/reports/sheet/{sheet}").data == first.data
    assert client_as("secretary").post(f"/sheets/{sheet}/print").data == first.data
    assert deputy.post(f"/reports/summary/{college.group_term_id}").data == summary.data
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(Document.id))) == 2


def test_a_sheet_printed_before_the_close_keeps_its_bytes_after_it(app, ready_outside, client_as):
    college, deputy = ready_outside, client_as("deputy")
    sheet = a_sheet(app, college)
    before = deputy.post(f"/reports/sheet/{sheet}").data
    deputy.post(f"/closing/{college.group_term_id}/close")
    assert deputy.post(f"/reports/sheet/{sheet}").data == before


def test_the_summary_of_an_open_term_says_that_it_is_preliminary(app, college, client_as):
    text = text_of(client_as("secretary").post(f"/reports/summary/{college.group_term_id}").data)
    assert "Предварительные данные на 23.11.2026" in text
    assert "Математика" in text


@pytest.mark.parametrize(("key", "status"), [("teacher", 403), ("accountant", 403), ("curator", 200), ("curator2", 404)])
def test_the_summary_is_printed_by_who_may_and_within_the_own_reach(app, college, client_as, key, status):
    assert client_as(key).post(f"/reports/summary/{college.group_term_id}").status_code == status
