"""Rights nobody may take: self-service of roles, hidden fields, the last coordinator, marks by those who only read."""

import pytest
from flask_appbuilder.security.sqla.models import Role as FabRole
from sqlalchemy import select

from app.access.models import Account, RoleGrant
from app.access.scope import unscoped
from app.attestation import issuing
from app.attestation import queries_term as attestation
from app.attestation.models import AttestationSheet
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.staff.models import Employee
from app.teaching.models import LoadTeacher
from tests.factories import TODAY


def grants(app, user_id):
    with app.app_context(), unscoped():
        return sorted(db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == user_id, RoleGrant.revoked_at.is_(None))))


GRANT = {"role": "director", "valid_from": "2026-11-23", "basis": "приказ"}


@pytest.mark.parametrize("role", ["teacher", "deputy", "coordinator"])
def test_nobody_raises_the_own_rights(engine_app, client_as, college, role):
    client, own = client_as(role), college.users[role]
    before = grants(engine_app, own)
    for wanted in ("director", "deputy", "coordinator", "secretary"):
        assert client.post(f"/grants/add/{own}", data=GRANT | {"role": wanted}).status_code in (403, 404, 422)
    assert grants(engine_app, own) == before


@pytest.mark.parametrize(("role", "wanted"), [("coordinator", "deputy"), ("coordinator", "director"), ("director", "director")])
def test_a_role_of_the_own_rank_is_not_granted_to_others(engine_app, client_as, college, role, wanted):
    other = college.users["teacher2"]
    client_as(role).post(f"/grants/add/{other}", data=GRANT | {"role": wanted})
    assert grants(engine_app, other) == ["teacher"]


@pytest.mark.parametrize("role", ["teacher", "secretary"])
def test_another_persons_password_is_not_reset(engine_app, client_as, college, role):
    director = college.users["director"]
    client = client_as(role)
    for path in (f"/accounts/{director}/password", f"/resetpassword/form?pk={director}"):
        assert client.post(path).status_code in (403, 404)


def test_hidden_fields_of_the_own_profile_are_ignored(engine_app, client_as, college):
    client, own = client_as("teacher"), college.users["teacher"]
    client.post("/profile/", data={"roles": "director", "active": "1", "username": "root", "employee_id": "1"})
    with engine_app.app_context(), unscoped():
        account = db.session.get(Account, own)
        assert account.user.username == "home-teacher" and account.user.active
        assert db.session.get(Employee, college.employees["teacher"]).user_id == own
    assert grants(engine_app, own) == ["teacher"]


def test_the_office_gives_itself_no_load(engine_app, client_as, college):
    client = client_as("secretary")
    answer = client.post(f"/loads/{college.load_id}/replace", data={"employee": str(college.employees["secretary"]), "starts_on": "2026-11-23"})
    assert answer.status_code in (403, 404)
    with engine_app.app_context(), unscoped():
        assert college.employees["secretary"] not in set(db.session.scalars(select(LoadTeacher.employee_id)))


def test_the_last_coordinator_neither_vanishes_nor_switches_the_own_account_off(engine_app, client_as, college):
    client = client_as("coordinator")
    own = college.users["coordinator"]
    assert client.post(f"/accounts/{own}/off", data={"reason": "уход"}).status_code in (403, 422)
    assert client_as("director").post(f"/accounts/{own}/off", data={"reason": "уход"}).status_code == 422
    dismissed = client_as("hr").post(f"/employees/dismiss/{college.employees['coordinator']}", data={"on": "2026-11-23"})
    assert dismissed.status_code == 422 and "координатор" in dismissed.text
    with engine_app.app_context(), unscoped():
        assert db.session.get(Account, own).user.active
        assert db.session.get(Employee, college.employees["coordinator"]).dismissed_on is None


def test_who_reads_the_journal_makes_no_marks(engine_app, client_as, college):
    body = {"lesson": college.lessons[0], "student": college.students[0], "text": "5", "version": 0}
    for role in ("director", "coordinator", "deputy", "methodist"):
        for payload in (body, {"cells": [body]}):
            assert client_as(role).post(f"/journals/{college.load_id}/cells", json=payload).status_code in (403, 404)
    with engine_app.app_context(), unscoped():
        assert db.session.query(Mark).count() == 0


def test_a_sheet_takes_nothing_beside_its_lines(engine_app, client_as, college, on_behalf):
    """B06: hidden fields of the sheet (term, author, moment of signing, version, status) and doubled ones refuse the whole form."""
    with engine_app.app_context(), on_behalf("secretary") as actor, transaction():
        term = attestation.matrix(college.group_term_id).term
        sheet = next(one for one in issuing.issue_all(actor, term, TODAY) if one.load_id == college.load_id)
        sheet_id, before = sheet.id, (sheet.status, sheet.signed_at, sheet.version, sheet.group_term_id)
    teacher, line = client_as("teacher"), {f"r{college.students[0]}": "5", f"v{college.students[0]}": "1"}
    for name in ("period_id", "group_term_id", "author_id", "signed_at", "signed_by_id", "version", "status", "load_id"):
        assert teacher.post(f"/sheets/{sheet_id}/save", data=line | {name: "1"}).status_code == 422, name
    assert teacher.post(f"/sheets/{sheet_id}/save", data=line | {f"r{college.students[0]}": ["5", "2"]}).status_code == 422
    with engine_app.app_context(), unscoped():
        found = db.session.get(AttestationSheet, sheet_id)
        assert (found.status, found.signed_at, found.version, found.group_term_id) == before
        assert all(one.result is None for one in found.entries)


@pytest.mark.parametrize("path", ["/roles/list/", "/permissions/list/", "/users/list/", "/api/v1/", "/swagger/v1", "/actionlog/"])
def test_the_framework_keeps_no_doors_of_its_own(client_as, path):
    """B07: what the framework would serve beside the product is not there for anybody."""
    assert client_as("teacher").get(path).status_code == 404


def test_the_public_role_allows_nothing(engine_app):
    with engine_app.app_context(), unscoped():
        public = db.session.scalar(select(FabRole).where(FabRole.name == "Public"))
        assert public is None or public.permissions == []


@pytest.mark.parametrize("header", [{"X-HTTP-Method-Override": "POST"}, {"X-HTTP-Method": "DELETE"}])
def test_a_method_is_what_the_request_line_says(engine_app, client_as, college, header):
    client = client_as("director")
    assert client.get("/appointments/add?_method=POST&employee=1&order_number=1", headers=header).status_code == 200
    assert client.post("/appointments/add", data={"_method": "DELETE"}, headers=header).status_code == 422
    with engine_app.app_context(), unscoped():
        from app.coordination.models import CoordinatorAppointment

        assert db.session.query(CoordinatorAppointment).count() == 0


def test_a_dismissal_ends_every_right_and_session_at_once(engine_app, client_as, college):
    teacher, user = client_as("teacher"), college.users["teacher"]
    assert teacher.get("/journals/").status_code == 200
    assert client_as("hr").post(f"/employees/dismiss/{college.employees['teacher']}", data={"on": "2026-11-23"}).status_code == 303
    assert teacher.get("/journals/").status_code == 302
    assert grants(engine_app, user) == []
    assert client_as("director").post(f"/accounts/{user}/on").status_code in (302, 303)
    assert grants(engine_app, user) == []  # an account switched on again brings no right back
