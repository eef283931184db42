"""Every table on screen as xlsx and on paper: the routes are walked, each page with a table offers both and gives them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from flask import url_for
from python_calamine import CalamineWorkbook

from app.access import gate, permissions
from app.access.permissions import Action, Resource, Role, right_to_take
from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.documents import rendering
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.screens import reading, rules
from tests.screens.faults import faults

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"
# What names a student or tells of an employee more than name and post: taking it away is a right of its own.
PERSONAL = (
    Resource.STUDENT, Resource.PERSONAL_FILE, Resource.BENEFIT, Resource.CERTIFICATE, Resource.ORDER, Resource.GROUP, Resource.JOURNAL,
    Resource.CURATORSHIP, Resource.SHEET, Resource.DEBT, Resource.RECORD, Resource.RECORD_LIST, Resource.CLOSING, Resource.REOPENING,
    Resource.REPORT, Resource.EXAM, Resource.STUDY_PLAN, Resource.EMPLOYEE, Resource.STAFF_FILE, Resource.ACCOUNT, Resource.ROLE_GRANT,
    Resource.INACCURACY, Resource.AUDIT, Resource.OVERSIGHT, Resource.INCIDENT, Resource.DOCUMENT, Resource.STORAGE,
)  # fmt: skip

# Latin words that are data of the world of the tests: logins, codes of items, initials of its people and who founded it.
WORLD = frozenset({*(f"home-{role}" for role in Role), *(str(role) for role in Role), "home-nobody", "nobody", "tests", "test_world", "system", *"tpomha"})


def routes(app, role=None):
    """Give the rules of the pages that a role may open, or of all."""
    found = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint not in permissions.PUBLIC | permissions.SIGN_IN]
    needed = {rule.endpoint: gate.requirement(app, rule.endpoint) for rule in found}
    return [
        rule for rule in sorted(found, key=str)
        if role is None or (needed[rule.endpoint] and permissions.allows(frozenset({role}), needed[rule.endpoint].resource, needed[rule.endpoint].action))
    ]  # fmt: skip


def pages(app, client, rules_=None):
    """Give (address, html) of every page that opens, with the first rows where it asks for one."""
    with app.test_request_context():
        asked = [url_for(rule.endpoint, **dict.fromkeys(rule.arguments, 1)) for rule in (routes(app) if rules_ is None else rules_)]
    for address in asked:
        answer = client.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, answer.get_data(as_text=True)


def sheet(body):
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def taken(client, address, number=0, form="xlsx"):
    return client.post(f"/tables/{form}", data={"address": address, "table": str(number)})


@pytest.fixture
def paper_as_html(monkeypatch):
    """Leave the layout out: what is shown here is that each page gets to its paper."""
    monkeypatch.setattr(rendering, "render", lambda template, paper, imprint=None: rendering.html(template, paper, imprint).encode())


WALKED = ("deputy", "coordinator")


def tables_offered_and_given(app, client, role, address, html):
    """Take every table of a page in both forms, or be refused, as the matrix says; gives how many there are."""
    page = reading.read(html)
    needed = gate.requirement(app, app.url_map.bind("").match(address.split("?")[0])[0])
    for action, form in ((Action.EXPORT, "xlsx"), (Action.PRINT, "print")):
        may = permissions.allows(frozenset({role}), needed.resource, right_to_take(needed.resource, action) or needed.action)
        buttons = len(re.findall(rf'form="table-tools"[^>]*value="\d+"{"[^>]*formaction" if form == "print" else " title"}', html))
        offered = buttons if form == "print" or "data-exported" not in html else len(page.tables)
        assert offered == (len(page.tables) if may else 0), (role, address, form)
        for number, table in enumerate(page.tables):
            answer = taken(client, address, number, form)
            assert answer.status_code == (200 if may else 403), (role, address, number, form)
            if may and form == "xlsx":
                rows = len(sheet(answer.data)) - 1
                assert rows == len(table.rows) if page.pages == 1 else rows > len(table.rows), address
    return len(page.tables)


@pytest.mark.parametrize("role", WALKED)
def test_every_table_of_every_page_is_offered_and_given(app, client_as, paper_as_html, role):
    client, seen, wrong = client_as(role), 0, []
    for address, html in pages(app, client):
        seen += tables_offered_and_given(app, client, role, address, html)
        wrong += [f"{address}: {one}" for one in faults(html, WORLD)]
    assert seen >= 20
    assert wrong == []


def test_the_pages_that_only_other_roles_open_give_their_tables_too(app, client_as, paper_as_html):
    """Every route is walked by one of those who may open it, those of the two above aside."""
    walked, seen = {rule.endpoint for role in WALKED for rule in routes(app, role)}, 0
    for role in (str(one) for one in Role if str(one) not in WALKED):
        own = [rule for rule in routes(app, role) if rule.endpoint not in walked]
        walked.update(rule.endpoint for rule in own)
        if own:
            client = client_as(role)
            seen += sum(tables_offered_and_given(app, client, role, *one) for one in pages(app, client, own))
    assert walked == {rule.endpoint for rule in routes(app) if gate.requirement(app, rule.endpoint) is not None}
    assert seen >= 1


@pytest.mark.parametrize("path", ["journals", "orders", "lesson-plans", "closing", "sheets", "students/list"])
def test_a_search_that_finds_nothing_says_so_and_leads_to_the_whole_list(client_as, path):
    """Who has typed a wrong name is not told that there is nothing in the college yet."""
    shown = client_as("coordinator").get(f"/{path}/?q=нетакого").get_data(as_text=True)
    assert "Ничего не найдено." in shown and f'<a href="/{path}/">Показать весь список</a>' in shown


def test_no_page_with_a_table_stands_outside_the_theme():
    """A template with a table is a page of the theme, or a part that only such pages draw."""
    outside = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "papers" not in path.parts and "<table" in (text := path.read_text())
        and '{% extends "base.html" %}' not in text
        and not path.stem.startswith("section_") and "macro" not in text
        and not any(f'"{path.relative_to(TEMPLATES)}"' in other.read_text() for other in TEMPLATES.rglob("*.html") if other != path)
    ]  # fmt: skip
    assert outside == []


@pytest.mark.parametrize("resource", PERSONAL)
def test_personal_data_leave_by_a_right_of_their_own(resource):
    assert right_to_take(resource, Action.EXPORT) == Action.EXPORT
    assert right_to_take(resource, Action.PRINT) in (Action.PRINT, Action.EXPORT)


def test_what_is_taken_is_logged_with_person_and_page(app, client_as):
    client = client_as("deputy")
    address, _html = next((one for one in pages(app, client) if "<table" in one[1]), ("", ""))
    assert taken(client, address).status_code == 200
    with app.app_context(), unscoped():
        event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.object_type == "screen_table").order_by(AuditEvent.seq.desc())).first()
    assert event.action == "export" and address in event.details and event.actor_name


def test_a_formula_stays_a_text():
    found = reading.read("<table><tr><th>Имя</th></tr><tr><td>=HYPERLINK(1)</td></tr></table>").tables[0]
    body = to_xlsx("т", rules.flat_heads(found), rules.flat_rows(found))
    assert sheet(body)[1] == ["=HYPERLINK(1)"]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("address", ["https://foreign.example/", "//foreign.example/", "/no/such", "/tables/xlsx", "", "/login/", "/verify/"])
def test_only_pages_of_the_product_are_drawn(client_as, address):
    assert taken(client_as("deputy"), address).status_code in (403, 404)


def test_a_page_that_is_closed_to_a_person_gives_no_table_either(client_as):
    assert taken(client_as("teacher"), "/audit/").status_code in (403, 404)


def test_a_list_of_many_pages_is_taken_whole(client_as):
    """The preview of letters is long in the world of the tests: its second page is taken along, with the head once."""
    client = client_as("coordinator")
    shown = reading.read(client.get("/mail/preview").get_data(as_text=True))
    rows = sheet(taken(client, "/mail/preview").data)
    assert shown.pages > 1 and len(rows) > 1 + len(shown.tables[0].rows)
    assert len({tuple(row) for row in rows}) == len(rows)
