"""The file of an employee through the screens: kept by the personnel office, read by whom it concerns."""

from datetime import date

from sqlalchemy import select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.staff.models import Employee
from app.staff.models_file import PersonnelFile, StaffCategory, StaffPosition, StaffTraining
from tests.counting import statements

SNILS = "112-233-445 95"
POST = {"position": "Преподаватель", "staff_group": "pedagogue", "employment": "main", "rate": "1,5", "teaches": "y", "starts_on": "2020-09-01"}
TRAINING = {"kind": "development", "programme": "Цифровые средства", "hours": "72", "ends_on": "2026-10-30", "document": "УПК 1234"}


def one(app, model, **where):
    with app.app_context(), unscoped():
        return db.session.scalars(select(model).filter_by(**where).order_by(model.id.desc())).first()


def test_the_office_keeps_the_file_and_the_lists_are_printed(app, client_as, college):
    client, person = client_as("hr"), college.employees["teacher"]
    own = {"employee": str(person)}
    for path, values in {
        "staff-positions": POST,
        "staff-education": {"level": "specialist", "institution": "СамГУ", "specialty": "Математика", "year": "2005"},
        "staff-trainings": {**TRAINING, "ends_on": "2022-10-30"},
        "staff-categories": {"category": "fit", "basis": "пр. № 5", "starts_on": "2022-02-01"},
        "staff-awards": {"award": "Почётная грамота"},
        "staff-checks": {"kind": "medical", "starts_on": "2026-01-10", "ends_on": "2027-01-10"},
    }.items():
        answer = client.post(f"/{path}/add", data=own | values)
        assert answer.status_code == 303, (path, answer.text)
    assert one(app, StaffPosition).rate == 1.5 and one(app, StaffCategory).ends_on == date(2027, 2, 1)
    card = client.get(f"/employees/show/{person}").text
    assert "СамГУ" in card and "Почётная грамота" in card
    page = client.get("/qualification/").text
    assert "повышение квалификации просрочено, 30.10.2022" in page and "срок категории истекает" in page
    assert client.post("/qualification/print/staff_list").data[:4] == b"%PDF"
    assert client.post("/qualification/print/staff_qualification", data={"department": str(college.department_id)}).data[:4] == b"%PDF"
    assert client.post("/qualification/xlsx/staff_qualification").data[:2] == b"PK"
    assert client.post("/qualification/print/none").status_code == 404
    assert "Просрочено: квалификация" in client_as("deputy").get("/").text


def test_a_wrong_row_is_refused_at_its_field(client_as, college):
    client, own = client_as("hr"), {"employee": str(college.employees["teacher"])}
    wrong = client.post("/staff-positions/add", data=own | POST | {"rate": "3"})
    assert wrong.status_code == 422 and "от 0,05 до 2" in wrong.text
    future = client.post("/staff-trainings/add", data=own | TRAINING | {"ends_on": "2027-10-30"})
    assert future.status_code == 422 and "ещё не наступил" in future.text


def test_special_data_are_encrypted_masked_and_shown_for_a_reason(app, client_as, college):
    client, person = client_as("hr"), college.employees["teacher"]
    typed = {"snils": SNILS, "inn": "500100732259", "passport": "3610 123456", "birth_date": "1980-05-17"}
    assert client.post(f"/employees/personnel/{person}", data=typed).status_code == 303
    assert client.post(f"/employees/personnel/{college.employees['teacher2']}", data={"snils": SNILS}).status_code == 409
    assert client.post(f"/employees/personnel/{person}", data={"inn": "500100732258"}).status_code == 422
    card = client.get(f"/employees/show/{person}").text
    assert "112-233" not in card and "***-***-*** 95" in card and "1980" not in card
    what = f"personnel_file.snils:{one(app, PersonnelFile).id}"
    assert client.post(f"/employees/reveal/{person}", data={"what": what}).status_code == 422
    assert SNILS in client.post(f"/employees/reveal/{person}", data={"what": what, "reason": "трудовой договор"}).text
    other = client.post(f"/employees/reveal/{college.employees['teacher2']}", data={"what": what, "reason": "трудовой договор"})
    assert other.status_code == 404
    with app.app_context(), unscoped():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "reveal")).all()
    assert len(events) == 1 and events[0].object_id == person


