"""A table of a screen on paper: letterhead, title, what the filters said, who printed it and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.core.actor import Actor
from app.core.clock import now
from app.documents.rules import Letterhead, Signature
from app.screens import rules
from app.screens.rules import Cell, Page, Table

TEMPLATE = "screen_table.html"
# Letters of a line of the sheet standing and lying; more columns, or longer words than fit, lie down.
UPRIGHT, LYING, UPRIGHT_COLUMNS = 85, 128, 7
# Signs that the fonts of papers do not draw.
_WORDS = str.maketrans({"✓": "да", "✔": "да", "✗": "нет", "✕": "нет", "⚠": "!"})


@dataclass(frozen=True)
class ScreenTablePaper:
    """What is printed; ``widths`` are the shares of the columns in percent."""

    letterhead: Letterhead
    title: str
    caption: str
    chosen: str
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    is_wide: bool
    printed_at: str
    printed_by: str
    signatures: tuple[Signature, ...] = ()


def table_paper(actor: Actor, head: Letterhead, page: Page, table: Table) -> ScreenTablePaper:
    """Give the paper of a table without its columns of boxes and buttons."""
    shown = _in_words(rules.without_idle(table))
    least, _wanted = rules.needs(shown)
    is_wide = len(least) > UPRIGHT_COLUMNS or sum(least) > UPRIGHT
    return ScreenTablePaper(
        head, page.title, table.caption if table.caption != page.title else "", "; ".join(page.chosen), shown.heads, shown.rows,
        tuple(rules.widths(shown, LYING if is_wide else UPRIGHT)), is_wide,
        f"{now().astimezone(ZoneInfo(actor.zone)):%d.%m.%Y %H:%M}", actor.name,
    )  # fmt: skip


def _in_words(table: Table) -> Table:
    heads, rows = (
        tuple(tuple(replace(cell, text=cell.text.translate(_WORDS)) for cell in line) for line in lines) for lines in (table.heads, table.rows)
    )
    return Table(table.caption, heads, rows)
