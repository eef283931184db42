"""The act of destruction on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.access.scope import current_actor
from app.closing import storage
from app.closing.storage_rules import APPROVED, DONE, term_words
from app.core.actor import Actor
from app.core.errors import Forbidden, Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.organization.heads import director, letterhead
from app.organization.queries import own_organization

DESTRUCTION_ACT, DESTRUCTION_TEMPLATE = "destruction_act", "destruction_act.html"
register_paper(DESTRUCTION_ACT, "АУ", DESTRUCTION_TEMPLATE, N_("Act of destruction of files"), "АКТ ОБ УНИЧТОЖЕНИИ ДЕЛ, СРОКИ ХРАНЕНИЯ КОТОРЫХ ИСТЕКЛИ")


@dataclass(frozen=True)
class DestructionRow:
    """A file: its code and title, the year, units, the term."""

    code: str
    title: str
    year: str
    units: str
    term: str


@dataclass(frozen=True)
class DestructionPaper:
    """The act: what is destroyed, on whose agreement, who approved it."""

    letterhead: Letterhead
    drafted_on: date
    approved_on: date | None
    director: Signature
    protocol: str
    rows: tuple[DestructionRow, ...]
    units: str
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Акт об уничтожении дел от {self.drafted_on:%d.%m.%Y}"


def print_act(actor: Actor, act_id: int) -> bytes:
    """Print an approved act, registered and archived; Refused before the approval."""
    if not actor.may("storage", "print"):
        raise Forbidden(N_("You have no right to print this."))
    found = storage.act(act_id)
    if found.state not in (APPROVED, DONE):
        raise Refused(N_("The act is printed after its approval."))
    college = own_organization(current_actor() or actor)
    rows = tuple(
        DestructionRow(one.code, one.title, str(one.year), str(one.units), term_words(one.years, one.needs_expert))
        for one in found.lines
    )
    paper = DestructionPaper(
        letterhead=letterhead(college), drafted_on=found.drafted_on, approved_on=found.approved_on, protocol=found.protocol, rows=rows,
        director=director(college),
        units=str(sum(one.units for one in found.lines)), signatures=(Signature("Ответственный координатор"), Signature("Секретарь учебной части")),
    )  # fmt: skip
    return documents.bytes_of(documents.issue_current(actor, DESTRUCTION_ACT, found, paper))
