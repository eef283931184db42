"""The calendar chart of the demonstration: every group's weeks as its plan holds them."""

from collections.abc import Iterable
from decimal import Decimal

from app.demo.plans import WEEK_HOURS, Line
from app.demo.world import World
from app.studyyear.models import CalendarRow
from app.studyyear.rules import ATTESTATION, CUSTOMARY, FINAL, PRACTICE, THEORY, pack, propose, weeks_of

_USES = {
    "study_practice": PRACTICE, "work_practice": PRACTICE, "prediploma_practice": PRACTICE, "interim_attestation": ATTESTATION,
    "final_attestation": FINAL,
}  # fmt: skip


def weeks_of_plan(lines: Iterable[Line]) -> dict[str, dict[str, float]]:
    """Give {semester: {use: weeks}} of a plan by its hours, 36 a week, as a plan file holds them."""
    found: dict[str, dict[str, float]] = {}
    for line in lines:
        if line.kind in ("cycle", "module"):
            continue
        for semester, hours in line.hours.items():
            uses = found.setdefault(str(semester), {})
            use = _USES.get(line.kind, THEORY)
            uses[use] = uses.get(use, 0) + hours
    return {semester: {use: round(hours / WEEK_HOURS, 2) for use, hours in uses.items()} for semester, uses in found.items()}


def build(world: World) -> None:
    """Take a row a group: the weeks of its two semesters laid out in order."""
    weeks = weeks_of(world.year.starts_on, world.year.ends_on)
    for group in world.groups:
        first = group.semester - (group.semester + 1) % 2
        semesters = [
            (*days, {use: Decimal(str(length)) for use, length in _planned(group.plan.weeks, first + number).items()})
            for number, days in enumerate(world.year.semesters)
        ]
        world.bulk.add(
            CalendarRow, organization_id=world.organization_id, academic_year_id=world.year_id, group_id=group.id,
            weeks=pack(propose(weeks, semesters, CUSTOMARY)), version=1, is_draft=False,
        )  # fmt: skip


def _planned(weeks: dict[str, dict[str, float]], semester: int) -> dict[str, float]:
    return weeks.get(str(semester), {})
