"""Licences and accreditations as rows of their own instead of a line each on the card of the college.

Revision: 0056, after 0055
"""

import re
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0055'
branch_labels = None
depends_on = None


def _carry_over() -> None:
    """Make a row of each line; «№ 5678 от 12.05.2015, кем выдана» is taken apart, any other line stays whole as the number."""
    link = op.get_bind()
    rows = sa.table(
        'college_licence', *(sa.column(name) for name in ('organization_id', 'kind', 'number', 'issued_on', 'issuer', 'row_version'))
    )
    for college, *lines in link.execute(sa.text('SELECT id, licence, accreditation FROM organization ORDER BY id')).all():
        for kind, line in zip(('licence', 'accreditation'), lines, strict=True):
            if not (line or '').strip():
                continue
            found = re.fullmatch(r'№?\s*(\S+)\s+от\s+(\d{2})\.(\d{2})\.(\d{4})(?:\s*г\.?)?[,;\s]*(.*)', line.strip(), re.S)
            number, day, issuer = line.strip(), None, None
            if found is not None:
                try:
                    day = date(int(found[4]), int(found[3]), int(found[2]))
                    number, issuer = found[1], found[5].strip() or None
                except ValueError:
                    day = None
            values = {'organization_id': college, 'kind': kind, 'number': number, 'issued_on': day, 'issuer': issuer, 'row_version': 1}
            link.execute(sa.insert(rows), [values])


def upgrade() -> None:
    """Go up."""
    op.create_table('college_licence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=15), nullable=False),
    sa.Column('series', sa.String(length=20), nullable=True),
    sa.Column('number', sa.String(length=300), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('issuer', sa.String(length=300), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('appendix', sa.String(length=200), nullable=True),
    sa.Column('programmes', sa.String(length=500), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('licence', 'accreditation')", name='ck_college_licence_kind'),
    sa.CheckConstraint('valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on', name='ck_college_licence_days'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_college_licence_organization_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_college_licence'))
    )
    with op.batch_alter_table('college_licence', schema=None) as batch_op:
        batch_op.create_index('ix_college_licence_kind', ['organization_id', 'kind', 'issued_on'], unique=False)
    _carry_over()
    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.drop_column('licence')
        batch_op.drop_column('accreditation')



def downgrade() -> None:
    """Go down; of each kind one number is kept."""
    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accreditation', sa.VARCHAR(length=300), nullable=True))
        batch_op.add_column(sa.Column('licence', sa.VARCHAR(length=300), nullable=True))

    for kind in ('licence', 'accreditation'):
        op.execute(
            f"UPDATE organization SET {kind} = (SELECT substr(max(number), 1, 300) FROM college_licence "
            f"WHERE college_licence.organization_id = organization.id AND kind = '{kind}')"
        )
    with op.batch_alter_table('college_licence', schema=None) as batch_op:
        batch_op.drop_index('ix_college_licence_kind')

    op.drop_table('college_licence')
