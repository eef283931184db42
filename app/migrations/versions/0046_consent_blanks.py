"""Blanks of consents among the papers about students.

Revision: 0046, after 0045
"""

from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None

KINDS = "'study_certificate', 'training_certificate', 'period_certificate', 'personal_card'"
PURPOSES = "'military', 'social_fund', 'work', 'other'"
CONSENTS = "'processing', 'publication', 'third_parties', 'photo'"


def _hold(kinds: str, purposes: str) -> None:
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        for column, values in (('kind', kinds), ('purpose', purposes)):
            batch_op.drop_constraint(f'ck_certificate_{column}', type_='check')
            batch_op.create_check_constraint(f'ck_certificate_{column}', f"{column} IN ({values})")


def upgrade() -> None:
    """Go up."""
    _hold(f"{KINDS}, 'consent_form'", f"{PURPOSES}, {CONSENTS}")


def downgrade() -> None:
    """Go down; blanks leave the register of certificates, their papers stay in the registry of documents."""
    op.execute("DELETE FROM certificate WHERE kind = 'consent_form'")
    _hold(KINDS, PURPOSES)
