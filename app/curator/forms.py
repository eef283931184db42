"""The form of a paper that excuses absences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.core.errors import DomainError
from app.curator.rules import KINDS, NoteFacts
from app.curator.wording import KIND_TITLES


class NoteForm(FlaskForm):
    """Student, kind, number, who gave it, days, day of receipt."""

    student = SelectField(_l("Student"), [InputRequired()], coerce=int)
    kind = SelectField(_l("Kind"), [InputRequired()])
    number = StringField(_l("Number"), [Length(max=50)])
    issuer = StringField(_l("Given by"), [Length(max=200)], description=_l("The clinic, the parent, the office. No diagnosis."))
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    received_on = DateField(_l("Received on"), [InputRequired()])

    def offer(self, students: Mapping[int, str]) -> NoteForm:
        """Fill the choices: only students of the group."""
        self.student.choices = list(students.items())
        self.kind.choices = [(kind, _(KIND_TITLES[kind])) for kind in KINDS]
        return self

    def facts(self) -> NoteFacts:
        """Give what was typed, after validation."""
        days: tuple[date, date, date] = (self.starts_on.data, self.ends_on.data, self.received_on.data)  # type: ignore[assignment]
        return NoteFacts(self.student.data, self.kind.data, self.number.data or "", self.issuer.data or "", *days)

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal beside its field."""
        field = self[refusal.field] if refusal.field in self._fields else self.starts_on
        field.errors = [*field.errors, _(refusal.msgid, **refusal.params)]
