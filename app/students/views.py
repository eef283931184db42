"""Screens of students: list, card, forms."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_appbuilder import action
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.access.crud import Button, Interface, Section
from app.access.crud_fields import REQUIRED, DayField, RelatedField, TextField
from app.access.crud_filters import RelatedFilter
from app.access.crud_history import register_acts
from app.access.crud_interface import Choices
from app.access.permissions import Resource
from app.core.clock import today
from app.core.display import day
from app.extensions import db
from app.students import operations, queries, queries_papers
from app.students.certificate_views import KINDS as CERTIFICATE_KINDS
from app.students.certificate_views import certificate_button, to_certificates
from app.students.file_parts import BenefitView, ConsentView, ContractView, EducationView, RepresentativeView
from app.students.file_views import FileRoutes
from app.students.forms import STUDENT_VALIDATORS
from app.students.models import Placement, Student, StudyGroup
from app.students.rules import counted_course, enrolment_day
from app.students.titles import DORMITORY, FUNDING, SEXES, STATES, STUDY_FORMS

register_acts({"enrol": _l("enrolled")})


def group_choices() -> Choices:
    """Give the groups the acting person sees."""
    return Choices(StudyGroup, lambda: db.session)


def present_groups(placements: list[Placement]) -> str:
    """Write the group a student is in today."""
    place = queries.place_on(placements, today(g.actor.zone))
    return place.group_name if place is not None else ""


def _course(place: Placement) -> int | None:
    """Give the course a stay began in: that of the order, else as the years of the group tell it."""
    return place.course or (counted_course(place.group.intake_year, place.starts_on) if place.group is not None else None)


class GroupFilter(RelatedFilter):
    """Students who are in a group now."""

    def condition(self, value: str) -> ColumnElement[bool]:
        """Give the condition; a foreign or absent group filters everything out."""
        group = self.choices.one(value)
        return queries.studying_in(group.id, today(g.actor.zone)) if group is not None else false()


class StudentView(FileRoutes):
    """Students; where and when one studies is told by placements."""

    datamodel = Interface(Student)
    route_base = "/students"
    exclude_route_methods = {"download", "delete"}  # a personal file leaves by orders, never by a button
    list_title, add_title = _l("Students"), _l("New student")
    list_columns = ["full_name", "placements", "birth_date", "record_book", "funding"]
    optional_columns = [
        "student_card", "sex", "birth_place", "citizenship", "phone", "email", "registration_address", "actual_address", "dormitory",
        "language", "login", "former_names", "recorded_at",
    ]  # fmt: skip
    load_columns = ["placements.group"]
    search_columns = ["funding", "sex", "birth_date", "dormitory"]
    form_fieldsets = [
        (_l("Full name"), {"fields": ["last_name", "first_name", "middle_name", "sex", "birth_date", "birth_place", "citizenship"]}),
        (_l("Study"), {"fields": ["record_book", "student_card", "language", "login"]}),  # the funding of who studies changes by an order
        (
            _l("Contacts"),
            {"fields": ["phone", "email", "registration_address", "actual_address", "dormitory", "military_record"]},
        ),
        (_l("Name in papers"), {"fields": ["name_dative", "name_accusative", "name_genitive"]}),
    ]
    add_fieldsets = [
        (_l("Full name"), {"fields": ["last_name", "first_name", "middle_name", "sex", "birth_date"]}),
        (_l("Study"), {"fields": ["group", "starts_on", "basis", "record_book", "funding"]}),
        (_l("Contacts"), {"fields": ["phone", "email"]}),
        (_l("Namesakes"), {"fields": ["another"]}),
    ]
    show_fieldsets = [
        (_l("Person"), {"fields": ["sex", "birth_date", "birth_place", "citizenship", "name_dative", "name_accusative", "name_genitive"]}),
        (_l("Study"), {"fields": ["record_book", "student_card", "funding", "language", "login"]}),
        (
            _l("Contacts"),
            {"fields": ["phone", "email", "registration_address", "actual_address", "dormitory", "military_record"]},
        ),
    ]
    label_columns = {
        "placements": _l("Group"),
        "group": _l("Group"),
        "birth_date": _l("Birth date"),
        "sex": _l("Sex"),
        "birth_place": _l("Birth place"),
        "former_names": _l("Former names"),
        "citizenship": _l("Citizenship (code of the OKSM)"),
        "student_card": _l("Student card number"),
        "language": _l("Foreign language"),
        "login": _l("Login of the student"),
        "registration_address": _l("Registered address"),
        "actual_address": _l("Actual address"),
        "dormitory": _l("Dormitory"),
        "military_record": _l("Military registration"),
        "record_book": _l("Record book number"),
        "funding": _l("Funding"),
        "starts_on": _l("Enrolled from"),
        "basis": _l("Basis"),
        "another": _l("Another person than the namesake who is already entered"),
        "name_dative": _l("Full name in the dative"),
        "name_accusative": _l("Full name in the accusative"),
        "name_genitive": _l("Full name in the genitive"),
    }
    titles_columns = {"sex": SEXES, "funding": FUNDING, "dormitory": DORMITORY}
    formatters_columns = {"placements": present_groups}
    guarded_columns = dict.fromkeys(
        ("sex", "birth_date", "birth_place", "citizenship", "phone", "email", "registration_address", "actual_address", "dormitory",
         "military_record", "login", "former_names", "name_dative", "name_accusative", "name_genitive"),
        Resource.PERSONAL_FILE,
    ) | {"funding": Resource.BENEFIT}  # fmt: skip
    related_views = [ContractView, RepresentativeView, EducationView, BenefitView, ConsentView]
    show_template = "students/card.html"
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
        "login": _l("The student's account in the systems of the college; it opens nothing here."),
        "name_dative": _l("Only where the program declines it wrong: «given to whom»."),
        "name_accusative": _l("Only where the program declines it wrong: «whom», in orders."),
        "name_genitive": _l("Only where the program declines it wrong: «of whom»."),
    }
    search_hint = _l("Name, record book or student card number")
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
        """Lead to the import and to the search by a document."""
        found = [Button(_("Find by a document"), url_for("StudentView.by_document"))] if g.actor.may(Resource.PERSONAL_FILE, "reveal") else []
        if g.actor.may(Resource.STUDENT, "import"):
            found.append(Button(_("Import a list"), url_for("StudentImportView.form")))
        return found

    def card_buttons(self, item: Student) -> list[Button]:
        """Lead to the certificates and to the pages of the file."""
        return [*certificate_button(item), *self.file_buttons(item)]

    @action("certificate", _l("Certificate"))
    @permission_name("read")
    def certificate(self, items: list[Student]) -> Any:
        """Lead to the certificates of the marked students."""
        return to_certificates(items)

    def card_sections(self, item: Student) -> list[Section]:
        """Show the special data, the stays in groups, the papers issued."""
        rows = [(place, _course(place), day(place.starts_on), day(place.ends_on)) for place in queries.placements_of_student(item.id)]
        context = {"rows": rows, "funding": FUNDING, "states": STATES, "forms": STUDY_FORMS, "money": g.actor.may(Resource.BENEFIT, "read")}
        found = [Section(_("Study by orders"), "students/section_placements.html", context, order=10), *self.file_sections(item)]
        if g.actor.may(Resource.CERTIFICATE, "read"):
            context = {"rows": queries_papers.certificates_of(item.id), "kinds": CERTIFICATE_KINDS}
            found.append(Section(_("Papers issued"), "students/section_certificates.html", context, order=80))
        return found
