"""The editor's page as compact JSON that the browser draws, and the steps that it sends."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.text import N_
from app.curricula import cells, editing, pages, rules
from app.curricula.cells import cells_of
from app.curricula.comparison import FIELD_TITLES
from app.curricula.sheet import ACTS, ADD, MOST_STEPS, Outcome, Step
from app.curricula.tree import Plan

UNREADABLE = N_("The request could not be read. Refresh the page.")
LONGEST_CELL = 4000


def payload(plan: Plan) -> dict[str, Any]:
    """Give the lines, what the checks say and the sums.

    A line is [key, depth, 1 for a heading, fingerprint, cells by column, sums: all semesters, then each].
    """
    depths, sums = plan.depths(), pages.sums_of(plan)
    shown = [cells_of(item) for item in plan.items]
    seen = [cells.fingerprint(item, texts) for item, texts in zip(plan.items, shown, strict=True)]
    return {
        "rows": [
            [item.key, depths[item.key], int(item.is_heading), mark, texts, sums[item.key]]
            for item, mark, texts in zip(plan.items, seen, shown, strict=True)
        ],
        "findings": [
            [*told, finding.item] for finding, told in zip(plan.findings, pages.findings_of(plan), strict=True)
        ],
        "totals": [[title, total, *values] for title, values, total in pages.totals_of(plan)],
        "state": cells.state_of(plan, seen),
    }


def frame(plan: Plan) -> dict[str, Any]:
    """Give what does not change while a plan is edited: semesters by course, columns of hours, words."""
    semesters = editing.semesters_of(plan)
    return {
        "semesters": semesters,
        "courses": [rules.course_of(one, plan.semesters_per_course) for one in range(1, semesters + 1)],
        "hours": [[kind, _(FIELD_TITLES[kind]), words[0]] for kind, words in cells.KIND_WORDS.items()],
        "say": words(),
    }


def words() -> dict[str, str]:
    """Give the words that the scripts of the editor show."""
    return {
        "code": _("Index"), "name": _("Name"), "kind": _("Kind"), "hours": _("Hours by the plan"), "part": _("Variable part"),
        "counted": _("Left out of the totals"), "commission": _("Commission"), "competences": _("Competences"), "total": _("Total"),
        "stated": _("Total without kinds"), "controls": _("Controls"), "year": _("year of study"), "semester": _("Semester"),
        "all": _("All semesters"), "more": _("Commission, competences, marks of the line"), "grid": _("Lines of the plan"),
        "saved": _("Saved"), "saving": _("Saving…"), "waiting": _("Leave the line and it is saved"), "failed": _("Not saved"),
        "offline": _("No connection. What was typed waits on this page; leave a line once more to send it."),
        "signedOut": _("Your session has ended. Sign in again in another tab; what was typed waits here."),
        "copied": _("Copied"), "changed": _("Cells changed"), "closedCells": _("may not be written"), "outside": _("did not fit"),
        "nothingToUndo": _("There is nothing to take back."), "undone": _("Taken back."), "redone": _("Done again"),
        "ask": _("Delete the line «%s» with everything under it? It can be taken back."),
        "mine": _("Write mine"), "theirs": _("Take what is stored"), "typed": _("you typed"), "stored": _("now stored"),
        "staleTitle": _("Somebody else has changed this line"), "gone": _("Somebody else has deleted this line."),
        "clean": _("The checks found nothing to remark."), "checks": _("Checks"),
    }  # fmt: skip


def refusals(outcome: Outcome) -> dict[str, Any]:
    """Give why nothing was written: sentences by line and column, and the present cells of lines changed meanwhile."""
    wrong = {line: {column: _(one.msgid, **one.params) for column, one in found.items()} for line, found in outcome.wrong.items()}
    return {"wrong": wrong, "stale": outcome.stale}


def steps_of(body: Any) -> list[Step]:
    """Read the steps that the page sends; raises Invalid for anything else."""
    listed = body.get("steps") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_STEPS:
        raise Invalid(UNREADABLE)
    return [_step(one) for one in listed]


def _step(one: Any) -> Step:
    if not isinstance(one, dict) or one.get("act") not in ACTS or not isinstance(one.get("line"), str):
        raise Invalid(UNREADABLE)
    typed, seen, after, by = one.get("cells", {}), one.get("seen"), one.get("after"), one.get("by", 0)
    texts = isinstance(typed, dict) and all(isinstance(k, str) and isinstance(v, str) and len(v) <= LONGEST_CELL for k, v in typed.items())
    if not texts or not all(value is None or isinstance(value, str) for value in (seen, after)) or not isinstance(by, int):
        raise Invalid(UNREADABLE)
    if one["act"] != ADD and seen is None:
        raise Invalid(UNREADABLE)
    return Step(one["act"], one["line"], seen, after, by, typed)
