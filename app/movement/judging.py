"""Judging an order before it goes on: every refusal and warning of its dates, its lines and what higher packages know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.access.scope import current_actor, unscoped
from app.core.clock import today
from app.core.text import N_
from app.curricula.models import Curriculum
from app.extensions import db
from app.movement import registry
from app.movement.facts import GroupFacts, LineFacts
from app.movement.findings import line_findings, order_findings
from app.movement.history import History, deed_of, histories
from app.movement.kinds import CANDIDATE, EXPULSIONS, KINDS
from app.movement.models import Order, OrderItem
from app.movement.rules import Finding, date_findings, decision_findings, refusal
from app.movement.timeline import Clash, Deed, Standing, Timeline
from app.organization.models import Semester
from app.students.courses import course_on, courses_on
from app.students.models import Placement, Student, StudyGroup
from app.students.models_file import Benefit, PriorEducation
from app.students.queries import held

# The field of a line in which what is chosen from a list of the kind is kept.
CHOSEN = frozenset({"reason", "ground", "leave", "outcome", "sanction", "plan"})
_COLUMNS = {"group": "group_id", "programme": "programme_id"}


def judge(order: Order, items: Sequence[OrderItem]) -> list[Finding]:
    """Give all that speaks against an order as it stands; a fixed number of statements whatever its lines."""
    found = order_findings(
        [basis.kind for basis in order.bases], [(i.position, i.student_id, i.student_name) for i in items]
    )
    if order.kind in ("AMEND", "CANCEL") and order.target_id is None:
        found.append(refusal(N_("Name the order that is amended or cancelled."), field="target"))
    found += date_findings(order.order_date, order.effective_on, today(_zone()), _previous_date(order))
    if order.kind == "ACADEM_OUT":
        applied = [basis.dated for basis in order.bases if basis.kind == "application"]
        found += decision_findings(applied, order.order_date or today(_zone()))
    facts = Facts(order, items)
    for item in items:
        found += _line(order, item, facts)
    return found


class Facts:
    """What is read for all lines at once."""

    def __init__(self, order: Order, items: Sequence[OrderItem]) -> None:
        students = {item.student_id for item in items}
        self.histories: Mapping[int, History] = histories(students)
        groups = {g for item in items for g in (item.group_id, item.from_group_id) if g}
        self.groups = group_facts(groups, order.effective_on)
        with unscoped():
            rows = db.session.execute(select(Student.id, Student.birth_date).where(Student.id.in_(students)))
            self.born: dict[int, date | None] = dict(rows.tuples().all())
            self.semesters = list(
                db.session.execute(
                    select(Semester.starts_on, Semester.ends_on).where(Semester.organization_id == order.organization_id)
                ).tuples()
            ) if any(item.kind == "RESTORE" for item in items) else []  # fmt: skip
        self.orphans = _orphans(students, order.effective_on) if order.kind in ("EXPEL", "AMEND") else set()
        self.unschooled = _unschooled(students) if order.kind in ("EXPEL", "AMEND") else set()
        self.obstacles = _obstacles(order, items)
        self.revived = _revived(items)

    def term_end(self, day: date | None) -> date | None:
        """Give the last day of the half-year that holds ``day``."""
        return next((last for first, last in self.semesters if day and first <= day <= last), None)


def _obstacles(order: Order, items: Sequence[OrderItem]) -> dict[int, list[registry.Obstacle]]:
    """Ask the guards of higher packages: by kind, of expulsions on initiative and of disciplinary measures."""
    found: dict[int, list[registry.Obstacle]] = {}
    concerned: dict[str, list[int]] = {}
    for item in items:
        reason = EXPULSIONS.get(item.choice or "") if item.kind == "EXPEL" else None
        asked = [item.kind]
        asked += [registry.INITIATIVE] if reason is not None and reason.by_college else []
        asked += [registry.DISCIPLINE] if item.kind == "SANCTION" or (reason is not None and item.choice == "discipline") else []
        for kind in asked:
            concerned.setdefault(kind, []).append(item.student_id)
    for kind, students in concerned.items():
        for student, said in registry.obstacles(kind, students, order.effective_on).items():
            kept = found.setdefault(student, [])
            kept += [one for one in said if one not in kept]
    return found


def _zone() -> str:
    actor = current_actor()
    return actor.zone if actor is not None else "Europe/Samara"


def _orphans(students: Collection[int], day: date) -> set[int]:
    """Give who of ``students`` is an orphan on ``day``: an expulsion as a sanction needs further consents."""
    with unscoped():
        rows = db.session.scalars(
            select(Benefit.student_id).where(
                Benefit.student_id.in_(students), Benefit.kind == "orphan", Benefit.starts_on <= day,
                or_(Benefit.ends_on.is_(None), Benefit.ends_on >= day),
            )
        )  # fmt: skip
        return set(rows)


def _unschooled(students: Collection[int]) -> set[int]:
    """Give who of ``students`` has no basic general education, as their documents of education say."""
    with unscoped():
        rows = db.session.execute(select(PriorEducation.student_id, PriorEducation.level).where(PriorEducation.student_id.in_(students))).all()
    return {student for student, level in rows if level == "none"} - {student for student, level in rows if level != "none"}


def trial(item: OrderItem, history: History, revived: Mapping[int, Deed]) -> tuple[Timeline, Deed | None]:
    """Derive a student's history with this line in force; gives it with the tried deed. Raises Clash."""
    without = {item.cancels_id} if item.cancels_id else set()
    if item.id:
        without.add(item.id)
    if item.kind == "CANCEL":
        back = revived.get(item.cancels_id or 0)
        return history.tried(without=without, plus=[back] if back else []), None
    deed = deed_of(item)
    return history.tried(without=without, plus=[deed]), deed


