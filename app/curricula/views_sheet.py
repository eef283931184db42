"""The editor of a plan: a sheet of lines that saves whole lines, takes steps back and shows the checks beside."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.errors import Invalid
from app.core.text import as_script
from app.core.transaction import transaction
from app.curricula import operations, operations_items, pages, queries, sheet_json
from app.curricula.forms import pack, unpack
from app.curricula.operations_items import Saved


class PlanSheetView(BaseView):
    """Lines of a draft typed as in a spreadsheet."""

    route_base = "/curricula/sheet"
    default_view = "show"
    class_permission_name = Resource.CURRICULUM

    @expose("/<pk>")
    @permission_name("update")
    def show(self, pk: str) -> Any:
        """Show the sheet of a plan that may be changed."""
        curriculum = queries.curriculum(parse_id(pk) or 0)
        operations.ensure_editable(curriculum)
        plan = queries.plan_of(curriculum)
        frame = sheet_json.frame(plan)
        return self.render_template(
            "curricula/sheet.html", title=_("Editor of the plan"), curriculum=curriculum, semesters=frame["semesters"],
            hours=[(word, title) for _kind, title, word in frame["hours"]], controls=pages.control_titles(),
            data=as_script(frame | sheet_json.payload(plan)),
        )  # fmt: skip

    @expose("/<pk>/save", methods=["POST"])
    @permission_name("update")
    def save(self, pk: str) -> Any:
        """Do the steps that the page sends, all or nothing."""
        steps = sheet_json.steps_of(request.get_json(silent=True))
        with transaction():
            saved = operations_items.save_steps(g.actor, parse_id(pk) or 0, steps)
        if not saved.outcome.is_sound:
            refused = sheet_json.refusals(saved.outcome) | sheet_json.payload(saved.after)
            return jsonify(refused), 409 if saved.outcome.stale else 422
        return self._answer(saved)

    @expose("/<pk>/undo", methods=["POST"])
    @permission_name("update")
    def undo(self, pk: str) -> Any:
        """Take the plan back to what it was before a step; the same way forward again."""
        body = request.get_json(silent=True)
        token, seen = (body.get("token"), body.get("seen")) if isinstance(body, dict) else (None, None)
        if not isinstance(token, str) or not isinstance(seen, str):
            raise Invalid(sheet_json.UNREADABLE)
        wanted = unpack(g.actor, token)
        with transaction():
            saved = operations_items.replace_lines(g.actor, parse_id(pk) or 0, wanted, seen, operations_items.NOT_TAKEN_BACK)
        return self._answer(saved)

    def _answer(self, saved: Saved) -> Any:
        back = {"made": saved.outcome.made, "undo": pack(g.actor, saved.before)}
        return jsonify(back | sheet_json.payload(saved.after))
