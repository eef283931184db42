"""Papers of the movement as values: the order, the movement report, the contingent."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.movement.phrases import Clause

ORDER, MOVEMENT, CONTINGENT = "movement_order", "movement_report", "contingent_report"
ORDER_TEMPLATE, MOVEMENT_TEMPLATE, CONTINGENT_TEMPLATE = "movement_order.html", "movement_report.html", "contingent.html"
register_paper(ORDER, "ПРК", ORDER_TEMPLATE, N_("Order on students"), "П Р И К А З")
register_paper(MOVEMENT, "ДК", MOVEMENT_TEMPLATE, N_("Report on the movement of students"), "ОТЧЁТ О ДВИЖЕНИИ КОНТИНГЕНТА")
register_paper(CONTINGENT, "ЧК", CONTINGENT_TEMPLATE, N_("Numbers of students"), "СВЕДЕНИЯ О ЧИСЛЕННОСТИ СТУДЕНТОВ")


@dataclass(frozen=True)
class OrderPaper:
    """An order: a draft has neither number nor date, they are written by hand or typed later."""

    letterhead: Letterhead
    heading: str
    number: str
    order_date: date | None
    preamble: str
    clauses: tuple[Clause, ...]
    bases: tuple[str, ...]
    control: str
    signature: Signature
    visas: tuple[Signature, ...] = ()
    executor: str = ""

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"{self.heading} № {self.number or 'без номера'}"


@dataclass(frozen=True)
class FigureRow:
    """A row of a table of numbers: its name, its cells, whether it is a total, and whether its equation holds."""

    name: str
    cells: tuple[int, ...]
    is_total: bool = False
    holds: bool = True


@dataclass(frozen=True)
class MovementPaper:
    """The movement of a period by group; the columns are those of ``reports.MOVEMENT_HEADS``."""

    letterhead: Letterhead
    first: date
    last: date
    rows: tuple[FigureRow, ...]
    orders: tuple[str, ...]
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Отчёт о движении контингента с {self.first:%d.%m.%Y} по {self.last:%d.%m.%Y}"


@dataclass(frozen=True)
class ContingentPaper:
    """The student body on a day, by one division."""

    letterhead: Letterhead
    on: date
    division: str
    rows: tuple[FigureRow, ...]
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Численность студентов на {self.on:%d.%m.%Y}"
