"""Tables of the papers that the office issues about students: certificates and the two books."""

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.core import text
from app.core.rows import OrganizationRow, Recorded, Searchable, whole_college
from app.core.types import in_range, one_of
from app.documents.models import Document
from app.students.file_rules import CONSENT_KINDS
from app.students.models import Student, reached_by_student

STUDY, TRAINING, PERIOD, CARD = "study_certificate", "training_certificate", "period_certificate", "personal_card"
CONSENT = "consent_form"
CERTIFICATES = (STUDY, TRAINING, PERIOD, CARD, CONSENT)
NAME_BOOK, ALPHABET_BOOK = "name_book", "alphabet_book"
BOOKS = (NAME_BOOK, ALPHABET_BOOK)
PURPOSES = ("military", "social_fund", "work", "other")


class Certificate(Recorded, Searchable, OrganizationRow, Model):
    """A paper issued about a student, with the name and group of that day; its number and bytes are in the registry."""

    __tablename__ = "certificate"
    __resource__ = "certificate"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        UniqueConstraint("organization_id", "request_key", "student_id"),
        Index("ix_certificate_sort", "organization_id", "sort_key"),
        Index("ix_certificate_student", "student_id", "kind"),
        one_of("kind", CERTIFICATES, "ck_certificate_kind"),
        one_of("purpose", (*PURPOSES, *CONSENT_KINDS), "ck_certificate_purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(30))
    purpose: Mapped[str | None] = mapped_column(String(20))
    recipient: Mapped[str | None] = mapped_column(String(200))
    basis: Mapped[str | None] = mapped_column(String(300))
    student_name: Mapped[str] = mapped_column(String(160))
    group_name: Mapped[str | None] = mapped_column(String(50))
    # One press of the button, however often it arrives: the second one gives the certificate that is there.
    request_key: Mapped[str] = mapped_column(String(40))
    student: Mapped[Student] = relationship()
    document: Mapped[Document | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(Document.subject_id) == Certificate.id, Document.subject_type == "certificate", Document.status != "reserved"
        ),
        viewonly=True, uselist=False,
    )  # fmt: skip

    def keys(self) -> tuple[str, str]:
        return (
            text.search_key(self.student_name, self.group_name, self.recipient),
            text.sort_key(self.student_name),
        )

    def __str__(self) -> str:
        return self.student_name


class StudentBook(OrganizationRow, Model):
    """A book of students: by order of enrolment or alphabetical, of those enrolled in one academic year."""

    __tablename__ = "student_book"
    __resource__ = "certificate"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "year"),
        one_of("kind", BOOKS, "ck_student_book_kind"),
        in_range("year", 1950, 2100, "ck_student_book_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
