"""Debts that arise in sheets of this system: opened at their close, corrected with them, settled by sheets of re-sits."""

from datetime import date, timedelta

import pytest

from app.attestation import filling, issuing, queries, queries_term
from app.attestation import operations as sheets
from app.attestation.operations import Confirmation
from app.attestation.typed import Typed
from app.core import clock
from app.core.clock import now
from app.core.errors import Refused
from app.core.transaction import transaction
from app.curricula.models import TermControl
from app.debts import operations, permits, transfers
from app.debts import queries as debts
from app.debts.operations import Appointment
from app.debts.queries import Wanted
from app.debts.rules import State
from app.extensions import db
from app.movement import queries as orders
from app.movement import registry
from app.record import book
from app.teaching.models import TeachingLoad
from tests.attestation.test_later import joint
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
            permits.issue_permits(actor, [resit.id])
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


def test_a_re_sit_of_a_complex_exam_is_one_sheet_with_a_line_for_each_debt(app, college, on_behalf, client_as):
    with app.app_context():
        joint(college)
        weak, half, *_rest = college.students
        with on_behalf("secretary") as actor, transaction():
            first = issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, HELD)[0]
            mathematics, history = [(part.id, part.load_id) for part in queries.sheet(first.id).parts]
        marks = {(weak, mathematics): "2", (weak, history): "2", (half, history): "неявка"}
        closed_by(on_behalf, first.id, [(one, part, marks.get((one, part), "4")) for one in college.students for part in (mathematics, history)])
        with on_behalf("secretary") as actor:
            owed = [one.debt.id for one in debts.owed(TODAY)]
            with transaction():
                resits = [one.id for one in operations.appoint(actor, owed, Appointment(TODAY, "", (college.employees["teacher2"],)))]
            with transaction():
                permits.issue_permits(actor, resits)
            sheets_of = {debts.resit_of(one).sheet_id for one in resits}
            assert len(owed) == 3 and len(sheets_of) == 1, "one event, one sheet"
            again = sheets_of.pop()
            lines = [(line.student_id, line.part.load_id) for line in queries.entries(again)]
            assert sorted(lines) == sorted([(weak, mathematics[1]), (weak, history[1]), (half, history[1])])
            parts = {part.load_id: (part.id, part.load_id) for part in queries.sheet(again).parts}
    page = client_as("teacher2").get(f"/sheets/{again}").text
    assert page.count('name="r-') == 3 and "—</td>" in page
    with app.app_context():
        closed_by(on_behalf, again, [(weak, parts[mathematics[1]], "3"), (weak, parts[history[1]], "4"), (half, parts[history[1]], "2")])
        with on_behalf("secretary"):
            assert [(one.student.id, one.debt.state) for one in debts.owed(TODAY)] == [(half, "retake2_commission")]


def closed_by(on_behalf, sheet_id, lines):
    """Fill, sign and close a complex sheet: (student, (part, load), result)."""
    with on_behalf("teacher2") as actor, transaction():
        filling.fill_many(actor, sheet_id, [Typed(student, result, part_id=part) for student, (part, _), result in lines])
        sheets.sign_sheet(actor, sheet_id, queries.sheet(sheet_id).version, Confirmation(actor.user_id, now()))
    with on_behalf("secretary") as actor, transaction():
        sheets.close_sheet(actor, sheet_id, queries.sheet(sheet_id).version)
