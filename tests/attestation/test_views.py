"""The screens of sheets as the people of the college meet them."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.attestation.models import AttestationEntry, AttestationSheet
from app.extensions import db
from tests.factories import PASSWORD

HELD = "2026-11-20"


@pytest.fixture
def sheet_id(app, client_as, college):
    """Give the id of the credit sheet, issued through the page."""
    answer = client_as("secretary").post(
        f"/sheets/term/{college.group_term_id}/issue",
        data={"load": college.credit_load_id, "control": college.control_ids["ОУП.03"], "held_on": HELD},
    )
    assert answer.status_code == 303
    with app.app_context(), unscoped():
        return db.session.scalar(select(AttestationSheet.id))


def fields(page: str) -> dict[str, str]:
    """Give the fields of the sheet's form as a browser would send them."""
    form = re.search(r"<form[^>]*data-sheet.*?</form>", page, re.S)
    assert form
    found = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found[name[1]] = value[1] if value else ""
    return found


def filled(client, sheet_id, word="зач"):
    data = fields(client.get(f"/sheets/{sheet_id}").text)
    return {name: word if name.startswith("r-") else value for name, value in data.items()}


def results(app):
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count(AttestationEntry.result)))


def state(app, sheet_id):
    with app.app_context(), unscoped():
        return db.session.scalar(select(AttestationSheet.status).where(AttestationSheet.id == sheet_id))


def version(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


def sign(client, sheet_id, password=PASSWORD):
    page = client.get(f"/sheets/{sheet_id}").text
    return client.post(f"/sheets/{sheet_id}/sign", data={"version": version(page), "password": password})


def test_the_whole_way_of_a_sheet(app, client_as, college, sheet_id):
    teacher, secretary = client_as("teacher"), client_as("secretary")
    assert "ИСП-11" in teacher.get("/sheets/").text
    assert teacher.post(f"/sheets/{sheet_id}/save", data=filled(teacher, sheet_id)).status_code == 303
    assert results(app) == 8
    assert sign(teacher, sheet_id).status_code == 303
    assert state(app, sheet_id) == "signed"
    assert "data-sheet" not in teacher.get(f"/sheets/{sheet_id}").text
    page = secretary.get(f"/sheets/{sheet_id}").text
    assert secretary.post(f"/sheets/{sheet_id}/close", data={"version": version(page)}).status_code == 303
    assert state(app, sheet_id) == "closed"


def test_all_sheets_of_a_term_are_issued_with_one_button(app, client_as, college):
    secretary = client_as("secretary")
    assert "data-confirm" in secretary.get(f"/sheets/term/{college.group_term_id}").text
    assert secretary.post(f"/sheets/term/{college.group_term_id}/issue", data={"held_on": HELD}).status_code == 303
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(AttestationSheet.id))) == 2


def test_a_missing_date_is_said_on_the_page(app, client_as, college):
    answer = client_as("secretary").post(f"/sheets/term/{college.group_term_id}/issue", data={"held_on": ""})
    assert answer.status_code == 422
    assert "alert-danger" in answer.text


@pytest.mark.parametrize("way", ["get", "save", "sign", "proposals", "print"])
def test_a_foreign_teacher_gets_404_as_for_a_sheet_that_does_not_exist(app, client_as, college, sheet_id, way):
    stranger = client_as("teacher2")
    for number in (sheet_id, 987654):
        if way == "get":
            assert stranger.get(f"/sheets/{number}").status_code == 404
        else:
            data = {f"r-{college.students[0]}": "зач", f"v-{college.students[0]}": "1"} if way == "save" else {"version": "1", "password": PASSWORD}
            assert stranger.post(f"/sheets/{number}/{way}", data=data).status_code == 404
    assert results(app) == 0


