"""The cockpit of closes: the same findings as the close itself, who is late, reminders; counted in the database."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.access.scope import unscoped
from app.attestation import issuing
from app.attestation import operations as sheets
from app.attestation import queries as attestation
from app.closing import board, operations, queries, queries_board, reminders, rules
from app.closing.models import Reminder
from app.core import clock
from app.core.clock import today
from app.core.errors import Forbidden
from app.core.transaction import transaction
from app.extensions import db
from app.movement import applying, passing
from app.students.models import Placement
from app.teaching.models import Lesson
from tests.conftest import NOON
from tests.movement.test_operations import draft, step


def build(actor, **options):
    terms = queries_board.terms(**options)
    return board.build(terms, queries.policy(actor.organization_id), today(actor.zone), actor.zone)


def told_by_the_close(actor, term_id):
    """Count the findings of the term's own page by code."""
    found = {}
    for one in operations.close_term(actor, term_id, dry_run=True).problems:
        found[one.code] = found.get(one.code, 0) + one.count
    found.pop("no_proposal", None)
    return found


def told_by_the_board(actor, term_id):
    line = next(one for one in build(actor).lines if one.term.id == term_id)
    return {code: one.count for code, one in line.tallies.items() if one.count}


def test_the_cockpit_finds_what_the_close_finds(engine_app, ready, on_behalf):
    """Empty term, ready term, a signed sheet, a student who left before the sheet's day, a bare lesson, an order that waits."""
    with on_behalf("deputy") as actor:
        for term_id in (ready.group_term_id, ready.other_group_term_id):
            assert told_by_the_board(actor, term_id) == told_by_the_close(actor, term_id)
        assert "control_without_sheet" in told_by_the_board(actor, ready.other_group_term_id)
    with on_behalf("deputy") as actor, transaction():
        sheet = attestation.live_sheet(ready.credit_load_id, ready.control_ids["ОУП.03"])
        sheets.supersede_sheet(actor, sheet.id, sheet.version, "Ошибка")
        db.session.get(Lesson, ready.lessons[0]).topic = None
        stay = db.session.scalars(select(Placement).where(Placement.student_id == ready.students[0])).one()
        stay.ends_on = sheet.held_on - timedelta(days=3)
        db.session.flush()
    with on_behalf("secretary") as actor:
        order_id = draft(actor, "EXPEL", ready.students[1:2], reason="own_wish")
        step(passing.submit_order, actor, order_id)
        step(passing.register_order, actor, order_id, "77", today())
    with on_behalf("deputy") as actor:
        db.session.expire_all()
        found = told_by_the_board(actor, ready.group_term_id)
        assert found == told_by_the_close(actor, ready.group_term_id)
        assert (found["outside_group"], found["sheet_not_signed"], found["no_topic"]) == (3, 1, 1)
        assert (found["order_not_applied"], found["plan_not_approved"]) == (1, 3)
        line = next(one for one in build(actor).lines if one.term.id == ready.group_term_id)
        assert (line.cells["orders"].blocks, line.cells["orders"].place) == (True, ("OrderView.show", order_id))
        assert (line.cells["plans"].blocks, line.cells["plans"].state) == (False, "late")
    with on_behalf("deputy") as actor, pytest.raises(operations.NotReady) as refusal, transaction():
        operations.close_term(actor, ready.group_term_id)
    assert [str(one) for one in refusal.value.problems if one.code == "order_not_applied"] == [
        "The order «Об отчислении № 77» is signed but not applied."
    ]
    with on_behalf("secretary") as actor:
        step(applying.apply_order, actor, order_id)
    with on_behalf("deputy") as actor:
        db.session.expire_all()
        assert "order_not_applied" not in told_by_the_board(actor, ready.group_term_id)


