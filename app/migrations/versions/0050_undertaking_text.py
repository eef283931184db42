"""Which wording of the undertaking was signed.

Revision: 0050, after 0049
"""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; what was signed so far was the first wording."""
    op.add_column('undertaking', sa.Column('text_version', sa.String(length=10), server_default='1', nullable=False))


def downgrade() -> None:
    """Go down."""
    op.drop_column('undertaking', 'text_version')
