"""What ``verify`` asks of closed terms: the live frozen rows are those of the newest snapshot."""

from __future__ import annotations

from collections.abc import Iterator

from app.closing import contents, queries, queries_reopening, queries_year, rules, snapshot
from app.closing import queries_semester as semester
from app.closing.models import Closing
from app.core.checks import Problem, register_check
from app.core.text import N_

PARTS = {
    "lessons": N_("Group %(group)s, semester %(semester)s: the lessons differ from the snapshot."),
    "marks": N_("Group %(group)s, semester %(semester)s: the marks differ from the snapshot."),
    "sheets": N_("Group %(group)s, semester %(semester)s: the sheets differ from the snapshot."),
}
TOTALS = N_("Group %(group)s, semester %(semester)s: the totals differ from the snapshot.")
UNREADABLE = N_("Group %(group)s, semester %(semester)s: the snapshot cannot be read.")


def closed_rows() -> Iterator[Problem]:
    """Name every closed term whose lessons, marks or sheets are not the ones of its newest snapshot.

    A term in which a correction is going on waits for its next revision. The SHA-256 of a snapshot is checked apart from this, by the backup package.
    """
    corrected = queries_reopening.open_terms()
    for closing in list(queries.closings()):
        if closing.group_term.status == "closed" and closing.group_term_id not in corrected:
            yield from _differences(closing)


def _differences(closing: Closing) -> Iterator[Problem]:
    term = closing.group_term
    named = {"group": term.group.name, "semester": term.plan_semester}
    try:
        told = snapshot.parse(closing.snapshot)
    except ValueError:
        yield Problem(UNREADABLE, named)
        return
    if closing.totals != snapshot.canonical(told.get("totals", {})):
        yield Problem(TOTALS, named)
    live = contents.frozen(
        queries.lesson_rows(term.id), queries.mark_rows(term.id), queries.sheet_rows(term.id), queries.entry_rows(term.id)
    )
    for part, msgid in PARTS.items():
        if snapshot.as_text(live[part]) != told.get(part):
            yield Problem(msgid, named)


def acts() -> Iterator[Problem]:
    """Name every act whose root does not follow from its lines, or whose lines name no snapshot that is there."""
    known = semester.digests()
    for act in semester.all_acts():
        lines = [tuple(line) for line in snapshot.parse(act.content)["lines"]]
        named = {"semester": str(act.semester), "revision": act.revision}
        if rules.root_sha256(lines) != act.root_sha256:
            yield Problem(N_("Act of the semester %(semester)s, revision %(revision)s: the root hash does not match."), named)
        elif {line[3] for line in lines} - known:
            yield Problem(N_("Act of the semester %(semester)s, revision %(revision)s: a snapshot it names is gone."), named)


def year_acts() -> Iterator[Problem]:
    """Name every act of a year whose root does not follow from its lines."""
    for act in queries_year.all_acts():
        lines = [tuple(line) for line in snapshot.parse(act.content)["lines"]]
        if rules.root_sha256(lines) != act.root_sha256:
            named = {"year": str(act.academic_year), "revision": act.revision}
            yield Problem(N_("Act of the year %(year)s, revision %(revision)s: the root hash does not match."), named)


def windows() -> Iterator[Problem]:
    """Name every edit window that no confirmed reopening stands behind."""
    for one in queries_reopening.orphan_windows():
        yield Problem(N_("A window for corrections was opened past the director: %(basis)s."), {"basis": one.basis})


register_check("edit_windows", windows)
register_check("closed_rows", closed_rows)
register_check("acts", acts)
register_check("year_acts", year_acts)
