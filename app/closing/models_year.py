"""Tables of the year's close: its act and the director's signature; append-only by triggers."""

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.closing.models_acts import ActColumns, SignatureColumns
from app.core.rows import OrganizationRow, whole_college
from app.organization.models import AcademicYear


class YearAct(ActColumns, OrganizationRow, Model):
    """The act of an academic year: the roots of its half-years and the promotion orders under one root."""

    __tablename__ = "year_act"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("academic_year_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id", ondelete="RESTRICT"))
    academic_year: Mapped[AcademicYear] = relationship()

    def __str__(self) -> str:
        return f"{self.academic_year}, {self.revision}"


class YearSignature(SignatureColumns, OrganizationRow, Model):
    """The director's signature under the act of a year: confirmed by password or code; one an act."""

    __tablename__ = "year_signature"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("year_act.id", ondelete="RESTRICT"))
