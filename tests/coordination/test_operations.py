"""The coordinator's role comes from an active appointment and a ticked undertaking together, and goes with either."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.access.identity import build_actor
from app.access.models import Account, RoleGrant
from app.access.scope import unscoped
from app.coordination import operations, queries
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from app.core.transaction import transaction
from app.extensions import db
from app.staff.models import Employee
from tests.factories import TODAY


@pytest.fixture
def director(engine_app, on_behalf):
    with engine_app.app_context(), on_behalf("director") as actor:
        yield actor


def person(college, key="methodist"):
    return db.session.get(Employee, college.employees[key])


def appoint(director, college, key="methodist", **changes):
    given = {"order_number": "125/1", "order_date": TODAY, "starts_on": TODAY, "zone": f"участок {key}"} | changes
    with transaction():
        return operations.appoint_coordinator(director, person(college, key), **given)


def sign_own(director, college):
    with transaction():
        operations.tick_undertaking(director, person(college, "director"), TODAY)


def tick(director, college, key="methodist", day=TODAY):
    with transaction():
        return operations.tick_undertaking(director, person(college, key), day)


def is_coordinator(college, key="methodist"):
    from flask_appbuilder.security.sqla.models import User

    with unscoped():
        user = db.session.get(User, person(college, key).user_id)
        return "coordinator" in build_actor(user, college.id, college.employees[key], "Europe/Samara").roles


def test_neither_paper_alone_gives_the_role(director, college):
    appoint(director, college)
    assert not is_coordinator(college)
    sign_own(director, college)
    tick(director, college, "deputy")
    assert not is_coordinator(college, "deputy")
    tick(director, college)
    assert is_coordinator(college)


def test_where_the_undertaking_is_ticked_already_the_appointment_gives_the_role(director, college):
    sign_own(director, college)
    tick(director, college)
    appointment, password = appoint(director, college)
    assert is_coordinator(college) and password is None
    grant = queries.grant(appointment.grant_id)
    assert (grant.role, grant.valid_from, grant.valid_to, grant.source) == (
        "coordinator", TODAY, None, f"appointment:{appointment.id}",
    )  # fmt: skip
    assert "125/1" in grant.basis


def test_the_account_is_made_in_the_same_step(director, college):
    sign_own(director, college)
    with transaction():
        from app.audit.operations import record

        newcomer = Employee(organization_id=college.id, last_name="Зимина", first_name="Ольга", position="Методист")
        db.session.add(newcomer)
        db.session.flush()
        record(director, "create", newcomer)
        operations.tick_undertaking(director, newcomer, TODAY)
        appointment, password = operations.appoint_coordinator(director, newcomer, "7", TODAY, TODAY, zone="новая")
    assert password and newcomer.user_id is not None and appointment.grant_id is not None
    assert db.session.scalar(select(Account).where(Account.user_id == newcomer.user_id)).must_change_password


def test_without_an_account_the_role_waits_for_it(director, college):
    from app.access import operations as accounts

    sign_own(director, college)
    with transaction():
        from app.audit.operations import record

        newcomer = Employee(organization_id=college.id, last_name="Зимина", first_name="Ольга", position="Методист")
        db.session.add(newcomer)
        db.session.flush()
        record(director, "create", newcomer)
        operations.tick_undertaking(director, newcomer, TODAY)
        appointment, password = operations.appoint_coordinator(
            director, newcomer, "7", TODAY, TODAY, zone="новая", make_account=False
        )
        assert password is None and appointment.grant_id is None and not operations.put_in_force(director, appointment)
        accounts.create_account(director, newcomer)
        assert operations.put_in_force(director, appointment) and appointment.grant_id is not None


def test_the_end_takes_the_role_away_at_once_and_leaves_the_history(director, college):
    sign_own(director, college)
    tick(director, college)
    appointment, _password = appoint(director, college)
    with transaction():
        operations.end_appointment(director, appointment, TODAY, "приказ № 130")
    assert not is_coordinator(college)
    assert (appointment.ended_on, appointment.end_basis) == (TODAY, "приказ № 130")
    assert queries.grant(appointment.grant_id).revoked_at is not None
    with pytest.raises(Conflict), transaction():
        operations.end_appointment(director, appointment, TODAY, "приказ № 131")


def test_an_end_ahead_leaves_the_role_until_the_day_before(director, college):
    sign_own(director, college)
    tick(director, college)
    appointment, _password = appoint(director, college)
    with transaction():
        operations.end_appointment(director, appointment, TODAY + timedelta(days=10), "приказ № 130")
    assert is_coordinator(college)
    assert queries.grant(appointment.grant_id).valid_to == TODAY + timedelta(days=9)


def test_an_appointment_that_has_not_begun_is_taken_back_whole(director, college):
    sign_own(director, college)
    tick(director, college)
    begin = TODAY + timedelta(days=8)
    appointment, _password = appoint(director, college, starts_on=begin)
    with transaction():
        operations.end_appointment(director, appointment, begin, "приказ № 130")
    assert queries.grant(appointment.grant_id).revoked_at is not None


def test_an_end_date_of_the_order_ends_the_grant(director, college):
    sign_own(director, college)
    tick(director, college)
    last = TODAY + timedelta(days=30)
    appointment, _password = appoint(director, college, ends_on=last)
    assert queries.grant(appointment.grant_id).valid_to == last


def test_a_tick_taken_back_takes_the_role(director, college):
    sign_own(director, college)
    undertaking = tick(director, college)
    appointment, _password = appoint(director, college)
    with transaction():
        operations.withdraw_undertaking(director, undertaking, "подписано не тем человеком")
    assert not is_coordinator(college) and appointment.grant_id is None
    tick(director, college)
    assert is_coordinator(college)


def test_the_director_signs_first_and_a_list_is_ticked_in_one_step(director, college):
    with pytest.raises(Refused):
        tick(director, college)
    people = [person(college, key) for key in ("methodist", "deputy", "director")]
    with transaction():
        assert operations.tick_undertakings(director, people, TODAY) == 3
    assert all(queries.has_signed(one.id) for one in people)
    with pytest.raises(Conflict):
        tick(director, college)
    with pytest.raises(Invalid):
        tick(director, college, "hr", TODAY + timedelta(days=1))


def test_nobody_appoints_oneself(director, college):
    with pytest.raises(Forbidden):
        appoint(director, college, "director")


def test_the_last_coordinator_is_ended_only_when_it_is_meant(director, college):
    sign_own(director, college)
    tick(director, college)
    appointment, _password = appoint(director, college)
    with unscoped(), transaction():
        from app.audit.operations import record

        row = db.session.scalar(
            select(RoleGrant).where(RoleGrant.user_id == college.users["coordinator"], RoleGrant.role == "coordinator")
        )
        row.valid_to = TODAY - timedelta(days=1)
        record(director, "test", row)
    with pytest.raises(Refused) as refusal, transaction():
        operations.end_appointment(director, appointment, TODAY, "приказ № 130")
    assert refusal.value.field == "even_last" and is_coordinator(college)
    with transaction():
        operations.end_appointment(director, appointment, TODAY, "приказ № 130", even_last=True)
    assert not is_coordinator(college)


@pytest.mark.parametrize(
    "changes",
    [
        {"order_number": " "},
        {"order_date": TODAY + timedelta(days=1)},
        {"starts_on": TODAY - timedelta(days=1)},
        {"ends_on": date(2026, 1, 1)},
    ],
)
def test_a_wrong_order_is_refused(director, college, changes):
    with pytest.raises(DomainError):
        appoint(director, college, **changes)
    assert queries.appointments() == []


@pytest.mark.parametrize("key", ["coordinator", "deputy", "hr", "teacher", "tech_admin"])
def test_only_the_director_appoints_and_ticks(engine_app, college, on_behalf, key):
    with engine_app.app_context(), on_behalf(key) as actor:
        with pytest.raises(Forbidden):
            appoint(actor, college)
        with pytest.raises(Forbidden):
            tick(actor, college)
