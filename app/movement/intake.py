"""The intake from a spreadsheet: new students and ONE draft of the order that enrols them; all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.access.crud_writing import require
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean, normalise
from app.curricula.models import Programme
from app.exchange import cells
from app.exchange.rules import Column, Finding, Limits, Plan, PlannedRow, Question, Record, Table
from app.extensions import db
from app.movement import operations
from app.movement.kinds import GROUND_OF_COLUMN
from app.movement.lines import MOST_LINES, fill
from app.movement.models import Order
from app.movement.operations import Basis
from app.movement.past import PERSON
from app.students import previewing, queries
from app.students.funding import SOURCES
from app.students.importing import FIELDS, Line
from app.students.models import Student, StudyGroup
from app.students.rules import Likeness, Register
from app.students.tables import group_list

HEADS = (*previewing.HEADS, N_("Group"))
NEW, KNOWN = N_("will be entered and enrolled"), N_("known, will be enrolled")


def intake_table(today: date, enrolled: date) -> Table:
    """Give the declared table: the columns of a group's list and the group, which may be left for later."""
    listed = group_list(today, enrolled)
    group = Column("group", N_("Group"), ("Группа", "Учебная группа", "№ группы"), cells.plain)
    limits = Limits(rows=MOST_LINES, columns=100, file_bytes=5 * 1024 * 1024, unpacked_bytes=50 * 1024 * 1024)
    return replace(listed, key="intake", title=N_("Intake"), columns=(*listed.columns, group), limits=limits)


def lines_of(rows: Sequence[Record], organization_id: int, decisions: Mapping[int, str] | None = None) -> list[Line]:
    """Recognise every row among the students of the college; reads only."""
    register = Register(queries.known_students())
    found = []
    for row in rows:
        values: Mapping[str, Any] = row.values
        index = secrets.blind_index(values["snils"], organization_id) if values["snils"] else None
        match = register.match(values["person"], values["birth_date"], index, values["record_book"])
        found.append(Line(row, match, index, (decisions or {}).get(row.number)))
    return found


def plan_intake(programme: Programme, rows: Sequence[Record]) -> Plan:
    """Tell what the file would do; reads only."""
    lines, groups = lines_of(rows, programme.organization_id), _groups()
    known = queries.students_by_id({i for line in lines for i in line.match.ids})
    planned, findings, questions = [], [], []
    for line in lines:
        stopped = obstacle(line, programme, groups, known)
        if stopped:
            msgid, params, keys = stopped
            findings.append(Finding(msgid, params, line.row.number, keys=keys))
        elif line.asked:
            questions.append(Question(line.row.number, previewing.row_subject(line), previewing.row_answers(line, known)))
        state = previewing.REFUSED if stopped else previewing.ASKED if line.asked else KNOWN if line.student_id else NEW
        row_cells = (*previewing.row_cells(line.row), str(line.row.values.get("group") or ""))
        planned.append(PlannedRow(line.row.number, row_cells, state))
    return Plan(HEADS, tuple(planned), tuple(findings), tuple(questions))


def _groups() -> dict[str, StudyGroup]:
    return {normalise(group.name): group for group in queries.groups()}


def obstacle(
    line: Line, programme: Programme, groups: Mapping[str, StudyGroup], known: Mapping[int, Student]
) -> tuple[str, dict[str, Any], tuple[str, ...]] | None:
    """Give (msgid, parameters, keys of the columns) of what stops a row, None when nothing does."""
    name = str(line.row.values.get("group") or "")
    group = groups.get(normalise(name)) if name else None
    if name and group is None:
        return N_("There is no group «%(name)s»."), {"name": name}, ("group",)
    if group is not None and group.curriculum.programme_id != programme.id:
        return N_("Group «%(name)s» studies by another programme."), {"name": name}, ("group",)
    if line.match.likeness is Likeness.CONFLICT:
        holder = known.get(line.match.best or 0)
        taken = "snils" if holder and line.snils_index and holder.snils_index == line.snils_index else "record_book"
        return N_("The number belongs to another student: %(name)s."), {"name": holder.full_name if holder else ""}, (taken,)
    student = known.get(line.student_id or 0)
    if student is not None and student.placements:
        return N_("%(name)s has been a student already: restore or transfer by an order."), {"name": student.full_name}, PERSON
    return None


def enter_intake(
    actor: Actor, programme: Programme, rows: Sequence[Record], decisions: Mapping[int, str], *, effective_on: date, basis: Basis
) -> Order:
    """Enter the new students and draft the one order that enrols them from ``effective_on``; gives the draft.

    Who has no group in the file is enrolled on the programme and gets the group by a later order. Raises Conflict for an
    unanswered namesake, Refused for a row that cannot be, Invalid without the document.
    """
    require(actor, "student", "import")
    require(actor, "order", "import")
    if not clean(basis.title) and not clean(basis.number):
        raise Invalid(N_("Name at least one document the order stands on."), field="basis")
    lines, groups = lines_of(rows, programme.organization_id, decisions), _groups()
    known = queries.students_by_id({i for line in lines for i in line.match.ids})
    for line in lines:
        if line.undecided:
            raise Conflict(N_("Row %(row)s: a namesake is known; say whether it is the same person."), row=line.row.number)
        stopped = obstacle(line, programme, groups, known)
        if stopped:
            raise Refused(stopped[0], **stopped[1])
    people = [known[i] if (i := line.student_id) else _enter(actor, line, programme) for line in lines]
    with explained():
        db.session.flush()
    rows_of = {student.id: line.row.values for student, line in zip(people, lines, strict=True)}
    if len(rows_of) != len(lines):
        raise Refused(N_("Two rows of the list are said to be one student."))
    order = operations.draft_order(actor, "ENROLL", list(rows_of), effective_on=effective_on, bases=(basis,))
    for item in operations.queries.lines(order.id):
        values = rows_of[item.student_id]
        funding = str(values["funding"])
        group = groups.get(normalise(str(values.get("group") or "")))
        fill(item, {"ground": GROUND_OF_COLUMN[SOURCES[funding].column], "funding": funding, "course": 1, "programme": programme, "group": group})
    db.session.flush()
    return order


def _enter(actor: Actor, line: Line, programme: Programme) -> Student:
    values = {key: line.row.values[key] for key in FIELDS}
    student = Student(
        organization_id=programme.organization_id, snils=line.row.values["snils"], snils_index=line.snils_index, **values
    )
    db.session.add(student)
    audit.record(actor, "import", student, changes=audit.changes_of(student))
    return student
