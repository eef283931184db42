"""Forms of signing in, of the own profile, of the first start, of accounts and grants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, Optional

from app.access.crud_forms import CrudForm
from app.access.permissions import ROLE_TITLES, Role
from app.core.errors import DomainError, Forbidden

# The time zones of Russia, one well-known place each.
ZONES = (
    ("Europe/Kaliningrad", _l("Kaliningrad (UTC+2)")),
    ("Europe/Moscow", _l("Moscow (UTC+3)")),
    ("Europe/Samara", _l("Samara (UTC+4)")),
    ("Asia/Yekaterinburg", _l("Yekaterinburg (UTC+5)")),
    ("Asia/Omsk", _l("Omsk (UTC+6)")),
    ("Asia/Krasnoyarsk", _l("Krasnoyarsk (UTC+7)")),
    ("Asia/Irkutsk", _l("Irkutsk (UTC+8)")),
    ("Asia/Yakutsk", _l("Yakutsk (UTC+9)")),
    ("Asia/Vladivostok", _l("Vladivostok (UTC+10)")),
    ("Asia/Magadan", _l("Magadan (UTC+11)")),
    ("Asia/Kamchatka", _l("Kamchatka (UTC+12)")),
)
_REQUIRED = DataRequired(_l("Fill in this field."))
_SAME = _l("The passwords differ.")
_NEW = {"autocomplete": "new-password"}
_PRESENT = {"autocomplete": "current-password"}
_LOGIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "7"}


class AccessForm(CrudForm):
    """A form whose refusals stand at its fields."""

    def attempt(self, deed: Callable[[], Any]) -> Any | None:
        """Do ``deed``; give its result (True for none), or None with the refusal in the form."""
        try:
            result = deed()
        except Forbidden:
            raise
        except DomainError as refusal:
            self.add_error(refusal)
            self.status = refusal.status
            return None
        return True if result is None else result


class SignInForm(AccessForm):
    """Login and password; their wrongness is never told apart."""

    login = StringField(_l("Login"), [_REQUIRED, Length(max=100)], render_kw=_LOGIN)
    password = PasswordField(_l("Password"), [_REQUIRED, Length(max=1024)], render_kw=_PRESENT)


class CodeForm(AccessForm):
    """The one-time code of the phone."""

    code = StringField(_l("Code from the phone"), [_REQUIRED], render_kw=_CODE)


class PasswordForm(AccessForm):
    """The own password: the present one, the new one twice."""

    present = PasswordField(_l("Present password"), [_REQUIRED, Length(max=1024)], render_kw=_PRESENT)
    password = PasswordField(
        _l("New password"),
        [_REQUIRED],
        description=_l("At least 12 characters. Several unrelated words are easier to remember and harder to guess."),
        render_kw=_NEW,
    )
    repeat = PasswordField(_l("New password again"), [_REQUIRED, EqualTo("password", _SAME)], render_kw=_NEW)


class SetupForm(AccessForm):
    """The college and its director at the first start."""

    full_name = StringField(_l("Full name of the college"), [_REQUIRED, Length(max=500)])
    short_name = StringField(_l("Short name"), [_REQUIRED, Length(max=200)])
    zone = SelectField(_l("Time zone"), choices=ZONES, default="Europe/Samara")
    last_name = StringField(_l("Last name"), [_REQUIRED, Length(max=50)])
    first_name = StringField(_l("First name"), [_REQUIRED, Length(max=50)])
    middle_name = StringField(_l("Middle name"), [Optional(), Length(max=50)])
    position = StringField(_l("Position"), [_REQUIRED, Length(max=200)], default=lambda: gettext("Director"))
    login = StringField(
        _l("Login"), [_REQUIRED, Length(max=64)], description=_l("Latin letters, digits, dots, dashes."), render_kw=_LOGIN
    )
    password = PasswordField(
        _l("Password"),
        [_REQUIRED],
        description=_l("At least 12 characters. Several unrelated words are easier to remember and harder to guess."),
        render_kw=_NEW,
    )
    repeat = PasswordField(_l("Password again"), [_REQUIRED, EqualTo("password", _SAME)], render_kw=_NEW)

    def founding(self) -> dict[str, Any]:
        """Give what was typed, without the repetition."""
        return {name: value for name, value in self.values().items() if name != "repeat"}


class GrantForm(AccessForm):
    """A role for an interval of days."""

    role = SelectField(_l("Role"), [_REQUIRED])
    department = SelectField(
        _l("Department"), [Optional()], description=_l("Only for the head of a department."), coerce=lambda v: int(v) if v else None
    )
    valid_from = DateField(_l("From"), [_REQUIRED])
    valid_to = DateField(_l("To"), [Optional()], description=_l("Empty: without an end."))
    basis = StringField(_l("Basis"), [_REQUIRED, Length(max=300)], description=_l("An order, its number and date, or a decision."))

    def offer(self, roles: list[Role], departments: list[tuple[int, str]]) -> None:
        """Fill the choices with what this person may grant."""
        self.role.choices = [(role.value, _title(role)) for role in roles]
        self.department.choices = [("", "—"), *departments]


def _title(role: Role) -> str:
    return str(gettext(ROLE_TITLES[role]))
