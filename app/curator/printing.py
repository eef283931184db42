"""Slips for parents set by all children of the press at once: a group of thirty on fourteen items takes a second."""

from __future__ import annotations

from dataclasses import replace

from app.curator.papers_standing import SLIPS_TEMPLATE, StandingPaper
from app.documents import rendering

# Fewer are set sooner than they are joined.
SLIPS_OF_A_PART = 8


def slips(paper: StandingPaper) -> bytes:
    """Give the PDF of the slips of a group in the order of the paper; the same slips give the same bytes."""
    size = max(SLIPS_OF_A_PART, -(-len(paper.slips) // 4))
    parts = [replace(paper, slips=paper.slips[at : at + size]) for at in range(0, len(paper.slips), size)]
    set_parts = list(rendering.render_many((SLIPS_TEMPLATE, part, None) for part in parts))
    return set_parts[0] if len(set_parts) == 1 else rendering.merge(set_parts)
