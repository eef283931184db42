"""Forms of the registry and of the verification page."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.access.crud_fields import REQUIRED


class AnnulForm(FlaskForm):
    """Why a paper is taken out of force."""

    reason = TextAreaField(_l("Reason"), [DataRequired(REQUIRED), Length(max=500)])


class CheckForm(FlaskForm):
    """The code of a paper, and its file to be compared with the archived one."""

    code = StringField(
        _l("Code of the paper"), [DataRequired(REQUIRED), Length(max=60)],
        description=_l("Twelve letters and digits beside the QR code, for example 7KQ2-M9XW-4TCC."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip
    file = FileField(
        _l("PDF of the paper"),
        description=_l("If you have the file, it is compared with the archived one byte for byte."),
    )
