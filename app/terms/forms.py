"""The form that opens the terms of all groups in one screen: a line a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Form
from wtforms.validators import InputRequired, NumberRange

from app.access.crud_fields import REQUIRED, DayField, NumberField
from app.core.errors import DomainError
from app.organization.models import Semester
from app.terms.operations import TermRow
from app.terms.queries import Opening
from app.terms.rules import LAST_COURSE, LAST_SEMESTER


class OpeningForm(Form):
    """The term of one group."""

    chosen = BooleanField()
    plan_semester = NumberField(validators=[InputRequired(REQUIRED), NumberRange(1, LAST_SEMESTER)])
    course = NumberField(validators=[InputRequired(REQUIRED), NumberRange(1, LAST_COURSE)])
    starts_on = DayField(validators=[InputRequired(REQUIRED)])
    ends_on = DayField(validators=[InputRequired(REQUIRED)])


class OpeningSheet:
    """The lines of all groups; only the chosen ones are read and checked."""

    def __init__(self, openings: Sequence[Opening], semester: Semester, typed: Mapping[str, Any] | None) -> None:
        self.lines = [(one, self._line(one, semester, typed)) for one in openings]
        self.sentences: list[str] = []
        self.status: int | None = None

    @staticmethod
    def _line(one: Opening, semester: Semester, typed: Mapping[str, Any] | None) -> OpeningForm:
        proposed = {
            "chosen": one.proposal is not None,
            "plan_semester": one.proposal.plan_semester if one.proposal else None,
            "course": one.proposal.course if one.proposal else None,
            "starts_on": semester.starts_on,
            "ends_on": semester.ends_on,
        }
        return OpeningForm(typed, prefix=f"{one.group.id}-", data=proposed)

    def validate(self) -> bool:
        """Check the chosen lines; at least one must be chosen."""
        chosen = [form for _one, form in self.lines if form.chosen.data]
        if not chosen:
            self.sentences.append(_("Mark at least one group."))
        results = [form.validate() for form in chosen]
        return bool(chosen) and all(results)

    def rows(self) -> list[TermRow]:
        """Give what was chosen."""
        return [
            TermRow(one.group, form.plan_semester.data, form.course.data, form.starts_on.data, form.ends_on.data)
            for one, form in self.lines
            if form.chosen.data
        ]

    def add_error(self, refusal: DomainError) -> None:
        """Show a refusal at its group's field, or above the form."""
        sentence = _(refusal.msgid, **refusal.params)
        group_id, _dash, name = (refusal.field or "").partition("-")
        for one, form in self.lines:
            if str(one.group.id) == group_id and name in form._fields:
                form[name].errors = [*form[name].errors, sentence]
                return
        self.sentences.append(sentence)

    def forget_options(self) -> None:
        """There are no options to read again."""

    @property
    def problem_count(self) -> int:
        """How many sentences of refusal the page shows."""
        return len(self.sentences) + sum(len(field.errors) for _one, form in self.lines for field in form)
