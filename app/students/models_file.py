"""Tables of the personal file: identity documents, representatives, education, benefits, consents, former names, photo."""

from datetime import date
from decimal import Decimal

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, PersonNamed, Recorded, Versioned, whole_college
from app.core.types import EncryptedText, Hours, Money, in_range, one_of
from app.students import titles
from app.students.file_rules import (
    CONSENT_KINDS,
    CONTRACT_KINDS,
    EDUCATION_LEVELS,
    HEALTH,
    IDENTITY_KINDS,
    PAYERS,
    PLAIN_BENEFITS,
    RELATIONS,
    SIGNERS,
)
from app.students.models import Student, reached_by_student


class IdentityDocument(Recorded, OrganizationRow, Model):
    """A passport or what stands for it; everything but its kind is kept encrypted."""

    __tablename__ = "identity_document"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_identity_document_student", "student_id"),
        Index("ix_identity_document_number", "organization_id", "number_index"),
        one_of("kind", IDENTITY_KINDS, "ck_identity_document_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(EncryptedText("identity_document.number"), info={"special": True})
    # A keyed digest of the number: it is found by equality, never by a part.
    number_index: Mapped[str | None] = mapped_column(String(64), info={"special": True})
    issued: Mapped[str | None] = mapped_column(EncryptedText("identity_document.issued"), info={"special": True})
    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return str(titles.IDENTITY[self.kind])


class Representative(PersonNamed, Versioned, OrganizationRow, Model):
    """A parent or another legal representative."""

    __tablename__ = "representative"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_representative_student", "student_id"),
        one_of("relation", RELATIONS, "ck_representative_relation"),
        CheckConstraint("consent_withdrawn_on IS NULL OR consent_withdrawn_on >= consent_on", name="ck_representative_consent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    relation: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(50))
    workplace: Mapped[str | None] = mapped_column(String(300))
    note: Mapped[str | None] = mapped_column(String(300))
    # A representative is a person of whom data are kept: the own consent, apart from that for the student.
    consent_on: Mapped[date | None]
    consent_withdrawn_on: Mapped[date | None]
    student: Mapped[Student] = relationship()


class PriorEducation(Versioned, OrganizationRow, Model):
    """What was finished before: level, document, organization, mean mark."""

    __tablename__ = "prior_education"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_prior_education_student", "student_id"),
        one_of("level", EDUCATION_LEVELS, "ck_prior_education_level"),
        in_range("year", 1950, 2100, "ck_prior_education_year"),
        CheckConstraint("average BETWEEN 2 AND 5", name="ck_prior_education_average"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    level: Mapped[str] = mapped_column(String(10))
    document: Mapped[str | None] = mapped_column(String(100))
    number: Mapped[str | None] = mapped_column(String(50))
    issued_on: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(300))
    year: Mapped[int | None]
    region: Mapped[str | None] = mapped_column(String(100))
    average: Mapped[Decimal | None] = mapped_column(Hours)
    is_original: Mapped[bool] = mapped_column(default=False)
    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return " ".join(part for part in (self.document, self.number) if part) or str(titles.EDUCATION[self.level])


class StudyContract(Versioned, OrganizationRow, Model):
    """A contract of paid services or of targeted training: who pays or sends, from when to when, for how much."""

    __tablename__ = "study_contract"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_study_contract_student", "student_id"),
        one_of("kind", CONTRACT_KINDS, "ck_study_contract_kind"),
        one_of("payer_kind", PAYERS, "ck_study_contract_payer_kind"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ck_study_contract_dates"),
        CheckConstraint("amount > 0", name="ck_study_contract_amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(50))
    dated: Mapped[date]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    payer_kind: Mapped[str] = mapped_column(String(20))
    payer: Mapped[str | None] = mapped_column(String(300))
    amount: Mapped[Decimal | None] = mapped_column(Money)
    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return f"№ {self.number} от {self.dated:%d.%m.%Y}"


class Benefit(Recorded, Versioned, OrganizationRow, Model):
    """A benefit from one day to another; which health benefit it is, and its document, are kept encrypted."""

    __tablename__ = "benefit"
    __resource__ = "benefit"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_benefit_student", "student_id"),
        one_of("kind", (*PLAIN_BENEFITS, HEALTH), "ck_benefit_kind"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_benefit_dates"),
        CheckConstraint("(kind = 'health') = (health IS NOT NULL)", name="ck_benefit_health"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    health: Mapped[str | None] = mapped_column(EncryptedText("benefit.health"), info={"special": True})
    document: Mapped[str | None] = mapped_column(EncryptedText("benefit.document"), info={"special": True})
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return str(titles.BENEFITS[self.kind])


class Consent(Recorded, Versioned, OrganizationRow, Model):
    """A consent to process personal data for one purpose; a withdrawal is a date, never a deletion (152-ФЗ ст. 9)."""

    __tablename__ = "consent"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_consent_student", "student_id"),
        one_of("kind", CONSENT_KINDS, "ck_consent_kind"),
        one_of("signer", SIGNERS, "ck_consent_signer"),
        CheckConstraint("valid_to IS NULL OR valid_to >= given_on", name="ck_consent_dates"),
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="ck_consent_withdrawn"),
        CheckConstraint("handled_on IS NULL OR handled_on >= withdrawn_on", name="ck_consent_handled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    signer: Mapped[str] = mapped_column(String(20))
    given_on: Mapped[date]
    valid_to: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    # What was done after a withdrawal, and when: until then it is a task of the office.
    handled_on: Mapped[date | None]
    handled: Mapped[str | None] = mapped_column(String(300))
    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return str(titles.CONSENTS[self.kind])


class ConsentScan(OrganizationRow, Model):
    """The signed paper of a consent, as a PDF or a picture made anew; encrypted, in the database with the rest of the file."""

    __tablename__ = "consent_scan"
    __resource__ = "personal_file"
    __scope__ = staticmethod(whole_college)

    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True)
    media: Mapped[str] = mapped_column(String(20))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class FormerName(Recorded, PersonNamed, OrganizationRow, Model):
    """A name that the student bore until a day, and the paper that changed it."""

    __tablename__ = "former_name"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (Index("ix_former_name_student", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    until: Mapped[date]
    basis: Mapped[str] = mapped_column(String(300))


class Photo(OrganizationRow, Model):
    """The photograph of a student, made anew by the program as JPEG; in the database, so that backups carry it."""

    __tablename__ = "student_photo"
    __resource__ = "personal_file"
    __scope__ = staticmethod(reached_by_student)

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
