"""Scans of consents, what was done after a withdrawal, a keyed digest of the numbers of identity documents.

Revision: 0040, after 0039
"""

import sqlalchemy as sa
from alembic import op

from app.core import secrets, types  # noqa: F401
from app.students.file_rules import number_key

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('consent_scan',
    sa.Column('consent_id', sa.Integer(), nullable=False),
    sa.Column('media', sa.String(length=20), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_scan_consent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_consent_scan_organization_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('consent_id', name=op.f('pk_consent_scan'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('handled_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('handled', sa.String(length=300), nullable=True))
        batch_op.create_check_constraint('ck_consent_handled', "handled_on IS NULL OR handled_on >= withdrawn_on")

    with op.batch_alter_table('identity_document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number_index', sa.String(length=64), nullable=True))
        batch_op.create_index('ix_identity_document_number', ['organization_id', 'number_index'], unique=False)
    _index_numbers()


def _index_numbers() -> None:
    """Give the documents that are there already their digest."""
    documents = sa.table("identity_document", sa.column("id"), sa.column("organization_id"), sa.column("number"), sa.column("number_index"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(documents.c.id, documents.c.organization_id, documents.c.number)).all():
        number = number_key(secrets.decrypt(row.number, "identity_document.number"))
        digest = secrets.blind_index(number, row.organization_id)
        connection.execute(sa.update(documents).where(documents.c.id == row.id).values(number_index=digest))



def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('identity_document', schema=None) as batch_op:
        batch_op.drop_index('ix_identity_document_number')
        batch_op.drop_column('number_index')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_constraint('ck_consent_handled', type_='check')
        batch_op.drop_column('handled')
        batch_op.drop_column('handled_on')

    op.drop_table('consent_scan')
