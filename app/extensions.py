"""The few shared objects of the application, bound to it in the factory."""

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Model.metadata.naming_convention = NAMING

# FAB keeps its tables on Model.metadata; sharing it gives one Alembic line for both.
db = SQLA(metadata=Model.metadata, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True, transactional_ddl=True)
csrf = CSRFProtect()
