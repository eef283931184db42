"""The import of a group list: who is new, who is known, who is asked about; all or nothing, a second time nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.exchange.rules import Record
from app.extensions import db
from app.students import queries
from app.students.models import Placement, Student, StudyGroup
from app.students.rules import ANOTHER, Likeness, Match, Register, enrolment_day, journal_numbers, same_as

FIELDS = ("last_name", "first_name", "middle_name", "sex", "birth_date", "record_book", "funding", "phone", "email")
# What a list may add to a known student: only where nothing stood before. An import never overwrites.
FILLED = ("middle_name", "sex", "birth_date", "record_book", "phone", "email")
DEFAULT_BASIS = "Список группы"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list with what it is to the known students and, once judged, the student it is."""

    row: Record
    match: Match
    snils_index: str | None
    answer: str | None = None

    @property
    def asked(self) -> bool:
        """Whether a person must judge."""
        return self.match.likeness is Likeness.NAMESAKE

    @property
    def undecided(self) -> bool:
        """Whether a person must still judge."""
        return self.asked and self.answer != ANOTHER and self.student_id is None

    @property
    def student_id(self) -> int | None:
        """Give the known student this row is, None for a new one."""
        if self.match.likeness is Likeness.SAME:
            return self.match.best
        return next((i for i in self.match.ids if self.asked and self.answer == same_as(i)), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: new students, known ones placed into the group, known ones completed, rows left as they are."""

    created: int
    placed: int
    completed: int
    unchanged: int

    @property
    def nothing(self) -> bool:
        """Whether everything was there before."""
        return not (self.created or self.placed or self.completed)


def lines_of(group: StudyGroup, rows: Sequence[Record], decisions: Mapping[int, str] | None = None) -> list[Line]:
    """Recognise every row; ``decisions`` are answers by row number. Reads only."""
    register = Register(queries.known_students())
    found = []
    for row in rows:
        values: Mapping[str, Any] = row.values
        index = secrets.blind_index(values["snils"], group.organization_id) if values["snils"] else None
        match = register.match(values["person"], values["birth_date"], index, values["record_book"], group.id)
        found.append(Line(row, match, index, (decisions or {}).get(row.number)))
    return found


def obstacle(line: Line, group: StudyGroup, known: Mapping[int, Student]) -> tuple[str, dict[str, Any], str] | None:
    """Give (msgid, parameters, column key) of what stops a row, None when nothing does."""
    if line.match.likeness is Likeness.CONFLICT:
        holder = known.get(line.match.best or 0)
        key = "snils" if holder and line.snils_index and holder.snils_index == line.snils_index else "record_book"
        name = holder.full_name if holder else ""
        return N_("The number belongs to another student: %(name)s."), {"name": name}, key
    student = known.get(line.student_id or 0)
    place = next((p for p in student.placements if p.ends_on is None), None) if student else None
    if student and place and place.group_id != group.id:
        return (
            N_("%(name)s already studies in %(group)s; a transfer is made by an order."),
            {"name": student.full_name, "group": place.group_name or "—"},
            "last_name",
        )
    if student and place is None and any(p.order_item_id or p.ended_by_id for p in student.placements):
        return N_("%(name)s left by an order and comes back by an order only."), {"name": student.full_name}, "last_name"
    return None


def completion(line: Line, student: Student) -> dict[str, Any]:
    """Give what the row would add to a known student."""
    values = line.row.values
    added = {key: values[key] for key in FILLED if values[key] and not getattr(student, key)}
    if line.snils_index and not student.snils_index:
        added["snils"], added["snils_index"] = values["snils"], line.snils_index
    return added


def studies_in(student: Student, group: StudyGroup) -> bool:
    """Tell whether the student is in the group now."""
    return any(place.group_id == group.id and place.ends_on is None for place in student.placements)


def import_students(
    actor: Actor,
    group: StudyGroup,
    rows: Sequence[Record],
    decisions: Mapping[int, str],
    *,
    starts_on: date | None = None,
    basis: str = DEFAULT_BASIS,
) -> Outcome:
    """Enter the list of a group, all or nothing; the same list again changes nothing.

    ``decisions`` answers every namesake by row number (``ANOTHER`` or ``same_as``); ``starts_on`` is 1 September of the intake unless
    given; ``basis`` names the paper. Raises Conflict for an unanswered namesake (also one who came in meanwhile), Refused
    for a row that cannot be.
    """
    require(actor, Resource.STUDENT, Action.IMPORT)
    if not clean(basis):
        raise Invalid(N_("Name the paper: an order with its number and date."), field="basis")
    lines = lines_of(group, rows, decisions)
    known = queries.students_by_id({i for line in lines for i in line.match.ids})
    _refuse(lines, group, known)
    day = starts_on or enrolment_day(group.intake_year)
    fresh = [(line, _new_student(group, line.row, line.snils_index)) for line in lines if line.student_id is None]
    completed = [i for line in lines if (i := line.student_id) and _complete(actor, line, known[i], basis)]
    returning = [known[line.student_id] for line in lines if line.student_id and not studies_in(known[line.student_id], group)]
    for _line, student in fresh:
        db.session.add(student)
        audit.record(actor, "import", student, changes=audit.changes_of(student), reason=clean(basis)[:300])
    with explained():
        db.session.flush()
        _place(actor, group, [*(student for _line, student in fresh), *returning], day, clean(basis)[:300])
        db.session.flush()
    touched = {*completed, *(student.id for student in returning)}
    return Outcome(len(fresh), len(returning), len(completed), len(lines) - len(fresh) - len(touched))


def _refuse(lines: Sequence[Line], group: StudyGroup, known: Mapping[int, Student]) -> None:
    for line in lines:
        if line.undecided:
            raise Conflict(N_("Row %(row)s: a namesake is known; say whether it is the same person."), row=line.row.number)
        stopped = obstacle(line, group, known)
        if stopped:
            raise Refused(stopped[0], **stopped[1])
    ids = [line.student_id for line in lines if line.student_id]
    if len(ids) != len(set(ids)):
        raise Refused(N_("Two rows of the list are said to be one student."))


def _new_student(group: StudyGroup, row: Record, index: str | None) -> Student:
    values = {key: row.values[key] for key in FIELDS}
    return Student(organization_id=group.organization_id, snils=row.values["snils"], snils_index=index, **values)


def _complete(actor: Actor, line: Line, student: Student, basis: str) -> bool:
    added = completion(line, student)
    for key, value in added.items():
        setattr(student, key, value)
    if added:
        audit.record(actor, "import", student, changes=audit.changes_of(student), reason=clean(basis)[:300])
    return bool(added)


def _place(actor: Actor, group: StudyGroup, students: Sequence[Student], day: date, basis: str) -> None:
    """Place students into the group in alphabetical order; each gets a journal number."""
    if not students:
        return
    taken = queries.journal_numbers(group.id)
    numbers = journal_numbers(taken, len(students), first_list=not any(taken))
    for student, number in zip(sorted(students, key=lambda s: (s.sort_key, s.id)), numbers, strict=True):
        db.session.add(
            Placement(
                organization_id=group.organization_id, student=student, group=group, starts_on=day, journal_number=number,
                basis=basis, funding=student.funding, study_form=group.curriculum.programme.study_form,
            )
        )
    before = sum(number is not None for number in taken)
    audit.record(
        actor, "import", group, changes={"students": (before, before + len(students)), "starts_on": (None, day)}, reason=basis
    )