def test_another_college_sees_nothing_of_it(app, client_as, college, world, sheet_id):
    foreign = client_as("secretary", world.foreign)
    assert foreign.get(f"/sheets/{sheet_id}").status_code == 404
    assert foreign.get(f"/sheets/term/{college.group_term_id}").status_code == 404
    assert foreign.post(f"/sheets/{sheet_id}/close", data={"version": "1"}).status_code == 404
    assert foreign.post(f"/sheets/term/{college.group_term_id}/issue", data={"held_on": HELD}).status_code == 404


@pytest.mark.parametrize(
    ("key", "way"),
    [
        ("secretary", "save"), ("deputy", "save"), ("director", "save"), ("teacher", "close"), ("teacher", "return"),
        ("coordinator", "close"), ("secretary", "sign"), ("director", "sign"), ("secretary", "supersede"), ("student", "save"),
    ],
)  # fmt: skip
def test_a_step_of_another_role_is_refused(app, client_as, college, sheet_id, key, way):
    student = college.students[0]
    data = {f"r-{student}": "зач", f"v-{student}": "1", f"w-{student}": ""} if way == "save" else {"version": "1"}
    assert client_as(key).post(f"/sheets/{sheet_id}/{way}", data=data).status_code == 403


def test_a_foreign_student_in_the_form_refuses_it_all(app, client_as, college, sheet_id):
    teacher = client_as("teacher")
    data = filled(teacher, sheet_id) | {f"r-{college.other_students[0]}": "зач", f"v-{college.other_students[0]}": "1"}
    assert teacher.post(f"/sheets/{sheet_id}/save", data=data).status_code == 422
    assert results(app) == 0


@pytest.mark.parametrize("extra", [{"status": "closed"}, {"version": "9"}, {"signed_at": "2026-01-01"}, {"r-abc": "5"}, {"held_on": HELD}])
def test_fields_that_the_form_does_not_have_are_refused(app, client_as, college, sheet_id, extra):
    teacher = client_as("teacher")
    assert teacher.post(f"/sheets/{sheet_id}/save", data=filled(teacher, sheet_id) | extra).status_code == 422
    assert results(app) == 0


def test_a_repeated_field_is_refused(app, client_as, college, sheet_id):
    teacher = client_as("teacher")
    data = filled(teacher, sheet_id)
    twice = [*data.items(), (f"r-{college.students[0]}", "незач")]
    from werkzeug.datastructures import MultiDict

    assert teacher.post(f"/sheets/{sheet_id}/save", data=MultiDict(twice)).status_code == 422
    assert results(app) == 0


def test_a_wrong_result_keeps_everything_typed_on_the_screen(app, client_as, college, sheet_id):
    teacher = client_as("teacher")
    data = filled(teacher, sheet_id) | {f"r-{college.students[0]}": "шесть"}
    answer = teacher.post(f"/sheets/{sheet_id}/save", data=data)
    assert answer.status_code == 422
    assert "Абрамов" in answer.text
    assert 'value="шесть"' in answer.text
    assert fields(answer.text)[f"r-{college.students[1]}"] == "зач"
    assert results(app) == 0


def test_two_tabs_see_both_values_and_untouched_lines_are_left_alone(app, client_as, college, sheet_id):
    teacher = client_as("teacher")
    first, second = filled(teacher, sheet_id), fields(teacher.get(f"/sheets/{sheet_id}").text)
    one, other = college.students[:2]
    assert teacher.post(f"/sheets/{sheet_id}/save", data=first).status_code == 303
    answer = teacher.post(f"/sheets/{sheet_id}/save", data=second | {f"r-{one}": "незач"})
    assert answer.status_code == 409
    assert "зачтено" in answer.text
    assert "незач" in answer.text
    again = fields(answer.text)
    assert teacher.post(f"/sheets/{sheet_id}/save", data=again).status_code == 303
    with app.app_context(), unscoped():
        stored = dict(db.session.execute(select(AttestationEntry.student_id, AttestationEntry.result)).tuples().all())
    assert stored[one] == "не зачтено"
    assert stored[other] == "зачтено"


