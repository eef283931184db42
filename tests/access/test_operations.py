"""Accounts and roles: who may do what to whom (security catalogue B, D05, D16, D20)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import commands, grants, hashing, operations, queries
from app.access.models import Account, RoleGrant, UserSession
from app.access.scope import acting, unscoped
from app.audit.models import AuditEvent
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.extensions import db
from app.staff.models import Employee
from tests.conftest import NOON
from tests.factories import TODAY

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def context(app):
    with app.app_context():
        yield


def employee(college, last="Сидорова", **values):
    with unscoped(), transaction() as session:
        from app.audit.operations import record

        person = Employee(
            organization_id=college.id, last_name=last, first_name="Вера", middle_name="Ильинична", position="Методист", **values
        )
        session.add(person)
        record(Actor.system(college.id), "test", person)
    return person.id


def account_of(college, key):
    db.session.expire_all()
    return queries.account_of_user(college.users[key])


def actions(college):
    return [
        event.action for event in db.session.scalars(select(AuditEvent).where(AuditEvent.chain == college.id).order_by(AuditEvent.seq))
    ]


def sessions_of(college, key):
    return db.session.scalars(
        select(UserSession).where(UserSession.user_id == college.users[key], UserSession.revoked_at.is_(None))
    ).all()


# ---- accounts ----------------------------------------------------------------------------------------------------------


def test_the_coordinator_makes_an_account_with_a_one_time_password(engine_app, college, on_behalf):
    with engine_app.app_context():
        person_id = employee(college)
        with on_behalf("coordinator") as actor, transaction():
            account, password = operations.create_account(actor, queries.employee(person_id))
        assert account.login == "sidorova.vi"
        assert account.must_change_password and account.one_time_until == NOON + timedelta(hours=72)
        assert hashing.verify_password(account.user.password, password)
        with unscoped():
            assert db.session.get(Employee, person_id).user_id == account.user_id
        assert actions(college)[-1] == "create_account"
        assert password not in str([event.details for event in db.session.scalars(select(AuditEvent))])


def test_namesakes_get_different_logins_and_a_typed_one_is_kept(context, college, on_behalf):
    first, second, third = employee(college), employee(college), employee(college)
    with on_behalf("coordinator") as actor, transaction():
        logins = [
            operations.create_account(actor, queries.employee(person), login)[0].login
            for person, login in ((first, None), (second, None), (third, "Vera.S"))
        ]
    assert logins == ["sidorova.vi", "sidorova.vi2", "vera.s"]


@pytest.mark.parametrize("login", ["home-director", "HOME-Director", "foreign-director"])
def test_a_login_in_use_is_refused_across_colleges(context, college, on_behalf, login):
    person = employee(college)
    with on_behalf("coordinator") as actor, pytest.raises(Conflict), transaction():
        operations.create_account(actor, queries.employee(person), login)


def test_nobody_has_two_accounts_and_the_dismissed_have_none(context, college, on_behalf):
    gone = employee(college, dismissed_on=TODAY)
    with on_behalf("coordinator") as actor:
        with pytest.raises(Conflict), transaction():
            operations.create_account(actor, queries.employee(college.employees["teacher"]))
        with pytest.raises(Refused), transaction():
            operations.create_account(actor, queries.employee(gone))


@pytest.mark.parametrize("role", ["teacher", "secretary", "deputy", "hr", "tech_admin"])
def test_others_make_no_accounts(context, college, on_behalf, role):
    person = employee(college)
    with on_behalf(role) as actor:
        with acting(Actor.system(college.id)):
            row = queries.employee(person)
        with pytest.raises(Forbidden), transaction():
            operations.create_account(actor, row)


def test_a_foreign_college_is_out_of_sight(context, world, on_behalf):
    foreign = world.foreign
    with on_behalf("coordinator"):
        assert queries.account(foreign.users["teacher"]) is None
        assert queries.employee(foreign.employees["teacher"]) is None
        assert queries.grants_of(foreign.users["teacher"]) == []


def test_a_new_one_time_password_ends_the_sessions(context, college, on_behalf, client_as):
    client_as("teacher")
    assert len(sessions_of(college, "teacher")) == 1
    with on_behalf("coordinator") as actor, transaction():
        password = operations.reset_password(actor, account_of(college, "teacher"))
    account = account_of(college, "teacher")
    assert hashing.verify_password(account.user.password, password) and account.must_change_password
    assert sessions_of(college, "teacher") == []


@pytest.mark.parametrize("verb", [operations.reset_password, operations.reset_totp, operations.end_sessions])
def test_nobody_reaches_upwards(context, college, on_behalf, verb):
    with on_behalf("coordinator") as actor, pytest.raises(Forbidden), transaction():
        verb(actor, account_of(college, "director"))
    for role in ("teacher", "secretary"):
        with on_behalf(role) as actor, pytest.raises(Forbidden), transaction():
            verb(actor, account_of(college, "director"))


def test_a_lost_phone_is_taken_off_by_the_office_never_by_the_owner_here(context, college, on_behalf):
    with on_behalf("coordinator") as actor:
        with pytest.raises(Conflict), transaction():
            operations.reset_totp(actor, account_of(college, "teacher"))
        with transaction():
            account_of(college, "teacher").totp_secret = "JBSWY3DPEHPK3PXP"
        with transaction():
            operations.reset_totp(actor, account_of(college, "teacher"))
        with pytest.raises(Refused), transaction():
            operations.reset_totp(actor, account_of(college, "coordinator"))
    assert account_of(college, "teacher").totp_secret is None


def test_nobody_switches_off_the_own_account(context, college, on_behalf):
    with on_behalf("coordinator") as actor, pytest.raises(Refused), transaction():
        operations.deactivate(actor, account_of(college, "coordinator"), "по ошибке")


def test_the_last_coordinator_is_not_switched_off(context, college, on_behalf):
    with on_behalf("director") as actor:
        with pytest.raises(Refused, match="last account of a coordinator"), transaction():
            operations.deactivate(actor, account_of(college, "coordinator"), "ушёл")
        with transaction():
            grants.grant_by_appointment(
                actor, college.users["teacher"], valid_from=TODAY, basis="приказ № 2", source="appointment:1"
            )
        with transaction():
            operations.deactivate(actor, account_of(college, "coordinator"), "ушёл")
    assert account_of(college, "coordinator").user.active is False


def test_the_last_director_is_neither_switched_off_nor_dismissed_out(context, college, on_behalf):
    system = Actor.system(college.id)
    with pytest.raises(Refused), transaction():
        operations.deactivate(system, account_of(college, "director"), "ошибка")
    with on_behalf("hr") as actor, pytest.raises(Refused), transaction():
        operations.end_access(actor, college.users["director"], TODAY)


def test_switching_off_and_on(context, college, on_behalf, client_as):
    client_as("teacher")
    with on_behalf("coordinator") as actor:
        with transaction():
            operations.deactivate(actor, account_of(college, "teacher"), "длительная командировка")
        assert sessions_of(college, "teacher") == []
        assert account_of(college, "teacher").state == "off"
        with transaction():
            operations.activate(actor, account_of(college, "teacher"))
    assert account_of(college, "teacher").state == "active"
    assert actions(college)[-2:] == ["deactivate_account", "activate_account"]


def test_a_dismissal_ends_every_session_on_its_day(app, college, on_behalf, client_as):
    teacher, curator = client_as("teacher"), client_as("curator")
    with app.app_context(), on_behalf("hr") as actor, transaction():
        operations.end_access(actor, college.users["teacher"], TODAY)
        operations.end_access(actor, college.users["curator"], TOMORROW)
    assert teacher.get("/profile/").status_code == 302
    assert curator.get("/profile/").status_code == 200
    with clock.frozen(NOON.replace(hour=23, minute=59)):
        late = client_as("curator")
        assert late.get("/profile/").status_code == 200
    with clock.frozen(NOON.replace(hour=0, minute=1) + timedelta(days=1)):
        assert late.get("/profile/").status_code == 302


def test_ending_the_access_of_a_person_of_another_college_does_nothing(context, world, on_behalf):
    with on_behalf("hr") as actor, transaction():
        operations.end_access(actor, world.foreign.users["teacher"], TODAY)
    assert queries.account_of_user(world.foreign.users["teacher"]).ends_on is None


# ---- roles -------------------------------------------------------------------------------------------------------------


def grant(actor, college, key, role, **options):
    with transaction():
        return grants.grant_role(
            actor, account_of(college, key), role, **{"valid_from": TODAY, "basis": "приказ № 7-к от 01.09.2026"} | options
        )


def test_a_granted_role_holds_in_its_days_and_adds_up(engine_app, college, on_behalf, actor_as):
    with engine_app.app_context():
        with on_behalf("coordinator") as actor:
            grant(actor, college, "teacher", "curator", valid_from=TOMORROW, valid_to=TOMORROW)
        assert actor_as("teacher").roles == {"teacher"}
        with clock.frozen(NOON + timedelta(days=1)):
            assert actor_as("teacher").roles == {"teacher", "curator"}
        with clock.frozen(NOON + timedelta(days=2)):
            assert actor_as("teacher").roles == {"teacher"}
        assert actions(college)[-1] == "grant_role"


@pytest.mark.parametrize(
    ("granter", "role", "error"),
    [
        ("director", "deputy", None),
        ("director", "secretary", None),
        ("coordinator", "secretary", None),
        ("coordinator", "deputy", Forbidden),
        ("coordinator", "director", Forbidden),
        ("director", "director", Forbidden),
        ("director", "coordinator", Refused),
        ("coordinator", "coordinator", Refused),
        ("deputy", "teacher", Forbidden),
        ("secretary", "teacher", Forbidden),
        ("teacher", "director", Forbidden),
        ("coordinator", "student", Invalid),
        ("coordinator", "Admin", Invalid),
    ],
)
def test_one_grants_only_below_the_own_rank(context, college, on_behalf, granter, role, error):
    with on_behalf(granter) as actor:
        if error is None:
            assert grant(actor, college, "nobody", role).role == role
        else:
            with pytest.raises(error):
                grant(actor, college, "nobody", role)
            assert queries.ranked_roles(college.users["nobody"], TODAY) == frozenset()


def test_nobody_grants_to_oneself(context, college, on_behalf):
    for role in ("director", "coordinator"):
        with on_behalf(role) as actor, pytest.raises(Forbidden):
            grant(actor, college, role, "teacher")


def test_a_head_of_department_needs_the_department_of_the_own_college(context, world, on_behalf):
    college = world.home
    with on_behalf("coordinator") as actor:
        for department in (None, world.foreign.department_id, 999_999):
            with pytest.raises(Invalid):
                grant(actor, college, "nobody", "head_of_department", department=department)
        assert grant(actor, college, "nobody", "head_of_department", department=college.department_id).department_id
        assert grant(actor, college, "nobody", "teacher", department=college.department_id).department_id is None


def test_the_same_role_twice_in_the_same_days_and_a_missing_basis_are_refused(context, college, on_behalf):
    with on_behalf("coordinator") as actor:
        with pytest.raises(Conflict):
            grant(actor, college, "teacher", "teacher")
        with pytest.raises(Invalid):
            grant(actor, college, "nobody", "teacher", basis="  ")
        with pytest.raises(Invalid):
            grant(actor, college, "nobody", "teacher", valid_to=TODAY - timedelta(days=1))


def test_a_role_taken_away_stays_in_the_history(context, college, on_behalf, actor_as):
    with on_behalf("coordinator") as actor:
        row = queries.grants_of(college.users["teacher"])[0]
        with transaction():
            grants.revoke_grant(actor, row, "больше не ведёт занятий")
        assert queries.grants_of(college.users["teacher"])[0].revoked_at == clock.now()
        with pytest.raises(Conflict), transaction():
            grants.revoke_grant(actor, row, "ещё раз")
    assert actor_as("teacher").roles == frozenset()


@pytest.mark.parametrize(
    ("revoker", "key", "error"),
    [
        ("coordinator", "coordinator", Forbidden),
        ("director", "coordinator", Refused),
        ("coordinator", "deputy", Forbidden),
        ("coordinator", "director", Forbidden),
        ("secretary", "teacher", Forbidden),
    ],
)
def test_roles_of_the_own_rank_and_of_the_appointed_are_not_taken_away_by_hand(context, college, on_behalf, revoker, key, error):
    with on_behalf(revoker) as actor:
        with unscoped():
            row = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == college.users[key])).one()
        with pytest.raises(error), transaction():
            grants.revoke_grant(actor, row, "просто так")


def test_only_an_appointment_gives_and_ends_the_coordinator(context, college, on_behalf, actor_as):
    with on_behalf("director") as director:
        with transaction():
            row = grants.grant_by_appointment(
                director, college.users["teacher"], valid_from=TODAY, basis="приказ № 2", source="appointment:1"
            )
        assert actor_as("teacher").roles == {"teacher", "coordinator"}
        with transaction():
            grants.end_by_appointment(director, row, TODAY, "приказ № 3")
        assert actor_as("teacher").has_role("coordinator"), "the last day is worked through"
        with transaction():
            grants.end_by_appointment(director, row, TODAY - timedelta(days=1), "приказ № 3")
        assert not actor_as("teacher").has_role("coordinator")
        with pytest.raises(NotFound), transaction():
            grants.grant_by_appointment(director, 999_999, valid_from=TODAY, basis="приказ № 2", source="appointment:2")
        with pytest.raises(Forbidden), transaction():
            grants.grant_by_appointment(
                director, college.users["director"], valid_from=TODAY, basis="приказ № 2", source="appointment:3"
            )
    with on_behalf("coordinator") as coordinator, pytest.raises(Forbidden), transaction():
        grants.grant_by_appointment(coordinator, college.users["teacher"], valid_from=TODAY, basis="сам", source="x")


# ---- recovery ----------------------------------------------------------------------------------------------------------


def test_recovery_repairs_an_account_and_is_recorded(engine_app, college):
    with engine_app.app_context():
        with unscoped(), transaction() as session:
            session.get(Account, college.users["director"]).totp_secret = "JBSWY3DPEHPK3PXP"
        login, password = commands.create_user(commands.Recovery("home-director"))
        account = account_of(college, "director")
        assert (login, account.totp_secret, account.must_change_password) == ("home-director", None, True)
        assert hashing.verify_password(account.user.password, password)
        assert actions(college)[-1] == "recover_account"
        with unscoped():
            assert len(account.grants) == 1, "the role was there already"


def test_recovery_makes_a_missing_account_with_its_employee(context, college):
    recovery = commands.Recovery("spare.boss", organization_id=college.id, last_name="Запасная", first_name="Ева", position="Директор")
    commands.create_user(recovery)
    account = queries.account_by_login("spare.boss")
    assert account.organization_id == college.id
    assert queries.ranked_roles(account.user_id, TODAY) == {"director"}


@pytest.mark.parametrize(
    ("recovery", "error"),
    [
        (commands.Recovery("Ы"), Invalid),
        (commands.Recovery("newcomer"), Invalid),
        (commands.Recovery("home-director", role="boss"), Invalid),
        (commands.Recovery("newcomer", organization_id=999, last_name="А", first_name="Б"), NotFound),
    ],
)
def test_recovery_refuses_what_makes_no_sense(context, college, recovery, error):
    with pytest.raises(error):
        commands.create_user(recovery)
