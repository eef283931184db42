"""Verbs on certificates and books: issue, print again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.core.transaction import transaction
from app.documents import codes
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents.models import Document
from app.documents.registry import kind_of
from app.extensions import db
from app.organization import queries as organization
from app.students import card_paper, consent_paper, printing, queries_papers
from app.students.file_rules import CONSENT_KINDS
from app.students.models import Student
from app.students.models_papers import BOOKS, CARD, CERTIFICATES, CONSENT, PURPOSES, STUDY, Certificate, StudentBook

EARLIEST_BOOK = 1950


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the office: a kind of certificate, for whom it is meant, the order of expulsion if it needs one.

    ``key`` names the press of the button: the same key again gives the certificates that are there.
    """

    kind: str
    key: str
    purpose: str | None = None
    recipient: str = ""
    basis: str = ""

    def checked(self) -> Request:
        """Give the request with its recipient in words; raises Invalid naming the field."""
        if self.kind not in CERTIFICATES or not 8 <= len(self.key) <= 40 or not self.key.isalnum():
            raise Invalid(N_("Choose one of the offered values."), field="kind")
        known = PURPOSES if self.kind == STUDY else CONSENT_KINDS if self.kind == CONSENT else ()
        purpose = self.purpose or ("other" if self.kind == STUDY else "") if known else None
        if purpose is not None and purpose not in known:
            raise Invalid(N_("Choose one of the offered values."), field="purpose")
        recipient = printing.RECIPIENTS.get(purpose or "") or clean(self.recipient)[:200] or "по месту требования"
        basis = clean(self.basis)[:300]
        return Request(self.kind, self.key, purpose, recipient if self.kind == STUDY else "", basis)


def issue(actor: Actor, students: Sequence[Student], asked: Request) -> list[Certificate]:
    """Issue a certificate to each of the students: registered, archived; call it outside ``transaction()``.

    Papers are built before anything is written, so one refusal (who studies, who has left) refuses all.
    """
    require(actor, Resource.CERTIFICATE, Action.ISSUE)
    request = asked.checked()
    if request.kind in (CARD, CONSENT):
        require(actor, Resource.PERSONAL_FILE, Action.READ)
    done = queries_papers.of_request(request.key)
    if done and all(one.document is not None for one in done):
        return done
    if not students:
        raise Refused(N_("Mark at least one record first."))
    made = {one.student_id: one for one in done}
    for student in students:
        _issue_one(actor, student, request, made.get(student.id))
    return queries_papers.of_request(request.key)


def _issue_one(actor: Actor, student: Student, request: Request, present: Certificate | None) -> Document:
    certificate = present or _certificate(actor, student, request)
    paper = _paper(actor, student, certificate)
    if present is None:
        with transaction():
            db.session.add(certificate)
            with explained():
                db.session.flush()
            audit.record(actor, "issue_certificate", certificate, changes={"kind": (None, request.kind), "student": (None, student.id)})
    try:
        return documents.issue(actor, request.kind, certificate, paper)
    except BaseException:
        with transaction():
            audit.record(actor, "withdraw_certificate", certificate)
            db.session.delete(certificate)
        raise


def _certificate(actor: Actor, student: Student, request: Request) -> Certificate:
    stay = printing.present_stay(student, today(actor.zone))
    return Certificate(
        organization_id=student.organization_id, student_id=student.id, kind=request.kind, purpose=request.purpose,
        recipient=request.recipient or None, basis=request.basis or None, student_name=student.full_name,
        group_name=stay.group_name or None if stay else None, request_key=request.key,
    )  # fmt: skip


def _paper(actor: Actor, student: Student, certificate: Certificate) -> object:
    college, day = organization.own_organization(actor), today(actor.zone)
    if certificate.kind == CARD:
        return card_paper.personal_card(actor, college, student)
    if certificate.kind == CONSENT:
        return consent_paper.consent_form(college, student, certificate.purpose or "", day)
    if certificate.kind == STUDY:
        return printing.study_certificate(actor, college, student, certificate.recipient or "", day)
    return printing.training_certificate(actor, college, student, certificate, day)


def bytes_of(certificates: Sequence[Certificate]) -> list[bytes]:
    """Give the archived papers, the very ones that were issued; raises NotFound where there is none."""
    if not certificates or any(one.document is None for one in certificates):
        raise NotFound(N_("There is no such certificate, or it was never printed."))
    return [documents.bytes_of(one.document) for one in certificates if one.document is not None]


def print_book(actor: Actor, kind: str, year: int) -> Document:
    """Register and archive a book of those enrolled in the academic year that begins in ``year``.

    Unchanged contents give the copy that is there; changed ones a new revision that replaces it. Raises Refused for a
    year in which nobody was enrolled. Call it outside ``transaction()``.
    """
    require(actor, Resource.CERTIFICATE, Action.EXPORT)
    day = today(actor.zone)
    if kind not in BOOKS or not EARLIEST_BOOK <= year <= day.year:
        raise Invalid(N_("Check the year."), field="year")
    students = queries_papers.enrolled_in(year)
    if not students:
        raise Refused(N_("Nobody was enrolled in the academic year %(first)s/%(second)s."), first=year, second=year + 1)
    paper = printing.book(organization.own_organization(actor), kind, year, students, day)
    subject = _book(actor, kind, year)
    present = registry.of_subject(kind, subject)
    if present is None:
        return documents.issue(actor, kind, subject, paper)
    same = present.status == registry.VALID and present.content_sha256 == codes.digest(kind_of(kind).template, paper)
    return present if same else documents.issue(actor, kind, subject, paper, revision=present.revision + 1)


def _book(actor: Actor, kind: str, year: int) -> StudentBook:
    with transaction():
        found = queries_papers.book(kind, year)
        if found is None:
            found = StudentBook(organization_id=actor.organization_id, kind=kind, year=year)
            db.session.add(found)
            with explained():
                db.session.flush()
            audit.record(actor, "begin_book", found, label=f"{kind} {year}")
    return found