def test_a_teacher_reads_the_own_card_only_and_proposes_a_training(app, client_as, college):
    office, teacher, person = client_as("hr"), client_as("teacher"), college.employees["teacher"]
    office.post(f"/employees/personnel/{person}", data={"snils": SNILS})
    office.post("/staff-positions/add", data={"employee": str(person), **POST})
    for name in ("teacher", "teacher2"):
        office.post("/staff-awards/add", data={"employee": str(college.employees[name]), "award": f"Грамота {name}"})
    page = teacher.get("/my-card/").text
    assert "Грамота teacher<" in page and "teacher2" not in page and "***-***-*** 95" in page
    what = f"personnel_file.snils:{one(app, PersonnelFile).id}"
    assert SNILS in teacher.post("/my-card/reveal", data={"what": what}).text
    assert client_as("teacher2").post("/my-card/reveal", data={"what": what}).status_code == 404
    assert teacher.post("/my-card/contacts", data={"phone": "+7 900 000-00-05", "email": "нет"}).status_code == 422
    assert teacher.post("/my-card/contacts", data={"phone": "+7 900 000-00-05", "email": "a@b.test"}).status_code == 303
    assert one(app, Employee, id=person).phone == "+7 900 000-00-05"
    assert teacher.post("/my-card/propose", data=TRAINING).status_code == 303
    assert "повышение квалификации не внесено" in teacher.get("/my-card/").text  # not yet confirmed
    training = one(app, StaffTraining)
    assert teacher.post(f"/staff-trainings/confirm/{training.id}").status_code == 403
    assert "Обучение, предложенное сотрудниками" in office.get("/").text
    assert office.post(f"/staff-trainings/confirm/{training.id}").status_code == 303
    assert office.post(f"/staff-trainings/confirm/{training.id}").status_code == 409
    assert "повышение квалификации не внесено" not in teacher.get("/my-card/").text


def test_a_head_reads_the_own_department_only(app, client_as, college, world):
    with app.app_context(), unscoped(), transaction():
        for name, department in (("teacher", college.department_id), ("curator", college.other_department_id)):
            employee = db.session.get(Employee, college.employees[name])
            employee.department_id = department
            db.session.add(StaffTraining(organization_id=college.id, employee_id=employee.id, kind="development", programme=f"Курсы {name}", hours=16, ends_on=date(2026, 1, 1)))
        record(Actor.system(college.id), "test", "test")
        db.session.flush()
        ids = {row.programme: row.id for row in db.session.scalars(select(StaffTraining))}
    head = client_as("head_of_department")
    assert head.get(f"/staff-trainings/show/{ids['Курсы teacher']}").status_code == 200
    assert head.get(f"/staff-trainings/show/{ids['Курсы curator']}").status_code == 404
    assert head.post("/qualification/print/staff_list", data={"department": str(college.other_department_id)}).status_code == 404
    for role in ("deputy", "hr"):
        assert client_as(role).get(f"/employees/show/{world.foreign.employees['teacher']}").status_code == 404
    assert client_as("teacher").get("/qualification/").status_code == 403
    assert client_as("secretary").post(f"/employees/personnel/{college.employees['teacher']}", data={}).status_code == 403


def test_the_watch_costs_the_same_for_few_and_many(app, client_as, college):
    client = client_as("hr")
    with statements(app) as few:
        client.get("/qualification/")
    with app.app_context(), unscoped(), transaction():
        for person in college.employees.values():
            db.session.add(StaffTraining(organization_id=college.id, employee_id=person, kind="development", programme="Курсы", hours=16, ends_on=date(2020, 1, 1)))
        record(Actor.system(college.id), "test", "test")
    with statements(app) as many:
        client.get("/qualification/")
    assert len(many) == len(few)
