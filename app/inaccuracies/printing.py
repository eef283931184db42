"""From a statement to its two papers; the letter is registered once it has its outgoing number, before that it is a draft."""

from __future__ import annotations

from petrovich.enums import Case

from app.coordination.printing import declined, director, letterhead
from app.core import text
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden
from app.core.text import N_
from app.documents import operations as documents
from app.documents import rendering
from app.documents.rules import Signature
from app.inaccuracies import papers
from app.inaccuracies.models import DiscrepancyStatement
from app.inaccuracies.settings import ADDRESSEE, ADDRESSEE_NAME, EXECUTOR
from app.organization import queries as organization
from app.organization.models import Organization
from app.settings import queries as settings


def print_statement(actor: Actor, item: DiscrepancyStatement) -> tuple[bytes, str]:
    """Issue the coordinator's statement; gives the PDF and its title."""
    _require(actor, item)
    document = documents.issue_current(actor, papers.STATEMENT, item, statement_of(item, organization.own_organization(actor)))
    return documents.bytes_of(document), document.title


def print_letter(actor: Actor, item: DiscrepancyStatement) -> tuple[bytes, str]:
    """Print the director's letter: a form to sign and number before it is sent, registered afterwards."""
    _require(actor, item)
    paper = letter_of(item, organization.own_organization(actor))
    if item.letter_number is None:
        return rendering.render(papers.LETTER_TEMPLATE, paper), paper.caption
    document = documents.issue_current(actor, papers.LETTER, item, paper)
    return documents.bytes_of(document), document.title


def _require(actor: Actor, item: DiscrepancyStatement) -> None:
    if not actor.may("inaccuracy", "print"):
        raise Forbidden(N_("You have no right to print this."))
    if item.number is None:
        raise Conflict(N_("The coordinator has not stated this report to the director yet: there is nothing to print."))


def statement_of(item: DiscrepancyStatement, college: Organization) -> papers.StatementPaper:
    """Build the statement."""
    assert item.stated_on is not None
    return papers.StatementPaper(
        letterhead=letterhead(college), number=item.full_number, stated_on=item.stated_on, director=director(college),
        to_director=_in_case(college.director_name, Case.DATIVE), from_coordinator=_in_case(item.stated_by_name, Case.GENITIVE),
        rows=(_row(item),), consequence=item.consequence or "",
        signature=Signature("Ответственный координатор", _initials(item.stated_by_name)),
    )  # fmt: skip


def letter_of(item: DiscrepancyStatement, college: Organization) -> papers.LetterPaper:
    """Build the letter."""
    chosen = settings.values(college.id, "inaccuracies.")
    contacts = (college.legal_address, college.phone and f"тел. {college.phone}", college.email)
    codes = " ".join(f"{name} {value}" for name, value in (("ИНН", college.inn), ("КПП", college.kpp), ("ОГРН", college.ogrn)) if value)
    return papers.LetterPaper(
        letterhead=letterhead(college), contacts=", ".join(part for part in (*contacts, codes) if part),
        addressee=chosen[ADDRESSEE], addressee_name=chosen[ADDRESSEE_NAME], number=item.letter_number or "",
        letter_date=item.letter_date, statement_number=item.full_number, rows=(_row(item),),
        consequence=item.consequence or "", signature=director(college), executor=_initials(item.stated_by_name),
        executor_phone=chosen[EXECUTOR] or college.phone or "",
    )  # fmt: skip


def _row(item: DiscrepancyStatement) -> papers.DiscrepancyRow:
    return papers.DiscrepancyRow(
        item.section, item.record, item.field, item.in_system or "—", item.actual, item.cause or "", item.evidence or ""
    )


def _initials(name: str | None) -> str:
    parts = (name or "").split()
    return text.initials_first(parts[0], parts[1], parts[2] if len(parts) > 2 else None) if len(parts) > 1 else name or ""


def _in_case(name: str | None, case: Case) -> str:
    parts = (name or "").split()
    return declined(parts[0], parts[1], parts[2], case) if len(parts) == 3 else name or ""
