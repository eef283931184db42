"""The registry's pages and the public verification: who opens what, safe file names, a limit of tries."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.models import LoginAttempt
from app.access.scope import acting, unscoped
from app.core import clock
from app.core.transaction import transaction
from app.documents import codes, handing, operations, queries
from app.documents.models import Document
from app.extensions import db
from app.students.models import StudyGroup
from tests.documents import samples


@pytest.fixture
def issued(app, actor_as, college):
    """Give (id, code, bytes) of an issued sheet."""
    with app.app_context():
        actor = actor_as("secretary")
        with acting(actor):
            group = db.session.get(StudyGroup, college.group_id)
            document = operations.issue(actor, "attestation_sheet", group, samples.sheet(2))
            return document.id, document.code, operations.bytes_of(document)


def page(response):
    return response.get_data(as_text=True)


def test_the_registry_lists_and_finds(issued, client_as):
    client = client_as("secretary")
    assert "1-ЗЭВ" in page(client.get("/documents/list/"))
    assert "1-ЗЭВ" in page(client.get("/documents/list/?q=исп-21"))
    assert "1-ЗЭВ" not in page(client.get("/documents/list/?q=нетакого"))
    assert "1-ЗЭВ" in page(client.get("/documents/list/?f.status=issued"))
    assert "1-ЗЭВ" not in page(client.get("/documents/list/?f.status=annulled"))


def test_the_card_shows_the_code_as_it_is_printed(issued, client_as):
    assert codes.grouped(issued[1]) in page(client_as("secretary").get(f"/documents/show/{issued[0]}"))


def test_the_archived_file_is_served_under_a_safe_name(issued, client_as):
    response = client_as("secretary").get(f"/documents/pdf/{issued[0]}")
    assert response.data == issued[2]
    assert response.mimetype == "application/pdf"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("inline; filename=\"") and "filename*=UTF-8''" in disposition
    assert disposition.isascii() and "\n" not in disposition
    asked = client_as("secretary").get(f"/documents/pdf/{issued[0]}?download")
    assert asked.headers["Content-Disposition"].startswith("attachment; ")


def test_the_registry_shows_each_print_and_reprint_with_person_and_time(issued, client_as, app, actor_as, college):
    client, address = client_as("director"), f"/documents/show/{issued[0]}"
    with app.app_context():
        name = actor_as("director").name
    card = page(client.get(address))
    assert card.count("первая, с регистрацией") == 1 and "повторно, архивный файл" not in card
    client.get(f"/documents/pdf/{issued[0]}")
    client_as("secretary").get(f"/documents/pdf/{issued[0]}")
    assert page(client.get(address)).count("повторно, архивный файл") == 2
    shown = page(client.get("/documents/prints"))
    assert shown.count("1-ЗЭВ") == 3 and name in shown
    assert page(client.get("/documents/prints", query_string={"who": name})).count("1-ЗЭВ") == 1
    assert page(client.get("/documents/prints?q=исп-21")).count("1-ЗЭВ") == 3
    assert "1-ЗЭВ" not in page(client.get("/documents/prints?q=нетакого"))


def test_a_batch_and_the_command_are_prints_a_check_is_none(issued, app, actor_as):
    with app.app_context():
        actor = actor_as("secretary")
        with acting(actor):
            document = db.session.get(Document, issued[0])
            list(queries.problems())
            operations.bytes_of(document)
            assert [one.action for one in queries.prints(actor.organization_id)] == ["issue_document"]
            with handing.handed_out(actor):
                operations.bytes_of(document)
                operations.bytes_of(document)
            assert [one.action for one in queries.prints(actor.organization_id)] == ["print", "issue_document"]


@pytest.mark.parametrize("role", ["teacher", "student", "curator", "tech_admin"])
def test_others_do_not_open_the_registry(issued, client_as, role):
    client = client_as(role)
    assert client.get("/documents/list/").status_code == 403
    assert client.get(f"/documents/pdf/{issued[0]}").status_code == 403


def test_a_paper_of_another_college_is_not_there(issued, client_as, world):
    client = client_as("secretary", world.foreign)
    assert client.get(f"/documents/pdf/{issued[0]}").status_code == 404
    assert client.get(f"/documents/show/{issued[0]}").status_code == 404
    assert client.post(f"/documents/annul/{issued[0]}", data={"reason": "x"}).status_code == 404


def test_a_secretary_annuls_with_a_reason(issued, client_as, app):
    client = client_as("secretary")
    assert client.post(f"/documents/annul/{issued[0]}", data={"reason": ""}).status_code == 422
    assert client.post(f"/documents/annul/{issued[0]}", data={"reason": "ошибка"}).status_code == 303
    assert client_as("director").post(f"/documents/annul/{issued[0]}", data={"reason": "x"}).status_code == 403
    with app.app_context(), unscoped():
        assert db.session.scalar(select(Document.status)) == "annulled"


def test_a_registry_row_has_no_form_and_no_deletion(issued, client_as):
    client = client_as("secretary")
    assert client.get("/documents/add").status_code in (403, 404, 405)
    assert client.post(f"/documents/delete/{issued[0]}").status_code in (403, 404, 405)


def test_anybody_verifies_and_reads_no_name(issued, client_as):
    response = client_as(None).get(f"/verify/{issued[1]}")
    assert response.status_code == 200
    shown = page(response)
    assert "1-ЗЭВ" in shown
    for name in ("ИСП-21", "Системное программирование", *samples.LONG.split(), "Соколова"):
        assert name not in shown


def test_a_code_typed_with_dashes_verifies(issued, client_as):
    response = client_as(None).post("/verify/", data={"code": codes.grouped(issued[1]).lower()})
    assert "1-ЗЭВ" in page(response)


@pytest.mark.parametrize("code", ["000000000000", "1" * 12, "AAAA-BBBB-CCCC", "..%2f..%2fetc", "ЯЯЯ", "%00", "x" * 300])
def test_a_forged_code_is_not_found(issued, client_as, code):
    response = client_as(None).get(f"/verify/{code}")
    assert response.status_code == 404
    assert "1-ЗЭВ" not in page(response)


def test_a_file_is_compared_with_the_archived_one(issued, client_as):
    client = client_as(None)

    def check(body):
        return page(client.post("/verify/", data={"code": issued[1], "file": (io.BytesIO(body), "x.pdf")}))

    same, changed = check(issued[2]), check(issued[2] + b" ")
    assert "alert-danger" not in same and "alert-danger" in changed
    assert same.count("alert-success") == 2


def test_the_page_of_a_replaced_paper_names_the_new_number(issued, client_as, app, actor_as, college):
    with app.app_context():
        actor = actor_as("secretary")
        with acting(actor):
            group = db.session.get(StudyGroup, college.group_id)
            operations.issue(actor, "attestation_sheet", group, samples.sheet(3), revision=2)
    shown = page(client_as(None).get(f"/verify/{issued[1]}"))
    assert "alert-success" not in shown and "2-ЗЭВ" in shown


def test_the_thirty_first_try_of_a_minute_waits(issued, client_as):
    client = client_as(None)
    answers = [client.get("/verify/000000000000").status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]
    assert client.get(f"/verify/{issued[1]}").status_code == 429
    elsewhere = client.get(f"/verify/{issued[1]}", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_counted_tries_do_not_touch_sign_in_and_are_swept(app):
    with app.app_context():
        for minutes in (0, 0, 11):
            with clock.frozen(clock.now() + timedelta(minutes=minutes)), transaction():
                operations.count_check("192.0.2.7")
        assert list(db.session.scalars(select(LoginAttempt.account_key))) == ["page:verify"]


def test_the_empty_form_of_verification_opens_for_anybody(client_as):
    assert client_as(None).get("/verify/").status_code == 200
    assert client_as(None).post("/verify/", data={"code": ""}).status_code == 422
