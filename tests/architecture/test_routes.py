"""Every route × role × method, generated from the URL map: what the matrix refuses is refused, and looking never writes."""

import hashlib
from functools import cache

import pytest
from flask import url_for
from sqlalchemy import text

from app.access import gate, permissions
from app.access.permissions import Action, Resource, Role
from app.access.scope import unscoped
from app.extensions import db

NOT_THERE = 999_999_999
# What a request may leave behind without being a change of records: the session's last-seen and sign-in counters.
NOT_RECORDS = frozenset({"user_session", "login_attempt"})
# A refusal told to a script costs no page; people get the same status.
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
ROLES = [str(role) for role in Role]


@cache
def guarded(app):
    """List (rule, method, requirement) of every route that needs a right."""
    open_ones = permissions.PUBLIC | permissions.SIGN_IN
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in open_ones]
    return [
        (rule, method, gate.requirement(app, rule.endpoint))
        for rule in sorted(rules, key=str)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


@cache
def addresses(app):
    """Give the address of every rule, with ids of what is not there."""
    with app.test_request_context():
        return {rule.rule: url_for(rule.endpoint, **dict.fromkeys(rule.arguments, NOT_THERE)) for rule, _method, _needed in guarded(app)}


def allowed(role, needed):
    return permissions.allows(frozenset({role}), needed.resource, needed.action)


def refusals(app, role):
    """Give (rule, method) of one route for each requirement that the role lacks, another route for another role.

    Every route asks the gate (``test_a_person_without_roles_gets_nothing``), and the gate knows a route by its requirement alone.
    """
    kinds = {}
    for rule, method, needed in guarded(app):
        if not allowed(role, needed):
            kinds.setdefault((needed, method), []).append(rule)
    return [(rules[ROLES.index(role) % len(rules)], method) for (_, method), rules in kinds.items()]


def digest(app):
    found = hashlib.sha256()
    with app.app_context(), unscoped():
        for table in db.metadata.sorted_tables:
            if table.name not in NOT_RECORDS:
                rows = db.session.execute(text(f"SELECT * FROM {table.name}"))
                found.update(repr(sorted(map(repr, rows))).encode())
        db.session.remove()
    return found.hexdigest()


def test_every_route_has_a_line_in_the_matrix(sqlite_template):
    without = [
        (str(rule), needed)
        for rule, _method, needed in guarded(sqlite_template[0])
        if needed is None
        or needed.resource not in set(Resource)
        or needed.action not in set(Action)
        or not any(allowed(role, needed) for role in ROLES)
    ]
    assert not without


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_the_matrix_says_and_looking_changes_nothing(app, client_as, role):
    client, before, wrong = client_as(role), digest(app), []
    for rule, method, needed in guarded(app):
        if method == "GET" and allowed(role, needed):
            status = client.get(addresses(app)[rule.rule]).status_code
            if status >= 500 or status == 403:
                wrong.append((str(rule), method, status, "allowed"))
    for rule, method in refusals(app, role):
        status = client.open(addresses(app)[rule.rule], method=method, headers=SCRIPT).status_code
        if status != 403:
            wrong.append((str(rule), method, status, "refused"))
    assert not wrong
    assert digest(app) == before


@pytest.mark.parametrize("role", ROLES)
def test_a_change_of_what_is_not_there_is_refused_without_a_trace(app, client_as, role):
    client, before, wrong = client_as(role), digest(app), []
    for rule, method, needed in guarded(app):
        if method != "GET" and rule.arguments and allowed(role, needed):
            status = client.open(addresses(app)[rule.rule], method=method).status_code
            if status not in (302, 400, 404, 409, 415, 422):
                wrong.append((str(rule), method, status))
    assert not wrong
    assert digest(app) == before


@pytest.mark.parametrize("_engine_world", ["postgresql"], indirect=True)
def test_postgresql_lets_in_and_refuses_alike(engine_app, client_as):
    """B01 on the other engine: every page by a role that has it, every change by one that has not, the roles in turn."""
    clients, before, wrong = {role: client_as(role) for role in ROLES}, digest(engine_app), []
    for number, (rule, method, needed) in enumerate(guarded(engine_app)):
        turn, may = [*ROLES[number % len(ROLES) :], *ROLES[: number % len(ROLES)]], method == "GET"
        role = next((one for one in turn if allowed(one, needed) == may), None)
        if role is not None:
            status = clients[role].open(addresses(engine_app)[rule.rule], method=method, headers=None if may else SCRIPT).status_code
            if status >= 500 or (status == 403) == may:
                wrong.append((str(rule), method, role, status))
    assert not wrong
    assert digest(engine_app) == before


def test_nobody_signed_in_gets_nothing(app, client_as):
    client = client_as(None)
    for rule, method, _needed in guarded(app):
        answer = client.open(addresses(app)[rule.rule], method=method)
        assert answer.status_code == 302 and "/login/" in answer.location, (str(rule), answer.status_code)


def test_a_person_without_roles_gets_nothing(app, client_as):
    client = client_as("nobody")
    for rule, method, _needed in guarded(app):
        assert client.open(addresses(app)[rule.rule], method=method, headers=SCRIPT).status_code == 403, str(rule)


def test_without_a_token_every_change_is_refused(app, client_as):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client, before = client_as("director"), digest(app)
        for rule, method, _needed in guarded(app):
            if method != "GET":
                assert client.open(addresses(app)[rule.rule], method=method).status_code == 400, str(rule)
        assert digest(app) == before
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


FABS_DOORS = (
    "/api/v1/security/login", "/users/list/", "/roles/list/", "/registeruserstat/list/", "/openapi", "/swagger/v1",
    "/.git/config", "/download/x", "/actionlog/list/", "/resetpassword/form?pk=1", "/lang/en", "/back",
)  # fmt: skip


@pytest.mark.parametrize("path", FABS_DOORS)
def test_fabs_own_doors_are_gone(app, client_as, path):
    assert client_as("director").get(path).status_code == 404


@pytest.mark.parametrize("value", ["abc", "-1", str(2**63), "1%00", "9" * 40])
def test_a_malformed_id_is_not_found(app, client_as, value):
    client = client_as("coordinator")
    for rule, method, _needed in guarded(app):
        if "<pk>" in rule.rule and method == "GET" and len(rule.arguments) == 1:
            answer = client.get(rule.rule.replace("<pk>", value))
            assert answer.status_code in (400, 403, 404), (rule.rule, answer.status_code)


def test_what_the_matrix_does_not_name_is_refused():
    assert not permissions.allows(frozenset({"director"}), "no such resource", "read")
    assert not permissions.allows(frozenset({"director"}), "student", "no such action")
    assert not permissions.allows(frozenset(), "student", "read")
