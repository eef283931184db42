"""Screens of the rows that belong to a personal file: representatives, education, benefits, consents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, flash, g, redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length, Optional

from app.access.crud import Button, Crud, Interface
from app.access.crud_fields import REQUIRED, CodeField, CommaDecimalField, TextField
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.text import N_, clean
from app.staff.forms import NAME_VALIDATORS
from app.students import filing, scans
from app.students.forms import ScanForm, phone_number
from app.students.models_file import Benefit, Consent, PriorEducation, Representative, StudyContract
from app.students.titles import (
    BENEFITS,
    CONSENTS,
    CONTRACTS,
    EDUCATION,
    HEALTH_BENEFITS,
    PAYERS,
    PLAIN_BENEFITS,
    RELATIONS,
    SIGNERS,
)

MOST_AMOUNT = 10**10


class FilePart(Crud):
    """Rows of one student: made from the student's card, and back to it."""

    def address(self, item: Any) -> str:
        """Lead back to the student's card."""
        return url_for("StudentView.show", pk=item.student_id)

    def back_address(self) -> str:
        """Lead back to the students."""
        return url_for("StudentView.list")

    def crumbs(self, item: Any | None = None) -> list[tuple[str, str]]:
        """Lead over the student whose row it is."""
        above = [(_("Students"), self.back_address())]
        return above if item is None else [*above, (str(item.student), self.address(item))]

    def change(self, item: Any, values: dict[str, Any]) -> Any:
        """Change the row; it stays with its student."""
        return super().change(item, {name: value for name, value in values.items() if name != "student"})


