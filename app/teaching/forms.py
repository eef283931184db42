"""Forms of the load: all items of a term in one screen, the split of one item, the replacement of a teacher."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access.crud_fields import REQUIRED, DayField, NumberField, TextField
from app.access.crud_interface import parse_id
from app.core.errors import DomainError
from app.staff.models import Employee
from app.teaching.assigning import MOST_HOURS
from app.teaching.models import TeachingLoad
from app.teaching.operations import LoadRow, PartRow
from app.teaching.queries import ItemLoad, teacher_of
from app.teaching.rules import MOST_SUBGROUPS, Member
from app.terms.models import GroupTerm

# A page with more options than this in all its lists asks for people while one types.
MOST_OPTIONS = 4000
MOST_STAFF = 200


class PartForm(Form):
    """Hours and teacher of a part."""

    hours = NumberField(validators=[Optional(), NumberRange(0, MOST_HOURS)])
    teacher = StringField()
    starts_on = DayField(validators=[Optional()])

    @property
    def employee_id(self) -> int | None:
        """Give the chosen teacher; 0, which nobody is, for what is no id."""
        typed = (self.teacher.data or "").strip()
        return (parse_id(typed) or 0) if typed else None


class Sheet:
    """What the forms of this package share: sentences above, refusals at their fields, lists of people."""

    def __init__(self, people: Sequence[Employee], selects: int) -> None:
        self.sentences: list[str] = []
        self.status: int | None = None
        few = len(people) <= MOST_STAFF and len(people) * max(selects, 1) <= MOST_OPTIONS
        self.options: Sequence[Employee] | None = people if few else None
        self.known = {str(person.id): person for person in people}

    def fields(self) -> dict[str, PartForm]:
        """Give the forms by the beginning of their refusals' field names."""
        return {}

    def add_error(self, refusal: DomainError) -> None:
        """Show a refusal at its field, or above the form."""
        sentence = _(refusal.msgid, **refusal.params)
        place, _dash, name = (refusal.field or "").rpartition("-")
        form = self.fields().get(place)
        if form is not None and name in form._fields:
            form[name].errors = [*form[name].errors, sentence]
        else:
            self.sentences.append(sentence)

    def forget_options(self) -> None:
        """The people were read before the transaction and are shown by their names only."""

    @property
    def problem_count(self) -> int:
        """How many sentences of refusal the page shows."""
        return len(self.sentences) + sum(len(f.errors) for form in self.fields().values() for f in form)


class Line:
    """A part in the form: the load it stands for (None: not given out yet) and whether its teacher is settled."""

    def __init__(self, load: TeachingLoad | None, form: PartForm, locked: bool) -> None:
        self.load, self.form, self.locked = load, form, locked

    @property
    def employee_id(self) -> int | None:
        """Give the teacher: the chosen one, or the present one where a replacement is needed."""
        present = teacher_of(self.load) if self.locked and self.load is not None else None
        return present.employee_id if present is not None else self.form.employee_id


class LoadSheet(Sheet):
    """All items of a term, a line for the whole group and one for each subgroup."""

    def __init__(
        self, group_term: GroupTerm, items: Sequence[ItemLoad], people: Sequence[Employee], taught: set[int],
        typed: Mapping[str, Any] | None,
    ) -> None:  # fmt: skip
        super().__init__(people, sum(1 + len(item.split) for item in items))
        self.group_term, self.taught = group_term, taught
        self.rows = [(item, self._whole(item, typed), self._split(item, typed)) for item in items]

    def _line(self, load: TeachingLoad | None, prefix: str, hours: int, typed: Mapping[str, Any] | None) -> Line:
        return _line(load, prefix, hours, self.group_term, self.taught, typed)

    def _whole(self, item: ItemLoad, typed: Mapping[str, Any] | None) -> Line:
        rest = item.planned - max((load.hours for load in item.split), default=0)
        return self._line(item.whole, f"{item.term.id}-", max(rest, 0), typed)

    def _split(self, item: ItemLoad, typed: Mapping[str, Any] | None) -> list[Line]:
        return [self._line(load, f"{item.term.id}-{load.id}-", load.hours, typed) for load in item.split]

    def fields(self) -> dict[str, PartForm]:
        """Give the forms: an item's own, then those of its subgroups."""
        found = {str(item.term.id): whole.form for item, whole, _split in self.rows}
        found |= {f"{i.term.id}-{line.load.id}": line.form for i, _whole, split in self.rows for line in split if line.load}
        return found

    def validate(self) -> bool:
        """Check every line."""
        return not [form for form in self.fields().values() if not form.validate()]

    def load_rows(self) -> list[LoadRow]:
        """Give what was typed, item by item."""
        rows = []
        for item, whole, split in self.rows:
            parts = [
                PartRow(line.employee_id, line.form.hours.data, line.load.subgroup.name)
                for line in split
                if line.load is not None and line.load.subgroup is not None
            ]
            if not parts or whole.load is not None or whole.employee_id is not None:
                parts.insert(0, PartRow(whole.employee_id, whole.form.hours.data))
            rows.append(LoadRow(item.term.id, tuple(parts), whole.form.starts_on.data))
        return rows


