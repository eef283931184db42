"""Validators of people's names and the form of a dismissal."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.validators import DataRequired, InputRequired

from app.access.crud_fields import REQUIRED, DayField
from app.core.errors import DomainError
from app.staff.rules import person_name
from app.staff.tables import email_cell


def checked(check: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    """Make a validator of a rule: the field takes the cleaned value, a refusal is shown at the field."""

    def validate(_form: Any, field: Any) -> None:
        if field.data in (None, ""):
            return
        try:
            field.data = check(field.data)
        except DomainError as error:
            raise ValidationError(_(error.msgid, **error.params)) from None

    return validate


russian_name = checked(lambda value: person_name(value).text)
email_address = checked(email_cell)
# A cell of spaces is «input» and yet empty: DataRequired looks at what is left of it.
NAME_VALIDATORS = {
    "last_name": [DataRequired(REQUIRED), russian_name],
    "first_name": [DataRequired(REQUIRED), russian_name],
    "middle_name": [russian_name],
}


class DismissalForm(FlaskForm):
    """The day from which the person no longer works."""

    on = DayField(_l("Dismissed from"), [InputRequired(REQUIRED)])
