"""The college's half-year: closed when all its terms are and the director has signed the act; several people, one way."""

import json

import pytest
from sqlalchemy import func, select, text

from app.access.scope import unscoped
from app.attestation.operations import Confirmation
from app.closing import checks, package, queries_semester, rules, semester
from app.closing.commands import close_semester_command
from app.closing.models import ActSignature, Closing, SemesterAct
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.core.transaction import transaction
from app.extensions import db
from app.terms.models import GroupTerm
from tests.closing.conftest import audited
from tests.closing.test_views import text_of
from tests.factories import PASSWORD


def leave_one_term(college):
    """Leave the half-year with the ready group alone: the other group's term lies in no half-year of the college."""
    with unscoped(), transaction():
        db.session.execute(text("UPDATE group_term SET starts_on='2027-02-01', ends_on='2027-06-01' WHERE id=:id"), {"id": college.other_group_term_id})
        audited(college.id)


def prepare(on_behalf, college, key="coordinator"):
    with on_behalf(key) as actor, transaction():
        return semester.prepare_act(actor, college.semester_id)


def sign(on_behalf, act_id, key="director", who=None):
    with on_behalf(key) as actor, transaction():
        return semester.sign_act(actor, act_id, Confirmation(actor.user_id if who is None else who, now()))


def close_all(on_behalf, college, **options):
    with on_behalf("deputy") as actor:
        return semester.close_ready(actor, college.semester_id, **options)


def test_the_half_year_is_closed_by_its_people_in_order(engine_app, ready, on_behalf):
    with pytest.raises(Refused) as refusal:
        prepare(on_behalf, ready)
    assert "ИСП-11" in str(refusal.value)
    assert {one.state for one in close_all(on_behalf, ready, dry_run=True)} == {"ready", "blocked"}
    assert {one.group: one.state for one in close_all(on_behalf, ready)} == {"ИСП-11": "closed", "ЭК-11": "blocked"}
    assert {one.group: one.state for one in close_all(on_behalf, ready)} == {"ИСП-11": "before", "ЭК-11": "blocked"}
    leave_one_term(ready)
    with pytest.raises(Forbidden):
        prepare(on_behalf, ready, "director")
    act, again = prepare(on_behalf, ready), prepare(on_behalf, ready)
    assert act.id == again.id
    with unscoped():
        closing = db.session.scalars(select(Closing)).one()
    assert act.root_sha256 == rules.root_sha256([("ИСП-11", "1", "1", closing.sha256)])
    for key in ("deputy", "coordinator", "secretary"):
        with pytest.raises(Forbidden):
            sign(on_behalf, act.id, key)
    with pytest.raises(Forbidden):
        sign(on_behalf, act.id, who=ready.users["deputy"])
    first, second = sign(on_behalf, act.id), sign(on_behalf, act.id)
    assert first.id == second.id
    with on_behalf("secretary"):
        from app.terms import queries as terms

        half = queries_semester.half(terms.semester(ready.semester_id))
        assert half.is_closed
    with unscoped():
        assert list(checks.acts()) == []
        assert list(checks.closed_rows()) == []


def test_an_act_over_other_snapshots_is_not_signed_and_verify_finds_a_forged_one(app, ready, on_behalf):
    from app.core import triggers
    from app.schema import writable

    close_all(on_behalf, ready)
    leave_one_term(ready)
    act = prepare(on_behalf, ready)
    db.session.remove()
    with writable(db.engine) as connection:
        triggers.drop(connection)
        connection.exec_driver_sql("UPDATE closing SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x')")
        triggers.install(connection)
    with pytest.raises(Conflict):
        sign(on_behalf, act.id)
    with unscoped():
        assert ["a snapshot it names is gone" in str(one) for one in checks.acts()] == [True]
        db.session.remove()
    with writable(db.engine) as connection:
        triggers.drop(connection)
        connection.exec_driver_sql("UPDATE semester_act SET root_sha256 = 'x'")
        triggers.install(connection)
    with unscoped():
        assert ["root hash does not match" in str(one) for one in checks.acts()] == [True]


