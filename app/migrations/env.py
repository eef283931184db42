"""Alembic's entry: always a connection handed over by app.core.schema, inside its transaction."""

from alembic import context
from flask_appbuilder import Model

from app import catalogue  # noqa: F401 - every table must be known

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    user_module_prefix="types.",
)
context.run_migrations()
