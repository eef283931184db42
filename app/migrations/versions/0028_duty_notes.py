"""Duties that come round and are noted as done; the moment a topic was entered.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

from app.core import types  # noqa: F401

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

OLD_UNITS = "unit IN ('work', 'calendar', 'fixed', 'words')"
UNITS = "unit IN ('work', 'calendar', 'before', 'fixed', 'day', 'week', 'month', 'words')"
# Lines of the model matrix that were only printed: action, code, unit, days of the year, from now on computed or noted.
KNOWN = (
    ('Сверить карточку организации и штат', 'organization_check', 'fixed', '09-01'),
    ('Внести изменение плана после приказа', 'plan_change', 'work', ''),
    ('Внести календарно-тематический план', 'lesson_plan', 'fixed', '09-10,01-20'),
    ('Обновить личные данные и льготы', 'file', 'work', ''),
    ('Внести отметки за письменные работы', 'written', 'calendar', ''),
    ('Внести справку о болезни', 'absence', 'work', ''),
    ('Составить график пересдач', 'resits', 'calendar', ''),
    ('Проверить журналы', 'journals_weekly', 'week', ''),
    ('Проверить журналы (выборочно)', 'journals_monthly', 'month', ''),
    ('Сверить данные для формы СПО-1', 'statistics', 'fixed', '10-01'),
    ('Сделать резервную копию', 'backup', 'day', ''),
)


def upgrade() -> None:
    """Go up; the topics there are count as entered together with their lessons."""
    op.create_table('duty_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('thing', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=400), nullable=False),
    sa.Column('found', sa.String(length=1000), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('noted_by_name', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', types.UTCDateTime(timezone=True), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['noted_by_id'], ['employee.id'], name=op.f('fk_duty_note_noted_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_duty_note_organization_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_note')),
    sa.UniqueConstraint('organization_id', 'code', 'day', 'thing', name=op.f('uq_duty_note_organization_id_code_day_thing'))
    )
    # Plain addition: a batch would rebuild the largest tables without need.
    op.add_column('lesson', sa.Column('topic_at', types.UTCDateTime(timezone=True), nullable=True))
    with op.batch_alter_table('update_rule', schema=None) as batch_op:
        batch_op.drop_constraint('ck_update_rule_fixed', type_='check')
        batch_op.drop_constraint('ck_update_rule_unit', type_='check')
        batch_op.alter_column('fixed', existing_type=sa.String(length=5), type_=sa.String(length=40), existing_nullable=False)
        batch_op.create_check_constraint('ck_update_rule_fixed', "unit <> 'fixed' OR length(fixed) >= 5")
        batch_op.create_check_constraint('ck_update_rule_unit', UNITS)
    rule = sa.table('update_rule', *(sa.column(name) for name in ('id', 'code', 'action', 'unit', 'fixed')))
    for action, code, unit, fixed in KNOWN:
        op.execute(rule.update().where(rule.c.code == '', rule.c.action == action).values(code=code, unit=unit, fixed=fixed))
    op.execute("UPDATE update_rule SET code = 'own' || id WHERE code = ''")


def downgrade() -> None:
    """Go down; terms that the older matrix cannot count become words."""
    op.execute("UPDATE update_rule SET words = CASE WHEN words = '' THEN fixed ELSE words END, unit = 'words' "
               "WHERE unit IN ('before', 'day', 'week', 'month') OR length(fixed) > 5")
    op.execute("UPDATE update_rule SET words = '—' WHERE unit = 'words' AND words = ''")
    op.execute("UPDATE update_rule SET fixed = '' WHERE length(fixed) > 5")
    op.execute("UPDATE update_rule SET code = '' WHERE code LIKE 'own%'")
    with op.batch_alter_table('update_rule', schema=None) as batch_op:
        batch_op.drop_constraint('ck_update_rule_fixed', type_='check')
        batch_op.drop_constraint('ck_update_rule_unit', type_='check')
        batch_op.alter_column('fixed', existing_type=sa.String(length=40), type_=sa.String(length=5), existing_nullable=False)
        batch_op.create_check_constraint('ck_update_rule_fixed', "unit <> 'fixed' OR length(fixed) = 5")
        batch_op.create_check_constraint('ck_update_rule_unit', OLD_UNITS)
    op.drop_column('lesson', 'topic_at')
    op.drop_table('duty_note')
