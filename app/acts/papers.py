"""Papers of the local act: its model text and the acquaintance sheet."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.headings import declare_heading
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

ACQUAINTANCE, ACQUAINTANCE_TEMPLATE, TEXT_TEMPLATE = "acquaintance_sheet", "acquaintance_sheet.html", "local_act.html"
register_paper(ACQUAINTANCE, "ЛО", ACQUAINTANCE_TEMPLATE, N_("Acquaintance sheet"), "ЛИСТ ОЗНАКОМЛЕНИЯ", "с локальным нормативным актом")
declare_heading("local_act", N_("Model text of the local act"), "ПОЛОЖЕНИЕ", "о порядке ведения информационной системы")


@dataclass(frozen=True)
class ReaderRow:
    """A line of the sheet; an empty day leaves a rule to sign on."""

    name: str
    position: str
    signed_on: date | None


@dataclass(frozen=True)
class AcquaintanceSheet:
    """Who is to sign; ``act`` is «№ 3 от 01.09.2026»."""

    letterhead: Letterhead
    act: str
    rows: tuple[ReaderRow, ...]
    signature: Signature

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Лист ознакомления с локальным нормативным актом {self.act}"


@dataclass(frozen=True)
class ActText:
    """The model text to start from; it is no approved act."""

    letterhead: Letterhead
    paragraphs: tuple[str, ...]
    signature: Signature
