"""One person entered twice: who may be, both files side by side, and what forbids to make one of them.

Which tables name a student is read from the metadata, so that a new table cannot be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from flask_appbuilder import Model
from flask_babel import gettext as _
from sqlalchemy import Column, Table, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.access.scope import unscoped
from app.core.clock import now
from app.core.errors import Invalid, NotFound, Refused
from app.core.text import N_
from app.extensions import db
from app.movement.duplicates import FieldPair, Span, overlap, pairs
from app.movement.history import History, histories, stay_of
from app.movement.rules import shown
from app.movement.timeline import Clash, derive
from app.movement.titles import ROWS
from app.movement.wording import worded
from app.students import special
from app.students.models import Student

# What the files are compared by; numbers and codes that follow from others are not asked about.
FIELDS = (
    "last_name", "first_name", "middle_name", "sex", "birth_date", "birth_place", "citizenship", "snils", "inn", "health_group",
    "record_book", "student_card", "funding", "language", "phone", "email", "registration_address", "actual_address", "dormitory",
    "military_record", "name_dative", "name_genitive", "name_accusative",
)  # fmt: skip
# Only one such row a student, and nothing in it but the student: what the file that stays has goes before.
SINGLE = frozenset({"student_photo"})
LINKS = frozenset({"subgroup_member"})
MOST_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files: the fields, how many rows lie behind each by table, what forbids the merge (None: nothing)."""

    kept: Student
    taken: Student
    pairs: list[FieldPair]
    rows: list[tuple[str, int, int]]
    obstacle: Refused | None


def references() -> list[Column[Any]]:
    """Give every column of the product that names a student."""
    tables = Model.metadata.sorted_tables
    return [c for table in tables for c in table.columns if any(key.target_fullname == "student.id" for key in c.foreign_keys)]


def subjects() -> list[Table]:
    """Give the tables whose rows are about a record that they name by its kind and id."""
    return [table for table in Model.metadata.sorted_tables if {"subject_type", "subject_id"} <= set(table.columns.keys())]


def compare(kept_id: int, taken_id: int) -> Comparison:
    """Lay two files side by side; reads only. Raises NotFound out of reach, Invalid for one file twice."""
    kept, taken = both(kept_id, taken_id)
    with unscoped():
        rows = [(column.table.name, count(column, kept.id), count(column, taken.id)) for column in references()]
    obstacle: Refused | None = None
    try:
        check(kept, taken)
    except Refused as refusal:
        obstacle = refusal
    values = [{name: getattr(one, name) for name in FIELDS} for one in (kept, taken)]
    return Comparison(kept, taken, pairs(FIELDS, *values), [row for row in rows if row[1] or row[2]], obstacle)


def both(kept_id: int, taken_id: int) -> tuple[Student, Student]:
    if kept_id == taken_id:
        raise Invalid(N_("Choose two different students."), field="other")
    found = {one.id: one for one in db.session.scalars(select(Student).where(Student.id.in_((kept_id, taken_id))))}
    if len(found) != 2 or len({one.organization_id for one in found.values()}) != 1:
        raise NotFound(N_("One of the students is not there for you."))
    return found[kept_id], found[taken_id]


def count(column: Column[Any], student: int) -> int:
    return db.session.scalar(select(func.count()).select_from(column.table).where(column == student)) or 0


def check(kept: Student, taken: Student) -> None:
    """Raise Refused, with the way out, where the two cannot be one person or the rows of ``taken`` cannot move."""
    found = histories((kept.id, taken.id))
    _refuse_overlap(found[kept.id], found[taken.id])
    if kept.snils and taken.snils and kept.snils != taken.snils:
        raise Refused(N_("Both files have a SNILS, and they differ: these are two people, or one of the numbers is mistyped. Correct it first."))
    with unscoped():
        _refuse_closed(kept, taken)
        _refuse_doubles(kept, taken)
    _combined(found[kept.id], found[taken.id])


def _refuse_overlap(one: History, other: History) -> None:
    met = overlap(*([Span(p.starts_on, p.ends_on, p.group_name or "—") for p in history.placements] for history in (one, other)))
    if met:
        day, a, b = met
        raise Refused(
            N_("Both files study on %(day)s, in %(one)s and in %(other)s: one person is in one place a day. Cancel or amend the wrong order first."),
            day=shown(day), one=a.group, other=b.group,
        )  # fmt: skip


def _refuse_closed(kept: Student, taken: Student) -> None:
    """Rows of a closed term do not move while no window of edits is open for it; the database forbids it too."""
    closed = [_closed_terms(one.id) for one in (kept, taken)]
    if not closed[1]:
        return
    if closed[0]:
        raise Refused(
            N_("Both files have marks in closed terms (%(one)s; %(other)s). Reopen the terms of the second file first."),
            one=", ".join(closed[0]), other=", ".join(closed[1]),
        )  # fmt: skip
    raise Refused(
        N_("%(name)s, № %(number)s has marks in closed terms (%(terms)s): keep that file and merge the other one into it."),
        name=taken.full_name, number=taken.id, terms=", ".join(closed[1]),
    )  # fmt: skip


