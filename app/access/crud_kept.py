"""Routes by which a person keeps a list as it suits: its columns, its filters under a name."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access import crud_keeping
from app.access.crud_interface import parse_id
from app.access.crud_setup import CrudSetup
from app.core.transaction import transaction


class KeptRoutes(CrudSetup):
    """Columns and saved filters of a list."""

    @expose("/columns", methods=["POST"])
    @permission_name("read")
    def columns(self) -> Any:
        """Keep the person's columns of this list."""
        with transaction():
            crud_keeping.choose_columns(self, request.form.getlist("column"))
        return redirect(url_for(f"{self.endpoint}.list") + self._arguments().query_string(), 303)

    @expose("/keep-filter", methods=["POST"])
    @permission_name("read")
    def keep_filter(self) -> Any:
        """Keep the list as it stands under a name."""
        asked = self._arguments().query_string()
        with transaction():
            crud_keeping.save_filter(self, request.form.get("name", ""), asked)
        flash(_("The filter is kept: it stands above the list."), "success")
        return redirect(url_for(f"{self.endpoint}.list") + asked, 303)

    @expose("/drop-filter", methods=["POST"])
    @permission_name("read")
    def drop_filter(self) -> Any:
        """Forget a saved filter."""
        with transaction():
            crud_keeping.drop_filter(self, parse_id(request.form.get("filter", "")))
        return redirect(url_for(f"{self.endpoint}.list") + self._arguments().query_string(), 303)
