"""Sources of funding by level of the budget and by payer, contracts on studies, login of a student, own consent of a representative.

Revision: 0043, after 0042
"""

import sqlalchemy as sa
from alembic import op

from app.core import types  # noqa: F401

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

FUNDED = {"student": "ck_student_funding", "placement": "ck_placement_funding", "order_item": "ck_order_item_funding"}
BEFORE = "funding IN ('budget', 'contract', 'target')"
AFTER = "funding IN ('budget', 'federal', 'local', 'target', 'federal_t', 'local_t', 'contract', 'entity', 'contract_t', 'entity_t')"
COARSE = "CASE WHEN funding IN ('federal_t', 'local_t', 'contract_t', 'entity_t') THEN 'target' WHEN funding = 'entity' THEN 'contract' ELSE 'budget' END"


def _hold_funding(rule: str) -> None:
    for table, name in FUNDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(name, type_='check')
            batch_op.create_check_constraint(name, rule)


def upgrade() -> None:
    """Go up."""
    op.create_table('study_contract',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('number', sa.String(length=50), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('payer_kind', sa.String(length=20), nullable=False),
    sa.Column('payer', sa.String(length=300), nullable=True),
    sa.Column('amount', types.Money(precision=12, scale=2, asdecimal=False), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('paid', 'target')", name='ck_study_contract_kind'),
    sa.CheckConstraint("payer_kind IN ('student', 'representative', 'person', 'organization')", name='ck_study_contract_payer_kind'),
    sa.CheckConstraint('amount > 0', name='ck_study_contract_amount'),
    sa.CheckConstraint('ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on', name='ck_study_contract_dates'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_study_contract_organization_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['student_id'], ['student.id'], name=op.f('fk_study_contract_student_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_contract'))
    )
    with op.batch_alter_table('study_contract', schema=None) as batch_op:
        batch_op.create_index('ix_study_contract_student', ['student_id'], unique=False)

    with op.batch_alter_table('representative', schema=None) as batch_op:
        batch_op.add_column(sa.Column('consent_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('consent_withdrawn_on', sa.Date(), nullable=True))
        batch_op.create_check_constraint('ck_representative_consent', 'consent_withdrawn_on IS NULL OR consent_withdrawn_on >= consent_on')

    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.add_column(sa.Column('login', sa.String(length=100), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_student_organization_id_login'), ['organization_id', 'login'])
    _hold_funding(AFTER)



def downgrade() -> None:
    """Go down; the finer sources become budget, contract and targeted training again."""
    for table in (*FUNDED, "carried_stay"):
        op.execute(f"UPDATE {table} SET funding = {COARSE} WHERE funding NOT IN ('budget', 'contract', 'target')")
    _hold_funding(BEFORE)
    with op.batch_alter_table('student', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_student_organization_id_login'), type_='unique')
        batch_op.drop_column('login')

    with op.batch_alter_table('representative', schema=None) as batch_op:
        batch_op.drop_constraint('ck_representative_consent', type_='check')
        batch_op.drop_column('consent_withdrawn_on')
        batch_op.drop_column('consent_on')

    with op.batch_alter_table('study_contract', schema=None) as batch_op:
        batch_op.drop_index('ix_study_contract_student')

    op.drop_table('study_contract')
