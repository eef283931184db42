"""Papers about absences of a few groups, so that the month of attendance has every reason in it."""

from datetime import timedelta

from app.core.actor import Actor
from app.curator import operations
from app.curator.rules import ILLNESS, ORDER, STATEMENT, NoteFacts
from app.demo.world import World

GROUPS = ("ИСП-11", "ИСП-21", "ИСП-31")
PAPERS = (
    (ILLNESS, "318", "Поликлиника № 6", 20, 7), (ILLNESS, "1045", "Поликлиника № 13", 34, 3), (STATEMENT, "", "Родитель", 9, 3),
    (ORDER, "214-с", "Учебная часть, соревнования", 15, 3),
)  # fmt: skip


def build(world: World, actor: Actor) -> None:
    """Enter the papers through the verb of the field; must run inside a transaction on behalf of ``actor``."""
    for group in (one for one in world.groups if one.name in GROUPS):
        for place, (kind, number, issuer, back, days) in enumerate(PAPERS):
            first = max(world.today - timedelta(days=back), world.year.term[0])
            last = min(first + timedelta(days=days), world.today)
            student = group.students[(place * 5) % len(group.students)]
            operations.add_note(actor, NoteFacts(student, kind, number, issuer, first, last, last))
