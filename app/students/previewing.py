"""The preview of a group list: what each row would do, before anything is saved."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.identity import mask_snils
from app.core.text import N_
from app.exchange.rules import Answer, Finding, Plan, PlannedRow, Question, Record, shown
from app.students import queries
from app.students.funding import FUNDING_TITLES
from app.students.importing import Line, Outcome, completion, lines_of, obstacle, studies_in
from app.students.models import Student, StudyGroup
from app.students.rules import ANOTHER, same_as

HEADS = (
    N_("Last name"), N_("First name"), N_("Middle name"), N_("Birth date"), N_("SNILS"), N_("Record book number"), N_("Funding"),
)  # fmt: skip
NEW, ASKED, REFUSED = N_("new student"), N_("your answer is needed"), N_("cannot be imported")
KNOWN, PLACED, COMPLETED = N_("already in the group"), N_("known, will be placed into the group"), N_("known, empty fields will be filled")


def plan_students(group: StudyGroup, rows: Sequence[Record]) -> Plan:
    """Tell what importing ``rows`` into ``group`` would do; reads only."""
    lines = lines_of(group, rows)
    known = queries.students_by_id({i for line in lines for i in line.match.ids})
    planned, findings, questions = [], [], []
    for line in lines:
        stopped = obstacle(line, group, known)
        if stopped:
            msgid, params, key = stopped
            findings.append(Finding(msgid, params, line.row.number, value=_cell(line.row, key), keys=_keys(key)))
        elif line.asked:
            questions.append(Question(line.row.number, row_subject(line), row_answers(line, known)))
        state = REFUSED if stopped else _state(line, group, known)
        planned.append(PlannedRow(line.row.number, row_cells(line.row), state, state in (NEW, PLACED, COMPLETED)))
    return Plan(HEADS, tuple(planned), tuple(findings), tuple(questions))


def _state(line: Line, group: StudyGroup, known: Mapping[int, Student]) -> str:
    if line.asked:
        return ASKED
    student = known.get(line.student_id or 0)
    if student is None:
        return NEW
    if not studies_in(student, group):
        return PLACED
    return COMPLETED if completion(line, student) else KNOWN


def _keys(key: str) -> tuple[str, ...]:
    """Give the columns that may hold a value: a list has the name in one column or in three."""
    return ("full_name", "last_name") if key == "last_name" else (key,)


def _cell(row: Record, key: str) -> str:
    return mask_snils(str(row.values[key])) if key == "snils" else shown(row.values.get(key))


def row_cells(row: Record) -> tuple[str, ...]:
    """Give a row as the preview shows it."""
    values = row.values
    names = [str(values[key] or "") for key in ("last_name", "first_name", "middle_name")]
    snils = mask_snils(str(values["snils"])) if values["snils"] else ""
    funding = _(FUNDING_TITLES[str(values["funding"])])
    return (*names, shown(values["birth_date"]), snils, str(values["record_book"] or ""), funding)


def row_subject(line: Line) -> str:
    """Give who a row is about."""
    values = line.row.values
    name = " ".join(str(values[key]) for key in ("last_name", "first_name", "middle_name") if values[key])
    return f"{name}, {shown(values['birth_date'])}" if values["birth_date"] else name


def row_answers(line: Line, known: Mapping[int, Student]) -> tuple[Answer, ...]:
    """Give the answers to a question about a namesake."""
    same = [
        Answer(same_as(i), N_("The same person: %(name)s"), {"name": describe(known[i])}) for i in line.match.ids if i in known
    ]
    return (*same, Answer(ANOTHER, N_("Another person: a new record is made")))


def describe(student: Student) -> str:
    """Give what a namesake is told by: name, birth date, record book, group."""
    born = shown(student.birth_date) if student.birth_date else ""
    group = next((place.group_name for place in student.placements if place.ends_on is None), "")
    return ", ".join(part for part in (student.full_name, born, student.record_book or "", group) if part)


def summary(outcome: Outcome) -> str:
    """Write what an import did."""
    if outcome.nothing:
        return _("Everything in this file has already been imported.")
    said = [ngettext("%(num)d student was entered.", "%(num)d students were entered.", outcome.created)] if outcome.created else []
    if outcome.placed:
        said.append(ngettext("%(num)d known student was placed.", "%(num)d known students were placed.", outcome.placed))
    if outcome.completed:
        said.append(ngettext("%(num)d record was completed.", "%(num)d records were completed.", outcome.completed))
    return " ".join(said)
