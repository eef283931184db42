"""The commands close-term and close-semester: checks and close of a group's term, of a whole half-year, without the web."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.access.scope import current_actor
from app.closing import operations, package
from app.closing import semester as halves
from app.closing.operations import NotReady, Outcome
from app.closing.readiness import Problem
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.documents import handing
from app.terms import queries as terms


def close_term_command(group: str, semester: int, dry_run: bool = False, as_json: bool = False) -> tuple[int, Any]:
    """Check or close the term of the group called ``group`` on behalf of the acting system; (0, answer) or (1, answer).

    The answer is {group, semester, closed, revision, sha256, problems, …} with ``as_json``, otherwise lines of text.
    """
    answer: dict[str, Any] = {"group": group, "semester": semester, "closed": False, "problems": [], "error": None}
    try:
        answer |= _told(_close(group, semester, dry_run))
    except NotReady as refusal:
        answer |= {"error": _(refusal.msgid, **refusal.params), "problems": [_line(one) for one in refusal.problems]}
    except DomainError as refusal:
        answer["error"] = _(refusal.msgid, **refusal.params)
    return (1 if answer["error"] else 0), answer if as_json else "\n".join(_lines(answer))


def _close(group: str, semester: int, dry_run: bool) -> Outcome:
    actor = current_actor()
    assert actor is not None
    term = terms.term_of(group, semester)
    if term is None:
        raise NotFound(N_("Group %(group)s has no term of semester %(semester)s."), group=group, semester=semester)
    if dry_run:
        return operations.close_term(actor, term.id, dry_run=True)
    with transaction():
        return operations.close_term(actor, term.id)


def _told(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"problems": [_line(one) for one in outcome.problems], "effect": asdict(outcome.effect)}
    if outcome.closing is not None:
        told |= {"closed": True, "revision": outcome.closing.revision, "sha256": outcome.closing.sha256, "repeated": outcome.repeated}
    return told


def _line(one: Problem) -> dict[str, Any]:
    return {"code": one.code, "severity": one.severity, "text": _(one.msgid, **one.params), "count": one.count}


def _lines(answer: dict[str, Any]) -> list[str]:
    lines = [answer["error"]] if answer["error"] else []
    if answer["closed"]:
        lines.append(_("Closed. Revision %(revision)s, SHA-256 %(sha256)s", revision=answer["revision"], sha256=answer["sha256"]))
    marks = {"block": "✗", "warn": "!"}
    return [*lines, *(f"{marks[one['severity']]} {one['text']}" for one in answer["problems"])]


def close_semester_command(year: str, number: int, dry_run: bool = False, as_json: bool = False) -> tuple[int, Any]:
    """Close every term of a half-year that nothing blocks, then prepare its act; (0, answer) when all are closed, else (1, …).

    The answer is {year, number, terms: [{group, plan_semester, state, blocks}], act: root hash or None, error}.
    """
    actor = current_actor()
    assert actor is not None
    half = terms.half_year(year, number)
    answer: dict[str, Any] = {"year": year, "number": number, "terms": [], "act": None, "error": None}
    try:
        if half is None:
            raise NotFound(N_("There is no semester %(number)s of the year %(year)s."), number=number, year=year)
        half_id = half.id
        answer["terms"] = [asdict(one) for one in halves.close_ready(actor, half_id, dry_run=dry_run)]
        if not dry_run:
            with transaction():
                answer["act"] = halves.prepare_act(actor, half_id).root_sha256
    except DomainError as refusal:
        answer["error"] = _(refusal.msgid, **refusal.params)
    left = [one for one in answer["terms"] if one["state"] == "blocked"]
    return (1 if answer["error"] or left else 0), answer if as_json else "\n".join(_half_lines(answer))


def pack_semester_command(year: str, number: int, output: Path) -> tuple[int, Any]:
    """Issue every paper of a closed half-year that was never printed, then write its package whole or not at all."""
    actor = current_actor()
    assert actor is not None
    half = terms.half_year(year, number)
    if half is None:
        raise NotFound(N_("There is no semester %(number)s of the year %(year)s."), number=number, year=year)
    half_id = half.id
    with handing.handed_out(actor):
        papers = package.print_missing(actor, half_id)
        with transaction():
            _name, file = package.pack(actor, half_id)
    part = output.with_suffix(".part")
    with file, part.open("wb") as target:
        shutil.copyfileobj(file, target)
    part.replace(output)
    return 0, {"file": str(output), "papers": papers, "bytes": output.stat().st_size}


def _half_lines(answer: dict[str, Any]) -> list[str]:
    words = {"closed": _("closed now"), "before": _("closed before"), "ready": _("ready"), "blocked": _("blocked")}
    lines = [f"{one['group']}, {one['plan_semester']}: {words[one['state']]} {one['blocks'] or ''}".rstrip() for one in answer["terms"]]
    lines += [_("Act prepared, root hash %(root)s", root=answer["act"])] if answer["act"] else []
    return [*lines, answer["error"]] if answer["error"] else lines
