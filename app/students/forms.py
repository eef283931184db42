"""Validators and forms of students and their files."""

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.access.crud_fields import REQUIRED, CodeField, DayField, TextField
from app.access.crud_forms import CrudForm
from app.core.clock import today
from app.staff.forms import NAME_VALIDATORS, checked, email_address
from app.students import filing, scans
from app.students.file_rules import check_country, check_login, check_phone
from app.students.rules import check_birth_date, check_record_book
from app.students.titles import HEALTH_GROUPS, IDENTITY

phone_number = checked(check_phone)
STUDENT_VALIDATORS: dict[str, list[Any]] = {
    **NAME_VALIDATORS,
    "birth_date": [checked(lambda value: check_birth_date(value, today(g.actor.zone)))],
    "record_book": [checked(check_record_book)],
    "student_card": [checked(check_record_book)],
    "phone": [phone_number],
    "email": [email_address],
    "citizenship": [checked(check_country)],
    "login": [checked(check_login)],
}


class SpecialForm(CrudForm):
    """New special values; an empty field keeps the present one."""

    snils = TextField(_l("New SNILS"), [Length(max=30)], description=_l("11 digits; an empty field keeps the present number."))
    inn = TextField(_l("New INN"), [Length(max=30)], description=_l("12 digits; an empty field keeps the present number."))
    health_group = CodeField(_l("Health group for physical education"), [Optional()], titles=HEALTH_GROUPS)


class IdentityForm(CrudForm):
    """An identity document."""

    kind = CodeField(_l("Kind"), [InputRequired(REQUIRED)], titles=IDENTITY)
    number = TextField(_l("Series and number"), [DataRequired(REQUIRED), Length(max=50)])
    issuer = TextField(_l("Issued by"), [Optional(), Length(max=300)])
    issued_on = DayField(_l("Issued on"), [Optional()])
    unit = TextField(_l("Code of the department"), [Optional(), Length(max=10)], description=_l("Of a passport: 000-000."))


class NumberForm(CrudForm):
    """The whole number of a document."""

    number = TextField(
        _l("Series and number"), [DataRequired(REQUIRED), Length(max=50)],
        description=_l("The whole number of an identity document or SNILS. Parts of it find nothing, every find is logged."),
    )  # fmt: skip


class ScanForm(CrudForm):
    """A scan."""

    scan = FileField(
        _l("Scan"), [DataRequired(REQUIRED), checked(lambda sent: scans.checked(sent.read(scans.MOST_BYTES + 1)))],
        description=_l("PDF, JPEG or PNG, at most 5 MB. Kept encrypted."),
    )  # fmt: skip


class PhotoForm(CrudForm):
    """A photograph."""

    photo = FileField(
        _l("Photograph"), [DataRequired(REQUIRED), checked(lambda sent: filing.photograph(sent.read(filing.MOST_BYTES + 1)))],
        description=_l("JPEG, PNG or WebP, at most 8 MB."),
    )  # fmt: skip
