"""Groups, students and the import of a list, through the screens, by the people who use them."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core import secrets
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import Curriculum
from app.exchange.models import Upload
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.students.grouping import create_group
from app.students.models import Placement, Student, StudyGroup

HEAD = ["№", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "СНИЛС", "Зачётная книжка"]
ROWS = [
    [1, "Яшина", "Ольга", "Ильинична", date(2010, 5, 6), "ж", "112-233-445 95", "26-101"],
    [2, "Юдин", "Пётр", "Олегович", date(2010, 7, 8), "м", "", "26-102"],
]


def new_group(college, name="ИСП-12") -> int:
    with unscoped(), transaction():
        curriculum = db.session.get(Curriculum, college.curriculum_id)
        values = {"name": name, "curriculum": curriculum, "intake_year": 2026, "department": None, "curator": None}
        return create_group(Actor.system(college.id), values).id


@pytest.fixture
def group_id(app, college):
    with app.app_context():
        return new_group(college)


def count(app, model, *where) -> int:
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(model).where(*where))


def send(client, group_id, data: bytes, name="список.xlsx"):
    return client.post(
        "/group-lists/send",
        data={"target": group_id, "file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def uploaded(client, group_id, rows=ROWS, head=HEAD) -> str:
    answer = send(client, group_id, to_xlsx("Группа", head, rows))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def digest(app) -> tuple[int, ...]:
    return tuple(count(app, model) for model in (Student, Placement, StudyGroup, AuditEvent))


def test_a_list_goes_from_file_to_group_and_nothing_is_saved_before_the_confirmation(app, client_as, group_id):
    client = client_as("secretary")
    before = digest(app)
    page = uploaded(client, group_id)
    shown = client.get(page)
    assert shown.status_code == 200 and "Яшина" in shown.text and "26-102" in shown.text
    assert "11223344595" not in shown.text and "112-233-445" not in shown.text and "***-***-*** 95" in shown.text
    assert digest(app) == before
    done = client.post(f"{page}/confirm", data={"starts_on": "2026-09-01", "basis": "приказ № 7-с от 20.08.2026"})
    assert done.status_code == 303 and done.headers["Location"] == f"/groups/show/{group_id}"
    with app.app_context(), unscoped():
        places = list(
            db.session.scalars(
                select(Placement).where(Placement.group_id == group_id).order_by(Placement.journal_number)
            )
        )
        assert [(p.journal_number, p.student.last_name, p.basis) for p in places] == [
            (1, "Юдин", "приказ № 7-с от 20.08.2026"), (2, "Яшина", "приказ № 7-с от 20.08.2026"),
        ]  # fmt: skip
        assert places[1].student.snils == "11223344595" and places[1].starts_on == date(2026, 9, 1)
    assert count(app, Upload) == 0
    assert count(app, AuditEvent, AuditEvent.action == "import", AuditEvent.object_type == "student") == 2
    card = client.get(f"/groups/show/{group_id}").text
    assert "Юдин Пётр Олегович" in card and "Яшина" in card


def test_the_same_file_again_says_so_and_changes_nothing(app, client_as, group_id):
    client = client_as("secretary")
    client.post(f"{uploaded(client, group_id)}/confirm", data={"basis": "приказ"})
    before = digest(app)
    page = uploaded(client, group_id)
    assert 'name="basis"' not in client.get(page).text
    client.post(f"{page}/confirm", data={"basis": "приказ"})
    assert digest(app) == before


def test_every_error_is_shown_at_its_cell_and_nothing_can_be_saved(app, client_as, group_id):
    client = client_as("secretary")
    rows = [
        [1, "Яшин", "Ольга", "", "31.02.2010", "?", "112-233-445 96", ""],
        [2, "Юдин", "", "", date(2030, 1, 1), "", "", ""],
    ]
    before = digest(app)
    page = uploaded(client, group_id, rows)
    text = client.get(page).text
    for cell in ("E2", "F2", "G2", "C3", "E3"):
        assert f"<td>{cell}</td>" in text
    refused = client.post(f"{page}/confirm", data={"basis": "приказ"})
    assert refused.status_code == 422
    assert digest(app) == before


def test_columns_can_be_assigned_by_hand(app, client_as, group_id):
    client = client_as("secretary")
    page = uploaded(client, group_id, [["Юдин", "Пётр"]], ["Кто", "Как зовут"])
    assert client.post(f"{page}/confirm", data={"basis": "п"}).status_code == 422
    client.post(
        f"{page}/columns",
        data={"column-0": "last_name", "column-1": "first_name", "column-x": "sex", "column-9999": "sex"},
    )
    assert "Юдин" in client.get(page).text
    client.post(f"{page}/confirm", data={"basis": "приказ"})
    assert count(app, Student, Student.last_name == "Юдин") == 1


def test_a_namesake_is_asked_about_and_never_guessed(app, client_as, college, group_id):
    client = client_as("secretary")
    row = [[1, "АБРАМОВ", "Петр", "Ильич", date(2009, 3, 3), "м", "", ""]]
    before = count(app, Student)
    page = uploaded(client, group_id, row)
    text = client.get(page).text
    assert "ИСП-11" in text and f"same-{college.students[0]}" in text
    asked = client.post(f"{page}/confirm", data={"basis": "приказ"})
    assert asked.status_code == 422 and 'name="row-2"' in asked.text
    assert client.post(f"{page}/confirm", data={"basis": "приказ", "row-2": "same-999999"}).status_code == 422
    same = client.post(f"{page}/confirm", data={"basis": "приказ", "row-2": f"same-{college.students[0]}"})
    assert same.status_code == 422 and count(app, Student) == before, (
        "who studies in another group is not moved by a list"
    )
    assert client.post(f"{page}/confirm", data={"basis": "приказ", "row-2": "another"}).status_code == 303
    assert count(app, Student) == before + 1


def test_a_snils_of_another_student_stops_the_list(app, client_as, college, group_id):
    client = client_as("secretary")
    client.post(f"{uploaded(client, group_id)}/confirm", data={"basis": "приказ"})
    page = uploaded(client, group_id, [[1, "Чужой", "Олег", "", date(2010, 1, 1), "м", "11223344595", ""]])
    assert "Яшина Ольга Ильинична" in client.get(page).text
    assert client.post(f"{page}/confirm", data={"basis": "приказ"}).status_code == 422
    assert count(app, Student, Student.last_name == "Чужой") == 0


def test_a_later_list_completes_empty_fields_and_overwrites_nothing(app, client_as, group_id):
    client = client_as("secretary")
    client.post(f"{uploaded(client, group_id)}/confirm", data={"basis": "приказ"})
    rows = [[1, "Юдин", "Пётр", "Олегович", date(2010, 7, 8), "м", "123-456-789 64", "26-999"]]
    client.post(f"{uploaded(client, group_id, rows)}/confirm", data={"basis": "приказ"})
    with app.app_context(), unscoped():
        student = db.session.scalar(select(Student).where(Student.last_name == "Юдин"))
        assert student.snils == "12345678964" and student.record_book == "26-102"


@pytest.mark.parametrize(
    ("data", "status"), [(b"MZ\x90\x00" + b"\x00" * 200, 415), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 415), (b"", 415)]
)
def test_what_is_no_table_is_refused_with_a_page(app, client_as, group_id, data, status):
    client = client_as("secretary")
    assert send(client, group_id, data).status_code == status
    assert count(app, Upload) == 0


def test_a_csv_in_cp1251_arrives_in_russian(app, client_as, group_id):
    client = client_as("secretary")
    page = send(client, group_id, "Фамилия;Имя\r\nЁжиков;Щукарь\r\n".encode("cp1251"), "список.csv").headers["Location"]
    client.post(f"{page}/confirm", data={"basis": "приказ"})
    assert count(app, Student, Student.last_name == "Ёжиков") == 1


@pytest.mark.parametrize("role", ["teacher", "curator", "deputy", "director", "hr", "tech_admin"])
def test_who_may_not_import_gets_403(app, client_as, group_id, role):
    client = client_as(role)
    assert client.get("/group-lists/").status_code == 403
    assert send(client, group_id, b"x").status_code == 403


def test_an_upload_is_seen_by_its_sender_alone(app, client_as, world, group_id):
    page = uploaded(client_as("secretary"), group_id)
    foreign = client_as("secretary", world.foreign)
    for path in (page, "/group-lists/999999", "/group-lists/abc", f"/group-lists/{2**63}", "/group-lists/-1"):
        assert foreign.get(path).status_code == 404
    assert foreign.post(f"{page}/confirm").status_code == 404
    assert foreign.post(f"{page}/cancel").status_code == 404


def test_a_list_cannot_be_sent_into_a_foreign_group(app, client_as, world):
    answer = send(client_as("secretary"), world.foreign.group_id, to_xlsx("Г", HEAD, ROWS))
    assert answer.status_code == 422


def test_a_file_put_aside_is_gone(app, client_as, group_id):
    client = client_as("secretary")
    page = uploaded(client, group_id)
    client.post(f"{page}/cancel")
    assert client.get(page).status_code == 404


def test_people_see_their_own_students(client_as, college, world):
    own, other, foreign = college.students[0], college.other_students[0], world.foreign.students[0]
    for role in ("curator", "teacher"):
        client = client_as(role)
        assert client.get(f"/students/show/{own}").status_code == 200
        assert client.get(f"/students/show/{other}").status_code == 404
        assert client.get(f"/groups/show/{college.other_group_id}").status_code == 404
        listed = client.get("/students/list/").text
        assert f"/students/show/{own}" in listed and f"/students/show/{other}" not in listed
    secretary = client_as("secretary")
    assert secretary.get(f"/students/show/{other}").status_code == 200
    assert secretary.get(f"/students/show/{foreign}").status_code == 404
    assert secretary.get(f"/groups/show/{world.foreign.group_id}").status_code == 404


def test_students_are_found_by_name_and_group(client_as, college):
    client = client_as("secretary")
    text = client.get("/students/list/?q=елкин").text
    assert text.count(">Ёлкин Пётр Ильич<") == 2
    text = client.get(f"/students/list/?q=ЁЛКИН&f.group={college.group_id}").text
    assert text.count(">Ёлкин Пётр Ильич<") == 1 and "ИСП-11" in text
    assert "Ёлкин" not in client.get("/students/list/?q=%25").text


NEW = {
    "last_name": "Новиков",
    "first_name": "Олег",
    "sex": "m",
    "birth_date": "2010-04-05",
    "funding": "budget",
    "basis": "приказ № 9-с",
}


def test_a_student_is_entered_and_enrolled_with_the_next_number(app, client_as, college):
    client = client_as("secretary")
    done = client.post("/students/add", data=NEW | {"group": college.group_id, "email": "a@b.ru"})
    assert done.status_code == 303, done.text
    with app.app_context(), unscoped():
        place = db.session.scalar(select(Placement).join(Placement.student).where(Student.last_name == "Новиков"))
        assert (place.group_id, place.journal_number, place.starts_on, place.basis) == (
            college.group_id,
            9,
            date(2026, 9, 1),
            "приказ № 9-с",
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", "Novikov"),
        ("last_name", "Нови--ков"),
        ("last_name", "А" * 51),
        ("first_name", ""),
        ("first_name", " "),
        ("birth_date", "2030-01-01"),
        ("birth_date", "31.02.2010"),
        ("record_book", "=1+1"),
        ("record_book", "ИСП-11/1"),
        ("email", "нет"),
        ("basis", " "),
        ("funding", "gift"),
        ("group", "999999"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_stays_typed(app, client_as, college, field, value):
    client = client_as("secretary")
    before = digest(app)
    answer = client.post("/students/add", data=NEW | {"group": college.group_id, "phone": "+7 900 000", field: value})
    assert answer.status_code == 422
    assert "+7 900 000" in answer.text and "field-bad" in answer.text
    assert digest(app) == before


def test_a_namesake_in_the_form_needs_a_tick(app, client_as, college):
    client = client_as("secretary")
    data = NEW | {"group": college.group_id, "last_name": "Белoв", "first_name": "Пётр", "middle_name": "Ильич"}
    assert client.post("/students/add", data=data).status_code in (409, 422)
    assert client.post("/students/add", data=data | {"another": "y"}).status_code == 303
    assert count(app, Student, Student.last_name == "Белов") == 5, (
        "two colleges with two each, and the new one, in Cyrillic"
    )


def test_a_student_cannot_be_entered_into_a_foreign_group(client_as, world):
    answer = client_as("secretary").post("/students/add", data=NEW | {"group": world.foreign.group_id})
    assert answer.status_code == 422


def test_the_snils_is_masked_and_shown_for_a_reason_that_is_logged(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    client.post(f"/students/special/{student}", data={"snils": "112-233-445 95"})
    card = client.get(f"/students/show/{student}").text
    assert "***-***-*** 95" in card and "112-233" not in card
    what = f"student.snils:{student}"
    assert client.post(f"/students/reveal/{student}", data={"what": what, "reason": ""}).status_code == 422
    shown = client.post(f"/students/reveal/{student}", data={"what": what, "reason": "сверка с ФИС ФРДО"})
    assert "112-233-445 95" in shown.text
    assert "112-233" not in client.get(f"/students/special/{student}").text + client.get(f"/students/show/{student}").text
    assert "112-233" in client.post(f"/students/reveal/{student}", data={"what": what}).text, "the reason is asked once a session"
    assert count(app, AuditEvent, AuditEvent.action == "reveal", AuditEvent.object_id == student) == 2
    with app.app_context(), unscoped():
        details = " ".join(db.session.scalars(select(AuditEvent.details).where(AuditEvent.object_id == student)))
    assert "11223344595" not in details and "сверка с ФИС ФРДО" in details


def test_an_empty_snils_keeps_the_present_one_and_a_wrong_one_is_refused(app, client_as, college):
    client, student, other = client_as("secretary"), college.students[0], college.students[1]
    client.post(f"/students/special/{student}", data={"snils": "112-233-445 95"})
    client.post(f"/students/special/{student}", data={"snils": ""})
    assert client.post(f"/students/special/{student}", data={"snils": "112-233-445 96"}).status_code == 422
    assert client.post(f"/students/special/{other}", data={"snils": "11223344595"}).status_code == 409
    with app.app_context(), unscoped():
        assert db.session.get(Student, student).snils == "11223344595"
        assert db.session.get(Student, student).snils_index == secrets.blind_index("11223344595", college.id)


@pytest.mark.parametrize("role", ["teacher", "accountant"])
def test_who_only_reads_neither_changes_nor_reveals(client_as, college, role):
    client, student = client_as(role), college.students[0]
    assert client.get(f"/students/special/{student}").status_code == 403
    assert client.post(f"/students/special/{student}", data={"snils": "11223344595"}).status_code == 403
    assert client.post(f"/students/reveal/{student}", data={"what": f"student.snils:{student}", "reason": "любопытство"}).status_code == 403
    assert client.get(f"/students/edit/{student}").status_code == 403
    assert client.post("/students/add", data=NEW).status_code == 403


def test_a_curator_reveals_of_the_own_group_alone(client_as, college, world):
    client = client_as("curator")
    def asked(student, of=None):
        told = {"what": f"student.snils:{of or student}", "reason": "оформление справки"}
        return client.post(f"/students/reveal/{student}", data=told).status_code

    assert asked(college.students[0]) == 200
    assert asked(college.other_students[0]) == 404
    assert asked(college.students[0], college.other_students[0]) == 404
    assert client.post(f"/students/special/{college.other_students[0]}", data={"snils": "11223344595"}).status_code == 404
    assert asked(world.foreign.students[0]) == 404


def test_the_snils_is_not_a_filter_an_order_or_a_search(client_as, college):
    client = client_as("secretary")
    client.post(f"/students/special/{college.students[0]}", data={"snils": "112-233-445 95"})
    plain = len(re.findall(r"/students/show/\d+", client.get("/students/list/").text))
    for query in ("f.snils=112", "_flt_0_snils=112", "f.snils_index=a", "sort=snils"):
        assert len(re.findall(r"/students/show/\d+", client.get(f"/students/list/?{query}").text)) == plain
    assert not re.findall(r"/students/show/\d+", client.get("/students/list/?q=112-233").text)


def test_a_group_is_made_and_its_name_is_not_repeated(app, client_as, college):
    client = client_as("secretary")
    data = {
        "name": "ИСП-31",
        "curriculum": college.curriculum_id,
        "intake_year": "2026",
        "curator": college.employees["curator"],
    }
    assert client.post("/groups/add", data=data).status_code == 303
    again = client.post("/groups/add", data=data)
    assert again.status_code == 422 and "ИСП-31" in again.text
    assert count(app, StudyGroup, StudyGroup.name == "ИСП-31") == 1


def test_the_listed_students_leave_as_a_table_without_the_snils(client_as, college):
    answer = client_as("secretary").post(f"/students/export?f.group={college.group_id}&q=белов")
    rows = read(answer.data, Limits()).rows
    assert len(rows) == 2 and rows[1][0] == "Белов Пётр Ильич" and "ИСП-11" in rows[1]
