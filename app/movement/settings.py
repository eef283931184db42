"""What a college chooses for its orders."""

from app.core.text import N_
from app.settings.rules import declare

DIRECTOR_SIGNS = "movement.director_signs"

declare(
    DIRECTOR_SIGNS, bool, False, N_("Orders on students are signed by the director in the product"),
    N_("Otherwise the office types the number of the order that was signed on paper."),
)  # fmt: skip
