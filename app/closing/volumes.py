"""The volume of a group's journals as work left to the server: a step a journal, then the file with running page numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from pypdf import PdfReader

from app.access.permissions import Action, Resource
from app.closing import queries
from app.closing.journals import closing_of, official, require, state_of
from app.closing.reports import told
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Refused
from app.core.text import N_
from app.documents import handing, rendering
from app.gradebook import papers, reports
from app.gradebook.papers import JournalPaper, PageNumbers
from app.jobs import operations as jobs
from app.jobs.models import Job
from app.jobs.registry import JOB_ID, Arguments, Kind, register_kind
from app.jobs.rules import Result, Step
from app.teaching.queries import loads_of_term

VOLUME = "group_volume"
TITLE = N_("Journals of the group %(group)s, semester %(semester)s")
# Drafts of open terms are kept nowhere: a step leaves its pages here for the end, which sets anew what a restart has lost.
_drafts: dict[tuple[int, str], tuple[JournalPaper, bytes]] = {}


def leave_volume(actor: Actor, term_id: int, title: str) -> Job:
    """Leave the print of a term's journals to the server; raises Forbidden, NotFound, or Refused where there is no journal."""
    require(actor, "print")
    term = queries.term(term_id)
    if not loads_of_term(term):
        raise Refused(N_("The group has no journals in this term."))
    return jobs.enqueue(actor, VOLUME, {"term": term_id}, title)


def plan(_actor: Actor, arguments: Arguments) -> Sequence[Step]:
    """Give a step for each journal, in the order of the plan."""
    term = queries.term(int(arguments["term"]))
    contents = told(term, closing_of(term))
    loads = {str(load.id): load for load in loads_of_term(term)}
    return [Step(one["id"], str(loads[one["id"]].curriculum_term.item)) for one in reports.loads_in_order(contents) if one["id"] in loads]


def step(actor: Actor, arguments: Arguments, key: str) -> None:
    """Issue a journal of a closed term, once whoever asks; set the draft of an open one."""
    _part(actor, int(arguments["term"]), key)


def finish(actor: Actor, arguments: Arguments, keys: list[str]) -> Result:
    """Join cover, contents, the journals that succeeded and the last pages; every page is numbered through."""
    term = queries.term(int(arguments["term"]))
    closing = closing_of(term)
    contents, state = told(term, closing), "" if closing else state_of(actor)
    with handing.handed_out(actor, job_id=arguments[JOB_ID]):
        parts = [_part(actor, term.id, key) for key in keys]
    name = f"Журнал группы {term.group.name} {term.plan_semester} семестр.pdf"
    for key in keys:
        _drafts.pop((term.id, key), None)
    return Result(name, "application/pdf", volume(contents, parts, state))


def _part(actor: Actor, term_id: int, key: str) -> tuple[JournalPaper, bytes, str]:
    """Give a journal, its pages and its registered number (empty for a draft)."""
    term = queries.term(term_id)
    closing = closing_of(term)
    open_on = None if closing else today(actor.zone)
    paper = reports.journal_paper(told(term, closing), int(key), "" if closing else state_of(actor), open_on)
    if closing is not None:
        load = next(one for one in loads_of_term(term) if str(one.id) == key)
        return paper, *official(actor, load, closing, paper)
    kept = _drafts.get((term_id, key))
    if kept is None or kept[0] != paper:
        kept = _drafts[term_id, key] = (paper, rendering.render(papers.JOURNAL_TEMPLATE, paper))
    return paper, kept[1], ""


def volume(contents: Mapping[str, Any], parts: Sequence[tuple[JournalPaper, bytes, str]], state: str) -> bytes:
    """Join the volume; the contents are set twice, since their own length moves the pages they name."""
    counts = [_pages(body) for _paper, body, _number in parts]

    def front(before: int) -> bytes:
        lines, page = [], before + 1
        for (paper, _body, number), count in zip(parts, counts, strict=True):
            lines.append(reports.contents_line(paper, number, page, count))
            page += count
        return rendering.render(papers.COVER_TEMPLATE, reports.cover(contents, lines, state))

    before = _pages(front(0))
    end = rendering.render(papers.COVER_TEMPLATE, reports.last_pages(contents))
    whole = rendering.merge([front(before), *(body for _paper, body, _number in parts), end])
    return rendering.stamp(whole, rendering.render(papers.NUMBERS_TEMPLATE, PageNumbers(_pages(whole))))


def _pages(body: bytes) -> int:
    return len(PdfReader(io.BytesIO(body)).pages)


register_kind(Kind(VOLUME, Resource.JOURNAL, Action.PRINT, plan, step, finish))
