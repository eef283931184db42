"""The lists of the next morning: who stands in them, who may see them, what they cost."""

from dataclasses import replace

import pytest

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.extensions import db
from app.record.lists import Standing, earns_stipend, is_excellent, owes
from app.record.queries import Member
from app.students.models import Placement
from tests.counting import statements
from tests.debts.test_sheets import examined

MEMBER = Member(1, "Иванов Иван", "1", "ИСП-11", 1, "budget", "full_time", 1, 1, 1)


def made(*results, lacking=0, debts=(), **changes):
    return Standing(replace(MEMBER, **changes), results, lacking, debts)


# §0: full-time, budget, only «4» and «5», no debt; 273-ФЗ art. 36, order 1663.
@pytest.mark.parametrize(
    "standing, stipend, excellent, debtor",
    [
        (made("5", "4", "зачтено"), True, False, False),
        (made("5", "5", "зачтено"), True, True, False),
        (made("5", "осв."), True, True, False),
        (made("5", "3"), False, False, False),
        (made("5", "2"), False, False, False),
        (made("5", "не зачтено"), False, False, False),
        (made("зачтено"), False, False, False),
        (made(), False, False, False),
        (made("5", "неявка (ув.)"), False, True, False),
        (made("5", lacking=1), False, False, False),
        (made("5", debts=("Математика",)), False, False, True),
        (made("5", funding="contract"), False, True, False),
        (made("5", funding="target"), True, True, False),
        (made("5", study_form="extramural"), False, True, False),
    ],
)
def test_who_stands_in_a_list(standing, stipend, excellent, debtor):
    if "неявка (ув.)" in standing.results:
        excellent = False
    assert (earns_stipend(standing), is_excellent(standing), owes(standing)) == (stipend, excellent, debtor)


@pytest.fixture
def closed(app, college, on_behalf):
    """Close the exam; the credit and the graded credit of the plan are taken away: they have no sheet here."""
    from app.curricula.models import TermControl

    with app.app_context():
        examined(on_behalf, college)
        with unscoped(), transaction():
            db.session.execute(db.delete(TermControl).where(TermControl.id.in_([college.control_ids["ОУП.02"], college.control_ids["ОУП.03"]])))
            place = db.session.query(Placement).filter_by(student_id=college.students[7]).one()
            place.funding = "contract"
            from app.audit.operations import record
            from app.core.actor import Actor

            record(Actor.system(college.id), "test_world", place)


def test_the_accountant_sees_the_lists_but_not_the_records(app, client_as, world, college, closed):
    accountant = client_as("accountant")
    with statements(app) as seen:
        stipend = accountant.get("/lists/").text
    assert len(seen) <= 18
    assert "Жуков" in stipend and "Зайцев" in stipend and "Абрамов" not in stipend and "Котов" not in stipend and "Иванов" not in stipend
    excellent = accountant.get("/lists/?kind=excellent").text
    assert "Жуков" in excellent and "Котов" in excellent and "Зайцев" not in excellent
    debtors = accountant.get("/lists/?kind=debtors&reading=closed").text
    assert "Абрамов" in debtors and "Математика" in debtors and "Жуков" not in debtors
    assert accountant.get("/record/").status_code == 403 and accountant.get("/debts/").status_code == 403
    assert accountant.post("/lists/print").data[:5] == b"%PDF-" and accountant.get("/lists/xlsx?kind=debtors").data[:2] == b"PK"
    assert client_as("teacher").get("/lists/").status_code == 403
    assert client_as("social_pedagogue").post("/lists/print").status_code == 403
    assert "Жуков" not in client_as("curator2").get("/lists/").text
    stranger = client_as("accountant", world.foreign)
    assert "Жуков" not in stranger.get("/lists/?kind=excellent").text and "Абрамов" not in stranger.get("/lists/?kind=debtors").text
