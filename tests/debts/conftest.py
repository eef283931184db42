"""A third course with debts carried over."""

from datetime import date

import pytest

from app.core.transaction import transaction
from app.exchange.rules import Record
from app.record import opening
from app.students import queries as students
from tests.record.conftest import Older, make_older

PAPER_DAY = date(2026, 6, 30)


def carry(actor, older: Older, results) -> None:
    """Carry {surname: (exam of semester 2, credit of semester 1)} over as a file would."""
    group = students.group_by_id(older.group_id)
    rows = [
        Record(number, {"person": f"{surname} Олег", "record_book": None, f"control-{older.exam}": exam, f"control-{older.credit}": credit})
        for number, (surname, (exam, credit)) in enumerate(results.items(), start=2)
    ]
    with transaction():
        opening.import_results(actor, group, rows, paper_date=PAPER_DAY)


@pytest.fixture
def older(app, college, on_behalf) -> Older:
    """Give the group: Лосев owes the exam and the credit, Медведев the exam, Носова nothing."""
    with app.app_context():
        made = make_older(college)
        with on_behalf("secretary") as actor:
            carry(actor, made, {"Лосев": ("2", "не зачтено"), "Медведев": ("неявка", "зачтено"), "Носова": ("5", "зачтено")})
        return made