class RepresentativeView(FilePart):
    """Parents and other legal representatives."""

    datamodel = Interface(Representative)
    route_base = "/representatives"
    list_title, add_title = _l("Representatives"), _l("New representative")
    list_columns = ["full_name", "relation", "phone", "workplace", "note", "consent_on", "student"]
    order_columns = ["student"]
    add_columns = ["student", "relation", "last_name", "first_name", "middle_name", "phone", "workplace", "note", "consent_on"]
    edit_columns = [*add_columns[1:], "consent_withdrawn_on"]
    label_columns = {
        "student": _l("Student"), "relation": _l("Relation"), "workplace": _l("Place of work"),
        "consent_on": _l("Own consent to processing given on"), "consent_withdrawn_on": _l("Own consent withdrawn on"),
    }  # fmt: skip
    titles_columns = {"relation": RELATIONS}
    validators_columns = {**NAME_VALIDATORS, "phone": [phone_number]}
    empty_hint = _l("Nobody is entered. A student under 18 needs a representative.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse a withdrawal before the consent."""
        given, withdrawn = values.get("consent_on"), values.get("consent_withdrawn_on")
        if withdrawn is not None and (given is None or withdrawn < given):
            yield Invalid(N_("The end lies before the begin."), field="consent_withdrawn_on")


class EducationView(FilePart):
    """Education before the college."""

    datamodel = Interface(PriorEducation)
    route_base = "/prior-education"
    list_title, add_title = _l("Prior education"), _l("New document of education")
    list_columns = ["level", "document", "number", "issued_on", "issuer", "year", "average", "is_original", "student"]
    order_columns = ["student"]
    add_columns = ["student", "level", "document", "number", "issued_on", "issuer", "year", "region", "average", "is_original"]
    edit_columns = add_columns[1:]
    label_columns = {
        "student": _l("Student"), "level": _l("Level"), "document": _l("Document"), "issued_on": _l("Issued on"),
        "issuer": _l("Organization"), "year": _l("Year of finishing"), "region": _l("Region"), "average": _l("Mean mark"),
        "is_original": _l("Original handed in"),
    }  # fmt: skip
    titles_columns = {"level": EDUCATION}
    add_form_extra_fields = edit_form_extra_fields = {"average": CommaDecimalField(_l("Mean mark"), [Optional()])}

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse a mean outside the scale and a year in the future."""
        if values["average"] is not None and not 2 <= values["average"] <= 5:
            yield Invalid(N_("A mean mark lies between 2 and 5."), field="average")
        if values["year"] is not None and not 1950 <= values["year"] <= today(g.actor.zone).year:
            yield Invalid(N_("Check the year."), field="year")


class ContractView(FilePart):
    """Contracts of paid services and of targeted training."""

    datamodel = Interface(StudyContract)
    route_base = "/study-contracts"
    list_title, add_title = _l("Contracts on studies"), _l("New contract")
    list_columns = ["number", "dated", "kind", "starts_on", "ends_on", "payer_kind", "payer", "amount", "student"]
    order_columns = ["student", "number", "dated", "starts_on", "ends_on"]
    add_columns = ["student", "kind", "number", "dated", "starts_on", "ends_on", "payer_kind", "payer", "amount"]
    edit_columns = add_columns[1:]
    search_columns = ["kind", "payer_kind"]
    label_columns = {
        "student": _l("Student"), "kind": _l("Subject of the contract"), "number": _l("Number"), "dated": _l("Date of the contract"),
        "starts_on": _l("In force from"), "ends_on": _l("In force until"), "payer_kind": _l("Customer"), "payer": _l("Name of the customer"),
        "amount": _l("Sum, roubles"),
    }  # fmt: skip
    titles_columns = {"kind": CONTRACTS, "payer_kind": PAYERS}
    add_form_extra_fields = edit_form_extra_fields = {"amount": CommaDecimalField(_l("Sum, roubles"), [Optional()])}
    empty_hint = _l("No contract is entered. Paid studies and targeted training need one.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse an end before the begin, a sum that is none, an organization without its name."""
        begin, end, amount = values["starts_on"] or values["dated"], values["ends_on"], values["amount"]
        if end is not None and begin is not None and end < begin:
            yield Invalid(N_("The end lies before the begin."), field="ends_on")
        if amount is not None and not 0 < amount < MOST_AMOUNT:
            yield Invalid(N_("A sum is more than 0 and less than ten milliards of roubles."), field="amount")
        if values["payer_kind"] in ("person", "organization") and not clean(values["payer"] or ""):
            yield Invalid(N_("Name the customer of the contract."), field="payer")


class BenefitView(FilePart):
    """Benefits from one day to another; health ones stay hidden until revealed on the card."""

    datamodel = Interface(Benefit)
    route_base = "/benefits"
    list_title, add_title = _l("Benefits"), _l("New benefit")
    list_columns = ["kind", "starts_on", "ends_on", "student"]
    order_columns = ["student", "starts_on", "ends_on"]
    add_columns = ["student", "what", "paper", "starts_on", "ends_on"]
    edit_columns = ["starts_on", "ends_on"]
    show_columns = ["student", "kind", "starts_on", "ends_on"]
    search_columns = ["kind"]
    label_columns = {
        "student": _l("Student"), "kind": _l("Benefit"), "what": _l("Benefit"), "paper": _l("Document"),
        "starts_on": _l("From the day"), "ends_on": _l("To the day"),
    }  # fmt: skip
    titles_columns = {"kind": BENEFITS}
    add_form_extra_fields = {
        "what": CodeField(_l("Benefit"), [InputRequired(REQUIRED)], titles={**PLAIN_BENEFITS, **HEALTH_BENEFITS}),
        "paper": TextField(_l("Document"), [Optional(), Length(max=300)], description=_l("Kept encrypted, like the health benefit itself.")),
    }

    def create(self, values: dict[str, Any]) -> Benefit:
        """Enter a benefit."""
        return filing.grant_benefit(g.actor, values["student"], values["what"], values["paper"], values["starts_on"], values["ends_on"])

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse an end before the begin."""
        if values["ends_on"] is not None and values["ends_on"] < values["starts_on"]:
            yield Invalid(N_("The end lies before the begin."), field="ends_on")


class ConsentView(FilePart):
    """Consents to process personal data."""

    datamodel = Interface(Consent)
    route_base = "/consents"
    exclude_route_methods = {"download", "delete"}  # a withdrawal is a date: what was consented to is never forgotten
    list_title, add_title = _l("Consents"), _l("New consent")
    list_columns = ["kind", "signer", "given_on", "valid_to", "withdrawn_on", "student"]
    order_columns = ["student", "given_on", "valid_to", "withdrawn_on"]
    add_columns = ["student", "kind", "signer", "given_on", "valid_to"]
    edit_columns = ["valid_to", "withdrawn_on", "handled_on", "handled"]
    show_columns = ["student", "kind", "signer", "given_on", "valid_to", "withdrawn_on", "handled_on", "handled"]
    search_columns = ["kind", "withdrawn_on"]
    label_columns = {
        "student": _l("Student"), "kind": _l("Purpose"), "signer": _l("Signed by"), "given_on": _l("Given on"),
        "valid_to": _l("Valid to"), "withdrawn_on": _l("Withdrawn on"), "handled_on": _l("Processing stopped on"), "handled": _l("What was done"),
    }  # fmt: skip
    titles_columns = {"kind": CONSENTS, "signer": SIGNERS}

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse ends before the consent was given."""
        given = values.get("given_on") or item.given_on
        for name in ("valid_to", "withdrawn_on"):
            if values.get(name) is not None and values[name] < given:
                yield Invalid(N_("The end lies before the begin."), field=name)
        done, withdrawn = values.get("handled_on"), values.get("withdrawn_on")
        if done is not None and (withdrawn is None or done < withdrawn):
            yield Invalid(N_("Processing is stopped after a withdrawal: check both dates."), field="handled_on")
        if done is not None and not clean(values.get("handled") or ""):
            yield Invalid(N_("Say what was done with the data."), field="handled")

    def card_buttons(self, item: Consent) -> list[Button]:
        """Lead to the signed paper."""
        found = [Button(_("Open the scan"), url_for("ConsentView.scan_file", pk=item.id))] if scans.has_scan(item.id) else []
        if g.actor.may(Resource.PERSONAL_FILE, "update"):
            found.append(Button(_("Replace the scan") if found else _("Add the scan"), url_for("ConsentView.scan", pk=item.id)))
        return found

    @expose("/scan/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def scan(self, pk: str) -> Any:
        """Ask for the scan of the signed paper and keep it."""
        form, item = ScanForm(), self._item(pk)
        if form.validate_on_submit() and self._attempt(form, lambda: self._scanned(pk, form.scan.data)):
            return redirect(url_for("ConsentView.show", pk=pk), 303)
        page = self.render_template(
            "students/file_form.html", view=self, item=item, form=form, title=_("Scan of the consent: %(name)s", name=item.student), note=""
        )
        return page, (form.status or 422) if form.problem_count else 200

    def _scanned(self, pk: str, found: scans.Scan) -> bool:
        scans.keep_scan(g.actor, self._item(pk, fresh=True), found)
        flash(_("The scan is kept."), "success")
        return True

    @expose("/scan-file/<pk>", methods=["GET"])
    @permission_name("read")
    def scan_file(self, pk: str) -> Any:
        """Give the scan to whom the file is open, to be saved."""
        media, body = scans.scan(self._item(pk))
        name = "consent.pdf" if media == scans.PDF else "consent.jpg"
        return Response(body, mimetype=media, headers={"Cache-Control": "private, no-store", "Content-Disposition": f"attachment; filename={name}"})
