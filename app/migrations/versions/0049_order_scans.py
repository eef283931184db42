"""Scans of signed orders.

Revision: 0049, after 0048
"""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('order_scan',
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('media', sa.String(length=20), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['movement_order.id'], name=op.f('fk_order_scan_order_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_order_scan_organization_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_order_scan'))
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table('order_scan')
