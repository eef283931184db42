"""paper_numbers

Revision: 0051, after 0050
"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('printed_number', sa.String(length=60), nullable=True))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_column('printed_number')
