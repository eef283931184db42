"""What the record says of orders: who lacks a final mark of the plan does not graduate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from app.access.scope import unscoped
from app.attestation.controls import FORMS
from app.core.text import N_
from app.movement.registry import Obstacle, register_guard
from app.record import queries_plan, queries_results
from app.record.rules import Attempt, counting


def block_graduation(student_ids: Collection[int], day: date) -> Mapping[int, Sequence[Obstacle]]:
    """Tell who has no result in a control that the plan requires (273-ФЗ, art. 59, p. 6: the plan fulfilled in full)."""
    with unscoped():
        plans = queries_plan.plans_of(student_ids)
        required = queries_plan.plan_controls(set(plans.values()))
        attempts: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
        for fact in queries_results.facts(student_ids):
            attempts[fact.student_id, fact.control.id].append(fact.attempt)
    found: dict[int, list[Obstacle]] = {}
    for student, plan in plans.items():
        missing = sum(1 for control, form in required[plan] if FORMS[form].required and not counting(attempts[student, control]))
        if missing:
            found[student] = [Obstacle(N_("%(student)s has controls without a result: %(count)s."), (("count", missing),))]
    return found


register_guard(("GRADUATE",), block_graduation)