def test_totals_are_counted_once_and_are_the_snapshots_own(app, ready, on_behalf):
    close_all(on_behalf, ready)
    with unscoped():
        closing = db.session.scalars(select(Closing)).one()
    told, totals = json.loads(closing.snapshot), json.loads(closing.totals)
    assert told["totals"] == totals
    assert (totals["students"], totals["lessons"], totals["debts"], len(totals["items"])) == ("8", "5", [], 3)
    assert totals["group"]["good"] == "8"
    assert len(totals["stipends"]) == 8
    assert totals["items"][0]["indicators"]["quality"] == "100.0"
    assert totals["findings"]["hours_differ"] == "3"


def test_the_command_closes_what_is_ready_and_tells_the_rest(app, ready, on_behalf):
    from app.access.scope import acting

    with acting(Actor.system(ready.id, "close-semester")):
        code, answer = close_semester_command("2026/2027", 1, as_json=True)
        assert code == 1
        assert {one["group"]: one["state"] for one in answer["terms"]} == {"ИСП-11": "closed", "ЭК-11": "blocked"}
        assert "ЭК-11" in answer["error"]
    leave_one_term(ready)
    with acting(Actor.system(ready.id, "close-semester")):
        code, answer = close_semester_command("2026/2027", 1)
        assert code == 0
        assert db.session.scalars(select(SemesterAct.root_sha256)).one() in answer
        assert close_semester_command("2025/2026", 1)[0] == 1
    with unscoped():
        assert db.session.scalar(select(func.count(GroupTerm.id)).where(GroupTerm.status == "closed")) == 1


def test_the_pages_of_the_act(app, ready_outside, client_as, world, on_behalf):
    deputy, coordinator, director = client_as("deputy"), client_as("coordinator"), client_as("director")
    page = f"/closing/semester/{ready_outside.semester_id}"
    assert coordinator.post(f"{page}/act").status_code == 422
    assert deputy.post(f"/closing/{ready_outside.group_term_id}/close").status_code == 303
    with app.app_context():
        leave_one_term(ready_outside)
    assert coordinator.post(f"{page}/act").status_code == 303
    with app.app_context(), unscoped():
        act_id = db.session.scalars(select(SemesterAct.id)).one()
    assert "Сначала соберите пакет для хранения" in coordinator.post(f"/reports/control-act/{act_id}").text
    assert f"/reports/control-act/{act_id}" not in coordinator.get(page).text
    with app.app_context(), on_behalf("coordinator") as actor, transaction():
        package.pack(actor, ready_outside.semester_id)[1].close()
    assert f"/reports/control-act/{act_id}" in coordinator.get(page).text
    printed = coordinator.post(f"/reports/control-act/{act_id}")
    assert "АКТ КОНТРОЛЯ И ХРАНЕНИЯ ДАННЫХ" in text_of(printed.data)
    assert coordinator.post(f"/reports/control-act/{act_id}").data == printed.data
    own = text_of(deputy.post(f"/reports/closing-act/{ready_outside.group_term_id}").data)
    assert "АКТ ЗАКРЫТИЯ СЕМЕСТРА ГРУППЫ" in own and "ИСП-11" in own
    signing = f"/closing/semester/act/{act_id}/sign"
    assert deputy.post(signing, data={"password": PASSWORD}).status_code == 403
    assert director.post(signing, data={"password": "не тот пароль"}).status_code == 422
    assert director.post(signing, data={"password": PASSWORD}).status_code == 303
    assert "Подписано" in client_as("secretary").get(page).text or "Подписал" in client_as("secretary").get(page).text
    foreign = client_as("director", world.foreign)
    assert foreign.get(page).status_code == 404
    assert foreign.post(signing, data={"password": PASSWORD}).status_code == 404
    assert client_as("coordinator", world.foreign).post(f"/reports/control-act/{act_id}").status_code == 404
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(ActSignature.id))) == 1
