"""Routes of a CRUD screen that do a declared action on one record or on the marked ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, g, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access import crud_marked
from app.access.crud_setup import CrudSetup
from app.core.errors import Forbidden
from app.core.text import N_
from app.core.transaction import transaction


class ActingRoutes(CrudSetup):
    """Actions on records, and which of them a page offers."""

    @expose("/action/<name>/<pk>", methods=["POST"])
    @permission_name("read")
    def action(self, name: str, pk: str) -> Any:
        """Do one declared action on one record."""
        return self._act(name, [pk])

    @expose("/action_post", methods=["POST"])
    @permission_name("read")
    def action_post(self) -> Any:
        """Do one declared action on the marked records; a foreign one among them refuses all."""
        return self._act(request.form.get("action", ""), request.form.getlist("rowid"))

    def _act(self, name: str, pks: Sequence[str]) -> Any:
        others = {one.name: one for one in crud_marked.marked(self.datamodel.obj, g.actor)}
        chosen = self.actions.get(name) or others.get(name)
        if chosen is None:
            abort(404)
        if name in self.actions and not g.actor.may(self.class_permission_name, self.action_right(name)):
            raise Forbidden(N_("You have no right to do this."))
        if not pks:
            flash(_("Mark at least one record first."), "warning")
            return redirect(self.back_address(), 303)
        with transaction():
            answer = chosen.func([self._item(one, fresh=True) for one in dict.fromkeys(pks)])
        return answer or redirect(self.back_address(), 303)

    def action_right(self, name: str) -> str:
        """Give the action of the matrix that a declared action needs: ``@permission_name`` under ``@action``."""
        return str(getattr(self.actions[name].func, "_permission_name", "update"))

    def marked_actions(self) -> Any:
        """Give the actions on marked rows that the acting person may do."""
        may = g.actor.may
        own = [a for a in self.actions.values() if a.multiple and may(self.class_permission_name, self.action_right(a.name))]
        return [*own, *crud_marked.marked(self.datamodel.obj, g.actor)]

    def listed_actions(self, page: Any) -> Any:
        """Give (text, address) of what can be done with all rows of the narrowed list."""
        return crud_marked.listed(self.datamodel.obj, g.actor, page.arguments, page.count)
