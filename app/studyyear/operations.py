"""Verbs of the calendar chart: save painted rows, fill from the plan, copy a year as a draft to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.text import N_
from app.extensions import db
from app.organization import operations as organization
from app.organization import queries as years
from app.organization.models import AcademicYear
from app.students.models import StudyGroup
from app.studyyear import queries, rules
from app.studyyear.models import CalendarRow, WeekKind

MOST_ROWS = 500


def save_rows(actor: Actor, year: AcademicYear, rows: Mapping[int, tuple[int, object]]) -> int:
    """Save the rows of groups, {group id: (version the page was drawn with, letters)}; all or nothing, gives how many changed.

    Raises Forbidden without the right, NotFound for a foreign group, Conflict where somebody else painted meanwhile,
    Invalid for letters that are no kind of week. The same rows sent again change nothing.
    """
    crud_writing.require(actor, CalendarRow.__resource__, "update")
    if not 0 < len(rows) <= MOST_ROWS:
        raise Invalid(N_("The request could not be read. Refresh the page."))
    weeks = rules.weeks_of(year.starts_on, year.ends_on)
    letters = [kind.letters for kind in queries.kinds()]
    present, groups = (
        queries.rows_of(year.id, fresh=True),
        {line.group.id: line.group for line in queries.chart(year).lines},
    )
    changed = 0
    for group_id, (version, cells) in rows.items():
        group = groups.get(group_id)
        if group is None:
            raise NotFound(N_("There is no such group."))
        packed = rules.pack(rules.read_row(cells, len(weeks), letters))
        changed += _put(actor, year, group, present.get(group_id), packed, version)
    db.session.flush()
    return changed


def _put(
    actor: Actor,
    year: AcademicYear,
    group: StudyGroup,
    row: CalendarRow | None,
    packed: str,
    version: int | None,
    *,
    draft: bool = False,
) -> int:
    """Write one row; ``version`` None overwrites whatever stands."""
    if row is not None and row.weeks == packed and row.is_draft == draft:
        return 0
    if version is not None and version != (row.version if row else 0):
        raise Conflict(
            N_("The row of group %(group)s was changed by somebody else meanwhile. Refresh the page."), group=group.name
        )
    old = row.weeks if row else None
    if row is None:
        row = CalendarRow(
            organization_id=actor.organization_id, academic_year=year, group=group, weeks=packed, version=0
        )
        db.session.add(row)
    row.weeks, row.version, row.is_draft = packed, row.version + 1, draft
    db.session.flush()
    audit.record(actor, "paint_weeks", row, changes={"weeks": (old, packed)}, label=f"{group.name}, {year.label}")
    return 1


def fill_from_plans(actor: Actor, year: AcademicYear) -> int:
    """Draw the rows of the groups that have none: as the file of the plan draws them, else from its weeks; gives how many."""
    crud_writing.require(actor, CalendarRow.__resource__, "update")
    halves = years.semesters_of(year)
    if len(halves) < 2:
        raise Refused(N_("The year %(year)s needs its two semesters first."), year=year.label)
    found, drawn = queries.chart(year), 0
    for line in found.lines:
        drawn_by_plan = (line.group.curriculum.chart or {}).get(str(line.course))
        semesters = queries.semesters_of_plan(line, year, halves)
        if line.version == 0 and (drawn_by_plan or any(weeks for _first, _last, weeks in semesters)):
            row = rules.of_plan(drawn_by_plan, len(found.weeks), found.kinds) if drawn_by_plan else rules.propose(found.weeks, semesters, found.kinds)
            drawn += _put(actor, year, line.group, None, rules.pack(row), None, draft=True)
    return drawn


def take_customary_kinds(actor: Actor) -> int:
    """Write the customary kinds of weeks into the empty list, so that the college can change them."""
    crud_writing.require(actor, WeekKind.__resource__, "create")
    if queries.has_kinds():
        raise Conflict(N_("The college has its kinds of weeks already."))
    for position, kind in enumerate(rules.CUSTOMARY, start=1):
        crud_writing.create(
            actor,
            WeekKind,
            {
                "letters": kind.letters,
                "name": kind.name,
                "colour": kind.colour,
                "used_as": kind.use,
                "position": position,
            },
        )
    return len(rules.CUSTOMARY)


def copy_calendar(actor: Actor, source: AcademicYear, target: AcademicYear) -> int:
    """Copy the calendar of a year to another as a draft: missing semesters, and a row for every group that has none there.

    A group takes the row of a group of the same programme that was on the course it will be on; where there was none, its
    own. Gives how many rows were made; a second call makes none. Called by the close of a year.
    """
    crud_writing.require(actor, CalendarRow.__resource__, "update")
    if source.id == target.id:
        raise Invalid(N_("A year is not copied into itself."))
    _copy_semesters(actor, source, target)
    before = queries.chart(source).lines
    by_course = {(line.group.curriculum.programme_id, line.course): line for line in reversed(before) if line.version}
    own = {line.group.id: line for line in before if line.version}
    length, made = len(rules.weeks_of(target.starts_on, target.ends_on)), 0
    for line in queries.chart(target).lines:
        pattern = by_course.get((line.group.curriculum.programme_id, line.course)) or own.get(line.group.id)
        if line.version == 0 and pattern is not None:
            packed = rules.pack((*pattern.cells, *[pattern.cells[-1]] * length)[:length])
            made += _put(actor, target, line.group, None, packed, None, draft=True)
    return made


def _copy_semesters(actor: Actor, source: AcademicYear, target: AcademicYear) -> None:
    """Open the semesters that the target year lacks, the same days a number of years later."""
    years_on = target.starts_on.year - source.starts_on.year
    present = {half.number for half in years.semesters_of(target)}
    for half in years.semesters_of(source):
        if half.number not in present:
            organization.create_semester(
                actor,
                target,
                half.number,
                max(_later(half.starts_on, years_on), target.starts_on),
                min(_later(half.ends_on, years_on), target.ends_on),
            )


def _later(day: date, count: int) -> date:
    try:
        return day.replace(year=day.year + count)
    except ValueError:  # 29 February
        return day.replace(year=day.year + count, day=28)


def change_kind(actor: Actor, kind: WeekKind, values: Mapping[str, object]) -> WeekKind:
    """Change a kind of week; letters that stand in a chart stay, since its cells hold them."""
    if values["letters"] != kind.letters:
        _require_unused(kind)
    return crud_writing.change(actor, kind, values)


def remove_kind(actor: Actor, kind: WeekKind) -> None:
    """Delete a kind of week that no chart holds."""
    _require_unused(kind)
    crud_writing.remove(actor, kind)


def _require_unused(kind: WeekKind) -> None:
    row = queries.uses_of(kind.letters)
    if row is not None:
        raise Conflict(
            N_("«%(kind)s» stands in the chart of group %(row)s: paint its weeks otherwise first."),
            kind=kind.letters,
            row=str(row),
        )
