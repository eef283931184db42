"""Hours of lesson topics: a row of a plan has several lessons, a lesson several rows.

Revision: 0055, after 0054
"""

import sqlalchemy as sa
from alembic import op

revision = '0055'
down_revision = '0054'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up: a topic that a lesson has stands for all its hours."""
    with op.batch_alter_table('lesson_topic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hours', sa.Integer(), nullable=True))
    op.execute("UPDATE lesson_topic SET hours = (SELECT hours FROM lesson WHERE lesson.id = lesson_topic.lesson_id)")
    with op.batch_alter_table('lesson_topic', schema=None) as batch_op:
        batch_op.alter_column('hours', existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint('ck_lesson_topic_hours', 'hours BETWEEN 1 AND 8')
        batch_op.drop_constraint('pk_lesson_topic', type_='primary')
        batch_op.create_primary_key('pk_lesson_topic', ['lesson_id', 'row_id'])


def downgrade() -> None:
    """Go down; of several rows a lesson keeps the first one."""
    op.execute(
        "DELETE FROM lesson_topic WHERE row_id <> (SELECT min(other.row_id) FROM lesson_topic AS other "
        "WHERE other.lesson_id = lesson_topic.lesson_id)"
    )
    with op.batch_alter_table('lesson_topic', schema=None) as batch_op:
        batch_op.drop_constraint('ck_lesson_topic_hours', type_='check')
        batch_op.drop_constraint('pk_lesson_topic', type_='primary')
        batch_op.create_primary_key('pk_lesson_topic', ['lesson_id'])
        batch_op.drop_column('hours')
