"""The screens of debts as the people of the college meet them, and their papers."""

import io

import pytest
from pypdf import PdfReader

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.debts import queries
from app.debts.models import AcademicDebt, Resit
from app.extensions import db
from app.students.models import Student
from app.students.models_file import Representative
from app.teaching.models import LoadTeacher
from tests.counting import statements
from tests.factories import TODAY

ADDRESSES = ("/debts/", "/debts/group/{group}", "/debts/student/{student}")
PAPERS = ("/debts/print", "/debts/xlsx", "/debts/letters", "/debts/student/{student}/letter")


def text_of(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def ids(app, older):
    with app.app_context(), unscoped():
        return {f"{one.student.last_name} {one.form}": one.debt.id for one in queries.owed(TODAY)}


@pytest.mark.parametrize(
    "role, status", [("secretary", 200), ("deputy", 200), ("head_of_department", 200), ("curator", 200), ("methodist", 200), ("teacher", 403), ("accountant", 403)]
)
def test_who_sees_debts(client_as, older, role, status):
    client = client_as(role)
    for address in ADDRESSES:
        assert client.get(address.format(group=older.group_id, student=older.students["Лосев"])).status_code == status, address


def test_nobody_beyond_the_reach(app, client_as, world, college, older):
    debt = ids(app, older)["Лосев Э"]
    asked = {"debt": debt, "held_on": TODAY.isoformat(), "examiner": college.employees["teacher"]}
    for client in (client_as("curator2"), client_as("secretary", world.foreign)):
        assert "Лосев" not in client.get("/debts/").text
        assert client.post(PAPERS[3].format(student=older.students["Лосев"])).status_code == 404
        for address in ADDRESSES[1:]:
            assert client.get(address.format(group=older.group_id, student=older.students["Лосев"])).status_code == 404, address
    stranger = client_as("secretary", world.foreign)
    assert stranger.post(f"/debts/group/{world.foreign.group_id}/appoint", data=asked).status_code == 404
    assert client_as("curator").post(f"/debts/group/{older.group_id}/appoint", data=asked).status_code == 403


def test_a_re_sit_from_the_list_to_its_result(app, client_as, college, older):
    secretary, found = client_as("secretary"), ids(app, older)
    group = f"/debts/group/{older.group_id}"
    assert "Задолженности без даты пересдачи" in secretary.get("/").text
    nobody = secretary.post(f"{group}/appoint", data={"debt": found["Лосев Э"], "held_on": TODAY.isoformat(), "room": "каб. 7"})
    assert nobody.status_code == 422 and "Укажите, кто принимает" in nobody.text and "каб. 7" in nobody.text
    asked = {"debt": [found["Лосев Э"], found["Медведев Э"]], "held_on": TODAY.isoformat(), "room": "каб. 7", "examiner": college.employees["teacher"]}
    assert secretary.post(f"{group}/appoint", data=asked).status_code == 303
    assert secretary.post(f"{group}/appoint", data=asked).status_code == 409
    with app.app_context(), unscoped():
        resits = [one.id for one in db.session.query(Resit).order_by(Resit.id)]
    slips = text_of(secretary.post(f"{group}/permits", data={"resit": resits}).data)
    assert "ЭКЗАМЕНАЦИОННЫЙ ЛИСТ № 1/2026" in slips and "ЭКЗАМЕНАЦИОННЫЙ ЛИСТ № 2/2026" in slips and "28.11.2026" in slips
    assert "Лосев О." in text_of(secretary.post(f"{group}/schedule").data)
    student = secretary.get(f"/debts/student/{older.students['Лосев']}").text
    assert "экзаменационный лист № 1/2026" in student
    wrong = secretary.post(f"/debts/resit/{resits[0]}/settle", data={"result": "зачтено", "paper": "лист № 1"})
    assert wrong.status_code == 422 and "лист № 1" in wrong.text
    assert secretary.post(f"/debts/resit/{resits[0]}/settle", data={"result": "4", "paper": "лист № 1"}).status_code == 303
    assert "ликвидирована" in secretary.get(f"/debts/student/{older.students['Лосев']}").text
    assert secretary.post(f"/debts/resit/{resits[1]}/withdraw", data={"reason": ""}).status_code == 422
    assert secretary.post(f"/debts/resit/{resits[1]}/withdraw", data={"reason": "нет аудитории"}).status_code == 303
    ill = {"kind": "illness", "starts_on": "2026-11-01", "ends_on": "2026-11-10", "paper": "справка № 8"}
    assert secretary.post(f"/debts/student/{older.students['Медведев']}/exclude", data=ill | {"ends_on": "2026-10-01"}).status_code == 422
    assert secretary.post(f"/debts/student/{older.students['Медведев']}/exclude", data=ill).status_code == 303
    assert "10.07.2027" in secretary.get("/debts/").text


def test_the_list_narrows_and_prints_what_it_shows(app, client_as, college, older):
    secretary = client_as("secretary")
    with statements(app) as seen:
        assert secretary.get("/debts/").status_code == 200
    assert len(seen) <= 18
    assert "Медведев" not in secretary.get(f"/debts/?item={college.item_ids['ОУП.03']}").text.split("<tbody>")[1]
    assert "Ничего не найдено." in secretary.get("/debts/?age=over&state=failed&group=x").text
    first = secretary.post(f"/debts/print?group={older.group_id}").data
    text = text_of(first)
    assert "№ 1-СЗ" in text and secretary.post(f"/debts/print?group={older.group_id}").data == first, "registered once"
    assert "№ 2-СЗ" in text_of(secretary.post(f"/debts/print?item={college.item_ids['ОУП.01']}").data), "another choice, another paper"
    assert "группа ИСП-31" in text and "Лосев Олег" in text and "30.06.2027" in text and "обучающихся — 2" in text
    assert secretary.get("/debts/xlsx").data[:2] == b"PK"
    with app.app_context(), unscoped(), transaction():
        mother = {"relation": "mother", "last_name": "Лосева", "first_name": "Мария", "middle_name": "Ильинична"}
        db.session.add(Representative(organization_id=college.id, student_id=older.students["Лосев"], **mother))
        grown = db.session.get(Student, older.students["Медведев"])
        grown.birth_date, grown.sex = TODAY.replace(year=TODAY.year - 18), "m"
        record(Actor.system(college.id), "test_world", grown)
    letters = text_of(secretary.post("/debts/letters").data)
    assert letters.count("УВЕДОМЛЕНИЕ № ") == 2 and "273-ФЗ" in letters
    assert "Лосевой Марии Ильиничне" in letters and "Медведеву Олегу" in letters and "за Вами числится" in letters
    assert secretary.post("/debts/letters?state=failed").status_code == 422
    assert client_as("methodist").post("/debts/print").status_code == 403
    assert "Задолженности" in secretary.get(f"/students/show/{older.students['Лосев']}").text


def test_debtors_are_found_by_teacher_group_item_and_age(app, client_as, college, older):
    with app.app_context(), unscoped(), transaction():
        fresh, old = (db.session.get(AcademicDebt, one) for one in (ids(app, older)["Лосев Э"], ids(app, older)["Медведев Э"]))
        fresh.load_id, fresh.opened_on, old.opened_on = college.other_load_id, TODAY, TODAY.replace(year=TODAY.year - 2)
        record(Actor.system(college.id), "test_world", fresh)
    secretary, people = client_as("secretary"), college.employees
    everybody = {"Лосев", "Медведев"}
    for asked, expected in {
        "": everybody, f"employee={people['teacher2']}": {"Лосев"}, f"employee={people['methodist']}": set(),
        f"group={older.group_id}": everybody, f"group={college.group_id}": set(),
        f"item={college.item_ids['ОУП.01']}": everybody, f"item={college.item_ids['ОУП.03']}": {"Лосев"},
        "age=fresh": {"Лосев"}, "age=over": {"Медведев"}, "age=ending": set(),
        f"employee={people['teacher2']}&age=over": set(), "state=failed": set(),
    }.items():  # fmt: skip
        page = secretary.get(f"/debts/?{asked}").text
        assert {one for one in everybody if f"{one} Олег" in page} == expected, asked


def test_a_debt_carried_over_is_found_by_who_teaches_the_item_or_was_appointed(app, client_as, college, older):
    found, people, secretary = ids(app, older), college.employees, client_as("secretary")

    def seen(employee):
        page = secretary.get(f"/debts/?employee={employee}").text
        return {one for one in ("Лосев", "Медведев") if f"{one} Олег" in page}

    with app.app_context(), unscoped(), statements(app) as few:
        told = {one.debt.id: [person.id for person in one.teachers] for one in queries.owed(TODAY)}
    assert len(few) <= 9
    exams = [found["Лосев Э"], found["Медведев Э"]]
    # The item is taught in other groups; a debt in an item that nobody teaches here is found as such.
    assert [told[one] for one in exams] == [[people["teacher"]]] * 2 and seen(people["teacher"]) == {"Лосев", "Медведев"}
    with app.app_context(), unscoped(), transaction():
        db.session.query(LoadTeacher).delete()
        record(Actor.system(college.id), "test_world", "debt")
    assert seen(people["teacher"]) == set() and "не известен" in secretary.get("/debts/").text and seen(0) == {"Лосев", "Медведев"}
    asked = {"debt": exams[0], "held_on": TODAY.isoformat(), "room": "каб. 7", "examiner": people["teacher2"]}
    assert secretary.post(f"/debts/group/{older.group_id}/appoint", data=asked).status_code == 303
    assert seen(people["teacher2"]) == {"Лосев"} and "Медведев" in seen(0)
