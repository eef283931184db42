"""Validators of people's names and the form of a dismissal."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.access.crud_fields import REQUIRED, CodeField, DayField, NumberField, TextField
from app.access.crud_forms import CrudForm
from app.core.errors import DomainError
from app.staff.rules import person_name
from app.staff.tables import email_cell
from app.staff.titles import TRAININGS


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
    order = TextField(_l("Order of dismissal"), [Optional(), Length(max=100)])


class PersonnelForm(CrudForm):
    """New special values of an employee; an empty field keeps the present one."""

    birth_date = DayField(_l("Birth date"), [Optional()])
    snils = TextField(_l("New SNILS"), [Length(max=30)], description=_l("11 digits; an empty field keeps the present number."))
    inn = TextField(_l("New INN"), [Length(max=30)], description=_l("12 digits; an empty field keeps the present number."))
    passport = TextField(_l("Passport: series and number"), [Length(max=30)])
    passport_issued = TextField(_l("Passport: issued by and when"), [Length(max=300)])
    address = TextField(_l("Address of residence"), [Length(max=300)])


class ContactsForm(CrudForm):
    """What everybody keeps of the own card."""

    phone = TextField(_l("Phone"), [Optional(), Length(max=50)])
    email = TextField(_l("E-mail"), [Optional(), Length(max=200), email_address])


class TrainingForm(CrudForm):
    """A training that an employee proposes for the own card."""

    kind = CodeField(_l("Kind of training"), [InputRequired(REQUIRED)], titles=TRAININGS)
    programme = TextField(_l("Name of the programme"), [DataRequired(REQUIRED), Length(max=500)])
    provider = TextField(_l("Where"), [Optional(), Length(max=300)])
    hours = NumberField(_l("Hours"), [InputRequired(REQUIRED)])
    starts_on = DayField(_l("From the day"), [Optional()])
    ends_on = DayField(_l("To the day"), [InputRequired(REQUIRED)])
    document = TextField(_l("Document"), [Optional(), Length(max=100)])