class SplitSheet(Sheet):
    """One item: the part of the whole group, up to three subgroups, and where each student goes."""

    def __init__(
        self, group_term: GroupTerm, item: ItemLoad, members: Sequence[Member], people: Sequence[Employee],
        taught: set[int], typed: Mapping[str, Any] | None,
    ) -> None:  # fmt: skip
        super().__init__(people, MOST_SUBGROUPS + 1)
        self.item, self.group_term, self.taught, self.members = item, group_term, taught, members
        self.typed = typed
        self.whole = self._line(item.whole, "whole-", 0)
        self.parts = [self._part(number) for number in range(MOST_SUBGROUPS)]
        self.places = self._places()

    def _line(self, load: TeachingLoad | None, prefix: str, hours: int) -> Line:
        return _line(load, prefix, hours, self.group_term, self.taught, self.typed)

    def _part(self, number: int) -> tuple[str, Line]:
        """Give (name, line) of a subgroup; a new split is proposed as two halves."""
        present = self.item.split[number] if number < len(self.item.split) else None
        line = self._line(present, f"part{number}-", present.hours if present else self.item.planned)
        proposed = str(number + 1) if not self.item.split and number < 2 else ""
        name = present.subgroup.name if present is not None and present.subgroup is not None else proposed
        if self.typed is not None and not line.locked:
            name = str(self.typed.get(f"part{number}-name", ""))[:50].strip()
        return name, line

    def _places(self) -> dict[int, str]:
        """Give {student id: number of the subgroup, empty for none}."""
        if self.typed is not None:
            return {m.student_id: str(self.typed.get(f"student{m.student_id}", "")) for m in self.members}
        if not self.item.split:
            half = (len(self.members) + 1) // 2
            return {m.student_id: "0" if place < half else "1" for place, m in enumerate(self.members)}
        found: dict[int, str] = {}
        for number, load in enumerate(self.item.split):
            found |= {one.student_id: str(number) for one in load.subgroup.members} if load.subgroup else {}
        return found

    def fields(self) -> dict[str, PartForm]:
        """Give the forms; the operation names the item, which stands at the whole group."""
        found = {str(self.item.term.id): self.whole.form, "whole": self.whole.form}
        return found | {f"part{number}": line.form for number, (_name, line) in enumerate(self.parts)}

    @property
    def problem_count(self) -> int:
        """How many sentences of refusal the page shows."""
        forms = [self.whole.form, *(line.form for _name, line in self.parts)]
        return len(self.sentences) + sum(len(f.errors) for form in forms for f in form)

    def validate(self) -> bool:
        """Check the lines, and that nobody is put into a subgroup without a name."""
        named = {str(number) for number, (name, _line) in enumerate(self.parts) if name}
        astray = {place for place in self.places.values() if place} - named
        if astray:
            self.sentences.append(_("Students are put into a subgroup that has no name."))
        return not [form for form in self.fields().values() if not form.validate()] and not astray

    def load_row(self) -> LoadRow:
        """Give what was typed."""
        parts = [
            PartRow(line.employee_id, line.form.hours.data, name, self._members_of(str(number)))
            for number, (name, line) in enumerate(self.parts)
            if name
        ]
        if not parts or self.whole.employee_id is not None or self.whole.load is not None:
            parts.insert(0, PartRow(self.whole.employee_id, self.whole.form.hours.data))
        return LoadRow(self.item.term.id, tuple(parts), self.whole.form.starts_on.data)

    def _members_of(self, number: str) -> frozenset[int]:
        return frozenset(student for student, place in self.places.items() if place == number)


class ReplaceForm(Form):
    """Who teaches from which day on, and the order."""

    employee = StringField(_l("New teacher"), [InputRequired(REQUIRED)])
    from_date = DayField(_l("From"), [InputRequired(REQUIRED)])
    basis = TextField(
        _l("Basis"), [InputRequired(REQUIRED), Length(max=300)], description=_l("The order, its number and date.")
    )

    status: int | None = None
    options: Sequence[Employee] | None = None
    known: Mapping[str, Employee] = {}

    def offer(self, people: Sequence[Employee]) -> None:
        """Fill the list of people."""
        self.options = people if len(people) <= MOST_STAFF else None
        self.known = {str(person.id): person for person in people}

    def add_error(self, refusal: DomainError) -> None:
        """Show a refusal at its field; what belongs to no field stands at the teacher."""
        place = refusal.field if refusal.field in self._fields else "employee"
        self[place].errors = [*self[place].errors, _(refusal.msgid, **refusal.params)]

    def attempt(self, deed: Callable[[], Any]) -> bool:
        """Do ``deed``; True when it was done, else the refusal stands in the form."""
        try:
            deed()
        except DomainError as refusal:
            if refusal.status in (403, 404):
                raise
            self.add_error(refusal)
            self.status = refusal.status
            return False
        return True


def _line(
    load: TeachingLoad | None, prefix: str, hours: int, group_term: GroupTerm, taught: set[int],
    typed: Mapping[str, Any] | None,
) -> Line:  # fmt: skip
    present = teacher_of(load) if load is not None else None
    data = {
        "hours": load.hours if load is not None else hours,
        "teacher": str(present.employee_id) if present is not None else "",
        "starts_on": load.teachers[0].starts_on if load is not None and load.teachers else group_term.starts_on,
    }
    locked = load is not None and (load.id in taught or len(load.teachers) > 1)
    return Line(load, PartForm(typed, prefix=prefix, data=data), locked)
