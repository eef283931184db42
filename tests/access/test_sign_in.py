"""Signing in and out, sessions, throttling, initial passwords, second factor (security catalogue D, E)."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import hashing, totp
from app.access.models import Account, LoginAttempt, UserSession
from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from tests.conftest import NOON
from tests.factories import PASSWORD

NEXT_PASSWORD = "синий чайник на подоконнике"


def sign_in(client, login="home-teacher", password=PASSWORD, **options):
    return client.post("/login/", data={"login": login, "password": password}, **options)


def is_in(client):
    return client.get("/profile/").status_code == 200


def change_account(app, user_id, **values):
    with app.app_context(), unscoped(), transaction() as session:
        account = session.get(Account, user_id)
        for name, value in values.items():
            setattr(account, name, value)


def change_user(app, user_id, **values):
    from app.audit.operations import record
    from app.core.actor import Actor

    with app.app_context(), unscoped(), transaction() as session:
        account = session.get(Account, user_id)
        for name, value in values.items():
            setattr(account.user, name, value)
        record(Actor.system(account.organization_id), "test", account)


def events(app, action):
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_a_person_signs_in_and_out(app, college):
    client = app.test_client()
    assert client.get("/profile/").location.startswith("/login/")
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)
    assert len(events(app, "sign_in")) == 1
    assert client.post("/logout/").location == "/login/"
    assert not is_in(client)


def test_a_login_is_typed_in_any_case(engine_app, college):
    client = engine_app.test_client()
    assert sign_in(client, "  Home-TEACHER ").status_code == 303
    assert is_in(client)


def test_a_wrong_password_says_nothing_about_the_account(app, college):
    change_user(app, college.users["curator"], active=False)
    pages = []
    for login in ("home-teacher", "home-curator", "nobody-at-all", "hоme-teacher"):
        answer = sign_in(app.test_client(), login, PASSWORD if login == "home-curator" else "не тот пароль совсем")
        assert answer.status_code == 422
        pages.append(re.sub(r"nonce=\"[^\"]*\"|value=\"[^\"]*\"", "", answer.text))
    assert len(set(pages)) == 1
    assert len(events(app, "sign_in_failed")) == 4


def test_an_unknown_login_takes_as_long_as_a_known_one(app, college):
    spent = {"known": [], "absent": []}
    roles = ["teacher", "curator", "methodist", "hr", "deputy"]
    for attempt in range(20):  # in turns, and in processor time: the machine has other work
        for kind, login in (("known", f"home-{roles[attempt % 5]}"), ("absent", f"absent-{attempt % 5}")):
            begin = time.process_time()
            assert sign_in(app.test_client(), login, "не тот пароль совсем").status_code == 422
            spent[kind].append(time.process_time() - begin)
    assert abs(statistics.median(spent["known"]) - statistics.median(spent["absent"])) < 0.015


def test_a_typed_login_is_not_kept_in_the_log(app, college):
    sign_in(app.test_client(), "my secret typed into the wrong field", "x")
    assert "my secret" not in "".join(str(event.details) for event in events(app, "sign_in_failed"))


def test_sign_in_and_every_post_need_the_token(app, client_as):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert sign_in(app.test_client()).status_code == 400
        teacher = client_as("teacher")
        assert teacher.post("/logout/").status_code == 400
        assert teacher.post("/logout/", json={}, headers={"Origin": "https://evil.example"}).status_code == 400
        assert teacher.post("/logout/", data="x", content_type="text/plain").status_code == 400
        assert is_in(teacher)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_cookie_of_before_stays_anonymous_after_signing_in(app, college):
    client, planted = app.test_client(), app.test_client()
    client.get("/login/")
    before = client.get_cookie("session")
    planted.set_cookie("session", before.value if before else "x")
    sign_in(client)
    assert is_in(client)
    assert not is_in(planted)
    assert client.get_cookie("session").value != (before.value if before else None)


def test_nothing_of_the_cookie_of_before_is_kept(app, college):
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(planted="value", csrf_token="known to the attacker", pending={"user": 1})
    sign_in(client)
    with client.session_transaction() as cookie:
        assert not {"planted", "pending"} & set(cookie) and cookie.get("csrf_token") != "known to the attacker"


def test_a_cookie_kept_aside_is_dead_after_signing_out(app, college):
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    thief.set_cookie("session", client.get_cookie("session").value)
    assert is_in(thief)
    client.post("/logout/")
    assert not is_in(thief)


def test_a_forged_user_id_in_the_cookie_is_worth_nothing(app, college, client_as):
    client = client_as("teacher")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(college.users["director"])
    assert not is_in(client)


def test_signing_out_is_no_link(client_as):
    teacher = client_as("teacher")
    assert teacher.get("/logout/").status_code == 405
    assert is_in(teacher)


def test_a_person_switched_off_is_out_with_the_next_request(app, college, client_as):
    teacher = client_as("teacher")
    assert is_in(teacher)
    change_user(app, college.users["teacher"], active=False)
    assert not is_in(teacher)


def test_a_role_taken_away_is_gone_with_the_next_request(app, college, client_as):
    from app.access.models import RoleGrant
    from app.audit.operations import record
    from app.core.actor import Actor

    coordinator = client_as("coordinator")
    assert coordinator.get("/accounts/list/").status_code == 200
    with app.app_context(), unscoped(), transaction() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == college.users["coordinator"])).one()
        grant.revoked_at = clock.now()
        record(Actor.system(college.id), "test", grant)
    assert coordinator.get("/accounts/list/").status_code == 403


@pytest.mark.parametrize(("role", "minutes"), [("teacher", 30), ("director", 15), ("secretary", 15)])
def test_an_idle_session_ends(app, college, role, minutes):
    client = app.test_client()
    sign_in(client, f"home-{role}")
    with clock.frozen(NOON + timedelta(minutes=minutes - 1)):
        assert is_in(client)
    with clock.frozen(NOON + timedelta(minutes=2 * minutes)):
        assert not is_in(client)
    # The clock of the server going back does not open it again.
    with clock.frozen(NOON + timedelta(minutes=minutes)):
        assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(app, college):
    client = app.test_client()
    sign_in(client)
    for step in range(1, 48):
        with clock.frozen(NOON + timedelta(minutes=15 * step)):
            assert is_in(client), step
    with clock.frozen(NOON + timedelta(hours=12)):
        assert not is_in(client)


def test_being_there_is_noted_at_most_once_a_minute(app, college, client_as):
    client = client_as("teacher")

    def seen():
        with app.app_context():
            return db.session.scalars(select(UserSession.last_seen_at)).one()

    first = seen()
    with clock.frozen(NOON + timedelta(seconds=50)):
        client.get("/profile/")
    assert seen() == first
    with clock.frozen(NOON + timedelta(seconds=70)):
        client.get("/profile/")
    assert seen() == first + timedelta(seconds=70)


def test_ten_failures_pause_the_pair_of_login_and_address_for_a_while(engine_app, college):
    client = engine_app.test_client()
    for _ in range(10):
        assert sign_in(client, password="не тот пароль совсем").status_code == 422
    assert sign_in(client).status_code == 429
    # A forwarded address is believed only behind a trusted proxy.
    assert sign_in(client, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429
    assert sign_in(client, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 303
    assert sign_in(engine_app.test_client(), "home-curator").status_code == 303
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert sign_in(engine_app.test_client()).status_code == 303


def test_an_unknown_login_is_paused_in_the_same_way(app, college):
    client = app.test_client()
    answers = [sign_in(client, "absent", "не тот пароль совсем").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_success_forgives_the_failures_before_it(app, college):
    client = app.test_client()
    for _ in range(9):
        sign_in(client, password="не тот пароль совсем")
    assert sign_in(client).status_code == 303
    client.post("/logout/")
    for _ in range(9):
        assert sign_in(client, password="не тот пароль совсем").status_code == 422
    assert sign_in(client).status_code == 303


def test_old_counters_are_swept_away(app, college):
    sign_in(app.test_client(), password="не тот пароль совсем")
    with clock.frozen(NOON + timedelta(hours=2)):
        sign_in(app.test_client())
    with app.app_context():
        assert len(list(db.session.scalars(select(LoginAttempt)))) == 1


@pytest.mark.parametrize(
    ("asked", "landing"),
    [
        ("/profile/password", "/profile/password"),
        ("/accounts/list/?q=%D0%98%D0%B2", "/accounts/list/?q=%D0%98%D0%B2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/%09/evil.example", "/"),
        ("\t//evil.example", "/"),
        ("/no/such/page", "/"),
        ("/logout/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_lands_on_a_local_page_only(app, college, asked, landing):
    answer = app.test_client().post("/login/", query_string={"next": asked}, data={"login": "home-teacher", "password": PASSWORD})
    assert answer.location == landing


def test_a_page_that_needs_signing_in_comes_back_afterwards(app, college):
    client = app.test_client()
    address = client.get("/profile/password?x=1").location
    assert client.post(address, data={"login": "home-teacher", "password": PASSWORD}).location == "/profile/password?x=1"


def test_a_script_is_told_in_json_that_the_session_is_over(app, college):
    answer = app.test_client().get("/profile/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 401 and answer.json["error"]


def test_another_host_is_refused(app, college):
    assert app.test_client().get("/login/", headers={"Host": "evil.example"}).status_code == 400


def test_a_new_secret_key_ends_every_session(app, college, client_as):
    client, old = client_as("teacher"), app.config["SECRET_KEY"]
    assert is_in(client)
    app.config["SECRET_KEY"] = "another key that is long enough 012345"
    try:
        assert not is_in(client)
    finally:
        app.config["SECRET_KEY"] = old


# ---- initial passwords and the own password ------------------------------------------------------------------------


@pytest.fixture
def newcomer(app, college):
    """A teacher whose account has a one-time password."""
    change_account(app, college.users["teacher"], must_change_password=True, one_time_until=NOON + timedelta(hours=72))
    return college.users["teacher"]


def test_an_initial_password_opens_once_and_only_the_change_of_password(app, newcomer):
    client = app.test_client()
    assert sign_in(client).status_code == 303
    for path in ("/", "/profile/", "/accounts/list/"):
        assert client.get(path).location == "/profile/password"
    assert sign_in(app.test_client()).status_code == 422
    answer = client.post("/profile/password", data={"present": PASSWORD, "password": NEXT_PASSWORD, "repeat": NEXT_PASSWORD})
    assert answer.status_code == 303
    assert is_in(client)
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password=NEXT_PASSWORD).status_code == 303


def test_an_initial_password_dies_after_72_hours(app, newcomer):
    with clock.frozen(NOON + timedelta(hours=72)):
        assert sign_in(app.test_client()).status_code == 422
    with clock.frozen(NOON + timedelta(hours=71, minutes=59)):
        assert sign_in(app.test_client()).status_code == 303


def test_of_two_people_with_the_same_slip_at_once_one_gets_in(engine_app, college):
    change_account(engine_app, college.users["teacher"], must_change_password=True, one_time_until=NOON + timedelta(hours=72))
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(copy_context().run, lambda: sign_in(engine_app.test_client()).status_code) for _ in range(4)]
        assert sorted(attempt.result() for attempt in tries) == [303, 422, 422, 422]


def change_own(client, present=PASSWORD, password=NEXT_PASSWORD, repeat=None):
    return client.post(
        "/profile/password", data={"present": present, "password": password, "repeat": password if repeat is None else repeat}
    )


def test_the_own_password_needs_the_present_one(app, client_as, college):
    teacher = client_as("teacher")
    assert change_own(teacher, present="не тот пароль совсем").status_code == 422
    assert change_own(teacher, present="").status_code == 422
    assert sign_in(app.test_client()).status_code == 303


def test_guessing_the_present_password_is_counted(client_as):
    teacher = client_as("teacher")
    answers = [change_own(teacher, present=f"догадка номер {n}").status_code for n in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize("password", ["короткий", "password1234", "мой home-teacher пароль", PASSWORD, ""])
def test_a_weak_own_password_is_refused_at_its_field(client_as, password):
    teacher = client_as("teacher")
    answer = change_own(teacher, password=password)
    assert answer.status_code == 422 and "field-error" in answer.text


def test_both_typings_must_agree(client_as):
    assert change_own(client_as("teacher"), repeat="другой чайник на окне").status_code == 422


def test_a_changed_password_ends_all_other_sessions(app, client_as, college):
    here, there = client_as("teacher"), client_as("teacher")
    kept = app.test_client()
    kept.set_cookie("session", here.get_cookie("session").value)
    assert change_own(here).status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert not is_in(kept), "the cookie of before the change is dead too"


def test_extra_fields_of_the_own_pages_change_nothing(app, client_as, college):
    teacher = client_as("teacher")
    data = {"present": PASSWORD, "password": NEXT_PASSWORD, "repeat": NEXT_PASSWORD, "roles": "Admin", "active": "", "username": "boss"}
    assert teacher.post("/profile/password", data=data).status_code == 303
    with app.app_context(), unscoped():
        account = db.session.get(Account, college.users["teacher"])
        assert (account.user.username, account.user.active) == ("home-teacher", True)
        assert [grant.role for grant in account.grants] == ["teacher"]


def test_a_person_sees_and_ends_own_sessions_but_no_foreign_one(app, client_as, college):
    here, there, other = client_as("teacher"), client_as("teacher"), client_as("curator")
    with app.app_context():
        rows = db.session.scalars(select(UserSession)).all()
        mine = [row.token_hash for row in rows if row.user_id == college.users["teacher"]]
        foreign = next(row.token_hash for row in rows if row.user_id == college.users["curator"])
    page = here.get("/profile/").text
    with here.session_transaction() as cookie:
        from app.access.identity import token_hash

        present = token_hash(cookie["sid"])
    another = next(digest for digest in mine if digest != present)
    assert another in page and foreign not in page
    assert here.post(f"/profile/sessions/{foreign}/end").status_code == 404
    assert here.post("/profile/sessions/nonsense/end").status_code == 404
    assert here.post(f"/profile/sessions/{another}/end").status_code == 303
    assert not is_in(there) and is_in(here) and is_in(other)


def test_all_other_sessions_are_ended_at_once(client_as):
    here, there = client_as("teacher"), client_as("teacher")
    assert here.post("/profile/sessions/end-others").status_code == 303
    assert is_in(here) and not is_in(there)


# ---- second factor -------------------------------------------------------------------------------------------------


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def with_phone(app, college):
    """A teacher whose second factor is on."""
    change_account(app, college.users["teacher"], totp_secret=SECRET)
    return college.users["teacher"]


def test_with_a_second_factor_the_password_alone_opens_nothing(app, with_phone):
    client = app.test_client()
    assert sign_in(client).location == "/login/code"
    assert not is_in(client)
    assert client.post("/login/code", data={"code": "000000"}).status_code == 422
    assert client.post("/login/code", data={"code": totp.code_at(SECRET, NOON)}).status_code == 303
    assert is_in(client)


def test_a_code_opens_once(app, with_phone):
    code = totp.code_at(SECRET, NOON)
    for status in (303, 422):
        client = app.test_client()
        sign_in(client)
        assert client.post("/login/code", data={"code": code}).status_code == status


def test_guessing_codes_is_counted_together_with_passwords(app, with_phone):
    client = app.test_client()
    sign_in(client)
    answers = [client.post("/login/code", data={"code": f"{n:06}"}).status_code for n in range(10)]
    assert answers == [422] * 10
    assert client.post("/login/code", data={"code": totp.code_at(SECRET, NOON)}).status_code == 429
    assert sign_in(client).status_code == 429


def test_the_right_password_does_not_forgive_wrong_codes(app, with_phone):
    client = app.test_client()
    for n in range(10):
        assert sign_in(client).status_code == 303
        client.post("/login/code", data={"code": f"{n:06}"})
    assert sign_in(client).status_code == 429


def test_the_question_for_a_code_expires(app, with_phone):
    client = app.test_client()
    sign_in(client)
    with clock.frozen(NOON + timedelta(minutes=6)):
        answer = client.post("/login/code", data={"code": totp.code_at(SECRET, NOON + timedelta(minutes=6))})
        assert answer.location == "/login/"
        assert not is_in(client)


def test_the_code_page_without_a_password_leads_back(app, college):
    assert app.test_client().get("/login/code").location == "/login/"


def test_a_person_switches_the_second_factor_on(app, client_as, college):
    teacher = client_as("teacher")
    page = teacher.get("/profile/totp").text
    assert "data:image/svg+xml" in page
    with teacher.session_transaction() as cookie:
        secret = cookie["totp"]
    assert teacher.post("/profile/totp", data={"code": "000000"}).status_code == 422
    assert teacher.post("/profile/totp", data={"code": totp.code_at(secret, NOON)}).status_code == 303
    with app.app_context(), unscoped():
        account = db.session.get(Account, college.users["teacher"])
        assert account.totp_secret == secret
    with app.app_context():
        stored = db.session.connection().exec_driver_sql("SELECT totp_secret FROM account WHERE totp_secret IS NOT NULL").scalar()
        assert secret.encode() not in bytes(stored)
    # The code that switched it on does not open the door a second time.
    client = app.test_client()
    sign_in(client)
    assert client.post("/login/code", data={"code": totp.code_at(secret, NOON)}).status_code == 422


@pytest.mark.parametrize(("role", "sent"), [("director", True), ("coordinator", True), ("teacher", False)])
def test_director_and_coordinator_must_set_the_second_factor_up_first(app, client_as, role, sent):
    app.config["TOTP_REQUIRED"] = True
    try:
        answer = client_as(role).get("/")
        assert (answer.location == "/profile/totp") is sent
    finally:
        app.config["TOTP_REQUIRED"] = False


# ---- what FAB would bring --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/security/login", "/api/v1/security/refresh", "/api/v1/menu/", "/api/v1/_openapi", "/swagger/v1", "/users/list/",
        "/users/userinfo/", "/roles/list/", "/permissions/list/", "/viewmenus/list/", "/permissionviews/list/",
        "/resetpassword/form?pk=1", "/resetmypassword/form", "/userinfoeditview/form", "/register/form", "/userstatschartview/chart/",
        "/actionlog/", "/download/secrets.json", "/.git/config", "/console", "/openapi.json",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_doors_of_the_framework_do_not_exist(client_as, path, method):
    assert client_as("director").open(path, method=method).status_code == 404


def test_no_security_view_of_the_framework_is_registered(app):
    homes = {type(view).__module__ for view in app.appbuilder.baseviews}
    assert not [home for home in homes if home.startswith(("flask_appbuilder.security", "flask_appbuilder.api"))]


def test_trace_is_refused_and_no_foreign_origin_is_allowed(app, client_as):
    client = client_as("teacher")
    assert client.open("/profile/", method="TRACE").status_code == 405
    answer = client.get("/profile/", headers={"Origin": "https://evil.example"})
    assert not [name for name, _value in answer.headers if name.lower().startswith("access-control")]


def test_a_method_override_is_not_honoured(client_as):
    client = client_as("teacher")
    assert client.get("/logout/", headers={"X-HTTP-Method-Override": "POST"}).status_code == 405
    assert client.get("/logout/?_method=POST").status_code == 405
    assert is_in(client)


def test_pages_of_signed_in_people_are_not_stored_and_not_framed(client_as):
    for path in ("/", "/profile/", "/no/such/page"):
        answer = client_as("teacher").get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_own_pages_have_no_inline_style_or_script(client_as, app):
    client = client_as("coordinator")
    for path in ("/profile/", "/profile/password", "/profile/totp", "/accounts/list/", "/accounts/new"):
        page = client.get(path).text
        assert "style=" not in page and "onclick" not in page and not re.search(r"<script(?![^>]*(src|nonce)=)", page)


def test_the_anonymous_role_gives_nothing_and_stops_the_start(app, college):
    from app.access.security import PublicRoleError
    from app.audit.operations import record
    from app.core.actor import Actor

    sm = app.appbuilder.sm
    with app.app_context():
        sm.require_no_public_rights()
        with transaction() as session:
            role = sm.role_model(name="Public")
            right = {"permission": sm.permission_model(name="can_read"), "view_menu": sm.viewmenu_model(name="account")}
            role.permissions = [sm.permissionview_model(**right)]
            session.add(role)
            record(Actor.system(None), "test", "role")
        with pytest.raises(PublicRoleError):
            sm.require_no_public_rights()
    assert app.test_client().get("/accounts/list/").location.startswith("/login/")


def test_password_digests_are_argon2(app, college):
    with app.app_context(), unscoped():
        digest = db.session.get(Account, college.users["teacher"]).user.password
    assert digest.startswith("$argon2id$") and hashing.verify_password(digest, PASSWORD)
