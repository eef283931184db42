"""Screens of certificates: the page with one button a purpose, the register, the archived papers, the two books."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud import Button, Crud, Interface
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Action, Resource
from app.core.clock import today
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.documents.operations import bytes_of
from app.documents.rendering import merge
from app.documents.rules import file_name
from app.documents.views import STATUS_TITLES, pdf_response
from app.students import certifying, queries_papers
from app.students.models import Student
from app.students.models_papers import ALPHABET_BOOK, CARD, CONSENT, NAME_BOOK, PERIOD, STUDY, TRAINING, Certificate
from app.students.printing import present_stay
from app.students.rules import academic_year
from app.students.titles import CONSENTS

KINDS = {
    STUDY: _l("Certificate on request"),
    TRAINING: _l("Certificate of training of the expelled"),
    PERIOD: _l("Certificate of a period of study"),
    CARD: _l("Personal card"),
    CONSENT: _l("Blank of a consent"),
}
PURPOSES = {
    "military": _l("military commissariat"),
    "social_fund": _l("Social Fund"),
    "work": _l("parents' work"),
    "other": _l("other"),
}
MOST_AT_ONCE = 60
register_acts(
    {
        "issue_certificate": _l("issued a certificate"),
        "withdraw_certificate": _l("withdrew a certificate that could not be printed"),
        "begin_book": _l("began a book"),
    }
)


class CertificateView(Crud):
    """The register of certificates issued."""

    datamodel = Interface(Certificate)
    route_base = "/certificates"
    can_write = False
    list_title = _l("Certificates")
    list_columns = ["student_name", "document.full_number", "document.issued_on", "kind", "purpose", "recipient", "group_name", "document.status"]
    load_columns = ["document"]
    search_columns = ["kind", "purpose"]
    show_columns = [
        "student", "student_name", "kind", "document.full_number", "document.issued_on", "purpose", "recipient", "basis",
        "group_name", "document.status", "document.created_by_name", "recorded_at",
    ]  # fmt: skip
    base_order = ("id", "desc")
    label_columns = {
        "student": _l("Student"),
        "student_name": _l("Full name on the paper"),
        "document.full_number": _l("Number"),
        "document.issued_on": _l("Date"),
        "document.status": _l("State"),
        "document.created_by_name": _l("Issued by"),
        "kind": _l("Kind"),
        "purpose": _l("For whom"),
        "recipient": _l("To be shown"),
        "basis": _l("Basis"),
        "group_name": _l("Group"),
    }
    titles_columns = {"kind": KINDS, "purpose": {**PURPOSES, **CONSENTS}, "document.status": STATUS_TITLES}
    search_hint = _l("Surname, group or recipient")
    empty_hint = _l("Open a student's card and press «Certificate»: the paper is numbered and kept here.")

    def list_buttons(self) -> list[Button]:
        """Lead to the books."""
        return [Button(_("Books"), url_for("CertificateView.books"))] if g.actor.may(Resource.CERTIFICATE, "export") else []

    def card_buttons(self, item: Certificate) -> list[Button]:
        """Open the archived paper."""
        if item.document is None or not g.actor.may(Resource.CERTIFICATE, Action.PRINT):
            return []
        return [Button(_("Open the PDF"), url_for("CertificateView.printed", key=item.request_key, one=item.id), kind="primary")]

    @expose("/new", methods=["GET"])
    @permission_name("issue")
    def new(self) -> Any:
        """Offer the certificates of the chosen students, a button each."""
        students = self._chosen(request.args.getlist("student"))
        return self._offer(students) if students else redirect(url_for("StudentView.list"), 303)

    @expose("/issue", methods=["POST"])
    @permission_name("issue")
    def issue(self) -> Any:
        """Issue and lead to the paper."""
        posted, students = request.form, self._chosen(request.form.getlist("student"))
        given = {name: posted.get(name, "") for name in ("purpose", "recipient", "basis")}
        asked = certifying.Request(posted.get("kind", ""), posted.get("key", ""), given.pop("purpose") or None, **given)
        try:
            certifying.issue(g.actor, students, asked)
        except DomainError as refusal:
            if not students or refusal.status == 403:
                raise
            return self._offer(students, refusal)
        return redirect(url_for("CertificateView.printed", key=asked.key), 303)

    @expose("/printed/<key>", methods=["GET"])
    @permission_name("print")
    def printed(self, key: str) -> Any:
        """Give the archived papers of one press of the button, or one of them."""
        found = queries_papers.of_request(key[:40])
        only = parse_id(request.args.get("one", ""))
        papers = certifying.bytes_of([one for one in found if only in (None, one.id)])
        name = f"{KINDS[found[0].kind]} {found[0].student_name}" if len(papers) == 1 else str(KINDS[found[0].kind])
        return pdf_response(papers[0] if len(papers) == 1 else merge(papers), file_name(name))

    @expose("/books", methods=["GET", "POST"])
    @permission_name("export")
    def books(self) -> Any:
        """Ask which book of which year, and give it registered."""
        year = academic_year(today(g.actor.zone))
        if request.method == "POST":
            typed = request.form.get("year", "")
            document = certifying.print_book(g.actor, request.form.get("kind", ""), parse_id(typed) or 0)
            return pdf_response(bytes_of(document), file_name(document.title))
        kinds = {NAME_BOOK: _("Book of names by enrolment"), ALPHABET_BOOK: _("Alphabetical book")}
        return self.render_template("students/books.html", title=_("Books of students"), view=self, kinds=kinds, year=year)

    def _chosen(self, ids: list[str]) -> list[Student]:
        numbers = {number for text in ids[:MOST_AT_ONCE] if (number := parse_id(text)) is not None}
        found = queries_papers.students_for_papers(numbers) if numbers else []
        if len(found) != len(numbers):
            raise NotFound(N_("There is no such student, or the student is not yours."))
        return found

    def _offer(self, students: list[Student], refusal: DomainError | None = None) -> Any:
        day = today(g.actor.zone)
        studying = [one for one in students if present_stay(one, day) is not None]
        page = self.render_template(
            "students/certify.html", view=self, students=students, refusal=refusal, key=secrets.token_hex(16),
            title=_("Certificate: %(name)s", name=students[0]) if len(students) == 1 else _("Certificates"),
            studying=len(studying) == len(students), left=not studying, purposes=PURPOSES, consents=CONSENTS, typed=request.form,
            sentence=_(refusal.msgid, **refusal.params) if refusal else "",
        )  # fmt: skip
        return page, refusal.status if refusal else 200


def certificate_button(student: Student) -> list[Button]:
    """Give the button of a student's card."""
    if not g.actor.may(Resource.CERTIFICATE, Action.ISSUE):
        return []
    return [Button(_("Certificate"), url_for("CertificateView.new", student=student.id))]


def to_certificates(students: list[Student]) -> Any:
    """Lead from marked students to their certificates; too many at once are refused by a sentence."""
    if len(students) > MOST_AT_ONCE:
        flash(_("At most %(most)s certificates are made at once.", most=MOST_AT_ONCE), "warning")
        return redirect(url_for("StudentView.list"), 303)
    return redirect(url_for("CertificateView.new", student=[one.id for one in students]), 303)
