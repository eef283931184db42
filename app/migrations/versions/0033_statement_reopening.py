"""A reopening may stand on an approved statement of an inaccuracy, which knows its reopening.

Revision: 0033, after 0032
"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('reopening', schema=None) as batch_op:
        batch_op.add_column(sa.Column('basis_kind', sa.String(length=10), server_default='order', nullable=False))
        batch_op.create_check_constraint('ck_reopening_basis_kind', "basis_kind IN ('order', 'statement')")
    with op.batch_alter_table('discrepancy_statement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reopening_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_discrepancy_statement_reopening_id'), 'reopening', ['reopening_id'], ['id'], ondelete='RESTRICT')


def downgrade() -> None:
    """Go down; the number and date of the basis stay."""
    with op.batch_alter_table('discrepancy_statement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_discrepancy_statement_reopening_id'), type_='foreignkey')
        batch_op.drop_column('reopening_id')
    with op.batch_alter_table('reopening', schema=None) as batch_op:
        batch_op.drop_constraint('ck_reopening_basis_kind', type_='check')
        batch_op.drop_column('basis_kind')
