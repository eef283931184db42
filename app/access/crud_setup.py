"""Declarations of a Crud view and what is made of them once, at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import g, url_for
from flask_appbuilder import ModelView
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, String, inspect, select

from app.access.crud_display import Writer, register_card
from app.access.crud_filters import Filter, build_filters
from app.access.crud_forms import CrudForm, FormPlan, build_form
from app.access.crud_interface import Interface, name_of
from app.core.actor import Actor

COMMON_LABELS: Mapping[str, Any] = {
    "address": _l("Address"),
    "code": _l("Code"),
    "department": _l("Department"),
    "email": _l("E-mail"),
    "ends_on": _l("End"),
    "first_name": _l("First name"),
    "full_name": _l("Full name"),
    "last_name": _l("Last name"),
    "middle_name": _l("Middle name"),
    "name": _l("Name"),
    "note": _l("Note"),
    "number": _l("Number"),
    "phone": _l("Phone"),
    "recorded_at": _l("Entered"),
    "starts_on": _l("Begin"),
    "title": _l("Title"),
}


class CrudSetup(ModelView):
    """The declarative part; a feature sets what differs.

    FAB's names keep their meaning (``list_columns``, ``search_columns`` = filters, ``order_columns``,
    ``show_columns``/``show_fieldsets``, ``add_columns``, ``edit_columns``, ``add_fieldsets``, ``edit_fieldsets``,
    ``label_columns``, ``description_columns``, ``validators_columns``, ``formatters_columns``,
    ``add_form_extra_fields``, ``edit_form_extra_fields``, ``base_filters``, ``base_order``, ``related_views``).
    """

    form_columns: list[str] | None = None
    """Columns of both forms."""
    form_fieldsets: list[Any] | None = None
    """Groups of both forms: [(title, {"fields": [...]}), …]."""
    titles_columns: Mapping[str, Any] = {}
    """Titles of codes: {"status": {"open": _l("open"), …}}; such a column is a select in forms and filters."""
    narrow_columns: Mapping[str, Callable[[Select[Any]], Select[Any]]] = {}
    """What related rows are offered: {"curator": lambda s: s.where(Employee.dismissed_on.is_(None))}."""
    sort_expressions: Mapping[str, Any] = {}
    """By what a list column is sorted when it is not the column itself."""
    optional_columns: list[str] = []
    """Columns that a person may add to the list."""
    guarded_columns: Mapping[str, str] = {}
    """Columns that need the right to read another resource: {"phone": "personal_file"}; nobody else sees them anywhere."""
    load_columns: list[str] = []
    """Relationships that ``__str__`` or properties of a row touch, read together with the list."""
    search_hint: Any = ""
    """What can be typed into the search box."""
    empty_hint: Any = ""
    """What to do when there is nothing yet."""
    can_write = True
    """False for rows that only operations write: no add, edit and delete."""
    page_size = 50

    list_template = "crud/list.html"
    show_template = "crud/card.html"
    add_template = "crud/form.html"
    edit_template = "crud/form.html"

    exclude_route_methods = {"download"}

    datamodel: Interface

    def __init__(self, **kwargs: Any) -> None:
        # FAB treats these as per-view state; sharing the class attribute would let one view change another.
        self.label_columns = dict(self.label_columns or {})
        model = self.datamodel.obj
        if not self.class_permission_name:
            self.class_permission_name = model.__resource__
        if not self.can_write:
            self.exclude_route_methods = {*self.exclude_route_methods, "add", "edit", "delete"}
        super().__init__(**kwargs)
        register_card(model, self)

    def _init_properties(self) -> None:
        model, data = self.datamodel.obj, self.datamodel
        if not self.list_columns:
            raise TypeError(f"{type(self).__name__} names no list_columns")
        self._base_filters = data.get_filters().add_filter_list(self.base_filters or [])
        self._filters = None  # FAB's shared filters are a race between threads; ours live in the request
        self.form_columns = _fields_of(self.form_fieldsets) or self.form_columns or [*self.list_columns]
        self.add_columns = _fields_of(self.add_fieldsets) or self.add_columns or self.form_columns
        self.edit_columns = _fields_of(self.edit_fieldsets) or self.edit_columns or self.form_columns
        self.add_fieldsets = self.add_fieldsets or (
            self.form_fieldsets if self.add_columns == self.form_columns else None
        )
        self.edit_fieldsets = self.edit_fieldsets or (
            self.form_fieldsets if self.edit_columns == self.form_columns else None
        )
        self.show_fieldsets = self.show_fieldsets or (None if self.show_columns else self.form_fieldsets)
        self.show_columns = _fields_of(self.show_fieldsets) or self.show_columns or self.edit_columns
        self.search_columns = self.search_columns or []
        self.description_columns = self.description_columns or {}
        self.validators_columns = self.validators_columns or {}
        self.related_views, self._related_views = self.related_views or [], []
        self.formatters_columns = self.formatters_columns or {}
        self.base_order = self.base_order or (
            ("sort_key", "asc") if data.has_search else (inspect(model).primary_key[0].key, "desc")
        )
        for name in {
            *self.list_columns,
            *self.optional_columns,
            *self.add_columns,
            *self.edit_columns,
            *self.show_columns,
            *self.search_columns,
        }:
            self.label_columns[name] = self._label(name)
        self.sort_expressions = {**self._default_sorts(), **self.sort_expressions}
        self.order_columns = self.order_columns if self.order_columns is not None else self._default_orders()
        self.writer = Writer(self.formatters_columns, self.titles_columns)

    def _label(self, name: str) -> Any:
        given = self.label_columns.get(name) or self.datamodel.info(name).get("label") or COMMON_LABELS.get(name)
        if not given:
            raise TypeError(f"{type(self).__name__} has no label for {name}: add it to label_columns")
        return given

    def _default_sorts(self) -> dict[str, Any]:
        """The first column names the row, so it is sorted by the row's stored key."""
        return {self.list_columns[0]: name_of(self.datamodel.obj)} if self.datamodel.has_search else {}

    def _default_orders(self) -> list[str]:
        """Whatever sorts right: the first column, numbers, days and related rows; texts have no stored key."""
        mapper = inspect(self.datamodel.obj)
        related = {r.key for r in mapper.relationships if not r.uselist}
        plain = {c.key for c in mapper.column_attrs if not isinstance(c.columns[0].type, String)}
        return [name for name in (*self.list_columns, *self.optional_columns) if name in self.sort_expressions or name in related | plain]

    def _init_titles(self) -> None:
        for name in ("list_title", "add_title"):
            if not getattr(self, name) and (name == "list_title" or self.can_write):
                raise TypeError(f"{type(self).__name__} has no {name}")
        self.edit_title, self.title = self.edit_title or _l("Change"), self.list_title

    def _init_forms(self) -> None:
        self.filters: dict[str, Filter] = build_filters(
            self.datamodel, self.search_columns, self.label_columns, self.titles_columns, self.narrow_columns
        )
        self.search_form = None
        if not self.can_write:
            return
        self.add_form = self.add_form or self._build(self.add_columns, self.add_form_extra_fields, versioned=False)
        self.edit_form = self.edit_form or self._build(self.edit_columns, self.edit_form_extra_fields, versioned=True)

    def _build(self, columns: list[str], extra: Mapping[str, Any] | None, *, versioned: bool) -> type[CrudForm]:
        plan = FormPlan(
            datamodel=self.datamodel,
            columns=columns,
            labels=self.label_columns,
            descriptions=self.description_columns,
            validators=self.validators_columns,
            titles=self.titles_columns,
            extra=extra or {},
            narrow=self.narrow_columns,
            lookup=lambda name: url_for(f"{self.endpoint}.lookup", name=name),
        )
        return build_form(plan, versioned=versioned)

    def field_title(self, column: str) -> str:
        """Give the label of a column for the history: its own, or that of the relationship it belongs to."""
        mapper = inspect(self.datamodel.obj)
        for relationship in mapper.relationships:
            if relationship.key in self.label_columns and column in {c.key for c in relationship.local_columns}:
                return str(self.label_columns[relationship.key])
        return str(self.label_columns.get(column) or COMMON_LABELS.get(column) or column)

    def visible(self, columns: Iterable[str], actor: Actor | None = None) -> list[str]:
        """Give the columns that ``actor``, else the acting person, may see."""
        guarded, who = self.guarded_columns, actor or g.actor
        return [name for name in columns if name not in guarded or who.may(guarded[name], "read")]

    def rows(self) -> Select[Any]:
        """Give the select of all rows the view is about; override to narrow it. Row limits come by themselves."""
        return self._base_filters.apply_all(select(self.datamodel.obj))


def _fields_of(fieldsets: list[Any] | None) -> list[str]:
    return [name for _title, options in fieldsets or () for name in options["fields"]]
