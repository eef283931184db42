"""The extract tells a person everything that is held: every table that points at a student, full numbers, the log."""

from __future__ import annotations

import json
import re

from flask import Flask
from flask_appbuilder import Model
from sqlalchemy import select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.transaction import transaction
from app.extensions import db
from app.privacy import subject, told, words
from app.students import certifying, filing, special
from app.students.models import Student
from tests.browser.college import text_of
from tests.counting import statements

REASON = {"reason": "запрос субъекта № 4"}


def _filled(world, on_behalf) -> int:
    """Enter special data of a student as the office does; gives the student."""
    with on_behalf("secretary") as actor, transaction():
        student = db.session.get(Student, world.home.students[0])
        special.keep(actor, student, {"snils": "112-233-445 95", "inn": "500100732259", "health_group": "special"})
        filing.add_identity(actor, student, {"kind": "passport", "number": "3610 123456", "issuer": "ОВД", "issued_on": None, "unit": ""})
        special.reveal(actor, student, f"student.snils:{student.id}", "сверка с СФР")
        number = student.id
    with on_behalf("secretary") as actor:
        certifying.issue(actor, [db.session.get(Student, number)], certifying.Request("study_certificate", "a" * 12))
    return number


def test_the_extract_has_full_numbers_every_table_and_who_looked(app: Flask, world, client_as, on_behalf) -> None:
    with app.app_context():
        student = _filled(world, on_behalf)
    office = client_as("secretary")
    assert "Все данные субъекта" in office.get(f"/students/show/{student}").text
    assert "Для чего нужны сведения" in office.get(f"/subjects/{student}").text
    refused = office.post(f"/subjects/{student}", data={"form": "json"})
    assert refused.status_code == 422 and "для чего" in refused.text.lower()
    told_all = json.loads(office.post(f"/subjects/{student}", data={"form": "json"} | REASON).data)
    found = {part["table"]: part["rows"] for part in told_all["tables"]}
    assert found["student"][0]["snils"] == "11223344595" and found["student"][0]["health_group"] == "special"
    assert found["identity_document"][0]["number"] == "36 10 123456"
    assert found["placement"][0]["group_id:name"]
    assert ("просмотрено", "сверка с СФР") in [(one["act"], one["reason"]) for one in told_all["log"]]
    assert found["document"][0]["title"].startswith("Справка") and any("Справка" in one["act"] or one["about"] == "документ" for one in told_all["log"])
    text = text_of(office.post(f"/subjects/{student}", data={"form": "pdf"}).data)  # the reason is asked once a session
    assert "112-233-445 95" in text and "36 10 123456" in text and "сверка с СФР" in text
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", text)
    with app.app_context(), unscoped():
        records = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export_subject", AuditEvent.object_id == student)).all()
        assert len(records) == 2 and all("запрос субъекта" in one.details for one in records)
        assert "112" not in "".join(one.details for one in records)


def test_it_is_given_by_right_and_within_the_college(app: Flask, world, client_as) -> None:
    mine, foreign = world.home.students[0], world.foreign.students[0]
    for role in ("deputy", "curator", "teacher", "head_of_department"):
        assert client_as(role).post(f"/subjects/{mine}", data={"form": "json"} | REASON).status_code == 403
        assert "Все данные субъекта" not in client_as(role).get(f"/students/show/{mine}").text
    for role in ("secretary", "coordinator", "director"):
        assert client_as(role).post(f"/subjects/{foreign}", data={"form": "json"} | REASON).status_code == 404
    assert client_as("secretary").post(f"/subjects/{mine}", data={"form": "exe"} | REASON).status_code == 422


def test_every_table_that_points_at_a_student_comes_in_with_a_russian_title(app: Flask) -> None:
    pointing = {table.name for table in Model.metadata.tables.values() if any(key.target_fullname == "student.id" for key in table.foreign_keys)}
    assert pointing - {one.name for one in subject.tables()} == {"study_group"}  # whom it names as its monitor, the group tells
    with app.test_request_context():
        for table in subject.tables():
            names = [words.table_title(table.name), *(words.column_title(table.name, one.name) for one in table.columns if told.is_told(table.name, one.name))]
            assert [name for name in names if re.search("[a-z]{3}", name)] == [], table.name


def test_the_number_of_statements_does_not_depend_on_the_rows(app: Flask, world, on_behalf) -> None:
    counts = []
    for number in (0, 1):
        with statements(app) as sent, app.app_context(), on_behalf("secretary"):
            found = subject.extract(db.session.get(Student, world.home.students[number]))
            counts.append((len(sent), sum(len(part.rows) for part in found.parts)))
            db.session.remove()
    (few, _rows), (many, _more) = sorted(counts, key=lambda one: one[1])
    assert many <= few + 12 and many < 90  # a name of each table that is pointed at
