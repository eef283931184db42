"""The act of closing a group's term: what was checked and the digest of what was closed."""

from dataclasses import dataclass
from datetime import datetime

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Count, Letterhead, Signature

CLOSING_ACT = "closing_act"
CLOSING_ACT_TEMPLATE = "closing_act.html"
register_paper(CLOSING_ACT, "АЗ", CLOSING_ACT_TEMPLATE, N_("Act of closing a group's term"))


@dataclass(frozen=True)
class ClosingCheck:
    """A line of the act: what was checked, planned and found, and the conclusion («соответствует», «замечание: …»)."""

    title: str
    planned: str
    actual: str
    conclusion: str


@dataclass(frozen=True)
class ClosingAct:
    """The act (протокол): checks, contents of the snapshot by kinds, its SHA-256 and the head of the audit chain.

    ``closed_at`` is the wall-clock time of the college; ``basis`` is filled when the term is closed again.
    """

    letterhead: Letterhead
    group: str
    course: str
    specialty: str
    semester: str
    academic_year: str
    revision: int
    closed_at: datetime
    closed_by: str
    checks: tuple[ClosingCheck, ...]
    contents: tuple[Count, ...]
    sha256: str
    audit_head: str
    signatures: tuple[Signature, ...]
    basis: str = ""

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Акт закрытия семестра: {self.group}, {self.semester} семестр {self.academic_year}"
