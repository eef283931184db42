"""Screens of groups and students: lists, cards, forms, the special page of a СНИЛС."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, session, url_for
from flask_appbuilder import action, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.access.crud import Button, Crud, Interface, Section
from app.access.crud_fields import REQUIRED, DayField, RelatedField, TextField
from app.access.crud_filters import RelatedFilter
from app.access.crud_history import register_acts
from app.access.crud_interface import Choices
from app.access.permissions import Resource
from app.core.clock import today
from app.core.display import day
from app.core.errors import Forbidden
from app.core.text import N_
from app.core.transaction import transaction
from app.extensions import db
from app.staff.models import Employee
from app.students import operations, queries, queries_papers
from app.students.certificate_views import KINDS as CERTIFICATE_KINDS
from app.students.certificate_views import certificate_button, to_certificates
from app.students.forms import STUDENT_VALIDATORS, RevealForm, SnilsForm
from app.students.models import Placement, Student, StudyGroup
from app.students.rules import enrolment_day, format_snils, mask_snils

SEXES = {"m": _l("male"), "f": _l("female")}
FUNDING = {"budget": _l("budget"), "contract": _l("paid by contract"), "target": _l("targeted training")}
register_acts({"enrol": _l("enrolled")})


def group_choices() -> Choices:
    """Give the groups the acting person sees."""
    return Choices(StudyGroup, lambda: db.session)


def present_groups(placements: list[Placement]) -> str:
    """Write the group a student is in today."""
    place = queries.place_on(placements, today(g.actor.zone))
    return place.group_name if place is not None else ""


class GroupFilter(RelatedFilter):
    """Students who are in a group now."""

    def condition(self, value: str) -> ColumnElement[bool]:
        """Give the condition; a foreign or absent group filters everything out."""
        group = self.choices.one(value)
        return queries.studying_in(group.id, today(g.actor.zone)) if group is not None else false()


class GroupView(Crud):
    """Groups of students."""

    datamodel = Interface(StudyGroup)
    route_base = "/groups"
    list_title, add_title = _l("Groups"), _l("New group")
    list_columns = ["name", "curriculum", "intake_year", "curator", "department"]
    form_columns = ["name", "curriculum", "intake_year", "department", "curator"]
    search_columns = ["intake_year", "department", "curator"]
    narrow_columns = {"curator": lambda statement: statement.where(Employee.dismissed_on.is_(None))}
    label_columns = {
        "name": _l("Group"),
        "curriculum": _l("Curriculum"),
        "intake_year": _l("Intake year"),
        "curator": _l("Curator"),
    }
    search_hint = _l("Name of the group")
    empty_hint = _l("Import the curriculum first, then make the groups that study by it.")

    def create(self, values: dict[str, Any]) -> StudyGroup:
        """Make a group."""
        return operations.create_group(g.actor, values)

    def card_buttons(self, item: StudyGroup) -> list[Button]:
        """Lead to the import of the group's list and to a new student of it."""
        found = []
        if g.actor.may(Resource.STUDENT, "import"):
            found.append(Button(_("Import the list"), url_for("StudentImportView.form", target=item.id)))
        if g.actor.may(Resource.STUDENT, "create"):
            found.append(Button(_("Add a student"), url_for("StudentView.add", group=item.id)))
        return found

    def card_sections(self, item: StudyGroup) -> list[Section]:
        """Show the students with their numbers in the journal."""
        if not g.actor.may(Resource.STUDENT, "read"):
            return []
        now = today(g.actor.zone)
        places = queries.placements_of_group(item.id)
        context = {
            "present": [place for place in places if place.ends_on is None or place.ends_on >= now],
            "left": [place for place in places if place.ends_on is not None and place.ends_on < now],
            "funding": FUNDING,
        }
        return [Section(_("Students: %(count)s", count=len(context["present"])), "students/section_members.html", context, order=10)]


