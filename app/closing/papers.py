"""The acts of a close: of a group's term and of the college's half-year, with the digests of what was closed."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core.text import N_
from app.documents.headings import declare_heading
from app.documents.registry import register_paper
from app.documents.rules import Count, Letterhead, Signature

CLOSING_ACT = "closing_act"
CLOSING_ACT_TEMPLATE = "closing_act.html"
CONTROL_ACT, CONTROL_ACT_TEMPLATE = "control_act", "control_act.html"
register_paper(CLOSING_ACT, "АЗ", CLOSING_ACT_TEMPLATE, N_("Act of closing a group's term"), "АКТ ЗАКРЫТИЯ СЕМЕСТРА ГРУППЫ")
register_paper(CONTROL_ACT, "АК", CONTROL_ACT_TEMPLATE, N_("Act of control and storage of data"), "АКТ КОНТРОЛЯ И ХРАНЕНИЯ ДАННЫХ")


AGREES, NONE = "соответствует", "нет"


@dataclass(frozen=True)
class ClosingCheck:
    """A line of the act: what was checked, planned and found, and the conclusion («соответствует», «замечание: …»)."""

    title: str
    planned: str
    actual: str
    conclusion: str

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to mend: no term for it is written."""
        return self.conclusion in (AGREES, NONE)


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


@dataclass(frozen=True)
class ActGroup:
    """A group in the act of control: numbers of its close, revision and digest of its snapshot."""

    group: str
    semester: str
    students: str
    sheets: str
    debtors: str
    absolute: str
    quality: str
    revision: str
    sha256: str


@dataclass(frozen=True)
class ControlAct:
    """The act of control and storage of data of a half-year (Инструкция, раздел 4).

    ``checks`` are section, plan, fact and difference; ``printed`` the papers in the package; ``archive`` its file, where it
    lies and how long, ``package_sha256`` of its bytes; ``root`` is the SHA-256 over all snapshots.
    """

    letterhead: Letterhead
    semester: str
    academic_year: str
    drawn_on: date
    revision: int
    checks: tuple[ClosingCheck, ...]
    groups: tuple[ActGroup, ...]
    printed: tuple[Count, ...]
    printed_count: int
    printed_pages: int
    archive: tuple[Count, ...]
    package_sha256: str
    root: str
    audit_head: str
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Акт контроля и хранения данных: {self.semester} семестр {self.academic_year}"


INDICATORS_TEMPLATE = "indicators.html"
declare_heading("indicators", N_("Indicators of a period"), "ПОКАЗАТЕЛИ УСПЕВАЕМОСТИ И ПОСЕЩАЕМОСТИ")


@dataclass(frozen=True)
class IndicatorsPaper:
    """Indicators of a period: a table with N in every line and the formulas below; printed in the house style, not numbered."""

    letterhead: Letterhead
    semester: str
    academic_year: str
    kind: str
    first: str
    state: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    formulas: tuple[str, ...]
    wide: bool
    signatures: tuple[Signature, ...]
