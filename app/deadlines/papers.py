"""The duty matrix as the appendix of the order."""

from dataclasses import dataclass

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

MATRIX, MATRIX_TEMPLATE = "duty_matrix", "duty_matrix.html"
register_paper(MATRIX, "МО", MATRIX_TEMPLATE, N_("Matrix of duties"), "МАТРИЦА", "функциональных обязанностей по ведению информационной системы")


@dataclass(frozen=True)
class MatrixRow:
    """A duty: section, what is done, who, by when, who controls."""

    section: str
    action: str
    responsible: str
    term: str
    controller: str


@dataclass(frozen=True)
class MatrixPaper:
    """The matrix; ``order`` is the order it is approved by («№ 15-к от 01.09.2026»), empty leaves a rule."""

    letterhead: Letterhead
    order: str
    rows: tuple[MatrixRow, ...]
    signature: Signature

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return "Матрица функциональных обязанностей по ведению информационной системы"
