"""Table of settings that differ from their defaults."""

from flask_appbuilder import Model
from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.rows import OrganizationRow, whole_college


class Setting(OrganizationRow, Model):
    """A value a college has chosen for a declared key."""

    __tablename__ = "setting"
    __resource__ = "setting"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[object] = mapped_column(JSON)