class StudentView(Crud):
    """Students; where and when one studies is told by placements."""

    datamodel = Interface(Student)
    route_base = "/students"
    exclude_route_methods = {"download", "delete"}  # a personal file leaves by orders, never by a button
    list_title, add_title = _l("Students"), _l("New student")
    list_columns = ["full_name", "placements", "birth_date", "record_book", "funding"]
    load_columns = ["placements.group"]
    search_columns = ["funding"]
    form_fieldsets = [
        (_l("Full name"), {"fields": ["last_name", "first_name", "middle_name", "sex", "birth_date"]}),
        (_l("Study"), {"fields": ["record_book"]}),  # the funding of who studies changes by an order
        (_l("Contacts"), {"fields": ["phone", "email"]}),
        (_l("Name in papers"), {"fields": ["name_dative", "name_accusative", "name_genitive"]}),
    ]
    add_fieldsets = [
        form_fieldsets[0],
        (_l("Study"), {"fields": ["group", "starts_on", "basis", "record_book", "funding"]}),
        form_fieldsets[2],
        (_l("Namesakes"), {"fields": ["another"]}),
    ]
    show_fieldsets = [
        (_l("Person"), {"fields": ["sex", "birth_date", "snils"]}),
        (_l("Study"), {"fields": ["record_book", "funding"]}),
        (_l("Contacts"), {"fields": ["phone", "email"]}),
    ]
    label_columns = {
        "placements": _l("Group"),
        "group": _l("Group"),
        "birth_date": _l("Birth date"),
        "sex": _l("Sex"),
        "snils": _l("SNILS"),
        "record_book": _l("Record book number"),
        "funding": _l("Funding"),
        "starts_on": _l("Enrolled from"),
        "basis": _l("Basis"),
        "another": _l("Another person than the namesake who is already entered"),
        "name_dative": _l("Full name in the dative"),
        "name_accusative": _l("Full name in the accusative"),
        "name_genitive": _l("Full name in the genitive"),
    }
    titles_columns = {"sex": SEXES, "funding": FUNDING}
    formatters_columns = {"placements": present_groups, "snils": mask_snils}
    validators_columns = STUDENT_VALIDATORS
    add_form_extra_fields = {
        "group": RelatedField(
            _l("Group"), [InputRequired(REQUIRED)], choices=group_choices(), lookup=lambda: url_for("StudentView.lookup", name="group")
        ),
        "starts_on": DayField(_l("Enrolled from"), [Optional()], description=_l("Empty: 1 September of the intake year.")),
        "basis": TextField(
            _l("Basis"), [DataRequired(REQUIRED), Length(max=300)], description=_l("The order of enrolment with its number and date.")
        ),
        "another": BooleanField(_l("Another person than the namesake who is already entered")),
    }
    description_columns = {
        "last_name": _l("Cyrillic letters, as in the passport."),
        "name_dative": _l("Only where the program declines it wrong: «given to whom»."),
        "name_accusative": _l("Only where the program declines it wrong: «whom», in orders."),
        "name_genitive": _l("Only where the program declines it wrong: «of whom»."),
    }
    search_hint = _l("Name or record book number")
    empty_hint = _l("Import the list of a group from a spreadsheet or enter students one by one.")

    def _init_forms(self) -> None:
        super()._init_forms()
        self.filters = {"group": GroupFilter("group", _l("Group"), Student.placements, group_choices()), **self.filters}

    def _choices(self, name: str) -> Choices:
        return group_choices() if name == "group" else super()._choices(name)

    def create(self, values: dict[str, Any]) -> Student:
        """Enter a student and enrol."""
        group, starts_on, basis, another = (values.pop(key) for key in ("group", "starts_on", "basis", "another"))
        first_day = starts_on or enrolment_day(group.intake_year)
        return operations.create_student(g.actor, values, group, first_day, basis, another=another)

    def list_buttons(self) -> list[Button]:
        """Lead to the import."""
        if not g.actor.may(Resource.STUDENT, "import"):
            return []
        return [Button(_("Import a list"), url_for("StudentImportView.form"))]

    def card_buttons(self, item: Student) -> list[Button]:
        """Lead to the certificates, and to the special page where there is anything for the person."""
        found = certificate_button(item)
        if _may_special():
            found.append(Button(_("SNILS"), url_for(f"{self.endpoint}.special", pk=item.id)))
        return found

    @action("certificate", _l("Certificate"))
    @permission_name("read")
    def certificate(self, items: list[Student]) -> Any:
        """Lead to the certificates of the marked students."""
        return to_certificates(items)

    def card_sections(self, item: Student) -> list[Section]:
        """Show the stays in groups and the papers issued."""
        rows = [(place, day(place.starts_on), day(place.ends_on)) for place in queries.placements_of_student(item.id)]
        found = [Section(_("Groups"), "students/section_placements.html", {"rows": rows}, order=10)]
        if g.actor.may(Resource.CERTIFICATE, "read"):
            context = {"rows": queries_papers.certificates_of(item.id), "kinds": CERTIFICATE_KINDS}
            found.append(Section(_("Papers issued"), "students/section_certificates.html", context, order=40))
        return found

    @expose("/special/<pk>", methods=["GET"])
    @permission_name("read")
    def special(self, pk: str) -> Any:
        """Show what may be done with the СНИЛС; the number itself stays hidden."""
        return self._special(self._item(pk), SnilsForm(), RevealForm(reason=session.get("reveal_reason", "")))

    @expose("/snils/<pk>", methods=["POST"])
    @permission_name("update")
    def snils(self, pk: str) -> Any:
        """Keep a new СНИЛС; an empty one keeps the present."""
        item = self._item(pk)
        form = SnilsForm()
        if not form.validate():
            return self._special(item, form, RevealForm(formdata=None)), 422
        with transaction():
            changed = operations.set_snils(g.actor, self._item(pk, fresh=True), form.snils.data)
        flash(_("The SNILS is saved.") if changed else _("The SNILS stays as it was."), "success")
        return redirect(self.address(item), 303)

    @expose("/reveal/<pk>", methods=["POST"])
    @permission_name("reveal")
    def reveal(self, pk: str) -> Any:
        """Show the СНИЛС once, for a stated reason; the view is logged."""
        item = self._item(pk)
        form = RevealForm()
        if not form.validate():
            return self._special(item, SnilsForm(formdata=None), form), 422
        with transaction():
            digits = operations.reveal_snils(g.actor, self._item(pk, fresh=True), form.reason.data or "")
        session["reveal_reason"] = form.reason.data
        return self._special(item, SnilsForm(formdata=None), form, format_snils(digits))

    def _special(self, item: Student, snils: SnilsForm, reveal: RevealForm, shown: str = "") -> Any:
        if not _may_special():
            raise Forbidden(N_("You have no right to do this."))
        return self.render_template(
            "students/special.html", title=_("SNILS: %(name)s", name=item), view=self, item=item, snils=snils, reveal=reveal,
            masked=mask_snils(item.snils), shown=shown,
            may_change=g.actor.may(Resource.STUDENT, "update"), may_reveal=g.actor.may(Resource.STUDENT, "reveal"),
        )  # fmt: skip


def _may_special() -> bool:
    return g.actor.may(Resource.STUDENT, "update") or g.actor.may(Resource.STUDENT, "reveal")
