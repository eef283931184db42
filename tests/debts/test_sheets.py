"""Debts that arise in sheets of this system: opened at their close, corrected with them, settled by sheets of re-sits."""

from datetime import date, timedelta

import pytest

from app.attestation import filling, issuing, queries
from app.attestation import operations as sheets
from app.attestation.filling import Typed
from app.attestation.operations import Confirmation
from app.core import clock
from app.core.clock import now
from app.core.errors import Refused
from app.core.transaction import transaction
from app.curricula.models import TermControl
from app.debts import operations, transfers
from app.debts import queries as debts
from app.debts.operations import Appointment
from app.debts.queries import Wanted
from app.debts.rules import State
from app.extensions import db
from app.movement import queries as orders
from app.movement import registry
from app.record import book
from app.teaching.models import TeachingLoad
from tests.factories import TODAY

HELD = date(2026, 11, 20)
MARKS = ("2", "неявка", "неявка (ув.)", "н/доп", "5", "4", "3", "5")


def sign_and_close(on_behalf, sheet_id, results, signer="teacher"):
    with on_behalf(signer) as actor, transaction():
        filling.fill_many(actor, sheet_id, [Typed(student, result) for student, result in results.items()])
    with on_behalf(signer) as actor, transaction():
        sheets.sign_sheet(actor, sheet_id, queries.sheet(sheet_id).version, Confirmation(actor.user_id, now()))
    with on_behalf("secretary") as actor, transaction():
        sheets.close_sheet(actor, sheet_id, queries.sheet(sheet_id).version)


def examined(on_behalf, college, marks=MARKS):
    with on_behalf("secretary") as actor, transaction():
        load, control = db.session.get(TeachingLoad, college.load_id), db.session.get(TermControl, college.control_ids["ОУП.01"])
        sheet_id = issuing.issue_sheet(actor, load, control, HELD).id
    sign_and_close(on_behalf, sheet_id, dict(zip(college.students, marks, strict=True)))
    return sheet_id


def states(college):
    found = debts.owed(TODAY, Wanted(student_ids=college.students, states=tuple(State)))
    return {college.students.index(one.student.id): one.debt.state for one in found}


def resat(on_behalf, college, place, result, people=("teacher",), basis="", day=TODAY):
    """Appoint a re-sit, issue its slip with its sheet, hold it; gives the id of the sheet."""
    with on_behalf("secretary") as actor:
        debt = next(one for one in debts.owed(TODAY) if one.student.id == college.students[place]).debt
        with transaction():
            asked = Appointment(day, "каб. 3", tuple(college.employees[one] for one in people), basis)
            resit = operations.appoint(actor, [debt.id], asked)[0]
        with transaction():
            operations.issue_permits(actor, [resit.id])
        with pytest.raises(Refused), transaction():
            operations.settle(actor, resit.id, "5", "лист")
        sheet_id = debts.resit_of(resit.id).sheet_id
    sign_and_close(on_behalf, sheet_id, {college.students[place]: result}, signer=people[0])
    return sheet_id


def test_debts_live_with_their_sheets(engine_app, college, on_behalf):
    with engine_app.app_context():
        first = examined(on_behalf, college)
        with on_behalf("secretary"):
            assert states(college) == {0: "active", 1: "active", 3: "active"}
            assert {one.debt.opened_on for one in debts.owed(TODAY)} == {HELD}, "dated by the attestation"
        resat(on_behalf, college, 0, "3")
        resat(on_behalf, college, 1, "2")
        people = ("deputy", "methodist", "teacher")
        corrected = resat(on_behalf, college, 3, "2")
        with on_behalf("secretary"):
            assert states(college) == {0: "cleared", 1: "retake2_commission", 3: "retake2_commission"}
        # the sheet of a re-sit is corrected: the state goes back, then where the new result leads
        with on_behalf("deputy") as actor, transaction():
            fresh = sheets.supersede_sheet(actor, corrected, queries.sheet(corrected).version, "описка").id
        with on_behalf("secretary"):
            assert states(college)[3] == "retake1"
        sign_and_close(on_behalf, fresh, {college.students[3]: "4"})
        with on_behalf("secretary"):
            assert states(college)[3] == "cleared"
            assert len(debts.owed(TODAY, Wanted(student_ids=[college.students[3]], states=tuple(State)))[0].debt.resits) == 1
        # the sheet of the attestation is corrected: a debt that was none is annulled, one that was missed is opened
        with on_behalf("deputy") as actor, transaction():
            again = sheets.supersede_sheet(actor, first, queries.sheet(first).version, "ошибка ввода").id
        sign_and_close(on_behalf, again, {college.students[1]: "3", college.students[6]: "2"})
        with on_behalf("secretary"):
            assert states(college) == {0: "cleared", 1: "annulled", 3: "cleared", 6: "active"}
        resat(on_behalf, college, 6, "2")
        resat(on_behalf, college, 6, "неявка", people=people, basis="приказ № 9")
        with on_behalf("secretary"):
            assert states(college)[6] == "failed"
            lines = {line.control.form: line for line in book.record_of(college.students[0]).lines}
            assert (lines["Э"].result, lines["Э"].source.attempt.kind) == ("3", "resit")


def test_orders_ask_the_debts(app, college, on_behalf):
    with app.app_context():
        examined(on_behalf, college)
        weak, ill, good = college.students[0], college.students[2], college.students[4]
        with on_behalf("secretary") as actor:
            found = registry.verdicts(college.students, TODAY)
            assert [found[one].outcome for one in (weak, ill, good)] == ["conditional", "conditional", "transferred"]
            assert set(registry.obstacles("GRADUATE", [weak, good], TODAY)) >= {weak}
            with pytest.raises(Refused, match="Абрамов"), transaction():
                transfers.propose_expulsion(actor, [weak])
            with clock.frozen(clock.now() + timedelta(days=400)):
                day = TODAY + timedelta(days=400)
                assert registry.verdicts([weak], day)[weak].outcome == "not"
                with transaction():
                    order = transfers.propose_expulsion(actor, [weak])
                lines = orders.lines(order.id)
                assert (order.kind, order.state, len(lines)) == ("EXPEL", "draft", 1)
                assert lines[0].choice == "plan_not_fulfilled" and "Математика" in lines[0].note
                with pytest.raises(Refused), transaction():
                    transfers.propose_expulsion(actor, [weak])
            assert states(college)[0] == "expulsion"
