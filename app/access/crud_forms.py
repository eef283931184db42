"""From columns of a model to a form: FAB's converter with our fields, and the checks every record needs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import Text, UniqueConstraint, inspect, select
from wtforms import BooleanField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, Optional

from app.access.crud_fields import (
    KINDS,
    REQUIRED,
    CodeField,
    LongTextField,
    RelatedField,
    RelatedManyField,
    TextField,
    VersionField,
)
from app.access.crud_interface import Choices, Interface
from app.core.errors import DomainError

VERSION, ORIGIN = "row_version", "row_drawn"


@dataclass(frozen=True, slots=True)
class FormPlan:
    """What a form is made of; the view fills it from its declarations."""

    datamodel: Interface
    columns: list[str]
    labels: Mapping[str, Any]
    descriptions: Mapping[str, Any] = field(default_factory=dict)
    validators: Mapping[str, list[Any]] = field(default_factory=dict)
    titles: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    narrow: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    lookup: Callable[[str], str] | None = None


class CrudForm(FlaskForm):
    """A form of one record; fields are in the order of the plan.

    ``status`` is the HTTP status of a refusal that came from the write itself; ``stale`` holds the present values of
    fields (as text) where somebody else has changed the record meanwhile.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status: int | None = None
        self.stale: dict[str, str] = {}

    def merge(self, present: Mapping[str, tuple[Any, str]]) -> None:
        """Compare what was typed with the present values, {field: (value, its text)}, and with those the form was drawn from.

        A field the person left alone takes the present value; one that was typed keeps it, with the present value beside.
        """
        typed, drawn = self.values(), self.origin()
        self._fields[ORIGIN].data = " ".join(f"{name}:{print_of(value)}" for name, (value, _text) in present.items())
        for name, (value, text) in present.items():
            if name not in typed or typed[name] == value:
                continue
            if drawn.get(name) == print_of(typed[name]):
                self._fields[name].data, self._fields[name].raw_data = value, None
            elif drawn.get(name) != print_of(value):
                self.stale[name] = text

    def origin(self) -> dict[str, str]:
        """Give the prints of the values that the form was drawn from; none where they were not sent."""
        sent = self._fields[ORIGIN].data or "" if ORIGIN in self._fields else ""
        return dict(pair.split(":", 1) for pair in sent.split() if ":" in pair)

    def remember(self) -> None:
        """Note the prints of the values that the form is drawn from now."""
        self._fields[ORIGIN].data = " ".join(f"{name}:{print_of(value)}" for name, value in self.values().items())

    def values(self) -> dict[str, Any]:
        """Give what was typed, without the token and the version."""
        return {name: value.data for name, value in self._fields.items() if name not in ("csrf_token", VERSION, ORIGIN)}

    def add_error(self, error: DomainError) -> None:
        """Show a refusal at its field, or above the form when it names none of this form's fields."""
        sentence = _(error.msgid, **error.params)
        if error.field in self._fields:
            self._fields[error.field].errors = [*self._fields[error.field].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def forget_options(self) -> None:
        """Let the fields read their options again: a rolled back transaction has expired the rows they hold."""
        for value in self._fields.values():
            if isinstance(value, RelatedField):
                value._options = None

    @property
    def problem_count(self) -> int:
        """How many sentences of refusal the form shows."""
        return len(self.form_errors) + sum(len(f.errors) for f in self._fields.values())


def build_form(plan: FormPlan, *, versioned: bool) -> type[CrudForm]:
    """Make the form class of a plan; ``versioned`` adds the hidden state of the record."""
    fields: dict[str, Any] = {name: _again(plan.extra[name]) if plan.extra.get(name) else _field(plan, name) for name in plan.columns}
    if versioned:
        fields[VERSION], fields[ORIGIN] = VersionField(), VersionField()
    return type(f"{plan.datamodel.obj.__name__}Form", (CrudForm,), fields)


def _again(declared: UnboundField[Any]) -> UnboundField[Any]:
    """Declare a view's own field anew: WTForms orders fields by when they were declared, and it has its place in the plan."""
    return UnboundField(declared.field_class, *declared.args, name=declared.name, **declared.kwargs)


def _field(plan: FormPlan, name: str) -> Any:
    model = plan.datamodel
    if model.info(name).get("special"):
        raise TypeError(f"{model.obj.__name__}.{name} is a special field: it has no place in a generic form")
    common = {"label": plan.labels[name], "description": plan.descriptions.get(name, "")}
    given = list(plan.validators.get(name, ()))
    if model.is_relation(name):
        return _related(plan, name, common, given)
    column = model.list_columns[name]
    if name in plan.titles:
        code = int if model.is_integer(name) else str
        default = model.get_col_default(name)
        return CodeField(
            **common,
            validators=[*_presence(column.nullable), *given],
            titles=plan.titles[name],
            code=code,
            default=default,
        )
    kind = next(made for marker, made in KINDS if getattr(model, marker)(name))
    validators = given if kind is BooleanField else [*_presence(column.nullable), *given]
    default = model.get_col_default(name)
    if kind in (TextField, LongTextField):
        longest = getattr(column.type, "length", None) or (20_000 if isinstance(column.type, Text) else 500)
        validators.append(Length(max=longest))
        common["render_kw"] = {"maxlength": longest}
    return kind(**common, validators=validators, default=default)


def _presence(nullable: bool) -> list[Any]:
    return [Optional()] if nullable else [InputRequired(REQUIRED)]


def _related(plan: FormPlan, name: str, common: dict[str, Any], given: list[Any]) -> Any:
    model = plan.datamodel
    related = model.get_related_model(name)
    choices = Choices(related, lambda: model.session, plan.narrow.get(name))
    lookup = (lambda: plan.lookup(name)) if plan.lookup else None
    if inspect(model.obj).relationships[name].uselist:
        return RelatedManyField(**common, validators=given, choices=choices, lookup=lookup)
    presence = _presence(model.is_nullable(name))
    return RelatedField(**common, validators=[*presence, *given], choices=choices, lookup=lookup)


def print_of(value: Any) -> str:
    """Give a short print of a value of a form, the same for the same value; rows by their ids."""
    if isinstance(value, list | tuple):
        return print_of(",".join(print_of(part) for part in value))
    plain = getattr(value, "id", value)
    return "" if plain in (None, "") else hashlib.sha256(str(plain).encode()).hexdigest()[:12]


def version_of(item: Any, columns: Iterable[str]) -> str:
    """Give the state of a record: its ``row_version``, or a digest of its shown values where it keeps none."""
    if hasattr(item, VERSION):
        return str(item.row_version)
    shown = "\x1f".join(str(getattr(item, name)) for name in columns)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def unique_problems(
    datamodel: Interface, values: Mapping[str, Any], item: Any | None, organization_id: int | None
) -> Iterable[tuple[str, str]]:
    """Find unique keys that the typed values would repeat: pairs (field, name of the record that has them)."""
    model = datamodel.obj
    for columns in _unique_keys(model.__table__):
        wanted = _key_values(model, columns, values, item, organization_id)
        if wanted is None or any(value is None for value in wanted.values()):
            continue
        statement = select(model).where(*(getattr(model, name) == value for name, value in wanted.items()))
        if item is not None:
            statement = statement.where(datamodel.get_pk() != datamodel.get_pk_value(item))
        other = datamodel.session.scalars(statement.limit(1)).unique().first()
        if other is not None:
            yield _blamed(model, columns, values), str(other)


def _unique_keys(table: Any) -> Iterable[tuple[str, ...]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.key for column in constraint.columns)
    for index in table.indexes:
        # A partial index holds for some rows only: the database answers for it.
        if index.unique and index.dialect_options["sqlite"]["where"] is None:
            yield tuple(column.key for column in index.columns)


def _key_values(
    model: type, columns: tuple[str, ...], values: Mapping[str, Any], item: Any, organization_id: int | None
) -> dict[str, Any] | None:
    """Give the value each column of a key would get, or None when the form touches none of them."""
    by_column = {}
    for name, value in values.items():
        relationship = inspect(model).relationships.get(name)
        if relationship is not None and len(relationship.local_columns) == 1 and not relationship.uselist:
            by_column[next(iter(relationship.local_columns)).key] = getattr(value, "id", None)
        else:
            by_column[name] = value
    if not set(columns) & set(by_column):
        return None
    found = {}
    for column in columns:
        kept = getattr(item, column, None) if item is not None else None
        found[column] = by_column.get(column, organization_id if column == "organization_id" and kept is None else kept)
    return found


def _blamed(model: type, columns: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """Give the field of the form at which a repeated key is shown: the last of its columns that was typed."""
    by_column = {}
    for name in values:
        relationship = inspect(model).relationships.get(name)
        for column in relationship.local_columns if relationship is not None else ():
            by_column[column.key] = name
    named = [by_column.get(column, column) for column in columns]
    return next((name for name in reversed(named) if name in values), "")
