"""Debts carried over and their re-sits, from the first day to the last attempt."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.curator import operations as notes
from app.curator.rules import NoteFacts
from app.debts import operations, permits, queries, queries_periods
from app.debts.operations import Appointment
from app.debts.queries import Wanted
from app.debts.rules import State
from app.record import book
from app.record import operations as records
from tests.debts.conftest import carry
from tests.factories import TODAY
from tests.record.conftest import make_older


def debts(older, surname):
    """Give {form: debt} of a student."""
    found = queries.owed(TODAY, Wanted(student_ids=[older.students[surname]], states=tuple(State)))
    return {one.form: one for one in found}


def appointed(actor, college, debt_ids, day=TODAY, people=("teacher",), basis=""):
    asked = Appointment(day, "каб. 5", tuple(college.employees[one] for one in people), basis)
    with transaction():
        return operations.appoint(actor, debt_ids, asked)


COMMISSION = ("teacher", "deputy", "methodist")


def test_a_debt_from_its_carry_over_to_the_commission(engine_app, college, on_behalf):
    with engine_app.app_context():
        older = make_older(college)
        with on_behalf("secretary") as actor:
            carry(actor, older, {"Лосев": ("2", "не зачтено"), "Медведев": ("неявка", "зачтено"), "Носова": ("5", "зачтено")})
            exam = debts(older, "Лосев")["Э"]
            assert (exam.debt.state, exam.debt.opened_on, exam.last, len(queries.owed(TODAY))) == ("active", date(2026, 6, 30), date(2027, 6, 30), 3)
            resit = appointed(actor, college, [exam.debt.id])[0]
            with transaction():
                permit = permits.issue_permits(actor, [resit.id])[0]
                assert permits.issue_permits(actor, [resit.id])[0].id == permit.id
            assert (permit.number, permit.valid_until) == ("1/2026", TODAY + timedelta(days=5))
            with pytest.raises(Conflict), transaction():
                operations.appoint(actor, [exam.debt.id], Appointment(TODAY, "", (college.employees["teacher"],)))
            with transaction():
                operations.settle(actor, resit.id, "2", "экзаменационный лист № 1/2026")
            assert debts(older, "Лосев")["Э"].debt.state == "retake2_commission"
            with pytest.raises(Invalid):
                appointed(actor, college, [exam.debt.id], people=("teacher", "deputy"), basis="приказ № 5")
            second = appointed(actor, college, [exam.debt.id], people=COMMISSION, basis="приказ № 5")[0]
            assert second.number == 2
            with transaction():
                operations.settle(actor, second.id, "3", "ведомость комиссии")
            assert debts(older, "Лосев")["Э"].debt.state == "cleared"
            record = book.record_of(older.students["Лосев"])
            assert [line.result for line in record.lines if line.control.form == "Э" and line.control.semester == 2] == ["3"]
            with pytest.raises(Conflict):
                appointed(actor, college, [exam.debt.id])


def test_two_failed_attempts_and_a_good_reason(app, older, college, on_behalf):
    with app.app_context(), on_behalf("secretary") as actor:
        debt = debts(older, "Медведев")["Э"].debt
        for word, state in (("неявка (ув.)", "active"), ("неявка", "retake2_commission")):
            one = appointed(actor, college, [debt.id])[0]
            with transaction():
                operations.settle(actor, one.id, word, "лист")
            assert debts(older, "Медведев")["Э"].debt.state == state
        one = appointed(actor, college, [debt.id], people=COMMISSION, basis="приказ № 5")[0]
        with transaction():
            operations.withdraw(actor, one.id, "болен член комиссии")
        one = appointed(actor, college, [debt.id], people=COMMISSION, basis="приказ № 6")[0]
        with transaction():
            operations.settle(actor, one.id, "2", "ведомость комиссии")
        found = debts(older, "Медведев")["Э"]
        assert (found.debt.state, found.attempts, found.debt.settled_on) == ("failed", 2, TODAY)
        with pytest.raises(Conflict):
            appointed(actor, college, [debt.id], people=COMMISSION, basis="приказ № 7")
        with pytest.raises(Conflict), transaction():
            operations.settle(actor, one.id, "3", "ещё раз")


def test_all_or_none_and_who_may(app, older, world, college, on_behalf):
    with app.app_context():
        with on_behalf("secretary") as actor:
            losev, medvedev = debts(older, "Лосев"), debts(older, "Медведев")
            both = [losev["Э"].debt.id, medvedev["Э"].debt.id]
            with transaction():
                operations.exclude(actor, queries.student(older.students["Медведев"]), "illness", TODAY, TODAY, "справка № 3")
            with pytest.raises(Refused, match="Медведев"):
                appointed(actor, college, both)
            assert debts(older, "Лосев")["Э"].debt.state == "active"
            assert debts(older, "Медведев")["Э"].last == date(2027, 7, 1)
            with transaction():
                operations.include(actor, queries_periods.periods_of(older.students["Медведев"])[0].id, "ошибка")
            facts = NoteFacts(older.students["Медведев"], "illness", "17", "", TODAY, TODAY, TODAY)
            with on_behalf("curator") as curator, transaction():
                note_id = notes.add_note(curator, facts)[0].id
            with pytest.raises(Refused, match="Медведев"):
                appointed(actor, college, both)
            assert debts(older, "Медведев")["Э"].last == date(2027, 7, 1), "the curator's note is enough"
            with on_behalf("curator") as curator, transaction():
                notes.withdraw_note(curator, note_id, "не тот студент")
            assert len(appointed(actor, college, both)) == 2
            with pytest.raises(Invalid):
                appointed(actor, college, [losev["З"].debt.id], people=())
            late = date(2027, 6, 30) + timedelta(days=1)
            with pytest.raises(Refused, match=r"30\.06\.2027"):
                appointed(actor, college, [losev["З"].debt.id], day=late)
            ahead = appointed(actor, college, [losev["З"].debt.id], day=TODAY + timedelta(days=3))[0]
            with pytest.raises(Refused), transaction():
                operations.settle(actor, ahead.id, "зачтено", "лист")
            with clock.frozen(clock.now() + timedelta(days=3)):
                with pytest.raises(Invalid), transaction():
                    operations.settle(actor, ahead.id, "5", "лист")
                with transaction():
                    operations.settle(actor, ahead.id, "зач", "лист")
        with on_behalf("curator") as curator, pytest.raises(Forbidden), transaction():
            operations.appoint(curator, both, Appointment(TODAY))
        with on_behalf("secretary", world.foreign) as stranger, pytest.raises(NotFound), transaction():
            operations.appoint(stranger, both, Appointment(TODAY, "", (world.foreign.employees["teacher"],)))


def test_an_annulled_result_takes_its_debt_along(app, older, on_behalf):
    with app.app_context(), on_behalf("secretary") as actor:
        fact = next(line.source for line in book.record_of(older.students["Медведев"]).lines if line.result == "неявка")
        with transaction():
            records.annul_result(actor, fact.carried.id, "ошибка в сводной")
        assert debts(older, "Медведев")["Э"].debt.state == "annulled"
        carry(actor, older, {"Медведев": ("2", None)})
        states = [one.debt.state for one in queries.owed(TODAY, Wanted(student_ids=[older.students["Медведев"]], states=tuple(State)))]
        assert sorted(states) == ["active", "annulled"]
