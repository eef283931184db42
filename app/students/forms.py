"""Validators and forms of students."""

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Length

from app.access.crud_fields import REQUIRED, TextField
from app.core.clock import today
from app.staff.forms import NAME_VALIDATORS, checked, email_address
from app.students.rules import check_birth_date, check_record_book

STUDENT_VALIDATORS: dict[str, list[Any]] = {
    **NAME_VALIDATORS,
    "birth_date": [checked(lambda value: check_birth_date(value, today(g.actor.zone)))],
    "record_book": [checked(check_record_book)],
    "email": [email_address],
}


class SnilsForm(FlaskForm):
    """A new СНИЛС; an empty field keeps the present one."""

    snils = TextField(_l("New SNILS"), [Length(max=30)], description=_l("11 digits; an empty field keeps the present number."))


class RevealForm(FlaskForm):
    """Why the number is looked at."""

    reason = TextField(_l("What the number is needed for"), [InputRequired(REQUIRED), Length(min=5, max=300)])
