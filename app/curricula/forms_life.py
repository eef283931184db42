"""Forms of the life of a version: the order that approves it, the year it is copied to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access.crud_fields import REQUIRED, DayField, NumberField, TextField
from app.access.forms import AccessForm


class ApprovalForm(AccessForm):
    """Number and day of the order that approves a plan."""

    number = TextField(_l("Number of the order"), [InputRequired(REQUIRED), Length(max=30)])
    day = DayField(_l("Date of the order"), [InputRequired(REQUIRED)])
    active_from = DayField(_l("In force from"), [Optional()])


class IntakeForm(AccessForm):
    """The year of admission that a plan is copied to."""

    intake_year = NumberField(
        _l("Year of admission"), [InputRequired(REQUIRED), NumberRange(1990, 2100, _l("Type the year of admission, such as 2024."))]
    )