def test_a_wrong_password_does_not_sign(app, client_as, college, sheet_id):
    teacher = client_as("teacher")
    teacher.post(f"/sheets/{sheet_id}/save", data=filled(teacher, sheet_id))
    assert sign(teacher, sheet_id, "not the password at all").status_code == 422
    assert state(app, sheet_id) == "issued"


def test_the_office_returns_a_sheet_with_a_reason_that_the_teacher_reads(app, client_as, college, sheet_id):
    teacher, secretary = client_as("teacher"), client_as("secretary")
    teacher.post(f"/sheets/{sheet_id}/save", data=filled(teacher, sheet_id))
    sign(teacher, sheet_id)
    page = secretary.get(f"/sheets/{sheet_id}").text
    bare = secretary.post(f"/sheets/{sheet_id}/return", data={"version": version(page), "reason": ""})
    assert bare.status_code == 422
    data = {"version": version(page), "reason": "Проверьте Белова"}
    assert secretary.post(f"/sheets/{sheet_id}/return", data=data).status_code == 303
    assert "Проверьте Белова" in teacher.get(f"/sheets/{sheet_id}").text


def test_a_get_never_writes(app, client_as, college, sheet_id):
    for way in ("save", "sign", "close", "return", "supersede", "proposals", "print"):
        assert client_as("teacher").get(f"/sheets/{sheet_id}/{way}").status_code == 405


@pytest.mark.parametrize("address", ["/sheets/abc", "/sheets/term/x", "/sheets/99999999999999999999"])
def test_a_malformed_address_is_404(app, client_as, address):
    assert client_as("secretary").get(address).status_code == 404


def test_the_curator_reads_sheets_of_the_own_group_only(app, client_as, college, sheet_id):
    assert client_as("curator").get(f"/sheets/{sheet_id}").status_code == 200
    assert client_as("curator2").get(f"/sheets/{sheet_id}").status_code == 404
    assert "data-sheet" not in client_as("curator").get(f"/sheets/{sheet_id}").text


def test_names_from_people_are_shown_as_text(app, client_as, college):
    from app.audit.operations import record
    from app.core.actor import Actor
    from app.core.transaction import transaction
    from app.students.models import Student

    with app.app_context(), unscoped(), transaction():
        student = db.session.get(Student, college.students[0])
        student.first_name = "<script>alert(1)</script>"
        record(Actor.system(college.id), "test", student)
    secretary = client_as("secretary")
    secretary.post(f"/sheets/term/{college.group_term_id}/issue", data={"held_on": HELD})
    assert "<script>alert" not in secretary.get("/sheets/1").text
    assert "&lt;script&gt;alert" in secretary.get("/sheets/1").text


def test_the_home_page_tells_the_teacher_and_the_office_what_waits(app, client_as, college, sheet_id):
    teacher, secretary = client_as("teacher"), client_as("secretary")
    assert "status=issued" in teacher.get("/").text
    assert "status=signed" not in secretary.get("/").text
    teacher.post(f"/sheets/{sheet_id}/save", data=filled(teacher, sheet_id))
    sign(teacher, sheet_id)
    assert "status=signed" in secretary.get("/").text
    assert date(2026, 11, 20).isoformat() == HELD


