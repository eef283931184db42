"""Forms of the appointment and of its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from app.access.crud_fields import REQUIRED, DayField, TextField
from app.access.crud_interface import parse_id
from app.access.forms import AccessForm
from app.staff.models import Employee


class AppointForm(AccessForm):
    """Who, by which order, for which days."""

    employee = SelectField(
        _l("Employee"), [InputRequired(REQUIRED)], render_kw={"data-combobox": ""}, validate_choice=True
    )
    order_number = TextField(_l("Number of the order"), [InputRequired(REQUIRED), Length(max=30)])
    order_date = DayField(_l("Date of the order"), [InputRequired(REQUIRED)])
    starts_on = DayField(_l("From"), [InputRequired(REQUIRED)])
    ends_on = DayField(_l("To"), [Optional()], description=_l("Empty: until the order is cancelled."))
    zone = TextField(
        _l("Zone of responsibility"), [Optional(), Length(max=300)], description=_l("A department or a section; empty: the whole college.")
    )
    is_backup = BooleanField(_l("Stand-in: acts while the coordinator is absent"))
    make_account = BooleanField(_l("Make an account at once and print its one-time password"), default=True)

    def offer(self, people: Sequence[Employee]) -> None:
        """Fill the list of employees."""
        self.employee.choices = [("", "—"), *((str(one.id), f"{one.full_name}, {one.position}") for one in people)]

    def chosen(self) -> dict[str, Any]:
        """Give what was typed without the employee."""
        return {name: value for name, value in self.values().items() if name != "employee"}

    @property
    def employee_id(self) -> int:
        """Give the chosen id; 0 for what is no id."""
        return parse_id(self.employee.data or "") or 0


class DelegationForm(AccessForm):
    """Who acts for the director, in which days, by which order."""

    employee = SelectField(_l("Who acts for the director"), [InputRequired(REQUIRED)], render_kw={"data-combobox": ""})
    valid_from = DayField(_l("From"), [InputRequired(REQUIRED)])
    valid_to = DayField(_l("To"), [InputRequired(REQUIRED)])
    basis = TextField(_l("Basis"), [InputRequired(REQUIRED), Length(max=300)], description=_l("The order, its number and date."))

    def offer(self, people: Sequence[Employee]) -> None:
        """Fill the list with employees who have an account."""
        self.employee.choices = [("", "—"), *((str(one.id), f"{one.full_name}, {one.position}") for one in people if one.user_id)]


class EndForm(AccessForm):
    """From which day on, on which basis."""

    on = DayField(
        _l("First day without the role"),
        [InputRequired(REQUIRED)],
        description=_l("The present day or an earlier one takes the rights away at once; sessions stay."),
    )
    basis = TextField(
        _l("Basis"), [InputRequired(REQUIRED), Length(max=300)], description=_l("The order, its number and date.")
    )
    even_last = BooleanField(_l("There is no other coordinator, and this is meant"))
