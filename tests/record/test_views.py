"""The record as each role meets it; what it costs; its papers."""

import pytest

from app.access.scope import acting, unscoped
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.record import book
from tests.counting import statements
from tests.factories import TODAY


@pytest.fixture
def results(app, college):
    """Close the exam's sheet: «5», «4», «2» … for the students of the first group."""
    marks = ("5", "4", "2", "3", "5", "5", "4", "неявка (ув.)")
    with app.app_context(), unscoped(), transaction():
        sheet = AttestationSheet(
            organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id,
            term_control_id=college.control_ids["ОУП.01"], title="Экзаменационная ведомость", number="7/2026", held_on=TODAY,
            status="closed",
        )  # fmt: skip
        db.session.add(sheet)
        db.session.flush()
        part = SheetPart(
            organization_id=college.id, group_term_id=college.group_term_id, sheet_id=sheet.id, load_id=college.load_id,
            term_control_id=college.control_ids["ОУП.01"],
        )  # fmt: skip
        db.session.add(part)
        db.session.flush()
        for place, (student, mark) in enumerate(zip(college.students, marks, strict=True), start=1):
            db.session.add(AttestationEntry(
                organization_id=college.id, group_term_id=college.group_term_id, sheet_id=sheet.id, student_id=student, part_id=part.id,
                position=place, student_name=f"Студент {place}", result=mark,
            ))  # fmt: skip
        record(Actor.system(college.id), "test_world", sheet)
        return sheet.id


@pytest.mark.parametrize(
    "role, status", [("secretary", 200), ("deputy", 200), ("curator", 200), ("curator2", 404), ("teacher", 403), ("accountant", 403)]
)
def test_who_sees_the_record_of_a_student(client_as, college, results, role, status):
    client, first = client_as(role), college.students[0]
    for address in (f"/record/{first}", f"/record/group/{college.group_id}"):
        assert client.get(address).status_code == status, address
    if status == 200:
        assert "№ 7/2026" in client.get(f"/record/{first}").text
        assert "Учебная карточка" in client.get(f"/students/show/{first}").text


def test_another_college_sees_nothing(client_as, world, results):
    client = client_as("secretary", world.foreign)
    first = world.home.students[0]
    for address in (f"/record/{first}", f"/record/{first}/xlsx", f"/record/group/{world.home.group_id}"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/record/{first}/print").status_code == 404


def test_a_page_costs_the_same_for_one_and_for_many(app, client_as, college, results, older):
    client = client_as("secretary")
    costs = []
    for address in (f"/record/group/{college.group_id}", f"/record/group/{older.group_id}", f"/record/{college.students[0]}"):
        with statements(app) as seen:
            assert client.get(address).status_code == 200
        costs.append(len(seen))
    assert costs[0] <= 10 and costs[1] <= 14 and costs[2] <= 10, costs


def test_the_readings_and_the_papers(app, client_as, college, results):
    client = client_as("secretary")
    assert client.get("/record/").status_code == 200
    for reading in ("closed", "current", "final", "nonsense"):
        assert client.get(f"/record/{college.students[2]}?reading={reading}").status_code == 200
    pdf = client.post(f"/record/{college.students[0]}/print")
    assert pdf.status_code == 200 and pdf.data[:5] == b"%PDF-"
    assert client.post(f"/record/group/{college.group_id}/print").data[:5] == b"%PDF-"
    assert client.get(f"/record/{college.students[0]}/xlsx").data[:2] == b"PK"
    with app.app_context(), acting(Actor.system(college.id)):
        assert book.record_of(college.students[2]).summary.unsettled == 1


def test_a_mark_of_the_record_opens_its_formula_in_the_sheet(client_as, college, results):
    client, first = client_as("curator"), college.students[0]
    page = client.get(f"/record/{first}").text
    address = f"/sheets/{results}?student={first}"
    assert f'href="{address}"' in page and "формулы за ним нет" in page
    opened = client.get(address).text.split('class="panel sheet-formula"')[1].split("</section>")[0]
    assert "Студент 1" in opened and "Σ(" in opened and "итоговая оценка" in opened
    assert client.get(address).text.count('class="sheet-why" open') == 1
