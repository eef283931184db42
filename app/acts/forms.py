"""Forms of the local act: a version, its publication."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import InputRequired, Length, Optional

from app.access.crud_fields import REQUIRED, DayField, TextField
from app.access.forms import AccessForm


class VersionForm(AccessForm):
    """Number, day, file and publication of a version."""

    number = TextField(_l("Number of the order or act"), [InputRequired(REQUIRED), Length(max=30)])
    approved_on = DayField(_l("Approved on"), [InputRequired(REQUIRED)])
    note = TextField(_l("What has changed"), [Optional(), Length(max=500)])
    file = FileField(_l("File"), description=_l("PDF or DOCX, up to 5 MB."))
    address = TextField(_l("Address on the site"), [Optional(), Length(max=500)])
    published_on = DayField(_l("Published on"), [Optional()])


class PublicationForm(AccessForm):
    """Where and when a version was published."""

    address = TextField(_l("Address on the site"), [InputRequired(REQUIRED), Length(max=500)])
    published_on = DayField(_l("Published on"), [InputRequired(REQUIRED)])
