"""The index of the pieces of search keys: no table of the models changes, the index is made with the guards after it.

Revision: 0034, after 0033
"""

from app.core import types  # noqa: F401

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to move: the guards and the index are made anew after every migration."""


def downgrade() -> None:
    """Nothing to move: the index is dropped with the guards before every migration."""
