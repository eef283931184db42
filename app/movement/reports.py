"""Movement of a period and the student body on a day: read from placements, shown, printed and exported by one function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from app.access.crud_writing import require
from app.access.scope import current_actor, reach_of
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.curricula.models import Curriculum
from app.documents import operations as documents
from app.documents.rules import Signature
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.movement import figures, papers
from app.movement.figures import ARRIVED, LEFT, Body, Causes, Movement
from app.movement.history import stay_of
from app.movement.kinds import KINDS
from app.movement.models import BodyReport, Order, OrderItem
from app.movement.papers import ContingentPaper, FigureRow, MovementPaper
from app.movement.rules import APPLIED
from app.movement.timeline import Stay
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.students.courses import courses_on
from app.students.funding import SOURCES
from app.students.models import Placement, StudyGroup

LONGEST = timedelta(days=366 * 3)
WITHOUT_GROUP = "Без группы"
WHOLE = "Всего по колледжу"
# The columns of the movement report, as screens and spreadsheets name them.
MOVEMENT_HEADS = (
    N_("At the begin"), N_("of them on leave"), N_("Enrolled"), N_("By transfer"), N_("Restored"), N_("From other groups"),
    N_("Arrived in all"), N_("Left by transfer"), N_("Own wish"), N_("Failure"), N_("Discipline"), N_("Conscription"),
    N_("Graduated"), N_("Other reasons"), N_("To other groups"), N_("Left in all"), N_("At the end"), N_("on leave at the end"),
    N_("Gone on leave"), N_("Back from leave"),
)  # fmt: skip
BODY_HEADS = (N_("In all"), N_("Of them study"), N_("On leave"), N_("Budget"), N_("By contract"), N_("Targeted"))
_LEFT_SHOWN = ("transferred_out", "own_wish", "failure", "discipline", "conscription", "graduated", "other_left", "to_groups")
FORMS = {"full_time": "Очная", "part_time": "Очно-заочная", "extramural": "Заочная"}
DIVISIONS = {
    "group": (N_("Group"), "Группа"), "course": (N_("Course"), "Курс"), "specialty": (N_("Specialty"), "Специальность (профессия)"),
    "form": (N_("Form of study"), "Форма обучения"), "funding": (N_("Funding"), "Основа обучения"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table of numbers: rows by name, the total last."""

    rows: tuple[FigureRow, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the equation holds in every row."""
        return all(row.holds for row in self.rows)


def movement_table(first: date, last: date) -> Table:
    """Give the movement by group with the total; raises Invalid for a period that ends before it begins or is too long."""
    if last < first or last - first > LONGEST:
        raise Invalid(N_("The period must end after it begins and be no longer than three years."), field="last")
    people, groups = _people(first - timedelta(days=1), last)
    found = figures.movement(people, _causes(people), first, last, lambda stay: stay.group, partial=_is_partial())
    rows = [FigureRow(_group_name(groups, key), _movement_cells(row), holds=row.balanced) for key, row in found.items()]
    whole = figures.total(found.values())
    return Table((*sorted(rows, key=_by_name), FigureRow(WHOLE, _movement_cells(whole), True, whole.balanced)))


def contingent_table(day: date, division: str) -> Table:
    """Give the student body on ``day`` by group, course, specialty, form or funding, with the total."""
    if division not in DIVISIONS:
        raise Invalid(N_("Choose one of the offered values."), field="division")
    people, groups = _people(day, day)
    found = figures.contingent(people, day, _key(division, groups, day))
    rows = [FigureRow(str(name), _body_cells(body)) for name, body in found.items()]
    whole = Body()
    for body in found.values():
        whole.total, whole.leave = whole.total + body.total, whole.leave + body.leave
        whole.fundings = {name: whole.fundings[name] + body.fundings[name] for name in whole.fundings}
    return Table((*sorted(rows, key=_by_name), FigureRow(WHOLE, _body_cells(whole), True)))


def _by_name(row: FigureRow) -> tuple[bool, str]:
    return row.name == WITHOUT_GROUP, row.name


def _movement_cells(row: Movement) -> tuple[int, ...]:
    arrived = [row.columns[name] for name in ARRIVED]
    left = [row.columns[name] for name in _LEFT_SHOWN]
    assert set(_LEFT_SHOWN) == set(LEFT)
    return (
        row.start, row.start_leave, *arrived, row.arrived, *left, row.left, row.end, row.end_leave, row.on_leave, row.off_leave
    )  # fmt: skip


def _body_cells(body: Body) -> tuple[int, ...]:
    return (body.total, body.studying, body.leave, *body.fundings.values())


def _people(first: date, last: date) -> tuple[list[list[Stay]], dict[int, StudyGroup]]:
    """Give the stays that touch the days, and the one before each, by student; and their groups; two statements."""
    found: dict[int, list[Stay]] = defaultdict(list)
    rows = db.session.scalars(
        select(Placement)
        .where(and_(Placement.starts_on <= last, or_(Placement.ends_on.is_(None), Placement.ends_on >= first)))
        .order_by(Placement.student_id, Placement.starts_on)
    )
    for place in rows:
        found[place.student_id].append(stay_of(place))
    ids = {stay.group for stays in found.values() for stay in stays if stay.group}
    groups = db.session.scalars(
        select(StudyGroup)
        .where(StudyGroup.id.in_(ids))
        .options(joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme))
    )
    return list(found.values()), {group.id: group for group in groups}


def _is_partial() -> bool:
    """Tell whether the reader is shown some groups alone."""
    actor = current_actor()
    return actor is not None and not reach_of(actor, Placement.__resource__).full


def _causes(people: Iterable[Sequence[Stay]]) -> Causes:
    ids = {item for stays in people for stay in stays for item in (stay.item, stay.ended_by) if item}
    rows = db.session.execute(select(OrderItem.id, OrderItem.kind, OrderItem.choice).where(OrderItem.id.in_(ids)))
    return {item: (kind, choice) for item, kind, choice in rows}


def _group_name(groups: Mapping[int, StudyGroup], key: Hashable) -> str:
    group = groups.get(key) if isinstance(key, int) else None
    return group.name if group is not None else WITHOUT_GROUP


def _key(division: str, groups: Mapping[int, StudyGroup], day: date) -> Callable[[Stay], Hashable]:
    courses = courses_on(groups.values(), day)

    def specialty(stay: Stay) -> str:
        group = groups.get(stay.group or 0)
        return str(group.curriculum.programme.specialty) if group is not None else WITHOUT_GROUP

    return {
        "group": lambda stay: _group_name(groups, stay.group),
        "course": lambda stay: f"{stay.course or courses.get(stay.group or 0, 1)} курс",
        "specialty": specialty,
        "form": lambda stay: FORMS[stay.form],
        "funding": lambda stay: _source(stay.funding),
    }[division]


def _source(code: str) -> str:
    title = _(SOURCES[code].title)
    return title[:1].upper() + title[1:]


def _orders(first: date, last: date) -> tuple[str, ...]:
    """Name the orders by which students moved in the period; stipends and sanctions move nobody."""
    lines = select(OrderItem.order_id).where(OrderItem.effective_on.between(first, last), OrderItem.cancelled_by_id.is_(None))
    moving = [kind.code for kind in KINDS.values() if kind.moves]
    rows = db.session.scalars(select(Order).where(Order.state == APPLIED, Order.kind.in_(moving), Order.id.in_(lines)).order_by(Order.sort_key))
    return tuple(f"№ {one.full_number} от {one.order_date:%d.%m.%Y} «{one.title}»" for one in rows if one.order_date)


def print_movement(actor: Actor, first: date, last: date) -> bytes:
    """Print the movement report of a period: registered under the next number of its series and archived."""
    require(actor, "order", "print")
    organization = db.session.get_one(Organization, actor.organization_id)
    paper = MovementPaper(
        letterhead(organization), first, last, movement_table(first, last).rows, _orders(first, last), _signatures(organization)
    )
    return _issue(actor, papers.MOVEMENT, first, last, paper)


def print_contingent(actor: Actor, day: date, division: str) -> bytes:
    """Print the student body on a day by one division; registered and archived."""
    require(actor, "order", "print")
    organization = db.session.get_one(Organization, actor.organization_id)
    paper = ContingentPaper(
        letterhead(organization), day, DIVISIONS[division][1], contingent_table(day, division).rows, _signatures(organization)
    )
    return _issue(actor, papers.CONTINGENT, day, day, paper)


def _signatures(organization: Organization) -> tuple[Signature, ...]:
    return (director(organization), Signature("Секретарь учебной части"))


def _issue(actor: Actor, kind: str, first: date, last: date, paper: object) -> bytes:
    with transaction():
        report = BodyReport(organization_id=actor.organization_id, kind=kind, starts_on=first, ends_on=last)
        db.session.add(report)
        db.session.flush()
        audit.record(actor, "print", report, changes={"starts_on": (None, first), "ends_on": (None, last)})
    return documents.bytes_of(documents.issue(actor, kind, report, paper))


def export(actor: Actor, title: str, heads: Sequence[str], table: Table) -> bytes:
    """Give a table as xlsx; the export is logged."""
    require(actor, "order", "export")
    audit.record(actor, "export", "order_report", label=title, changes={"rows": (None, len(table.rows))})
    return to_xlsx(title, heads, [(row.name, *row.cells) for row in table.rows])
