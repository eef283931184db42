"""Printing and exporting journals: from the snapshot of a closed term, registered; from live rows before, as a draft."""

from __future__ import annotations

from app.access.scope import unscoped
from app.audit.operations import record
from app.closing import queries
from app.closing.models import Closing
from app.closing.reports import Printed, told
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Forbidden
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents import rendering
from app.exchange import writing
from app.gradebook import papers, reports, tables
from app.gradebook.papers import JournalPaper
from app.gradebook.queries import load_head
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED


def print_journal(actor: Actor, load_id: int) -> Printed:
    """Print the journal of a load: registered and archived once the term is closed, an unnumbered draft before."""
    require(actor, "print")
    load = load_head(load_id)
    term = queries.term(load.group_term_id)
    closing = closing_of(term)
    name = f"Журнал {term.group.name} {load.curriculum_term.item.name}"
    if closing is None:
        paper = reports.journal_paper(told(term, None), load_id, state_of(actor), today(actor.zone))
        return Printed(rendering.render(papers.JOURNAL_TEMPLATE, paper), name, False)
    return Printed(official(actor, load, closing, reports.journal_paper(told(term, closing), load_id))[0], name, True)


def official(actor: Actor, load: TeachingLoad, closing: Closing, paper: JournalPaper) -> tuple[bytes, str]:
    """Give the registered journal of a closed term and its number; issues it at the first print."""
    archived = registry.of_subject(papers.JOURNAL, load, closing.revision)
    if archived is None or archived.pdf_sha256 is None:
        archived = documents.issue(actor, papers.JOURNAL, load, paper, revision=closing.revision)
    return documents.bytes_of(archived), archived.full_number


def export_journal(actor: Actor, load_id: int) -> tuple[str, bytes]:
    """Give (name, xlsx) of a journal: marks on one sheet, lessons on another; recorded, so call it in a transaction."""
    require(actor, "export")
    load = load_head(load_id)
    term = queries.term(load.group_term_id)
    closing = closing_of(term)
    paper = reports.journal_paper(told(term, closing), load_id, day=None if closing else today(actor.zone))
    record(actor, "export", load, label=f"{term.group.name}, {load.curriculum_term.item.name}")
    return f"{term.group.name} {load.curriculum_term.item.name}", writing.to_workbook(tables.journal(paper))


def closing_of(term: GroupTerm) -> Closing | None:
    """Give the snapshot of a closed term that the actor has reached already: teachers and curators read no closings."""
    with unscoped():
        return queries.last_closing(term.id) if term.status == CLOSED else None


def state_of(actor: Actor) -> str:
    """Give the words that mark a print of an open term."""
    return f"Предварительные данные на {today(actor.zone):%d.%m.%Y}: семестр не закрыт"


def require(actor: Actor, action: str) -> None:
    """Raise Forbidden unless ``actor`` may print or export journals."""
    if not actor.may("journal", action):
        raise Forbidden(N_("You have no right to print this."))
