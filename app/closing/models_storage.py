"""Tables of storage: the nomenclature of files with their terms, acts of destruction with their lines."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.closing.storage_rules import STATES, Kept, term_words
from app.core.rows import OrganizationRow, Recorded, Searchable, Versioned, whole_college
from app.core.text import search_key, sort_key
from app.core.types import in_range, one_of


class StorageItem(Searchable, Versioned, OrganizationRow, Model):
    """A line of the nomenclature: what is kept where and how long; no ``years`` is for ever."""

    __tablename__ = "storage_item"
    __resource__ = "storage"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("years IS NULL OR years BETWEEN 1 AND 75", name="ck_storage_item_years"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    years: Mapped[int | None]
    needs_expert: Mapped[bool] = mapped_column(default=False)
    article: Mapped[str] = mapped_column(String(100), default="")
    place: Mapped[str] = mapped_column(String(200), default="")

    @property
    def term(self) -> str:
        """Give the term as it stands in the nomenclature."""
        return term_words(self.years, self.needs_expert)

    def keys(self) -> tuple[str, str]:
        return search_key(self.code, self.title, self.place), sort_key(self.code)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class DestructionAct(Recorded, OrganizationRow, Model):
    """An act on the destruction of files whose term has passed."""

    __tablename__ = "destruction_act"
    __resource__ = "storage"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (one_of("state", STATES, "ck_destruction_act_state"), Index("ix_destruction_act_org", "organization_id", "drafted_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    drafted_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    protocol: Mapped[str] = mapped_column(String(100), default="")
    approved_on: Mapped[date | None]
    approved_by_name: Mapped[str | None] = mapped_column(String(200))
    done_on: Mapped[date | None]
    lines: Mapped[list["DestructionLine"]] = relationship(back_populates="act", order_by="DestructionLine.id", passive_deletes="all")

    def __str__(self) -> str:
        return f"Акт об уничтожении от {self.drafted_on:%d.%m.%Y}"


class DestructionLine(OrganizationRow, Model):
    """A file in an act: of which year, how many units; title and term are copied, so that a later change tells nothing else."""

    __tablename__ = "destruction_line"
    __resource__ = "storage"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("act_id", "item_id", "year"),
        in_range("year", 1900, 2200, "ck_destruction_line_year"),
        in_range("units", 1, 100000, "ck_destruction_line_units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("destruction_act.id", ondelete="RESTRICT"))
    item_id: Mapped[int] = mapped_column(ForeignKey("storage_item.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    year: Mapped[int]
    years: Mapped[int | None]
    needs_expert: Mapped[bool] = mapped_column(default=False)
    units: Mapped[int]
    act: Mapped[DestructionAct] = relationship(back_populates="lines")

    @property
    def kept(self) -> Kept:
        """Give what the rules look at."""
        return Kept(self.title, self.year, self.years, self.needs_expert)
