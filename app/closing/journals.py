"""Printing and exporting journals: from the snapshot of a closed term, registered; from live rows before, as a draft."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader

from app.access.scope import unscoped
from app.audit.operations import record
from app.closing import queries
from app.closing.models import Closing
from app.closing.reports import Printed, told
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Forbidden, Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents import rendering
from app.exchange import writing
from app.gradebook import papers, reports, tables
from app.gradebook.papers import JournalPaper
from app.gradebook.queries import load_head
from app.teaching.models import TeachingLoad
from app.teaching.queries import loads_of_term
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED


def print_journal(actor: Actor, load_id: int) -> Printed:
    """Print the journal of a load: registered and archived once the term is closed, an unnumbered draft before."""
    _require(actor, "print")
    load = load_head(load_id)
    term = queries.term(load.group_term_id)
    closing = _closing_of(term)
    name = f"Журнал {term.group.name} {load.curriculum_term.item.name}"
    if closing is None:
        paper = reports.journal_paper(told(term, None), load_id, _state(actor))
        return Printed(rendering.render(papers.JOURNAL_TEMPLATE, paper), name, False)
    return Printed(_official(actor, load, closing, reports.journal_paper(told(term, closing), load_id))[0], name, True)


def print_volume(actor: Actor, term_id: int) -> Printed:
    """Print the journals of all items of a group's term as one file: cover, contents, spreads, list of students.

    The journals of a closed term are the registered ones, joined; raises Refused where there is no journal.
    """
    _require(actor, "print")
    term = queries.term(term_id)
    closing = _closing_of(term)
    contents = told(term, closing)
    loads = {str(load.id): load for load in loads_of_term(term)}
    keys = [one["id"] for one in reports.loads_in_order(contents) if one["id"] in loads]
    if not keys:
        raise Refused(N_("The group has no journals in this term."))
    state = "" if closing else _state(actor)
    made = {key: reports.journal_paper(contents, int(key), state) for key in keys}
    if closing is None:
        rendered = rendering.render_many((papers.JOURNAL_TEMPLATE, made[key], None) for key in keys)
        parts = [(body, "") for body in rendered]
    else:
        parts = [_official(actor, loads[key], closing, made[key]) for key in keys]
    name = f"Журнал группы {term.group.name} {term.plan_semester} семестр"
    return Printed(_volume(contents, [made[key] for key in keys], parts, state), name, closing is not None)


def _volume(contents: Mapping[str, Any], made: list[JournalPaper], parts: list[tuple[bytes, str]], state: str) -> bytes:
    """Join cover, journals and last pages; the contents are set twice, since their own length moves the pages they name."""
    counts = [_pages(body) for body, _number in parts]

    def front(before: int) -> bytes:
        lines, page = [], before + 1
        for paper, (_body, number), count in zip(made, parts, counts, strict=True):
            lines.append(reports.contents_line(paper, number, page, count))
            page += count
        return rendering.render(papers.COVER_TEMPLATE, reports.cover(contents, lines, state))

    before = _pages(front(0))
    end = rendering.render(papers.COVER_TEMPLATE, reports.last_pages(contents))
    return rendering.merge([front(before), *(body for body, _number in parts), end])


def _pages(body: bytes) -> int:
    return len(PdfReader(io.BytesIO(body)).pages)


def _official(actor: Actor, load: TeachingLoad, closing: Closing, paper: JournalPaper) -> tuple[bytes, str]:
    """Give the registered journal of a closed term and its number; issues it at the first print."""
    archived = registry.of_subject(papers.JOURNAL, load, closing.revision)
    if archived is None or archived.pdf_sha256 is None:
        archived = documents.issue(actor, papers.JOURNAL, load, paper, revision=closing.revision)
    return documents.bytes_of(archived), archived.full_number


def export_journal(actor: Actor, load_id: int) -> tuple[str, bytes]:
    """Give (name, xlsx) of a journal: marks on one sheet, lessons on another; recorded, so call it in a transaction."""
    _require(actor, "export")
    load = load_head(load_id)
    term = queries.term(load.group_term_id)
    paper = reports.journal_paper(told(term, _closing_of(term)), load_id)
    record(actor, "export", load, label=f"{term.group.name}, {load.curriculum_term.item.name}")
    return f"{term.group.name} {load.curriculum_term.item.name}", writing.to_workbook(tables.journal(paper))


def _closing_of(term: GroupTerm) -> Closing | None:
    """Give the snapshot of a closed term that the actor has reached already: teachers and curators read no closings."""
    with unscoped():
        return queries.last_closing(term.id) if term.status == CLOSED else None


def _state(actor: Actor) -> str:
    return f"Предварительные данные на {today(actor.zone):%d.%m.%Y}: семестр не закрыт"


def _require(actor: Actor, action: str) -> None:
    if not actor.may("journal", action):
        raise Forbidden(N_("You have no right to print this."))
