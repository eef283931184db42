"""The one base of all CRUD screens: FAB's declarations, hardened routes.

Example of a whole reference table::

    class BuildingView(Crud):
        datamodel = Interface(Building)
        route_base = "/buildings"
        list_title, add_title = _l("Buildings"), _l("New building")
        list_columns = ["name", "address"]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, flash, g, jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access import crud_card, crud_export, crud_history, crud_writing
from app.access.crud_acting import ActingRoutes
from app.access.crud_arguments import ListArguments, parse
from app.access.crud_card import Button, Section
from app.access.crud_forming import Forming
from app.access.crud_forms import VERSION, version_of
from app.access.crud_interface import Choices, Interface
from app.access.crud_kept import KeptRoutes
from app.access.crud_list import build_page, filterable
from app.core.errors import DomainError, Frozen
from app.core.text import N_, capital
from app.core.transaction import transaction

__all__ = ["Button", "Crud", "Interface", "Section"]

LOOKUP_ROWS = 30


class Crud(ActingRoutes, KeptRoutes, Forming):
    """Lists, cards, forms, deletion, actions, lookup and export of one model.

    A feature declares columns and titles (``CrudSetup``), and may override ``problems`` (rules on typed values),
    ``create``/``change``/``remove`` (its own operations instead of the generic ones), ``rows`` (narrower lists),
    ``card_buttons``, ``card_sections`` and ``list_buttons``.
    """

    # ---- what a feature may override -------------------------------------------------------------------------

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Give refusals of typed values (``field`` places them); ``item`` is the record being changed, if any."""
        return ()

    def create(self, values: dict[str, Any]) -> Any:
        """Make a record; runs inside the transaction and leaves the audit record."""
        return crud_writing.create(g.actor, self.datamodel.obj, values)

    def change(self, item: Any, values: dict[str, Any]) -> Any:
        """Change a record; runs inside the transaction and leaves the audit record."""
        return crud_writing.change(g.actor, item, values)

    def remove(self, item: Any) -> None:
        """Delete a record; runs inside the transaction and leaves the audit record."""
        crud_writing.remove(g.actor, item)

    def card_buttons(self, item: Any) -> list[Button]:
        """Give further buttons of a card."""
        return []

    def card_sections(self, item: Any) -> list[Section]:
        """Give further sections of a card."""
        return []

    def back_address(self) -> str:
        """Give the page above a card or a form: the list."""
        return url_for(f"{self.endpoint}.list")

    def crumbs(self, item: Any | None = None) -> list[tuple[str, str]]:
        """Give (text, address) of what lies above the card of ``item``, or above a new record: the list."""
        return [(str(self.list_title), self.back_address())]

    def list_buttons(self) -> list[Button]:
        """Give further buttons of the list."""
        return []

    def may_change(self, item: Any) -> bool:
        """Tell whether this record may be changed or deleted here (a state of the record may forbid it)."""
        return True

    # ---- routes ----------------------------------------------------------------------------------------------

    @expose("/list/")
    @permission_name("read")
    def list(self) -> Any:
        """Show one page of the list."""
        may_open = "show" not in self.exclude_route_methods
        page = build_page(self, self._arguments(), may_open)
        return self.render_template(self.list_template, title=self.list_title, view=self, page=page, may=self._may)

    @expose("/show/<pk>")
    @permission_name("read")
    def show(self, pk: str) -> Any:
        """Show the card of a record."""
        item = self._item(pk)
        return self.render_template(
            self.show_template,
            title=capital(str(item)),
            view=self,
            item=item,
            fieldsets=crud_card.fieldsets(self, g.actor, item),
            sections=[(s.title, crud_card.drawn(s)) for s in crud_card.sections(self, g.actor, item)],
            buttons=crud_card.buttons(self, g.actor, item),
            history=crud_history.history(self, item),
            may=self._may,
        )

    @expose("/add", methods=["GET", "POST"])
    @permission_name("create")
    def add(self) -> Any:
        """Show the form of a new record; save it."""
        form = self.add_form()
        if request.method == "GET":
            self._prefill(form)
            return self._form_page(form, self.add_title, self.add_fieldsets)
        if self._valid(form, None):
            item = self._attempt(form, lambda: self.create(form.values()))
            if item is not None:
                flash(_("Saved: %(name)s.", name=item), "success")
                return redirect(self.address(item), 303)
        return self._form_page(form, self.add_title, self.add_fieldsets)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def edit(self, pk: str) -> Any:
        """Show the form of a record; save it."""
        item = self._changeable(pk)
        form = self.edit_form(obj=item if request.method == "GET" else None)
        posted = request.method == "POST" and self._valid(form, item)
        if posted and self._attempt(form, lambda: self._change_fresh(pk, form)) is not None:
            flash(_("Saved: %(name)s.", name=item), "success")
            return redirect(self.address(item), 303)
        if request.method == "GET":
            form.remember()
        form[VERSION].data = version_of(item, self.edit_columns)
        return self._form_page(form, self.edit_title, self.edit_fieldsets, item)

    @expose("/delete/<pk>", methods=["POST"])
    @permission_name("delete")
    def delete(self, pk: str) -> Any:
        """Delete a record that nothing refers to."""
        with transaction():
            item = self._changeable(pk, fresh=True)
            name = str(item)
            self.remove(item)
        flash(_("Deleted: %(name)s.", name=name), "success")
        return redirect(self.back_address(), 303)

    @expose("/lookup/<name>")
    @permission_name("read")
    def lookup(self, name: str) -> Any:
        """Give rows for a search-as-you-type field as JSON: [{"id", "text"}, …]."""
        found = self._choices(name).search(request.args.get("q", "").replace("\x00", "")[:100], LOOKUP_ROWS)
        return jsonify([{"id": row.id, "text": str(row)} for row in found])

    @expose("/export", methods=["POST"])
    @permission_name("export")
    def export(self) -> Any:
        """Give exactly what the list shows as xlsx."""
        with transaction():
            content = crud_export.export(self, g.actor, self._arguments())
        return crud_export.download(str(self.list_title), content)

    # ---- parts -----------------------------------------------------------------------------------------------

    def address(self, item: Any) -> str:
        """Give the address of a record's card."""
        return url_for(f"{self.endpoint}.show", pk=item.id)

    def _arguments(self) -> ListArguments:
        return parse(request.args, sortable=self.visible(self.order_columns), filterable=filterable(self), default_size=self.page_size)

    def _may(self, action: str, item: Any | None = None) -> bool:
        """Tell the templates whether to offer an action here."""
        if not g.actor.may(self.class_permission_name, action):
            return False
        if action in ("create", "update", "delete") and not self.can_write:
            return False
        route = {"create": "add", "update": "edit"}.get(action, action)
        return route not in self.exclude_route_methods and (item is None or self.may_change(item))

    def _item(self, pk: str, *, fresh: bool = False) -> Any:
        item = self.datamodel.get_scoped(pk, self.rows(), fresh=fresh)
        return item if item is not None else abort(404)

    def _changeable(self, pk: str, *, fresh: bool = False) -> Any:
        item = self._item(pk, fresh=fresh)
        if not self.may_change(item):
            raise Frozen(N_("«%(name)s» can no longer be changed here."), name=str(item))
        return item

    def _choices(self, name: str) -> Choices:
        """Give the rows a field or a filter offers; those of a form only to who may fill it."""
        if name not in self.filters:
            writes = self.can_write and any(g.actor.may(self.class_permission_name, a) for a in ("create", "update"))
            if not writes or name not in {*self.add_columns, *self.edit_columns}:
                abort(404)
        if not self.datamodel.is_relation(name):
            abort(404)
        related = self.datamodel.get_related_model(name)
        return Choices(related, lambda: self.datamodel.session, self.narrow_columns.get(name))
