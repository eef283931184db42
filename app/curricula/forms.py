"""Forms of the import and of a line typed by hand."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import BooleanField, HiddenField, SelectField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.access.crud_fields import CommaDecimalField, LongTextField, NumberField, TextField
from app.access.forms import AccessForm
from app.core.actor import Actor
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.curricula import cells, editing
from app.curricula.comparison import FIELD_TITLES
from app.curricula.plan_file import read_plan
from app.curricula.plan_json import from_json, to_json
from app.curricula.rules import MAX_HOURS, plain
from app.curricula.titles import BASE_TITLES, KIND_TITLES
from app.curricula.tree import HOUR_KINDS, ZERO, Control, Item, Plan, Term

PREVIEW_SECONDS = 8 * 60 * 60
COLUMNS = (*HOUR_KINDS, "practical_training")
_REQUIRED = DataRequired(_l("Fill in this field."))
_YEAR = NumberRange(1990, 2100, _l("Type the year of admission, such as 2024."))


def _said(refusal: DomainError) -> ValidationError:
    return ValidationError(gettext(refusal.msgid, **refusal.params))


class UploadForm(AccessForm):
    """A plan file; a sound one is read into ``plan``."""

    file = FileField(_l("Plan file (.plx or .plm.xml)"), [_REQUIRED], render_kw={"accept": ".plx,.xml"})
    intake_year = NumberField(
        _l("Year of admission"), [Optional(), _YEAR], description=_l("Leave it empty to take it from the file.")
    )
    plan: Plan

    def validate_file(self, field: FileField) -> None:
        """Read the file; its refusal stands at the field."""
        try:
            self.plan = read_plan(field.data.read() if field.data else b"")
        except DomainError as refusal:
            raise _said(refusal) from None


class PreviewForm(AccessForm):
    """The plan under preview, carried by the page itself: signed, and for its person only."""

    token = HiddenField()
    against = HiddenField()
    intake_year = NumberField(_l("Year of admission"), [_REQUIRED, _YEAR])
    base = SelectField(_l("Base"), choices=list(BASE_TITLES.items()))
    qualification = TextField(_l("Qualification"), [_REQUIRED, Length(max=250)])


def _signer(actor: Actor) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.config["SECRET_KEY"], salt=f"curriculum-preview:{actor.organization_id}:{actor.user_id}"
    )


def pack(actor: Actor, plan: Plan) -> str:
    """Give the text in which the preview page carries a plan; only ``actor`` can bring it back."""
    packed = zlib.compress(json.dumps(to_json(plan), ensure_ascii=False).encode(), 9)
    return str(_signer(actor).dumps(urlsafe_b64encode(packed).decode()))


def unpack(actor: Actor, token: str) -> Plan:
    """Give the plan of a preview back; raises Invalid when it is too old, damaged or another person's."""
    try:
        packed = _signer(actor).loads(token, max_age=PREVIEW_SECONDS)
    except BadData:
        raise Invalid(N_("The preview of the plan is too old or damaged; upload the file again.")) from None
    return from_json(json.loads(zlib.decompress(urlsafe_b64decode(packed))))


class ItemForm(AccessForm):
    """A line of a plan: its head, then hours and controls by semester (fields are added by ``item_form``)."""

    parent = SelectField(_l("Stands under"))
    kind = SelectField(_l("Kind of line"), choices=[(kind, title) for kind, title in KIND_TITLES.items()])
    code = TextField(_l("Index"), [Optional(), Length(max=50)], description=_l("For example ОП.01 or МДК.01.01."))
    name = TextField(_l("Name"), [_REQUIRED, Length(max=800)])
    hours = CommaDecimalField(
        _l("Hours by the plan"),
        [Optional(), NumberRange(0, MAX_HOURS)],
        description=_l("Leave it empty to take the sum of the semesters."),
    )
    competences = LongTextField(
        _l("Competences"), [Optional(), Length(max=4000)], description=_l("Separated by commas: ОК 01, ПК 1.1.")
    )
    is_variable = BooleanField(_l("Variable part"))
    is_counted = BooleanField(_l("Counted in the totals"), default=True)
    seen = HiddenField()
    semesters: int = 8

    def item(self) -> Item:
        """Give the typed line; raises Invalid naming the field of an unknown control."""
        competences = (self.competences.data or "").replace(";", ",").replace("\n", ",").split(",")
        return Item(
            key="",
            code=editing.tidy_index(self.code.data or ""),
            name=self.name.data or "",
            kind=self.kind.data,
            parent=self.parent.data or None,
            hours=self.hours.data,
            is_variable=self.is_variable.data,
            is_counted=self.is_counted.data,
            competences=tuple(part.strip() for part in competences if part.strip()),
            terms=tuple(term for number in range(1, self.semesters + 1) if (term := self._term(number)) is not None),
        )

    def _term(self, semester: int) -> Term | None:
        hours = {kind: self[f"t{semester}_{kind}"].data or ZERO for kind in COLUMNS}
        name = f"t{semester}_controls"
        forms = editing.read_controls(self[name].data or "", name)
        if not any(hours.values()) and not forms:
            return None
        return Term(semester, controls=tuple(Control(form) for form in forms), **hours)

    def fill(self, item: Item) -> None:
        """Show the values of a stored line."""
        self.parent.data, self.kind.data = item.parent or "", item.kind
        self.code.data, self.name.data = item.code, item.name
        self.hours.data = None if item.hours in (None, item.total) else item.hours
        self.competences.data = ", ".join(item.competences)
        self.is_variable.data, self.is_counted.data = item.is_variable, item.is_counted
        self.seen.data = cells.fingerprint(item)
        for term in item.terms:
            for kind in COLUMNS:
                value = getattr(term, kind)
                self[f"t{term.semester}_{kind}"].data = plain(value) if value else None
            self[f"t{term.semester}_controls"].data = ", ".join(each.form for each in term.controls)


def item_form(plan: Plan, **prefilled: Any) -> ItemForm:
    """Make the form of a line for a plan: its headings to stand under, its semesters to fill."""
    count = editing.semesters_of(plan)
    limits = [Optional(), NumberRange(0, int(MAX_HOURS), _l("Type hours from 0 to %(most)s.", most=int(MAX_HOURS)))]
    fields: dict[str, Any] = {"semesters": count}
    for semester in range(1, count + 1):
        for kind in COLUMNS:
            fields[f"t{semester}_{kind}"] = CommaDecimalField(_l(FIELD_TITLES[kind]), limits, render_kw=_CELL)
        fields[f"t{semester}_controls"] = TextField(_l("Controls"), [Optional(), Length(max=60)], render_kw=_WORDS)
    form = type("PlanItemForm", (ItemForm,), fields)(data=prefilled or None)
    headings = [item for item in plan.items if item.is_heading]
    form.parent.choices = [("", gettext("— top of the plan —")), *((item.key, item.title) for item in headings)]
    return form


_CELL = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "9"}
_WORDS = {"list": "control-forms", "autocomplete": "off", "maxlength": "60"}
