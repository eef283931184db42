"""Topics of course projects and admission, as the teacher and the office meet them."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation import issuing
from app.attestation.admission import ADMITTED, reasons
from app.attestation.models import AttestationEntry
from app.attestation.models_topics import CourseTopic
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import TermControl
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.rules import Standing
from app.teaching.models import Lesson, TeachingLoad
from tests.counting import statements
from tests.factories import TODAY


def text_of(body):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def issued(on_behalf, college):
    with on_behalf("secretary") as actor, transaction():
        load, control = db.session.get(TeachingLoad, college.load_id), db.session.get(TermControl, college.control_ids["ОУП.01"])
        return issuing.issue_sheet(actor, load, control, TODAY).id


def notes(sheet_id):
    with unscoped():
        return [one.note for one in db.session.scalars(select(AttestationEntry).where(AttestationEntry.sheet_id == sheet_id).order_by(AttestationEntry.position))]


def test_a_topic_from_the_teacher_through_the_order_into_the_sheet(app, client_as, world, college, on_behalf):
    with app.app_context(), unscoped(), transaction():
        control = db.session.get(TermControl, college.control_ids["ОУП.01"])
        control.form = "КП"
        record(Actor.system(college.id), "test", "test")
    address = f"/sheets/topics/{college.load_id}/{college.control_ids['ОУП.01']}"
    teacher, office, deputy = client_as("teacher"), client_as("secretary"), client_as("deputy")
    first, second = college.students[:2]
    form = {f"version-{one}": "0" for one in (first, second)}
    form |= {f"topic-{first}": "Учёт оборудования колледжа", f"supervisor-{first}": str(college.employees["teacher"]), f"topic-{second}": "Расписание"}
    refused = teacher.post(address, data=form)
    assert refused.status_code == 422 and "выберите руководителя" in refused.text and "Учёт оборудования" in refused.text
    form |= {f"supervisor-{second}": str(college.employees["teacher2"])}
    assert teacher.post(address, data=form).status_code == 303
    assert teacher.post(address, data=form).status_code == 409, "the version of a double submit is old"
    foreign = {f"version-{college.other_students[0]}": "0", f"topic-{college.other_students[0]}": "Чужая"}
    assert office.post(address, data=foreign).status_code == 422
    assert client_as("curator").post(address, data=form).status_code == 403
    assert client_as("secretary", world.foreign).get(address).status_code == client_as("teacher2").get(address).status_code == 404
    with app.app_context():
        sheet = issued(on_behalf, college)
        assert notes(sheet)[:2] == [None, None], "not approved yet"
    order = {"order_number": "41/к", "order_date": TODAY.isoformat()}
    assert teacher.post(f"{address}/approve", data=order).status_code == 403
    assert deputy.post(f"{address}/approve", data=order | {"order_number": " "}).status_code == 422
    assert deputy.post(f"{address}/approve", data=order).status_code == 303
    assert deputy.post(f"{address}/approve", data=order).status_code == 422
    with app.app_context():
        assert notes(sheet)[:2] == ["Учёт оборудования колледжа", "Расписание"]
    printed = text_of(office.post(f"{address}/print").data)
    assert "№ 1-ТКП" in printed and "№ 41/к от 23.11.2026" in printed and "Расписание" in printed
    changed = {f"version-{first}": "2", f"topic-{first}": "Учёт мебели", f"supervisor-{first}": str(college.employees["teacher"])}
    assert office.post(address, data=changed).status_code == 303
    with app.app_context(), unscoped():
        assert [one.is_approved for one in db.session.scalars(select(CourseTopic).order_by(CourseTopic.id))] == [False, True]
    with statements(app) as seen:
        assert "Учёт мебели" in office.get(address).text
    assert len(seen) <= 14


@pytest.mark.parametrize(
    ("tasks", "absent", "proposal", "said"),
    [
        (0, 0, "4", ()), (2, 0, "4", ("обязательные работы без отметки — 2",)), (0, 20, "4", ()),
        (0, 30, "н/а", ("пропущено 30 из 40 ч",)), (1, 30, "н/а", ("обязательные работы без отметки — 1", "пропущено 30 из 40 ч")),
        (0, 0, "н/а", ("не аттестован за семестр",)), (0, 0, "2", ()),
    ],
)  # fmt: skip
def test_what_speaks_against_admission(tasks, absent, proposal, said):
    """a required task without a mark or absence above the limit; a bad mark alone does not."""
    assert reasons(Standing(None, 3, absent, 0, 40, tuple(range(tasks)), proposal, "")) == said


def test_admission_is_computed_decided_by_the_teacher_and_printed(app, client_as, world, college, on_behalf):
    with app.app_context():
        with unscoped(), transaction():
            lesson = db.session.scalars(select(Lesson).where(Lesson.load_id == college.load_id).order_by(Lesson.date)).first()
            lesson.is_required = True
            for student in college.students[2:]:
                db.session.add(Mark(
                    organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, lesson_id=lesson.id,
                    student_id=student, grades="4",
                ))  # fmt: skip
            record(Actor.system(college.id), "test", "test")
        sheet = issued(on_behalf, college)
        with unscoped():
            lines = [one.id for one in db.session.scalars(select(AttestationEntry).where(AttestationEntry.sheet_id == sheet).order_by(AttestationEntry.position))]
    address, teacher = f"/sheets/{sheet}/admission", client_as("teacher")
    page = teacher.get(address).text
    assert page.count("обязательные работы без отметки — 1") == 2 and "2 студента ждут вашего решения" in page
    decided = {f"v-{lines[0]}": "1", f"d-{lines[0]}": "no", f"v-{lines[1]}": "1", f"d-{lines[1]}": "yes"}
    assert client_as("secretary").post(address, data=decided).status_code == 403
    assert client_as("secretary", world.foreign).get(address).status_code == 404
    assert teacher.post(address, data={f"v-{lines[5]}": "1", f"d-{lines[5]}": "no"}).status_code == 422, "nothing speaks against"
    assert teacher.post(address, data=decided).status_code == 303
    assert teacher.post(address, data=decided).status_code == 303, "a double submit changes nothing more"
    assert teacher.post(address, data=decided | {f"d-{lines[0]}": "yes"}).status_code == 409, "drawn before the decision"
    with app.app_context(), unscoped():
        first, second = (db.session.get(AttestationEntry, one) for one in lines[:2])
        assert (first.result, second.result) == ("н/доп", None) and second.reason.startswith(ADMITTED)
    assert "ждут вашего решения" not in teacher.get(address).text
    printed = text_of(teacher.post(f"/sheets/{sheet}/print").data)
    assert "н/доп, обязательные работы без отметки — 1" in printed and "допущен при: обязательные работы" in printed