def _revived(items: Sequence[OrderItem]) -> dict[int, Deed]:
    """Give what a cancelled amendment or cancellation had put out of force: {its line: that deed}."""
    wanted = [item.cancels_id for item in items if item.kind == "CANCEL" and item.cancels_id]
    if not wanted:
        return {}
    with unscoped():
        rows = db.session.scalars(
            select(OrderItem)
            .where(OrderItem.id.in_(wanted), OrderItem.cancels_id.is_not(None))
            .options(joinedload(OrderItem.cancels))
        )
        return {
            row.id: deed_of(row.cancels) for row in rows if row.cancels is not None and row.cancels.kind != "CANCEL"
        }


def _line(order: Order, item: OrderItem, facts: Facts) -> list[Finding]:
    at, history = item.position, facts.histories[item.student_id]
    if order.kind in ("AMEND", "CANCEL") and item.cancels_id is None:
        return [
            refusal(N_("%(name)s: the order that is amended has no such line in force."), at, name=item.student_name)
        ]
    found: list[Finding] = []
    try:
        timeline, deed = trial(item, history, facts.revived)
        before = timeline.before.get(deed.item, Standing()) if deed else Standing()
    except Clash as clash:
        found.append(_clash(clash, item, history))
        deed, before = (None, _standing_before(item, history))
    if item.kind != "CANCEL":
        found += line_findings(_facts_of(order, item, before, facts))
    for obstacle in facts.obstacles.get(item.student_id, ()):
        params = (("student", item.student_name), *obstacle.params)
        found.append(Finding(obstacle.msgid, params, obstacle.blocks, at))
    return found


def _clash(clash: Clash, item: OrderItem, history: History) -> Finding:
    if clash.item == (item.id or 0) or clash.item not in history.deeds:
        return Finding(clash.msgid, tuple(clash.params.items()), True, item.position)
    with unscoped():
        later = db.session.get(Order, db.session.scalar(select(OrderItem.order_id).where(OrderItem.id == clash.item)))
    return refusal(
        N_("%(name)s: with this the order № %(number)s of %(day)s could not be. Cancel or amend that one first."), item.position,
        name=item.student_name, number=later.full_number if later else "", day=f"{later.order_date:%d.%m.%Y}" if later and later.order_date else "",
    )  # fmt: skip


def _standing_before(item: OrderItem, history: History) -> Standing:
    try:
        return history.tried(without={item.id, item.cancels_id or 0}).last
    except Clash:
        return Standing(CANDIDATE)


def _facts_of(order: Order, item: OrderItem, before: Standing, facts: Facts) -> LineFacts:
    kind = KINDS[item.kind]
    bases = {basis.kind for basis in order.bases}
    return LineFacts(
        position=item.position, kind=kind, name=item.student_name, on=item.effective_on, before=before,
        born=facts.born.get(item.student_id), now_group=facts.groups.get(before.group or 0) if before.present else None,
        group=facts.groups.get(item.group_id or 0), programme=item.programme_id, course=item.course, funding=item.funding,
        until=item.ends_on, reason=item.choice, orphan=item.student_id in facts.orphans, unschooled=item.student_id in facts.unschooled,
        term_ends=facts.term_end(before.since) if item.kind == "RESTORE" else None, bases=frozenset(bases),
        filled=filled(item),
    )  # fmt: skip


def filled(item: OrderItem) -> frozenset[str]:
    """Give the fields of a line that hold something."""
    fields = KINDS[item.kind].fields
    return frozenset(
        name
        for name in fields
        if getattr(item, "choice" if name in CHOSEN else _COLUMNS.get(name, name)) not in (None, "", False)
    )


def _previous_date(order: Order) -> date | None:
    """Give the latest date among the lower numbers of the order's series and year."""
    if order.serial is None:
        return None
    with unscoped():
        return db.session.scalar(
            select(func.max(Order.order_date)).where(
                Order.organization_id == order.organization_id, Order.year == order.year, Order.series == order.series,
                Order.serial < order.serial, Order.id != order.id,
            )
        )  # fmt: skip


def group_facts(groups: Collection[int], day: date) -> dict[int, GroupFacts]:
    """Give what is judged of groups on ``day``; a fixed number of statements."""
    if not groups:
        return {}
    with unscoped():
        members = dict(
            db.session.execute(
                select(Placement.group_id, func.count(Placement.id))
                .where(Placement.group_id.in_(groups), held(day))
                .group_by(Placement.group_id)
            )
            .tuples()
            .all()
        )
        found = db.session.scalars(
            select(StudyGroup)
            .where(StudyGroup.id.in_(groups))
            .options(joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme))
        )
        rows = list(found)
        courses = courses_on(rows, day)
        return {group.id: _group(group, courses[group.id], members.get(group.id, 0)) for group in rows}


def _group(group: StudyGroup, course: int, members: int) -> GroupFacts:
    programme = group.curriculum.programme
    last = min(6, programme.years + (1 if programme.months else 0))
    return GroupFacts(
        group.id, group.name, programme.specialty_id, programme.study_form, course, last, members
    )


def course_of(place: Placement, day: date) -> int | None:
    """Give the course of a placement: its own, else that of the group by its years."""
    return place.course or (course_on(place.group, day) if place.group is not None else None)
