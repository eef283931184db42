"""Kinds of lessons that the forms of the region name: practical work, independent work, excursion, composition, game, standards.

Revision: 0031, after 0030
"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

OLD = ("lecture", "lesson", "practical", "lab", "seminar", "test", "consultation", "practice", "credit", "other")
NEW = (
    "lesson", "lecture", "practical", "workshop", "lab", "seminar", "independent", "consultation", "excursion", "test", "essay", "game",
    "practice", "standards", "credit", "other",
)  # fmt: skip
TABLES = {"lesson": "ck_lesson_kind", "lesson_plan_row": "ck_lesson_plan_row_kind"}


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table, name in TABLES.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(name, type_='check')
            batch_op.create_check_constraint(name, f"kind IN ({listed})")


def upgrade() -> None:
    """Go up."""
    _allow(NEW)


def downgrade() -> None:
    """Go down; lessons of the new kinds become other ones."""
    for table in TABLES:
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.update().where(rows.c.kind.not_in(OLD)).values(kind="other"))
    _allow(OLD)
