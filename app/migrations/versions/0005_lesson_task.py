"""The task of a lesson: the code over its column.

Revision: 0005, after 0004
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

CODES = ("ОЗ", "КР", "СР", "ЛЗ", "СЗ", "ДЗ", "РФ", "ТТ", "ДК", "КЛ", "ПР", "НС")


def upgrade() -> None:
    """Go up; plain SQL, because a batch would rebuild the table without its other checks on SQLite."""
    listed = ", ".join(f"'{code}'" for code in CODES)
    op.execute(f"ALTER TABLE lesson ADD COLUMN task VARCHAR(2) CONSTRAINT ck_lesson_task CHECK (task IN ({listed}))")


def downgrade() -> None:
    """Go down; the check first, which a later step may have moved from its column to the table."""
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_constraint("ck_lesson_task", type_="check")
        batch_op.drop_column("task")