def test_the_office_calls_a_commission_from_the_page_and_its_chair_signs(app, client_as, college, sheet_id):
    teacher, secretary, deputy = client_as("teacher"), client_as("secretary"), client_as("deputy")
    weak = college.students[0]
    data = filled(teacher, sheet_id)
    assert teacher.post(f"/sheets/{sheet_id}/save", data=data | {f"r-{weak}": "незач"}).status_code == 303
    finish(teacher, secretary, sheet_id)
    assert "Абрамов" in secretary.get(f"/sheets/{sheet_id}/later?kind=resit").text
    assert "Абрамов" not in secretary.get(f"/sheets/{sheet_id}/later?kind=commission").text.split("<main", 1)[-1]
    people = {"examiner": college.employees["teacher"]}
    order = {"student": weak, "held_on": "2026-11-21", "kind": "resit"} | people
    assert client_as("teacher").post(f"/sheets/{sheet_id}/later", data=order).status_code == 403
    refused = secretary.post(f"/sheets/{sheet_id}/later", data=order | {"examiner": ""})
    assert refused.status_code == 422
    assert "Абрамов" in refused.text
    resit = int(secretary.post(f"/sheets/{sheet_id}/later", data=order).headers["Location"].rsplit("/", 1)[1])
    assert teacher.post(f"/sheets/{resit}/save", data=filled(teacher, resit, "незач")).status_code == 303
    finish(teacher, secretary, resit)
    order |= {
        "kind": "commission", "basis": "приказ № 12-у", "examiner": "", "chair": college.employees["deputy"],
        "member": [college.employees["teacher"], college.employees["teacher2"]], "held_on": "2026-11-22",
    }  # fmt: skip
    board = int(secretary.post(f"/sheets/{sheet_id}/later", data=order).headers["Location"].rsplit("/", 1)[1])
    member = client_as("teacher2")
    assert "вторая пересдача, комиссия" in member.get(f"/sheets/{board}").text
    assert member.post(f"/sheets/{board}/save", data=filled(member, board)).status_code == 303
    assert client_as("curator2").get(f"/sheets/{board}").status_code == 404
    finish(deputy, secretary, board)
    assert state(app, board) == "closed"


def finish(signer, office, sheet_id):
    assert sign(signer, sheet_id).status_code == 303
    page = office.get(f"/sheets/{sheet_id}").text
    assert office.post(f"/sheets/{sheet_id}/close", data={"version": version(page)}).status_code == 303


def test_a_complex_exam_is_filled_in_one_form(app, client_as, on_behalf, college):
    from tests.attestation.test_later import joint

    with app.app_context():
        joint(college)
    client_as("secretary").post(f"/sheets/term/{college.group_term_id}/issue", data={"held_on": HELD})
    with app.app_context(), unscoped():
        sheet = db.session.scalar(select(AttestationSheet.id).order_by(AttestationSheet.id))
    teacher = client_as("teacher2")
    page = teacher.get(f"/sheets/{sheet}").text
    assert "Предметы комплексного контроля" in page
    found = fields(page)
    marks = [name for name in found if name.startswith("r-")]
    assert len(marks) == 16
    assert teacher.post(f"/sheets/{sheet}/save", data=found | dict.fromkeys(marks, "5") | {marks[0]: "3"}).status_code == 303
    assert results(app) == 16
    secretary = client_as("secretary").get(f"/sheets/term/{college.group_term_id}").text
    assert "16/16" in secretary


def test_all_groups_of_a_half_year_are_issued_in_one_step_after_a_look(app, client_as, world, college):
    secretary = client_as("secretary")
    page = secretary.get("/sheets/issue/").text
    assert "ИСП-11" in page
    assert "никому не поручено" in page
    assert re.search(r"К выдаче готово[^.]*3 ведомост", page)
    foreign = {"semester": world.foreign.semester_id, "held_on": HELD}
    assert secretary.post("/sheets/issue/", data=foreign).status_code == 404
    assert client_as("teacher").get("/sheets/issue/").status_code == 403
    order = {"semester": college.semester_id, "held_on": HELD}
    assert secretary.post("/sheets/issue/", data=order | {"held_on": "завтра"}).status_code == 422
    assert secretary.post("/sheets/issue/", data=order).status_code == 303
    assert secretary.post("/sheets/issue/", data=order).status_code == 303
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(AttestationSheet.id))) == 3
        assert db.session.scalar(select(func.count(AttestationEntry.id))) == 24
