"""What the data tell at a duty that a person notes as done: the begin of the note, to be read, checked and gone on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.core.actor import Actor
from app.core.clock import today
from app.core.text import N_
from app.deadlines import defaults, queries, rules
from app.deadlines.rules import Line
from app.extensions import db
from app.organization import queries as organization
from app.organization.rules import ACCREDITATION, LICENCE
from app.staff.models import Employee
from app.students.file_rules import ADULT
from app.students.funding import SOURCES
from app.students.models import Placement, Student
from app.students.models_file import Representative, StudyContract
from app.students.rules import age_on

JOURNAL = {
    defaults.TOPIC: N_("topics"), defaults.HOMEWORK: N_("homework"), defaults.CELLS: N_("attendance and marks"),
    defaults.WRITTEN: N_("marks for works on paper"),
}  # fmt: skip
REQUISITES = {
    "founder": N_("Founder"), "director_name": N_("Name of the director"), "legal_address": N_("Legal address"), "phone": N_("Phone"),
    "email": N_("E-mail"), "site": N_("Site"), "inn": N_("INN"), "kpp": N_("KPP"), "ogrn": N_("OGRN"),
}  # fmt: skip
PERMITS = {LICENCE: N_("licence"), ACCREDITATION: N_("state accreditation")}
MOST_NAMED = 5


def told(actor: Actor, line: Line) -> str:
    """Give what the data tell of the round ``line`` is about, empty where they tell nothing; a fixed number of statements."""
    teller = TELLERS.get(line.duty.code)
    return teller(actor, line) if teller is not None else ""


def _journals(actor: Actor, line: Line) -> str:
    """Lessons of the round's days: how many there were, what is not entered still, by whom."""
    last = min(rules.last_of_period(line.duty.unit, line.event.on), today(actor.zone))
    found = [
        one for one in queries.lines(actor, queries.Period(line.event.on, last), own=False)
        if one.duty.code in JOURNAL and line.event.on <= one.event.on <= last
    ]  # fmt: skip
    lessons = sum(one.duty.code == defaults.CELLS for one in found)
    left = [one for one in found if one.event.done is None]
    counts, people = Counter(one.duty.code for one in left), Counter(one.event.person_id or 0 for one in left)
    names = queries.people(line.event.on)
    parts = [_("From %(day)s to %(last)s there were %(count)s lessons.", day=_short(line.event.on), last=_short(last), count=lessons)]
    if left:
        missing = ", ".join(f"{_(JOURNAL[code])} — {counts[code]}" for code in JOURNAL if counts[code])
        parts.append(_("Not entered: %(missing)s.", missing=missing))
        late = [(names[one], count) for one, count in people.most_common() if one in names]
        shown = ", ".join(f"{name} — {count}" for name, count in late[:MOST_NAMED]) + (" …" if len(late) > MOST_NAMED else "")
        parts += [_("By whom: %(names)s.", names=shown)] if late else []
    else:
        parts.append(_("Everything is entered."))
    return " ".join(parts)


def _files(actor: Actor, line: Line) -> str:
    """Students of a group: how many, how many minors without a representative, how many paid studies without a contract."""
    day = today(actor.zone)
    represented = select(Representative.student_id).where(Representative.student_id == Student.id).exists()
    contracted = select(StudyContract.student_id).where(StudyContract.student_id == Student.id).exists()
    rows = db.session.execute(
        select(Student.birth_date, Student.funding, represented.label("represented"), contracted.label("contracted"))
        .join(Placement, Placement.student_id == Student.id)
        .where(
            Placement.group_id == line.event.noted, Placement.starts_on <= day, or_(Placement.ends_on.is_(None), Placement.ends_on >= day)
        )
    ).all()
    alone = sum(row.birth_date is not None and age_on(row.birth_date, day) < ADULT and not row.represented for row in rows)
    loose = sum(SOURCES[row.funding].needs_contract and not row.contracted for row in rows)
    return _(
        "Students in the group: %(count)s; under 18 without a legal representative: %(alone)s; without the contract they study on: %(loose)s.",
        count=len(rows), alone=alone, loose=loose,
    )  # fmt: skip


def _college(actor: Actor, _line: Line) -> str:
    """The card of the college and its staff: empty requisites, employees without the day of hiring or a position."""
    card, day = organization.own_organization(actor), today(actor.zone)
    held = {one.kind for one in organization.licences(day)}
    empty = [_(title) for name, title in REQUISITES.items() if not getattr(card, name)] + [_(title) for kind, title in PERMITS.items() if kind not in held]
    works = or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day)
    staff, undated = db.session.execute(
        select(func.count(Employee.id), func.count(Employee.id).filter(Employee.hired_on.is_(None))).where(works)
    ).one()
    card_told = _("Not filled in on the card of the college: %(fields)s.", fields=", ".join(empty)) if empty else _("The card of the college is filled in.")
    return f"{card_told} " + _("Employees: %(count)s, without the day of hiring: %(undated)s.", count=staff, undated=undated)


def _contingent(actor: Actor, _line: Line) -> str:
    """Students on the day of the federal form: how many, and how many lack what it counts by."""
    day = today(actor.zone)
    present = select(Placement.student_id).where(
        Placement.group_id.is_not(None), Placement.starts_on <= day, or_(Placement.ends_on.is_(None), Placement.ends_on >= day)
    )
    count, sexless, ageless = db.session.execute(
        select(
            func.count(Student.id), func.count(Student.id).filter(Student.sex.is_(None)), func.count(Student.id).filter(Student.birth_date.is_(None))
        ).where(Student.id.in_(present))
    ).one()
    return _("Students: %(count)s; without sex: %(sexless)s; without the day of birth: %(ageless)s.", count=count, sexless=sexless, ageless=ageless)


def _short(day: date) -> str:
    return f"{day:%d.%m.%Y}"


TELLERS: dict[str, Callable[[Actor, Line], str]] = {
    defaults.JOURNALS_WEEKLY: _journals, defaults.JOURNALS_MONTHLY: _journals, defaults.FILE_CHECK: _files, defaults.ORGANIZATION_CHECK: _college,
    defaults.STATISTICS: _contingent,
}  # fmt: skip
