"""The transaction of a save, with a second try for those who were beaten by a hair."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core.actor import Actor
from app.core.transaction import transaction
from app.gradebook.operations import set_marks
from app.gradebook.outcomes import SavedBlock, Typed


def save_cells(actor: Actor, load_id: int, cells: Sequence[Typed]) -> SavedBlock:
    """Save typed cells in a transaction of its own; raises what ``set_marks`` raises.

    Two savers on two connections may both find a cell empty: the database refuses the later one whole, and it is judged
    once more, cell by cell, by what is in force by then.
    """
    try:
        with transaction():
            return set_marks(actor, load_id, cells)
    except (IntegrityError, StaleDataError):
        with transaction():
            return set_marks(actor, load_id, cells)
