"""Two people at one debt or record, a double submit, a crash in the middle: one effect or none, said in a sentence."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.debts import operations, permits, queries
from app.debts.models import AcademicDebt, Resit, ResitPermit
from app.debts.operations import Appointment
from app.exchange.rules import Record
from app.extensions import db
from app.record import opening, recredit
from app.record import operations as records
from app.record.models import CarriedResult, PlanDifference
from app.record.recredit import Decision, Protocol
from app.students import queries as students
from tests.factories import TODAY
from tests.racing import race
from tests.record.conftest import make_older

PAPER_DAY = date(2026, 6, 30)
HAS_RESULT = "The plan does not ask this control, or it has a result already. Open the page again."
CHANGED = "Such a record already exists. Change what must not repeat, or open the existing record."


def count(model, *where):
    with unscoped():
        db.session.rollback()
        return db.session.scalar(select(func.count(model.id)).where(*where))


def carries(older, result):
    """Give the deed of whoever carries the exam of Лосев over from paper."""

    def deed(actor):
        row = Record(2, {"person": "Лосев Олег", "record_book": None, f"control-{older.exam}": result})
        opening.import_results(actor, students.group_by_id(older.group_id), [row], paper_date=PAPER_DAY)

    return deed


def decides(older, verdict, control, result=""):
    """Give the deed of whoever writes a protocol of the commission down."""
    protocol = Protocol("3", TODAY, "справка о периоде обучения", date(2027, 2, 1))
    return lambda actor: recredit.decide(actor, older.students["Медведев"], [Decision(control, verdict, result)], protocol)


def test_whoever_comes_second_changes_nothing_and_reads_why(engine_app, college, actor_as):
    with engine_app.app_context():
        older = make_older(college)
        office, colleague = actor_as("secretary"), actor_as("secretary")
        both = [(office, carries(older, "2")), (colleague, carries(older, "2"))]
        told = race(engine_app, *both)
        assert told[-1] == "done" and count(CarriedResult) == count(AcademicDebt) == 1, told
        assert race(engine_app, *both) == ["done", "done"] and count(CarriedResult) == 1, "the same matrix again changes nothing"

        debt = db.session.scalar(select(AcademicDebt.id).execution_options(unscoped=True))
        asked = Appointment(TODAY, "каб. 5", (college.employees["teacher"],))
        told = race(engine_app, *[(one, lambda actor: operations.appoint(actor, [debt], asked)) for one in (office, colleague)])
        assert told == ["%(student)s: a re-sit is appointed already.", "done"] and count(Resit) == 1
        resit = db.session.scalar(select(Resit.id).execution_options(unscoped=True))
        told = race(engine_app, *[(one, lambda actor: permits.issue_permits(actor, [resit])) for one in (office, colleague)])
        assert told == ["done", "done"] and count(ResitPermit) == 1, "a double submit gives the slip there is"
        told = race(
            engine_app, (office, lambda actor: operations.settle(actor, resit, "2", "лист № 1")),
            (colleague, lambda actor: operations.withdraw(actor, resit, "нет аудитории")),
        )  # fmt: skip
        assert told == ["This re-sit has its outcome already.", "done"]

        told = race(engine_app, *[(one, decides(older, "recredited", older.exam, "5")) for one in (office, colleague)])
        assert told[-1] == "done" and told[0] in (HAS_RESULT, CHANGED) and count(CarriedResult, CarriedResult.origin == "recredited") == 1
        told = race(engine_app, *[(one, decides(older, "difference", older.credit)) for one in (office, colleague)])
        assert told[-1] == "done" and count(PlanDifference) == 1, told
        difference = db.session.scalar(select(PlanDifference.id).execution_options(unscoped=True))
        told = race(
            engine_app, *[(one, lambda actor: recredit.pass_difference(actor, difference, "зачтено", "ведомость № 9", TODAY)) for one in (office, colleague)]
        )
        assert told[-1] == "done" and count(CarriedResult, CarriedResult.origin == "difference") == 1, told
        wrong = db.session.scalar(select(CarriedResult.id).filter_by(origin="opening").execution_options(unscoped=True))
        told = race(engine_app, *[(one, lambda actor: records.annul_result(actor, wrong, "опечатка")) for one in (office, colleague)])
        assert told[-1] == "done" and told[0] != "done" and count(AcademicDebt, AcademicDebt.state == "annulled") == 1, told


def test_a_crash_in_the_middle_leaves_nothing_behind(app, college, on_behalf):
    with app.app_context():
        older = make_older(college)
        with on_behalf("secretary") as actor:
            carry, decide = carries(older, "2"), decides(older, "recredited", older.exam, "5")
            for deed, model in ((carry, CarriedResult), (carry, AcademicDebt), (decide, CarriedResult)):
                with pytest.raises(KeyboardInterrupt), transaction():
                    deed(actor)
                    raise KeyboardInterrupt  # the machine stops before the end
                assert count(model) == 0
            with transaction():
                carry(actor)
            debt = queries.owed(TODAY)[0].debt.id
            asked = Appointment(TODAY, "каб. 5", (college.employees["teacher"],))
            with pytest.raises(KeyboardInterrupt), transaction():
                made = operations.appoint(actor, [debt], asked)
                permits.issue_permits(actor, [one.id for one in made])
                raise KeyboardInterrupt
            assert count(Resit) == count(ResitPermit) == 0
            assert queries.owed(TODAY)[0].debt.state == "active"