def test_the_cockpit_costs_the_same_for_one_term_and_for_all(app, ready, on_behalf):
    def count(**options):
        told = []
        listener = lambda *arguments: told.append(arguments[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        build(actor, **options)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len([one for one in told if one.startswith("SELECT")])

    with on_behalf("deputy") as actor:
        assert count(ids=[ready.other_group_term_id]) <= count() <= 17


def test_who_is_late_is_named_with_the_day_and_reminded_until_it_is_done(engine_app, college, on_behalf):
    with engine_app.app_context():
        with on_behalf("secretary") as actor, transaction():
            made = issuing.issue_all(actor, queries.term(college.group_term_id), today())
            db.session.get(Lesson, college.lessons[0]).topic = ""
            number = len(made)
        with clock.frozen(NOON + timedelta(days=3)):
            with on_behalf("deputy") as actor:
                found = {one.code: one for one in build(actor).delays if one.term_id == college.group_term_id}
            teacher = rules.employee(college.employees["teacher"])
            assert (found["empty_entry"].addressee, found["empty_entry"].count) == (teacher, number)
            assert found["empty_entry"].since == today()
            assert found["no_topic"].addressee == teacher
            keys = {(one.addressee, one.code, one.term_id) for one in found.values()}
            with on_behalf("secretary") as actor, pytest.raises(Forbidden), transaction():
                reminders.remind(actor, keys)
            for _again in range(2):
                with on_behalf("deputy") as actor, transaction():
                    assert reminders.remind(actor, keys | {("employee:999999", "no_topic", college.group_term_id)}) == len(keys)
            with unscoped():
                assert len(db.session.scalars(select(Reminder)).all()) == len(keys)
            with on_behalf("teacher") as actor:
                assert {one.code for one in reminders.own(actor)} == {"empty_entry", "no_topic", "plan_not_approved"}
            with on_behalf("teacher") as actor, transaction():
                db.session.get(Lesson, college.lessons[0]).topic = "Тема"
                from tests.closing.conftest import audited

                audited(college.id)
            with on_behalf("teacher") as actor:
                assert {one.code for one in reminders.own(actor)} == {"empty_entry", "plan_not_approved"}
            with on_behalf("teacher2") as actor:
                assert reminders.own(actor) == []


def test_the_page_shows_the_cockpit_and_reminds(app, college, client_as, world):
    deputy, coordinator = client_as("deputy"), client_as("coordinator")
    page = deputy.get("/closing/").text
    assert f"/closing/{college.group_term_id}" in page
    assert f"/loads/term/{college.group_term_id}" in page
    assert "<polyline" in page
    key = f"employee:{college.employees['teacher']}|no_topic|{college.group_term_id}"
    with app.app_context(), unscoped(), transaction():
        from tests.closing.conftest import audited

        db.session.get(Lesson, college.lessons[0]).topic = ""
        audited(college.id)
    assert key in coordinator.get("/closing/?half=1").text
    assert coordinator.post("/closing/remind?half=1", data={"delay": [key]}).status_code == 303
    assert f"/journals/{college.load_id}" in client_as("teacher").get("/").text
    assert coordinator.post("/closing/remind", data={"delay": ["x"]}).status_code == 422
    again = coordinator.post("/closing/remind", data={"delay": ["everybody"]}, follow_redirects=True)
    assert "Отправлено" in again.text
    assert client_as("secretary").post("/closing/remind", data={"delay": [key]}).status_code == 403
    foreign = client_as("deputy", world.foreign)
    assert foreign.post("/closing/remind", data={"delay": [key]}).status_code == 303
    with app.app_context(), unscoped():
        assert {one.organization_id for one in db.session.scalars(select(Reminder))} == {college.id}
    assert "ИСП-11" not in deputy.get("/closing/?q=нет-такой").text


def test_the_head_of_the_department_confirms_and_withdraws(app, college, ready_outside, client_as):
    """``ready`` is confirmed already: withdrawn, the deputy cannot close; a missing head lets the step go."""
    head, deputy = client_as("head_of_department"), client_as("deputy")
    term = college.group_term_id
    assert head.post(f"/closing/{term}/unconfirm").status_code == 303
    assert head.post(f"/closing/{term}/unconfirm").status_code == 409
    answer = deputy.post(f"/closing/{term}/close")
    assert answer.status_code == 422
    assert deputy.post(f"/closing/{term}/confirm").status_code == 403
    assert head.post(f"/closing/{college.other_group_term_id}/confirm").status_code == 404
    assert head.post(f"/closing/{term}/confirm").status_code == 303
    assert deputy.post(f"/closing/{term}/close").status_code == 303
    assert head.post(f"/closing/{term}/unconfirm").status_code == 409


def test_nothing_is_confirmed_while_something_blocks(app, college, client_as):
    assert client_as("head_of_department").post(f"/closing/{college.group_term_id}/confirm").status_code == 422


def test_the_local_act_leaves_the_confirmation_out(app, college, on_behalf):
    from app.settings.operations import choose

    with app.app_context():
        with on_behalf("deputy") as actor, transaction():
            choose(actor, college.id, {"closing.heads_confirm": False, "closing.block_no_curator": True})
        with on_behalf("deputy") as actor:
            assert "not_confirmed" not in told_by_the_board(actor, college.group_term_id)
            assert queries.policy(college.id).is_blocking("no_curator")
