"""The page of requests to change marks: the deputy director decides, teachers see what became of their own."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.core.routing import whole
from app.core.transaction import transaction
from app.gradebook import changes, queries_changes

PAGE = 50


class MarkChangeView(BaseView):
    """Requests to change marks entered too long ago."""

    route_base = "/mark-changes"
    class_permission_name = Resource.JOURNAL
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the requests, all or those of one journal, waiting ones first."""
        page, load_id = max(request.args.get("page", 1, type=whole), 1), request.args.get("load", type=whole)
        lines, total = queries_changes.changes(page - 1, PAGE, load_id)
        pages = max(1, -(-total // PAGE))
        return self.render_template(
            "gradebook/changes.html", title=_("Changes of marks"), lines=lines, total=total, page=page, pages=pages, load_id=load_id,
            decides=g.actor.may("journal", "approve"),
        )  # fmt: skip

    @expose("/<int:change_id>/approve", methods=["POST"])
    @permission_name("approve")
    def approve(self, change_id: int) -> Any:
        """Approve a request: the mark changes at once."""
        with transaction():
            changes.approve_change(g.actor, change_id)
        flash(_("The mark is changed."), "success")
        return redirect(url_for("MarkChangeView.list"), 303)

    @expose("/<int:change_id>/refuse", methods=["POST"])
    @permission_name("approve")
    def refuse(self, change_id: int) -> Any:
        """Refuse a request with an answer."""
        with transaction():
            changes.refuse_change(g.actor, change_id, request.form.get("answer", ""))
        flash(_("The request is refused, the mark stays."), "success")
        return redirect(url_for("MarkChangeView.list"), 303)
