"""shifts_and_heads

Revision: 0052, after 0051
"""

import sqlalchemy as sa
from alembic import op

revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column('department', sa.Column('head_name', sa.String(length=200), nullable=True))
    op.add_column('organization', sa.Column('shifts', sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Go down."""
    op.drop_column('organization', 'shifts')
    op.drop_column('department', 'head_name')
