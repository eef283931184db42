"""The form by which the director asks for a reopening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access.crud_fields import REQUIRED, DayField, NumberField, TextField
from app.access.forms import AccessForm
from app.closing import queries_reopening
from app.closing.reopening import Order, Scope
from app.core.errors import Invalid
from app.core.text import N_


class ReopeningForm(AccessForm):
    """What is to be corrected, on what basis, until when."""

    what = SelectField(_l("What is to be corrected"), [InputRequired(REQUIRED)], render_kw={"data-combobox": ""})
    lesson_date = DayField(_l("Date of the lesson"), [Optional()], description=_l("For a journal; empty: all its lessons."))
    lesson_pair = NumberField(_l("Number of the lesson"), [Optional(), NumberRange(1, 8)])
    student = SelectField(_l("Student"), [Optional()], render_kw={"data-combobox": ""}, description=_l("Empty: all students of the group."))
    order_number = TextField(_l("Number of the order"), [Length(max=50)], render_kw={"required": True})
    order_date = DayField(_l("Date of the order"), [InputRequired(REQUIRED)])
    until = DayField(_l("Open until"), [InputRequired(REQUIRED)], description=_l("The last day, at most 30 days ahead."))
    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=500)])

    def offer(self, sheets: Sequence[Any], loads: Sequence[Any], members: Sequence[Any]) -> None:
        """Fill the lists: closed sheets, journals, students."""
        self.what.choices = [
            ("", "—"),
            *((f"sheet-{one.id}", f"{one.title} № {one.number or '—'}: {one.load.curriculum_term.item.name}") for one in sheets),
            *((f"load-{one.id}", _("Journal: %(item)s", item=_named(one))) for one in loads),
        ]
        self.student.choices = [("", "—"), *((str(one.student_id), one.name) for one in members)]

    def scope(self) -> Scope:
        """Give what was chosen; Invalid where the day names no lesson or several."""
        kind, _dash, number = (self.what.data or "").partition("-")
        student = int(self.student.data) if self.student.data else None
        if kind == "sheet":
            if self.lesson_date.data:
                raise Invalid(N_("A date of a lesson goes with a journal, not with a sheet."), field="lesson_date")
            return Scope(sheet_id=int(number), student_id=student)
        lesson_id = self._lesson(int(number)) if self.lesson_date.data else None
        return Scope(load_id=int(number), lesson_id=lesson_id, student_id=student)

    def _lesson(self, load_id: int) -> int:
        found = queries_reopening.lessons_on(load_id, self.lesson_date.data)
        if self.lesson_pair.data:
            found = [one for one in found if one.pair == self.lesson_pair.data]
        if not found:
            raise Invalid(N_("There is no such lesson in this journal."), field="lesson_date")
        if len(found) > 1:
            raise Invalid(N_("There are several lessons on this day: say the number of the lesson."), field="lesson_pair")
        return found[0].id

    def order(self) -> Order:
        """Give the order with its reason and last day."""
        return Order(self.order_number.data or "", self.order_date.data, self.reason.data or "", self.until.data)


def _named(load: Any) -> str:
    name = load.curriculum_term.item.name
    return f"{name} ({load.subgroup.name})" if load.subgroup else name
