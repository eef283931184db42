"""A student from another plan: re-credited, re-attested, the difference of plans with a day of its own."""

from decimal import Decimal

import pytest

from app.core.transaction import transaction
from app.debts import queries as debts
from app.movement import registry
from app.record import book, recredit
from app.record.rules import DIFFERENCE, REATTESTED, RECREDITED, Earned, compared
from tests.factories import TODAY


# The local act on re-credits: the same item with enough hours, with fewer, another item, a failed one.
@pytest.mark.parametrize(
    "earned, verdict",
    [
        ([("Математика", 60, "4")], RECREDITED),
        ([("математика ", 80, "зачтено")], RECREDITED),
        ([("Математика", 40, "4")], REATTESTED),
        ([("Математика", 40, "4"), ("Математика", 60, "3")], RECREDITED),
        ([("История", 60, "5")], DIFFERENCE),
        ([("Математика", 60, "2")], DIFFERENCE),
        ([], DIFFERENCE),
    ],
)
def test_what_is_proposed(earned, verdict):
    assert compared("Математика", Decimal(60), [Earned(name, Decimal(hours), result) for name, hours, result in earned])[0] == verdict


def decided(older, **changes):
    data = {
        f"v-{older.exam}": "recredited", f"r-{older.exam}": "5", f"h-{older.exam}": "72,5", f"v-{older.credit}": "difference",
        "protocol": "3", "dated": TODAY.isoformat(), "paper": "справка о периоде обучения № 8", "due_on": "2027-02-01",
    }  # fmt: skip
    return data | changes


def test_the_commission_decides_and_the_difference_is_no_debt(app, client_as, world, older, on_behalf):
    student = older.students["Лосев"]
    secretary, address = client_as("secretary"), f"/record/{older.students['Лосев']}/comparison"
    page = secretary.get(address)
    assert page.status_code == 200 and page.text.count('name="v-') == 4
    for wrong in ({f"r-{older.exam}": "2"}, {f"h-{older.exam}": "много"}, {"due_on": ""}, {"protocol": " "}, {"paper": ""}, {"v-999": "recredited"}):
        answer = secretary.post(address, data=decided(older, **wrong))
        assert answer.status_code == 422, wrong
    assert 'value="справка о периоде обучения № 8"' in secretary.post(address, data=decided(older, due_on="")).text
    assert secretary.post(address, data=decided(older)).status_code == 303
    again = secretary.post(address, data=decided(older))
    assert again.status_code == 422, "the exam has a result now"
    assert "01.02.2027" in secretary.get(address).text
    with app.app_context(), on_behalf("secretary") as actor:
        lines = {line.control.id: line for line in book.record_of(student).lines}
        fact = lines[older.exam].source
        assert (lines[older.exam].result, fact.attempt.kind, str(fact.control.hours)) == ("5", "recredited", "72.50")
        assert fact.carried.protocol == f"протокол № 3 от {TODAY:%d.%m.%Y}"
        assert debts.owed(TODAY) == [], "the difference is no debt of art. 58"
        difference = next(one.difference for one in recredit.comparison(book.record_of(student)) if one.difference)
        with transaction():
            recredit.pass_difference(actor, difference.id, "зачтено", "ведомость № 9", TODAY)
        assert {line.control.id: line for line in book.record_of(student).lines}[older.credit].result == "зачтено"
        said = registry.obstacles("GRADUATE", [student], TODAY)[student]
        assert [dict(one.params)["count"] for one in said if "without a result" in one.msgid] == [2], "exam and graded credit of semester 1"
    form = {"result": "зачтено", "paper": "ведомость № 9", "held_on": TODAY.isoformat()}
    assert secretary.post(f"/record/{student}/difference/{difference.id}", data=form).status_code == 409
    assert client_as("curator").post(address, data=decided(older)).status_code == 403
    stranger = client_as("secretary", world.foreign)
    assert stranger.get(address).status_code == 404 and stranger.post(address, data=decided(older)).status_code == 404
    assert stranger.post(f"/record/{student}/difference/{difference.id}", data=form).status_code == 404
