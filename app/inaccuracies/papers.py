"""Papers of an inaccuracy: the coordinator's statement to the director and the director's letter to the operator."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

STATEMENT, LETTER = "discrepancy_statement", "discrepancy_letter"
STATEMENT_TEMPLATE, LETTER_TEMPLATE = "discrepancy_statement.html", "discrepancy_letter.html"
register_paper(STATEMENT, "ЗН", STATEMENT_TEMPLATE, N_("Statement of an inaccuracy"), "ЗАЯВЛЕНИЕ", "о допущенной неточности")
register_paper(LETTER, "ПН", LETTER_TEMPLATE, N_("Letter on an inaccuracy"), "О допущенной неточности")


@dataclass(frozen=True)
class DiscrepancyRow:
    """The line of the table that both papers share."""

    section: str
    record: str
    field: str
    in_system: str
    actual: str
    cause: str
    evidence: str


@dataclass(frozen=True)
class StatementPaper:
    """The coordinator's statement; the resolution is written by hand.

    ``to_director`` stands in the dative, ``from_coordinator`` in the genitive.
    """

    letterhead: Letterhead
    number: str
    stated_on: date
    director: Signature
    to_director: str
    from_coordinator: str
    rows: tuple[DiscrepancyRow, ...]
    consequence: str
    signature: Signature

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names no person."""
        return f"Заявление о допущенной неточности № {self.number}"


@dataclass(frozen=True)
class LetterPaper:
    """The director's letter; an empty number and date leave rules to write on."""

    letterhead: Letterhead
    contacts: str
    addressee: str
    addressee_name: str
    number: str
    letter_date: date | None
    statement_number: str
    rows: tuple[DiscrepancyRow, ...]
    consequence: str
    signature: Signature
    executor: str
    executor_phone: str

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names no person."""
        return f"Письмо о допущенной неточности, исх. № {self.number or '—'}, заявление № {self.statement_number}"
