"""The personal file on a student's card: who sees what, special fields, names, photo, parts of the file."""

import io
import re
import zlib
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import func, select, text

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.transaction import transaction
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.extensions import db
from app.students import filing
from app.students.models import Student
from app.students.models_file import Benefit, Consent, IdentityDocument, Photo, Representative
from tests.architecture.test_routes import digest
from tests.counting import statements

PASSPORT = {
    "kind": "passport", "number": "3620 123456", "issuer": "ГУ МВД России по Самарской области", "issued_on": "2024-01-20", "unit": "630001",
}  # fmt: skip
SECRETS = ("123456", "500100732259", "ГУ МВД", "630-001", "справка МСЭ", "инвалид II", "disabled_2", "112-233", "11223344595")


def one(app, statement):
    with app.app_context(), unscoped():
        return db.session.scalar(statement)


def picture(size=(900, 1200), kind="PNG") -> bytes:
    body = io.BytesIO()
    Image.new("RGB", size, "navy").save(body, kind)
    return body.getvalue()


def send_photo(client, student, data, name="фото.png"):
    return client.post(f"/students/portrait/{student}", data={"photo": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def filled(client, student):
    """Fill a file through the screens as the office does."""
    answers = [
        client.post(f"/students/special/{student}", data={"snils": "112-233-445 95", "inn": "500100732259", "health_group": "special"}),
        client.post(f"/students/identity/{student}", data=PASSPORT),
        client.post("/representatives/add", data={"student": student, "relation": "mother", "last_name": "Абрамова", "first_name": "Анна", "phone": "89001234567"}),
        client.post("/prior-education/add", data={"student": student, "level": "9", "document": "аттестат", "number": "06324007770001", "year": "2026", "average": "4,53", "is_original": "y"}),
        client.post("/benefits/add", data={"student": student, "what": "disabled_2", "paper": "справка МСЭ-2024 № 5", "starts_on": "2026-09-01"}),
        client.post("/benefits/add", data={"student": student, "what": "large_family", "paper": "удостоверение № 7", "starts_on": "2026-09-01"}),
        client.post("/consents/add", data={"student": student, "kind": "processing", "signer": "both", "given_on": "2026-08-20"}),
        client.post("/study-contracts/add", data={"student": student, "kind": "paid", "number": "15-П", "dated": "2026-08-20", "ends_on": "2030-06-30", "payer_kind": "organization", "payer": "ООО «Волга»", "amount": "152350,50"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [303] * 8, next(a.text for a in answers if a.status_code != 303)[-3000:]


def test_the_card_holds_the_whole_file_and_special_fields_only_masked(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    assert "представитель не" in client.get(f"/students/show/{student}").text
    filled(client, student)
    card = client.get(f"/students/show/{student}").text
    for words in ("Абрамова Анна", "+7 900 123-45-67", "аттестат", "4,53", "многодетная", "паспорт", "•••••• 56", "***-***-*** 95", "1-с", "15-П", "ООО «Волга»", "152\u00a0350,5", "очная", "бюджет субъекта РФ"):
        assert words.lower() in card.lower(), words
    assert "представитель не" not in card
    everywhere = card + client.get("/students/list/").text + client.get("/benefits/list/").text + client.get(f"/students/edit/{student}").text
    benefit = one(app, select(Benefit.id).where(Benefit.kind == "health"))
    everywhere += client.get(f"/benefits/show/{benefit}").text + client.get(f"/benefits/edit/{benefit}").text
    rows = read(client.post("/students/export").data, Limits()).rows + read(client.post("/benefits/export").data, Limits()).rows
    everywhere += repr(rows)
    with app.app_context(), unscoped():
        everywhere += " ".join(db.session.scalars(select(AuditEvent.details)))
        raw = db.session.execute(text("SELECT number, issued FROM identity_document")).one()
        raw = repr(raw) + repr(db.session.execute(text("SELECT health, document FROM benefit")).all())
        raw += repr(db.session.execute(text("SELECT inn, health_group FROM student")).all())
    for words in SECRETS:
        assert words not in everywhere + raw, words
    assert not client.get("/students/list/?q=123456").text.count("/students/show/"), "not found by a fragment"


def test_what_is_missing_or_looks_mistyped_stands_on_the_card(client_as, college):
    client = client_as("secretary")
    person = {"last_name": "Новикова", "first_name": "Вера", "middle_name": "Олеговна", "sex": "m", "birth_date": "2014-10-05", "basis": "приказ № 9-с"}
    made = client.post("/students/add", data=person | {"group": college.group_id, "funding": "entity"}).headers["Location"]
    told = client.get(made).text
    for words in ("Возраст при зачислении: 11", "Пол не согласуется с отчеством", "Обучение по договору, а договор не внесён", "законный представитель не внесён"):
        assert words in told, words
    contract = {"student": made.rsplit("/", 1)[1], "kind": "paid", "number": "7", "dated": "2026-08-20", "payer_kind": "organization"}
    assert "Укажите заказчика" in client.post("/study-contracts/add", data=contract).text
    for wrong in ({"amount": "0"}, {"ends_on": "2026-08-19"}, {"kind": "gift"}, {"dated": ""}):
        assert client.post("/study-contracts/add", data=contract | {"payer": "ООО «Волга»"} | wrong).status_code == 422, wrong
    assert client.post("/study-contracts/add", data=contract | {"payer": "ООО «Волга»"}).status_code == 303
    change = person | {"sex": "f", "birth_date": "2010-10-05", "login": "novikova.v"}
    change["row_version"] = re.search(r'name="row_version"[^>]*value="(\d+)"', client.get(made.replace("show", "edit")).text)[1]
    assert "латинские буквы" in client.post(made.replace("show", "edit"), data=change | {"login": "Вера"}).text
    assert client.post(made.replace("show", "edit"), data=change).status_code == 303
    told = client.get(made).text
    assert "novikova.v" in told and "Возраст при зачислении" not in told and "Пол не согласуется" not in told and "договор не внесён" not in told


def test_special_fields_are_shown_one_by_one_each_look_logged(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    filled(client, student)
    passport = one(app, select(IdentityDocument.id))
    benefit = one(app, select(Benefit.id).where(Benefit.kind == "health"))
    shown = client.post(f"/students/reveal/{student}", data={"what": f"identity_document.number:{passport}", "reason": "военкомат"}).text
    assert "36 20 123456" in shown and "500100732259" not in shown
    for what, words in ((f"identity_document.issued:{passport}", "20.01.2024, код 630-001"), (f"student.inn:{student}", "500100732259"),
                        (f"benefit.health:{benefit}", "инвалид II группы"), (f"benefit.document:{benefit}", "МСЭ-2024"),
                        (f"student.health_group:{student}", "специальная")):  # fmt: skip
        assert words in client.post(f"/students/reveal/{student}", data={"what": what}).text, what
    for wrong in ("student.phone:1", f"identity_document.number:{passport + 9}", "identity_document.number:x", "", f"student.inn:{college.students[1]}"):
        assert client.post(f"/students/reveal/{student}", data={"what": wrong}).status_code == 404, wrong
    other = college.students[1]
    assert client.post(f"/students/reveal/{other}", data={"what": f"identity_document.number:{passport}"}).status_code == 404
    assert one(app, select(func.count()).where(AuditEvent.action == "reveal")) == 6
    looks = client_as("coordinator").get(f"/students/show/{student}").text
    assert looks.count("военкомат") >= 6 and "500100732259" not in looks
    fresh = client_as("secretary").post(f"/students/reveal/{student}", data={"what": f"student.inn:{student}"})
    assert fresh.status_code == 422 and "500100732259" not in fresh.text, "a new session asks the reason again"


@pytest.mark.parametrize("role", ["teacher", "methodist"])
def test_who_only_teaches_sees_names(client_as, app, college, role):
    filled(client_as("secretary"), college.students[0])
    client = client_as(role)
    card = client.get(f"/students/show/{college.students[0]}")
    assert "Абрамов Пётр Ильич" in card.text and "ИСП-11" in card.text
    listed = client.get("/students/list/").text
    for words in ("01.01.2010", "+7 900", "Абрамова", "паспорт", "СНИЛС", "аттестат", "многодетная", "бюджет"):
        assert words not in card.text + listed, words
    for path in ("/representatives/list/", "/benefits/list/", "/consents/list/", f"/students/special/{college.students[0]}"):
        assert client.get(path).status_code == 403
    assert client.get(f"/students/photo/{college.students[0]}").status_code == 404


def test_the_file_of_others_is_not_there(app, client_as, college, world):
    filled(client_as("secretary"), college.students[0])
    row = one(app, select(Representative.id))
    for client in (client_as("secretary", world.foreign), client_as("curator2")):
        assert client.get(f"/representatives/show/{row}").status_code == 404
        assert client.get(f"/students/show/{college.students[0]}").status_code == 404
        assert "Абрамова Анна" not in client.get("/representatives/list/").text
        assert client.post("/consents/add", data={"student": college.students[0], "kind": "photo", "signer": "both", "given_on": "2026-08-20"}).status_code in (403, 422)
    own = client_as("curator")
    assert own.get(f"/representatives/show/{row}").status_code == 200
    assert own.post(f"/representatives/edit/{row}", data={"relation": "mother", "last_name": "Абрамова", "first_name": "Алла", "row_version": "1"}).status_code == 303
    social = client_as("social_pedagogue").get(f"/students/show/{college.students[0]}").text
    assert "Льготы" in social and "многодетная" in social.lower()


def test_a_wrong_value_is_named_and_changes_nothing(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    client.post(f"/students/special/{student}", data={})  # the first visit may open the session
    before = digest(app)
    for path, data in (
        (f"/students/identity/{student}", PASSPORT | {"number": "12"}), (f"/students/identity/{student}", PASSPORT | {"kind": "ticket"}),
        (f"/students/identity/{student}", PASSPORT | {"issued_on": "2030-01-01"}), (f"/students/identity/{student}", PASSPORT | {"unit": "1"}),
        (f"/students/special/{student}", {"inn": "500100732258"}), (f"/students/special/{student}", {"health_group": "strong"}),
        ("/benefits/add", {"student": student, "what": "rich", "starts_on": "2026-09-01"}),
        ("/benefits/add", {"student": student, "what": "orphan", "starts_on": "2026-09-01", "ends_on": "2026-08-01"}),
        ("/prior-education/add", {"student": student, "level": "9", "average": "5,5"}), ("/prior-education/add", {"student": student, "level": "9", "year": "2031"}),
        ("/consents/add", {"student": student, "kind": "processing", "signer": "both", "given_on": "2026-08-20", "valid_to": "2026-08-01"}),
        ("/representatives/add", {"student": student, "relation": "mother", "last_name": "Smith", "first_name": "Анна"}),
    ):  # fmt: skip
        answer = client.post(path, data=data)
        assert answer.status_code == 422 and "field-bad" in answer.text, (path, data)
    bomb = bytearray(picture((1, 1)))
    bomb[16:24] = (50_000).to_bytes(4) * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4)
    for sent in (b"MZ not a picture", bytes(bomb), b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        assert send_photo(client, student, sent).status_code == 422, sent[:20]
    assert client.post(f"/students/portrait/{student}", data={"photo": "a text in the place of a file"}).status_code == 422
    assert digest(app) == before


def test_a_new_name_keeps_the_old_one_findable(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    with app.app_context(), unscoped(), transaction() as session:
        filing.take_name(session.get(Student, student), "Юрьев", "Пётр", "Ильич", date(2026, 11, 10), "приказ от 10.11.2026 № 3-с")
        session.info["audit_records"] = 1
    card = client.get(f"/students/show/{student}").text
    assert "Юрьев Пётр Ильич" in card and "Абрамов Пётр Ильич — до 09.11.2026 (приказ от 10.11.2026 № 3-с)" in card
    for words in ("юрьев", "АБРАМОВ"):
        assert f"/students/show/{student}" in client.get(f"/students/list/?q={words}").text


def test_a_photograph_is_made_anew_and_shown_to_whom_the_file_is_open(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    assert client.get(f"/students/photo/{student}").status_code == 404
    sent = picture(kind="PNG") + b"<?php echo 1 ?>"
    assert send_photo(client, student, sent).status_code == 303
    answer = client.get(f"/students/photo/{student}")
    with Image.open(io.BytesIO(answer.data)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (480, 640))
    assert b"php" not in answer.data and "no-store" in answer.headers["Cache-Control"]
    assert f"/students/photo/{student}" in client.get(f"/students/show/{student}").text
    assert send_photo(client, student, picture((30, 40), "JPEG")).status_code == 303
    assert one(app, select(func.count(Photo.student_id))) == 1
    assert send_photo(client_as("teacher"), student, sent).status_code == 403
    assert client.post(f"/students/without-photo/{student}").status_code == 303
    assert one(app, select(func.count(Photo.student_id))) == 0


def test_a_withdrawn_consent_stays(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    filled(client, student)
    consent = one(app, select(Consent.id))
    assert client.post(f"/consents/edit/{consent}", data={"withdrawn_on": "2026-11-20", "row_version": "1"}).status_code == 303
    assert client.post(f"/consents/delete/{consent}").status_code in (404, 405)
    assert "20.11.2026" in client.get(f"/students/show/{student}").text


def test_a_card_costs_the_same_however_full_the_file(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    client.get(f"/students/show/{student}")
    filled(client, student)
    with statements(app) as few:
        client.get(f"/students/show/{student}")
    for number in range(5):
        client.post(f"/students/identity/{student}", data=PASSPORT | {"number": f"362012345{number}"})
        client.post("/representatives/add", data={"student": student, "relation": "relative", "last_name": "Котова", "first_name": "Анна"})
    with statements(app) as many:
        client.get(f"/students/show/{student}")
    assert len(few) == len(many)
    assert one(app, select(func.count(Student.id))) > 0
