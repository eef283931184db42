"""The moment homework was first told.

Revision: 0045, after 0044
"""

import sqlalchemy as sa
from alembic import op

from app.core import types  # noqa: F401

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; the homework there is counts as told together with its topic."""
    # Plain addition: a batch would rebuild one of the largest tables without need.
    op.add_column('lesson', sa.Column('homework_at', types.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go down."""
    op.drop_column('lesson', 'homework_at')
