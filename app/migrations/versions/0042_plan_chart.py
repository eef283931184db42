"""plan_chart

Revision: 0042, after 0041
"""

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column('curriculum', sa.Column('chart', sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go down."""
    op.drop_column('curriculum', 'chart')