def _closed_terms(student: int) -> list[str]:
    tables = Model.metadata.tables
    term, group, window = tables["group_term"], tables["study_group"], tables["edit_window"]
    found: set[tuple[str, int]] = set()
    for mapper in Model.registry.mappers:
        model = mapper.class_
        if not hasattr(model, "__frozen_by__") or "student_id" not in model.__table__.columns:
            continue
        own = model.__table__.columns
        frozen = [own[model.__frozen_where__[0]] == model.__frozen_where__[1]] if hasattr(model, "__frozen_where__") else []
        opened = select(window.c.id).where(
            window.c.group_term_id == term.c.id, window.c.expires_at > now(), or_(window.c.student_id.is_(None), window.c.student_id == student)
        )
        rows = db.session.execute(
            select(group.c.name, term.c.plan_semester)
            .select_from(model.__table__.join(term, term.c.id == own[model.__frozen_by__]).join(group, group.c.id == term.c.group_id))
            .where(own.student_id == student, term.c.status == "closed", ~opened.exists(), *frozen)
            .distinct()
        )
        found |= set(rows.tuples())
    return [f"{name}, {semester}" for name, semester in sorted(found)]


def _refuse_doubles(kept: Student, taken: Student) -> None:
    """Two rows that may be there once a student: the same lesson, sheet or order. Raises Refused naming the table."""
    for column in references():
        if column.table.name in SINGLE | LINKS:
            continue
        for others in _keys_with(column):
            mine, theirs = column.table.alias(), column.table.alias()
            same = and_(*(mine.c[name] == theirs.c[name] for name in others))
            both = select(mine.c[column.name]).select_from(mine.join(theirs, same))
            found = db.session.execute(both.where(mine.c[column.name] == kept.id, theirs.c[column.name] == taken.id).limit(1)).first()
            if found is not None:
                raise Refused(
                    N_("Both files stand in one and the same record (%(what)s). Take one of them out of it first."),
                    what=_(ROWS[column.table.name]),
                )  # fmt: skip


def _keys_with(column: Column[Any]) -> list[list[str]]:
    """Give the other columns of every unique key that ``column`` is part of."""
    table = column.table
    keys = [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]  # type: ignore[attr-defined]
    keys += [list(one.columns) for one in table.indexes if one.unique]  # type: ignore[attr-defined]
    return [[c.name for c in key if c is not column] for key in keys if column in key and len(key) > 1]


def _combined(one: History, other: History) -> None:
    """Derive the history of both as of one person; raises Refused when the orders do not follow from each other."""
    carried = sorted([*one.carried, *other.carried], key=lambda stay: stay.starts_on)
    stored = sorted([*one.placements, *other.placements], key=lambda place: place.starts_on)
    try:
        stays = derive(carried, [*one.deeds.values(), *other.deeds.values()]).stays
    except Clash as clash:
        raise Refused(clash.msgid, **worded(clash.params.items())) from None
    if [_shape(stay) for stay in stays] != [_shape(stay_of(place)) for place in stored]:
        raise Refused(
            N_("The orders of the two files contradict each other: together they would give other stays in groups. Cancel or amend one of them first.")
        )


def _shape(stay: Any) -> tuple[Any, ...]:
    return stay.starts_on, stay.ends_on, stay.group, stay.standing, stay.item


def masked(name: str, value: Any) -> Any:
    """Give a value as the comparison shows it: a special one is masked."""
    field = special.FIELDS.get(f"student.{name}")
    return field.mask(value) if field is not None and value else value


def suspected(limit: int = MOST_PAIRS) -> list[tuple[Student, Student]]:
    """Give pairs of files with one name and birth date, and with one name where a birth date is missing; two statements."""
    with_date = select(Student.sort_key).group_by(Student.sort_key).having(func.count(Student.id) > 1)
    same = list(db.session.scalars(select(Student).where(Student.sort_key.in_(with_date)).order_by(Student.sort_key, Student.id).limit(limit)))
    clusters = [list(one) for _key, one in groupby(same, key=lambda student: student.sort_key)]
    found = [pair for cluster in clusters for pair in combinations(cluster, 2)]
    dated, undated = aliased(Student), aliased(Student)
    rows = db.session.execute(
        select(dated, undated)
        .join(undated, and_(dated.organization_id == undated.organization_id, dated.sort_key.between(undated.sort_key, undated.sort_key + "\U0010ffff")))
        .where(undated.birth_date.is_(None), dated.birth_date.is_not(None))
        .order_by(undated.sort_key, dated.id)
        .limit(limit)
    )  # fmt: skip
    return [*found, *rows.tuples()][:limit]

