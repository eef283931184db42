"""What speaks against a leave, an expulsion and a restoration: terms, protected persons and days; pure."""

from collections.abc import Iterator
from datetime import timedelta

from app.core.text import N_
from app.movement.facts import LineFacts
from app.movement.kinds import EXPULSIONS, GONE, LEAVES, STANDING_TITLES, Word
from app.movement.rules import Finding, add_years, refusal, shown, warning
from app.students.rules import age_on

OWN_WISH = frozenset({"own_wish", "family", "change_of_residence"})
DISCIPLINE_AGE, ADULT, RESTORE_YEARS = 15, 18, 5
LONGEST_LEAVE = {"ACADEM_OUT": 2, "LEAVE_EXTEND": 3, "CHILDCARE_OUT": 3, "MATERNITY_OUT": 1}


def leaves(line: LineFacts) -> Iterator[Finding]:
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


def expulsion(line: LineFacts) -> Iterator[Finding]:
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


def restoration(line: LineFacts) -> Iterator[Finding]:
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
