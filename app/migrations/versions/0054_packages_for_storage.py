"""Keep the measures of packages for storage.

Revision: 0054, after 0053
"""

import sqlalchemy as sa
from alembic import op

from app.core import types

revision = '0054'
down_revision = '0053'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        'semester_package',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('act_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('papers', sa.Text(), nullable=False),
        sa.Column('packed_at', types.UTCDateTime(timezone=True), nullable=False),
        sa.Column('packed_by_name', sa.String(length=200), nullable=False),
        sa.Column('organization_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['act_id'], ['semester_act.id'], name=op.f('fk_semester_package_act_id'), ondelete='RESTRICT'),
        sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_semester_package_organization_id'), ondelete='RESTRICT'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_semester_package')),
        sa.UniqueConstraint('act_id', 'sha256', name=op.f('uq_semester_package_act_id_sha256')),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table('semester_package')
