"""Pages of accounts and roles, and the first start."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.access import queries, setup, slips
from app.access.identity import token_hash
from app.access.models import Account, RoleGrant, SetupToken
from app.access.scope import unscoped
from app.audit import queries as audit
from app.audit.operations import record
from app.core import clock, secrets
from app.core.actor import Actor
from app.core.errors import Refused
from app.core.transaction import transaction
from app.extensions import db
from app.organization.models import Organization
from app.staff.models import Employee
from tests import migrated
from tests.conftest import NOON
from tests.factories import PASSWORD, TODAY

PASSPHRASE = "синий чайник на подоконнике"


@pytest.fixture
def newcomers(app, college):
    """Two employees without accounts."""
    with app.app_context(), unscoped(), transaction() as session:
        people = [
            Employee(organization_id=college.id, last_name=last, first_name="Вера", position="Методист") for last in ("Сидорова", "Фомина")
        ]
        session.add_all(people)
        record(Actor.system(college.id), "test", people[0])
        session.flush()
        return [person.id for person in people]


@pytest.fixture
def printed(monkeypatch):
    """What was given to the press instead of printing it."""
    papers = []

    def press(template, paper):
        papers.append(paper)
        return b"%PDF-1.7 test"

    monkeypatch.setattr(slips, "_press", [press])
    return papers


def user_count(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Account).execution_options(unscoped=True))


# ---- accounts ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_people_of_the_own_college_with_roles_and_finds_them(client_as, college):
    coordinator = client_as("coordinator")
    page = coordinator.get("/accounts/list/").text
    assert "home-secretary" in page and "foreign-secretary" not in page
    assert "home-director" in coordinator.get("/accounts/list/?q=home-direct").text
    assert "home-secretary" not in coordinator.get("/accounts/list/?q=home-direct").text


@pytest.mark.parametrize("order", ["user.password", "totp_secret", "password", "-user"])
def test_secret_columns_order_nothing(client_as, order):
    coordinator = client_as("coordinator")
    plain, ordered = coordinator.get("/accounts/list/"), coordinator.get(f"/accounts/list/?sort={order}")
    rows = [re.findall(r"home-[a-z_0-9]+", page.text) for page in (plain, ordered)]
    assert rows[0] == rows[1] and len(rows[0]) > 5


def test_no_page_shows_a_digest_or_a_secret(client_as, college, app):
    with app.app_context(), unscoped(), transaction() as session:
        session.get(Account, college.users["teacher"]).totp_secret = "JBSWY3DPEHPK3PXP"
    answer = client_as("coordinator").get(f"/accounts/show/{college.users['teacher']}")
    page = answer.text
    assert answer.status_code == 200 and "home-teacher" in page
    assert "argon2" not in page and "JBSWY3DPEHPK3PXP" not in page


def test_accounts_for_all_marked_are_made_with_their_slips_in_one_answer(client_as, app, newcomers, printed):
    coordinator = client_as("coordinator")
    page = coordinator.get("/accounts/new").text
    assert "sidorova.v" in page and "fomina.v" in page
    answer = coordinator.post(
        "/accounts/new", data={"employee": newcomers, f"login.{newcomers[0]}": "sidorova.v", f"login.{newcomers[1]}": "boss.vera"}
    )
    assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
    made = printed[0].slips
    assert [slip.login for slip in made] == ["sidorova.v", "boss.vera"]
    assert made[0].name == "Сидорова Вера" and made[0].position == "Методист"
    assert made[0].valid_until - NOON == timedelta(hours=72) and made[0].valid_until.utcoffset() == timedelta(hours=4)
    signed = app.test_client().post("/login/", data={"login": "boss.vera", "password": made[1].password})
    assert signed.status_code == 303


def test_the_home_page_reminds_the_coordinator_of_people_without_accounts(client_as, newcomers):
    assert "/accounts/new" in client_as("coordinator").get("/").text
    assert "/accounts/new" not in client_as("secretary").get("/").text


def test_one_wrong_login_makes_no_account_at_all(client_as, app, newcomers, printed):
    before = user_count(app)
    answer = client_as("coordinator").post(
        "/accounts/new", data={"employee": newcomers, f"login.{newcomers[0]}": "good.login", f"login.{newcomers[1]}": "home-director"}
    )
    assert answer.status_code == 409 and user_count(app) == before and printed == []


def test_foreign_and_absent_employees_get_no_account(client_as, app, world, newcomers, printed):
    before = user_count(app)
    for chosen in ([], [world.foreign.employees["teacher"]], [999999], ["x"], [world.home.employees["teacher"]]):
        assert client_as("coordinator").post("/accounts/new", data={"employee": chosen}).status_code == 422
    assert user_count(app) == before


def test_without_a_press_the_passwords_are_on_the_page(client_as, newcomers, monkeypatch):
    def broken(template, paper):
        raise Refused("PDF is unavailable")

    monkeypatch.setattr(slips, "_press", [broken])
    answer = client_as("coordinator").post("/accounts/new", data={"employee": newcomers[:1]})
    assert answer.status_code == 200
    assert re.search(r"<code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", answer.text)


def test_the_real_press_prints_the_slips(client_as, newcomers):
    answer = client_as("coordinator").post("/accounts/new", data={"employee": newcomers})
    assert answer.data.startswith(b"%PDF")


def test_a_new_one_time_password_is_printed_and_works(client_as, app, college, printed):
    answer = client_as("coordinator").post(f"/accounts/{college.users['teacher']}/password")
    assert answer.mimetype == "application/pdf"
    password = printed[0].slips[0].password
    assert app.test_client().post("/login/", data={"login": "home-teacher", "password": PASSWORD}).status_code == 422
    assert app.test_client().post("/login/", data={"login": "home-teacher", "password": password}).status_code == 303


@pytest.mark.parametrize("deed", ["password", "sessions/end", "totp/off", "on", "off"])
@pytest.mark.parametrize(("role", "status"), [("teacher", 403), ("secretary", 403), ("deputy", 403), ("tech_admin", 403)])
def test_others_reach_no_account(client_as, college, deed, role, status):
    client = client_as(role)
    for key in ("director", "curator", role):
        assert client.post(f"/accounts/{college.users[key]}/{deed}", data={"reason": "так"}).status_code == status


@pytest.mark.parametrize("deed", ["password", "sessions/end", "totp/off", "on", "off"])
def test_deeds_are_no_links_and_foreign_accounts_do_not_exist(client_as, world, deed):
    coordinator, foreign = client_as("coordinator"), world.foreign.users["teacher"]
    assert coordinator.get(f"/accounts/{world.home.users['teacher']}/{deed}").status_code == 405
    answers = [coordinator.post(f"/accounts/{pk}/{deed}", data={"reason": "так"}) for pk in (foreign, 999999, "abc", 2**63, "-1")]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_the_own_and_the_higher_account_are_refused_with_a_sentence(client_as, college):
    coordinator = client_as("coordinator")
    assert coordinator.post(f"/accounts/{college.users['coordinator']}/off", data={"reason": "так"}).status_code == 422
    assert coordinator.post(f"/accounts/{college.users['director']}/password").status_code == 403
    assert coordinator.post(f"/accounts/{college.users['teacher']}/off", data={"reason": " "}).status_code == 422


def test_switching_off_signs_the_person_out(client_as, college):
    coordinator, teacher = client_as("coordinator"), client_as("teacher")
    assert coordinator.post(f"/accounts/{college.users['teacher']}/off", data={"reason": "уволен"}).status_code == 303
    assert teacher.get("/profile/").status_code == 302
    assert "уволен" in coordinator.get(f"/accounts/show/{college.users['teacher']}").text
    assert coordinator.post(f"/accounts/{college.users['teacher']}/on").status_code == 303


# ---- roles -------------------------------------------------------------------------------------------------------------


def roles(app, college, key):
    with app.app_context():
        return queries.ranked_roles(college.users[key], TODAY)


def give(client, user_id, role, **changed):
    data = {"role": role, "valid_from": TODAY.isoformat(), "basis": "приказ № 7-к", "department": "", "valid_to": ""} | changed
    return client.post(f"/grants/add/{user_id}", data=data)


def test_a_role_is_given_and_taken_away(client_as, app, college):
    coordinator, user = client_as("coordinator"), college.users["nobody"]
    offered = re.findall(r'<option (?:selected )?value="([a-z_]+)"', coordinator.get(f"/grants/add/{user}").text)
    assert "secretary" in offered and not {"director", "deputy", "coordinator"} & set(offered)
    assert give(coordinator, user, "secretary").status_code == 303
    assert roles(app, college, "nobody") == {"secretary"}
    with app.app_context():
        grant_id = db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == user), execution_options={"unscoped": True}).one()
    assert coordinator.get(f"/grants/{grant_id}/revoke").status_code == 405
    assert coordinator.post(f"/grants/{grant_id}/revoke").status_code == 422
    assert coordinator.post(f"/grants/{grant_id}/revoke", data={"reason": "ошибка"}).status_code == 303
    assert roles(app, college, "nobody") == frozenset()


@pytest.mark.parametrize("role", ["director", "deputy", "coordinator", "Admin", ""])
def test_what_is_not_offered_cannot_be_posted(client_as, app, college, role):
    assert give(client_as("coordinator"), college.users["nobody"], role).status_code == 422
    assert roles(app, college, "nobody") == frozenset()


def test_the_own_rights_stay_as_they_are(client_as, app, college):
    assert give(client_as("coordinator"), college.users["coordinator"], "secretary").status_code == 403
    assert roles(app, college, "coordinator") == {"coordinator"}


@pytest.mark.parametrize("role", ["teacher", "secretary", "deputy", "hr", "tech_admin", "nobody"])
def test_others_give_no_roles(client_as, app, college, role):
    assert give(client_as(role), college.users["nobody"], "secretary").status_code == 403


def test_foreign_people_and_roles_do_not_exist(client_as, app, world):
    coordinator = client_as("coordinator")
    assert give(coordinator, world.foreign.users["nobody"], "secretary").status_code == 404
    with app.app_context():
        foreign = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.user_id == world.foreign.users["teacher"]), execution_options={"unscoped": True}
        ).one()
    for grant_id in (foreign, 999999, "abc", 2**63):
        assert coordinator.post(f"/grants/{grant_id}/revoke", data={"reason": "так"}).status_code == 404


# ---- the first start ---------------------------------------------------------------------------------------------------


FOUNDING = {
    "full_name": "Государственное бюджетное профессиональное образовательное учреждение «Губернский техникум»",
    "short_name": "ГБПОУ «Губернский техникум»",
    "zone": "Europe/Samara",
    "last_name": "Орлова",
    "first_name": "Мария",
    "middle_name": "Петровна",
    "position": "Директор",
    "login": "orlova",
    "password": PASSPHRASE,
    "repeat": PASSPHRASE,
}


@pytest.fixture
def empty_app(sqlite_template):
    """An application over an empty database."""
    app, path = sqlite_template[:2]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    migrated.lay(path)
    secrets.load(Path(app.config["DATA_DIR"]))
    with clock.frozen(NOON):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_first_start_makes_college_and_director_and_the_link_dies(empty_app):
    with empty_app.app_context():
        link = setup.issue_link()
    client = empty_app.test_client()
    assert client.get(link).status_code == 200
    answer = client.post(link, data=FOUNDING)
    assert answer.status_code == 200 and PASSPHRASE not in answer.text
    assert client.get(link).status_code == 404 and client.post(link, data=FOUNDING).status_code == 404
    assert client.post("/login/", data={"login": "orlova", "password": PASSPHRASE}).status_code == 303
    assert client.get("/accounts/list/").status_code == 200
    with empty_app.app_context(), unscoped():
        college = db.session.scalars(select(Organization)).one()
        assert (college.director_name, college.zone) == ("Орлова Мария Петровна", "Europe/Samara")
        assert db.session.scalars(select(Employee)).one().user_id == db.session.scalars(select(Account)).one().user_id
        assert setup.issue_link() is None
        assert list(audit.breaks()) == []


def test_the_recovery_phrase_is_shown_once(empty_app, monkeypatch):
    monkeypatch.setattr(setup, "_phrase", [lambda organization_id: "AAAAA-BBBBB"])
    with empty_app.app_context():
        link = setup.issue_link()
    assert "AAAAA-BBBBB" in empty_app.test_client().post(link, data=FOUNDING).text


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "короткий", "repeat": "короткий"},
        {"repeat": "другой чайник на окне"},
        {"password": "губернский чайник поёт", "repeat": "губернский чайник поёт"},
        {"login": "орлова"},
        {"short_name": ""},
        {"zone": "Mars/Olympus"},
        {"last_name": " "},
    ],
)
def test_a_wrong_founding_saves_nothing_and_keeps_what_was_typed(empty_app, changed):
    with empty_app.app_context():
        link = setup.issue_link()
    answer = empty_app.test_client().post(link, data=FOUNDING | changed)
    assert answer.status_code == 422 and "field-error" in answer.text
    assert "Мария" in answer.text and PASSPHRASE not in answer.text
    with empty_app.app_context():
        assert not queries.any_user()
        assert db.session.scalar(select(func.count()).select_from(Organization).execution_options(unscoped=True)) == 0


def test_a_wrong_old_or_replaced_link_does_not_exist(empty_app):
    client = empty_app.test_client()
    with empty_app.app_context():
        first = setup.issue_link()
        second = setup.issue_link()
        stored = db.session.scalars(select(SetupToken.token_hash)).one()
    assert client.get("/setup/guess").status_code == 404
    assert client.get(f"/setup/{stored}").status_code == 404
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with clock.frozen(NOON + timedelta(hours=25)):
        assert client.get(second).status_code == 404


def test_an_installation_with_people_has_no_set_up(app, college):
    with app.app_context():
        assert setup.issue_link() is None
        with transaction() as session:
            session.add(SetupToken(token_hash=token_hash("left over"), created_at=clock.now()))
    for token in ("anything", "left over"):
        assert app.test_client().get(f"/setup/{token}").status_code == 404
        assert app.test_client().post(f"/setup/{token}", data=FOUNDING).status_code == 404


def test_no_account_with_a_known_password_exists_after_the_installation(empty_app):
    with empty_app.app_context():
        assert not queries.any_user()
    for login in ("admin", "director", "root"):
        for password in ("admin", "general", "password", ""):
            assert empty_app.test_client().post("/login/", data={"login": login, "password": password}).status_code in (422, 429)
