"""What speaks against a line of an order: refusals and warnings from the rules of the field; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.text import N_
from app.movement.kinds import EXPULSIONS, GONE, LEAVES, STANDING_TITLES, Kind, Word
from app.movement.rules import Finding, add_years, refusal, shown, warning
from app.movement.timeline import Standing
from app.students.funding import FUNDING_TITLES, SOURCES
from app.students.rules import age_on

OWN_WISH = frozenset({"own_wish", "family", "change_of_residence"})
DISCIPLINE_AGE, ADULT, RESTORE_YEARS = 15, 18, 5
LONGEST_LEAVE = {"ACADEM_OUT": 2, "LEAVE_EXTEND": 3, "CHILDCARE_OUT": 3, "MATERNITY_OUT": 1}
CAPACITY = 25


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is judged of a group: its specialty, form, course by its years, last course and how many are in it."""

    id: int
    name: str
    specialty: int
    form: str
    course: int
    last_course: int
    members: int = 0


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of an order with what is known of its student on the day the line takes effect.

    ``term_ends`` is the end of the half-year in which the student was expelled (for a restoration); ``bases`` are the kinds
    of documents named for the line or for the whole order.
    """

    position: int
    kind: Kind
    name: str
    on: date
    before: Standing
    born: date | None = None
    now_group: GroupFacts | None = None
    group: GroupFacts | None = None
    programme: int | None = None
    course: int | None = None
    funding: str | None = None
    form: str | None = None
    until: date | None = None
    reason: str | None = None
    orphan: bool = False
    unschooled: bool = False
    term_ends: date | None = None
    bases: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()


FIELD_TITLES = {
    "group": N_("Group"), "programme": N_("Programme"), "course": N_("Course"), "funding": N_("Funding"), "form": N_("Form of study"),
    "reason": N_("Reason"), "ground": N_("Ground of enrolment"), "leave": N_("Reason of the leave"), "ends_on": N_("Until"),
    "outcome": N_("Outcome"), "sanction": N_("Sanction"), "plan": N_("Plan of study"), "contract": N_("Contract"), "note": N_("Note"),
    "new_name": N_("New full name"), "honours": N_("Diploma with honours"),
}  # fmt: skip


def line_findings(line: LineFacts) -> list[Finding]:
    """Give all that speaks against one line."""
    checks = (_missing, _groups, _courses, _money, _leaves, _expulsion, _restoration)
    return [finding for check in checks for finding in check(line)]


def _missing(line: LineFacts) -> Iterator[Finding]:
    for name in line.kind.needs:
        if name not in line.filled:
            yield refusal(
                N_("%(name)s: «%(title)s» is missing."), line.position, name, name=line.name, title=Word(FIELD_TITLES[name])
            )
    if line.kind.code == "ENROLL" and not {"group", "programme"} & line.filled:
        yield refusal(
            N_("%(name)s: name the group or at least the programme."), line.position, "programme", name=line.name
        )


def _groups(line: LineFacts) -> Iterator[Finding]:
    code, now, new, at = line.kind.code, line.now_group, line.group, line.position
    if new is None:
        return
    if now is not None and now.id == new.id and code in ("GROUP", "SPEC"):
        yield refusal(N_("%(name)s already is in group %(group)s."), at, "group", name=line.name, group=new.name)
    elif now is not None and code == "GROUP" and now.specialty != new.specialty:
        yield refusal(
            N_("%(name)s: group %(group)s has another specialty; that takes an order on another specialty."),
            at,
            "group",
            name=line.name,
            group=new.name,
        )
    elif now is not None and code == "GROUP" and now.form != new.form:
        yield refusal(
            N_("%(name)s: group %(group)s has another form of study; that takes an order on another form."),
            at,
            "group",
            name=line.name,
            group=new.name,
        )
    elif now is not None and code == "SPEC" and now.specialty == new.specialty:
        yield refusal(
            N_("%(name)s: group %(group)s has the same specialty."), at, "group", name=line.name, group=new.name
        )
    elif now is not None and code == "FORM" and now.form == new.form:
        yield refusal(
            N_("%(name)s: group %(group)s has the same form of study."), at, "group", name=line.name, group=new.name
        )
    if new.members >= CAPACITY and (now is None or now.id != new.id):
        yield warning(
            N_("Group %(group)s already has %(count)s students."), at, "group", group=new.name, count=new.members
        )


def _courses(line: LineFacts) -> Iterator[Finding]:
    code, at = line.kind.code, line.position
    group = line.group or line.now_group
    if group is None:
        return
    if code == "NEXT_COURSE" and line.course is not None and line.course > group.last_course:
        yield refusal(
            N_("%(name)s studies in the last course: the plan of group %(group)s ends with course %(last)s."),
            at,
            name=line.name,
            group=group.name,
            last=group.last_course,
        )
    elif line.course is not None and line.course > group.last_course:
        yield refusal(
            N_("The plan of group %(group)s ends with course %(last)s."),
            at,
            "course",
            group=group.name,
            last=group.last_course,
        )
    expected = group.course
    if "course" in line.filled and line.group is not None and line.course is not None and line.course != expected:
        yield warning(
            N_("%(name)s: course %(course)s, while group %(group)s is in course %(expected)s."),
            at,
            "course",
            name=line.name,
            course=line.course,
            group=group.name,
            expected=expected,
        )


def _money(line: LineFacts) -> Iterator[Finding]:
    code, at, asked = line.kind.code, line.position, SOURCES.get(line.funding or "")
    if code == "BASIS" and line.funding == line.before.funding:
        yield refusal(
            N_("%(name)s already studies so: %(funding)s."),
            at,
            "funding",
            name=line.name,
            funding=Word(FUNDING_TITLES.get(line.before.funding, "")),
        )
    if code == "BASIS" and asked is not None and asked.by_budget and not SOURCES[line.before.funding].by_budget and not {"commission", "protocol"} & line.bases:
        yield warning(
            N_("%(name)s: a transfer to the budget stands on the decision of a commission; it is not named."),
            at,
            name=line.name,
        )
    if (
        "funding" in line.kind.fields
        and asked is not None
        and asked.needs_contract
        and "contract" not in line.filled | line.bases
    ):
        yield warning(N_("%(name)s: the contract is not named."), at, "contract", name=line.name)


def _leaves(line: LineFacts) -> Iterator[Finding]:
    code, at, until = line.kind.code, line.position, line.until
    if until is not None and until < line.on:
        yield refusal(N_("%(name)s: the end lies before the begin."), at, "ends_on", name=line.name)
    years = LONGEST_LEAVE.get(code)
    begins = line.before.since if code == "LEAVE_EXTEND" and line.before.since else line.on
    if years and until is not None and until >= add_years(begins, years):
        yield refusal(
            N_("%(name)s: such a leave lasts %(years)s years at most, until %(day)s."),
            at,
            "ends_on",
            name=line.name,
            years=years,
            day=shown(add_years(begins, years) - timedelta(days=1)),
        )
    if code == "LEAVE_EXTEND" and until is not None and line.before.until and until <= line.before.until:
        yield refusal(
            N_("%(name)s: the leave already lasts until %(day)s."),
            at,
            "ends_on",
            name=line.name,
            day=shown(line.before.until),
        )
    if code == "ACADEM_IN" and line.before.until and line.on > line.before.until + timedelta(days=30):
        yield warning(N_("%(name)s: the leave ended on %(day)s."), at, name=line.name, day=shown(line.before.until))
    if code == "ACADEM_OUT" and line.reason == "medical" and "medical" not in line.bases:
        yield warning(
            N_("%(name)s: a leave for medical reasons stands on a medical conclusion; it is not named."),
            at,
            name=line.name,
        )
    if code == "ACADEM_OUT" and line.reason == "military" and "summons" not in line.bases:
        yield warning(
            N_("%(name)s: a leave for military service stands on a summons; it is not named."), at, name=line.name
        )


def _expulsion(line: LineFacts) -> Iterator[Finding]:
    if line.kind.code != "EXPEL" or line.reason not in EXPULSIONS:
        return
    at, reason, on_leave = line.position, EXPULSIONS[line.reason], line.before.status in LEAVES
    if reason.by_college and on_leave and line.reason != "no_return":
        yield refusal(
            N_("%(name)s is on leave («%(leave)s»): no expulsion on the initiative of the college."),
            at,
            "reason",
            name=line.name,
            leave=Word(STANDING_TITLES[line.before.status]),
        )
    if line.reason == "no_return" and not on_leave:
        yield refusal(N_("%(name)s is not on leave: there was nothing to return from."), at, "reason", name=line.name)
    if line.reason == "no_return" and on_leave and line.before.until and line.on <= line.before.until:
        yield refusal(
            N_("%(name)s: the leave lasts until %(day)s."), at, "reason", name=line.name, day=shown(line.before.until)
        )
    if line.reason == "gia_failed":
        yield warning(
            N_("%(name)s: who missed the final attestation for a good reason is not expelled; make sure."),
            at,
            name=line.name,
        )
    if line.reason == "discipline":
        yield from _discipline(line)


def _discipline(line: LineFacts) -> Iterator[Finding]:
    """273-ФЗ ст. 43 ч. 8-10: from 15 years; orphans and those without general education with a consent of КДН."""
    at, age = line.position, age_on(line.born, line.on) if line.born else None
    if age is not None and age < DISCIPLINE_AGE:
        yield refusal(
            N_("%(name)s is %(age)s: expulsion as a sanction is possible from %(limit)s years."),
            at,
            "reason",
            name=line.name,
            age=age,
            limit=DISCIPLINE_AGE,
        )
    elif "kdn" not in line.bases:
        orphan = N_("%(name)s is an orphan: the consent of the commission on minors and of the guardianship is not named.")
        unschooled = N_("%(name)s has no basic general education: the consent of the commission on minors is not named.")
        minor = N_("%(name)s is a minor: the opinion of the parents and of the commission on minors is not named.")
        reasons = ((orphan, line.orphan), (unschooled, line.unschooled), (minor, age is not None and age < ADULT))
        msgid = next((said for said, holds in reasons if holds), None)
        if msgid is not None:
            yield warning(msgid, at, "reason", name=line.name)


def _restoration(line: LineFacts) -> Iterator[Finding]:
    """273-ФЗ ст. 62: within five years, not before the end of the term; own wish only, others by the local act."""
    if line.kind.code == "ENROLL" and line.before.status in GONE:
        yield warning(
            N_("%(name)s has studied here already («%(standing)s»): a restoration may be meant."), line.position,
            name=line.name, standing=Word(STANDING_TITLES[line.before.status]),
        )  # fmt: skip
    if line.kind.code != "RESTORE" or line.before.since is None:
        return
    own = line.before.reason in OWN_WISH
    say = refusal if own else warning
    last = add_years(line.before.since, RESTORE_YEARS)
    if line.on > last:
        yield say(
            N_("%(name)s was expelled on %(day)s, more than five years ago."),
            line.position,
            name=line.name,
            day=shown(line.before.since),
        )
    if line.term_ends is not None and line.on <= line.term_ends:
        yield say(
            N_("%(name)s was expelled in the half-year that ends on %(day)s; restoration begins after it."),
            line.position,
            name=line.name,
            day=shown(line.term_ends),
        )


def order_findings(bases: Sequence[str], lines: Sequence[tuple[int, int, str]]) -> list[Finding]:
    """Judge an order as a whole; ``lines`` are (position, student id, name)."""
    found = []
    if not bases:
        found.append(refusal(N_("Name at least one document the order stands on."), field="bases"))
    if not lines:
        found.append(refusal(N_("There is nobody in the order.")))
    seen: dict[int, int] = {}
    for position, student, name in lines:
        if student in seen:
            found.append(refusal(N_("%(name)s stands in the order twice."), position, name=name))
        seen[student] = position
    return found


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Give the refusals among findings."""
    return [finding for finding in findings if finding.blocks]
