"""Minutes by which a student was late.

Revision: 0053, after 0052
"""

import sqlalchemy as sa
from alembic import op

revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minutes_late', sa.SmallInteger(), nullable=True))
        batch_op.create_check_constraint(
            'ck_mark_minutes_late',
            "minutes_late IS NULL OR (attendance IS NOT NULL AND attendance = 'о' AND minutes_late BETWEEN 1 AND 90)",
        )


def downgrade() -> None:
    """Go down; of a lateness the minutes are lost, its code stays."""
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_constraint('ck_mark_minutes_late', type_='check')
        batch_op.drop_column('minutes_late')
