"""What speaks against a line of an order: refusals and warnings from the rules of the field; pure."""

from collections.abc import Iterable, Iterator, Sequence

from app.core.text import N_
from app.movement.facts import LineFacts
from app.movement.kinds import Word
from app.movement.leaving import expulsion, leaves, restoration
from app.movement.rules import Finding, refusal, warning
from app.students.funding import FUNDING_TITLES, SOURCES

CAPACITY = 25


FIELD_TITLES = {
    "group": N_("Group"), "programme": N_("Programme"), "course": N_("Course"), "funding": N_("Funding"), "form": N_("Form of study"),
    "reason": N_("Reason"), "ground": N_("Ground of enrolment"), "leave": N_("Reason of the leave"), "ends_on": N_("Until"),
    "outcome": N_("Outcome"), "sanction": N_("Sanction"), "plan": N_("Plan of study"), "contract": N_("Contract"), "note": N_("Note"),
    "new_name": N_("New full name"), "honours": N_("Diploma with honours"),
}  # fmt: skip


def line_findings(line: LineFacts) -> list[Finding]:
    """Give all that speaks against one line."""
    checks = (_missing, _groups, _courses, _money, leaves, expulsion, restoration)
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
