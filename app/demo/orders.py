"""Orders of the demonstration: everybody was enrolled by one, a year's stipends and sanctions, some under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text as sql

from app.access.scope import acting
from app.core import text
from app.core.actor import Actor
from app.core.transaction import transaction
from app.demo.world import NAME, Group, World
from app.extensions import db
from app.movement import applying, operations, passing
from app.movement.kinds import KINDS
from app.movement.models import Order, OrderBasis, OrderItem
from app.movement.operations import Basis

SERIES = "с"
APPLICATION = (Basis("application", "личное", "", None),)


@dataclass(slots=True)
class Planned:
    """An order to be written: who stands in it and what every line says."""

    kind: str
    dated: date
    effective_on: date
    students: list[tuple[int, str, int | None]]
    basis: tuple[str, str]
    fields: dict[str, Any]
    number: str = ""


def plan_year(world: World) -> list[Planned]:
    """Give the stipends, sanctions and practices of the year of every group, the oldest first."""
    found: list[Planned] = []
    for group in world.groups:
        for month in range(4):
            day = min(world.year.starts_on + timedelta(days=20 + 25 * month), world.today - timedelta(days=1))
            fields = {"note": "государственная академическая", "ends_on": day + timedelta(days=120)}
            found.append(Planned("SCHOLARSHIP", day, day, _some(world, group, 5), ("protocol", "стипендиальной комиссии"), fields))
        for _ in range(2):
            day = world.today - timedelta(days=world.random.randrange(2, 40))
            found.append(Planned("SANCTION", day, day, _some(world, group, 1), ("memo", "куратора группы"), {"choice": "remark"}))
    return found


def _some(world: World, group: Group, count: int) -> list[tuple[int, str, int | None]]:
    chosen = sorted(world.random.sample(group.students, min(count, len(group.students))))
    return [(student, world.names[student], group.id) for student in chosen]


def write(world: World, planned: Sequence[Planned]) -> dict[int, int]:
    """Take the rows of planned orders with numbers in the order of their dates; gives {student: line of the enrolment}."""
    serials: Counter[int] = Counter()
    enrolled: dict[int, int] = {}
    for one in sorted(planned, key=lambda each: (each.dated, each.kind)):
        serials[one.dated.year] += 1
        one.number = f"{serials[one.dated.year]}-{SERIES}"
        order = _order(world, one, serials[one.dated.year])
        world.bulk.add(
            OrderBasis, organization_id=world.organization_id, order_id=order, kind=one.basis[0], title=one.basis[1], number=None,
            dated=one.dated,
        )  # fmt: skip
        for position, (student, name, group) in enumerate(one.students, start=1):
            item = _item(world, one, order, position, student, name, group)
            if one.kind == "ENROLL":
                enrolled[student] = item
    world.serials = dict(serials)
    return enrolled


def _order(world: World, one: Planned, serial: int) -> int:
    title = KINDS[one.kind].heading
    return world.bulk.add(
        Order, organization_id=world.organization_id, kind=one.kind, state="draft", number=str(serial), series=SERIES, serial=serial,
        year=one.dated.year, order_date=one.dated, effective_on=one.effective_on, title=title, signer_position="Директор",
        signer_name=world.director, executor_id=world.employees["secretary"],
        search_key=text.search_key(f"{serial}-{SERIES}", title), sort_key=text.sort_key(f"{one.dated:%Y%m%d}", f"{serial:07d}"),
    )  # fmt: skip


def _item(world: World, one: Planned, order: int, position: int, student: int, name: str, group: int | None) -> int:
    given = {"group_id": None, "course": None, "funding": None, "choice": None, "note": None, "ends_on": None} | one.fields
    if one.kind == "ENROLL":
        given["group_id"], given["funding"] = group, world.fundings[student]
    return world.bulk.add(
        OrderItem, organization_id=world.organization_id, order_id=order, position=position, student_id=student, student_name=name,
        kind=one.kind, effective_on=one.effective_on, from_group_id=None if one.kind == "ENROLL" else group, **given,
    )  # fmt: skip


def seal(world: World) -> None:
    """Let the written orders count as applied."""
    db.session.execute(sql("UPDATE movement_order SET state = 'applied' WHERE organization_id = :id"), {"id": world.organization_id})


def go_on(world: World) -> None:
    """Move some students by orders as the office does, and leave others under way."""
    actor = Actor.system(world.organization_id, NAME)
    day, last = world.today - timedelta(days=2), world.groups[-1].students
    with acting(actor), transaction():
        leave = {"leave": "family", "ends_on": day + timedelta(days=364)}
        for number, (kind, student, values) in enumerate(
            (("EXPEL", last[0], {"reason": "own_wish"}), ("ACADEM_OUT", last[1], leave), ("BASIS", last[2], {"funding": _other(world, last[2])})), start=1
        ):  # fmt: skip
            order = operations.draft_order(actor, kind, [student], effective_on=day, values=values, bases=APPLICATION)
            passing.submit_order(actor, order.id, order.row_version)
            passing.register_order(actor, order.id, order.row_version, f"{world.serials.get(day.year, 0) + number}-{SERIES}", day)
            applying.apply_order(actor, order.id, order.row_version)
        waiting = operations.draft_order(actor, "EXPEL", [last[3]], effective_on=world.today, values={"reason": "family"}, bases=APPLICATION)
        passing.submit_order(actor, waiting.id, waiting.row_version)
        operations.draft_order(actor, "ACADEM_OUT", [last[4]], effective_on=world.today, values=leave)
        db.session.flush()


def _other(world: World, student: int) -> str:
    return "contract" if world.fundings[student] != "contract" else "budget"
