"""Forms of a discrepancy statement: the report and one form a step."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Length, Optional

from app.access.crud_fields import REQUIRED, DayField, LongTextField, NumberField, TextField
from app.access.forms import AccessForm
from app.inaccuracies.rules import Fact

_MUST, _MAY, _LONG = InputRequired(REQUIRED), Optional(), Length(max=1000)


class ReportForm(AccessForm):
    """Which field of the record, what is right and how it is known."""

    key = SelectField(_l("Field of the record"), [_MAY], validate_choice=True)
    actual = LongTextField(_l("What is right"), [_MUST, _LONG])
    evidence = TextField(_l("Paper that proves it"), [_MAY, _LONG], description=_l("Kind, number, date; may be added by the coordinator."))
    cause = TextField(_l("Cause, if it is known"), [_MAY, _LONG])

    def offer(self, facts: Sequence[Fact]) -> None:
        """Fill the list of fields with their present values."""
        shown = [(fact.key, f"{fact.label}: {fact.value or '—'}") for fact in facts]
        self.key.choices = [*shown, ("", _("something else in this record"))]


class StateForm(AccessForm):
    """What the coordinator adds to a report before it goes to the director."""

    cause = LongTextField(_l("Cause of the inaccuracy"), [_MUST, _LONG])
    evidence = TextField(_l("Paper that proves what is right"), [_MUST, _LONG], description=_l("Kind, number and date."))
    consequence = TextField(_l("What else is touched"), [_MAY, _LONG], description=_l("Papers already issued, reports, other records."))


class ReasonForm(AccessForm):
    """A reason."""

    reason = LongTextField(_l("Reason"), [_MUST, _LONG])


class ApproveForm(AccessForm):
    """The director's resolution and the days for which the record is open."""

    window_days = NumberField(
        _l("Days for the correction"), [_MUST], description=_l("The record is open to the end of the last of these days, counted from today.")
    )
    resolution = LongTextField(_l("Resolution"), [_MAY, _LONG])


class LetterForm(AccessForm):
    """Outgoing number and date of the letter."""

    number = TextField(_l("Outgoing number"), [_MUST, Length(max=30)])
    day = DayField(_l("Date of the letter"), [_MUST])


class AnswerForm(AccessForm):
    """What was answered, under which number and date."""

    number = TextField(_l("Number of the answer"), [_MUST, Length(max=30)])
    day = DayField(_l("Date of the answer"), [_MUST])
    text = LongTextField(_l("What was answered"), [_MUST, _LONG])


class CorrectForm(AccessForm):
    """A note on the correction; needed where the record itself has not changed."""

    note = LongTextField(
        _l("Note"), [_MAY, _LONG], description=_l("Needed when the record here was right and the correction was made elsewhere.")
    )


class CloseForm(AccessForm):
    """Nothing to type."""
