"""The plan that is measured: a draft of 160 lines opened in the editor and as a card."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from flask import Flask

from app.access.scope import acting
from app.bench import place
from app.bench.measure import Row
from app.core.transaction import transaction
from app.curricula import operations_items, operations_life
from app.curricula.models import Programme
from app.curricula.tree import Control, Item, Plan, Term
from app.extensions import db

LINES, PLAN_STATEMENTS, PLAN_RATIO, PLAN_MS = 160, 14, 6.0, 60.0


def lines_of(count: int) -> tuple[Item, ...]:
    """Give a plan of ``count`` lines: cycles of twenty, each line with hours and a control in two semesters."""
    items: list[Item] = []
    for number in range(count):
        if number % 20 == 0:
            items.append(Item(f"Ц{number}", f"Ц{number}", f"Цикл {number // 20 + 1}", "cycle"))
            continue
        terms = tuple(
            Term(semester, lectures=Decimal(20), practicals=Decimal(14), self_study=Decimal(2), controls=(Control("ДЗ"),))
            for semester in (number % 7 + 1, number % 7 + 2)
        )
        items.append(Item(f"Д.{number}", f"Д.{number}", f"Дисциплина {number}", "discipline", f"Ц{number // 20 * 20}", competences=("ОК 01",), terms=terms))
    return tuple(items)


def draft_of(app: Flask, count: int) -> int:
    """Write the plan as a draft of an intake far ahead; give its id."""
    with app.app_context():
        actor = place.actor_of("methodist")
        with acting(actor), transaction():
            programme = db.session.query(Programme).first()
            made = operations_life.create_curriculum(actor, {"programme": programme, "intake_year": 2090, "fgos_order": None})
            operations_items.take_over(actor, made.id, Plan("", "", items=lines_of(count)))
            pk = made.id
        db.session.remove()
    return pk


def page_of(measured: Callable[..., Row], address: str, name: str) -> Callable[[Flask, Path], Row]:
    """Make the case of a page of the plan; ``measured`` compares it with its SELECTs alone."""

    def case(app: Flask, folder: Path) -> Row:
        pk = draft_of(app, LINES)
        client = place.client_of(app, "methodist")

        def work() -> bytes:
            answer = client.get(address.format(pk=pk))
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
            return answer.data

        row = measured(app, folder, name, f"{LINES} lines", work)
        row.target_ms = PLAN_MS
        row.gate("ratio", row.ratio or 0, PLAN_RATIO)
        row.gate("statements", row.statements or 0, PLAN_STATEMENTS)
        return row

    return case
