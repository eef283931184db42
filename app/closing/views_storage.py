"""Screens of storage: the nomenclature of files, acts of destruction."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud import Button, Crud, Interface
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.audit.titles import register_values
from app.closing import papers_storage, queries_semester, storage
from app.closing.models_storage import StorageItem
from app.closing.storage_rules import STATE_TITLES, free_from
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.movement.forms import optional_day

register_acts(
    {
        "draft_destruction": _l("drafted an act of destruction"),
        "add_destruction_line": _l("put files into an act of destruction"),
        "drop_destruction_line": _l("took files out of an act of destruction"),
        "send_destruction": _l("sent an act of destruction to the experts"),
        "agree_destruction": _l("entered the experts' protocol"),
        "approve_destruction": _l("approved an act of destruction"),
        "carry_out_destruction": _l("noted the destruction of files"),
    }
)
register_values("destruction_act", "state", STATE_TITLES)


class StorageItemView(Crud):
    """The nomenclature: what is kept where and how long."""

    datamodel = Interface(StorageItem)
    route_base = "/storage"
    list_title, add_title = _l("Storage of files"), _l("New line of the nomenclature")
    list_columns = ["code", "title", "term", "article", "place"]
    add_columns = edit_columns = ["code", "title", "years", "needs_expert", "article", "place"]
    show_columns = ["code", "title", "term", "article", "place"]
    base_order = ("sort_key", "asc")
    label_columns = {
        "code": _l("Index of the file"), "title": _l("Heading of the file"), "years": _l("Term in years"), "needs_expert": _l("With an expert check"),
        "article": _l("Article of the list"), "place": _l("Where it is kept"), "term": _l("Term of storage"),
    }  # fmt: skip
    description_columns = {"years": _l("Empty: kept for ever.")}
    search_hint = _l("Index, heading or place")
    empty_hint = _l("The nomenclature of files has not been entered yet.")

    def list_buttons(self) -> list[Button]:
        """Lead to the acts; offer the customary lines where there are none."""
        found = [Button(_("Acts of destruction"), url_for("DestructionView.list"))]
        if g.actor.may(Resource.STORAGE, "create") and not storage.items():
            found.append(Button(_("Enter the customary nomenclature"), url_for("DestructionView.customary"), post=True))
        return found


class DestructionView(BaseView):
    """Acts of destruction."""

    route_base = "/storage/destruction"
    class_permission_name = Resource.STORAGE
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the acts and the packages of closed semesters that are kept."""
        return self.render_template("closing/destructions.html", title=_("Acts of destruction"), rows=storage.acts(), states=STATE_TITLES,
                                    packages=queries_semester.packages(), may=g.actor.may)  # fmt: skip

    @expose("/customary", methods=["POST"])
    @permission_name("create")
    def customary(self) -> Any:
        """Enter the customary nomenclature."""
        with transaction():
            storage.enter_customary(g.actor)
        return redirect(url_for("StorageItemView.list"), 303)

    @expose("/new", methods=["POST"])
    @permission_name("create")
    def new(self) -> Any:
        """Begin an act."""
        with transaction():
            act_id = storage.draft(g.actor).id
        return redirect(url_for("DestructionView.show", act_id=act_id), 303)

    @expose("/<int:act_id>")
    @permission_name("read")
    def show(self, act_id: int) -> Any:
        """Show an act."""
        return self._page(act_id, Attempt())

    @expose("/<int:act_id>/line", methods=["POST"])
    @permission_name("update")
    def line(self, act_id: int) -> Any:
        """Put files into the act."""
        asked = {name: parse_id(request.form.get(name, "")) for name in ("item", "year", "units")}
        return self._step(act_id, lambda: storage.add_line(g.actor, act_id, asked["item"] or 0, asked["year"], asked["units"]))

    @expose("/<int:act_id>/line/<int:line_id>/drop", methods=["POST"])
    @permission_name("update")
    def drop(self, act_id: int, line_id: int) -> Any:
        """Take files out of the act."""
        return self._step(act_id, lambda: storage.drop_line(g.actor, act_id, line_id))

    @expose("/<int:act_id>/experts", methods=["POST"])
    @permission_name("update")
    def experts(self, act_id: int) -> Any:
        """Send the act to the experts."""
        return self._step(act_id, lambda: storage.send_to_experts(g.actor, act_id))

    @expose("/<int:act_id>/protocol", methods=["POST"])
    @permission_name("update")
    def protocol(self, act_id: int) -> Any:
        """Enter the experts' protocol."""
        return self._step(act_id, lambda: storage.enter_protocol(g.actor, act_id, request.form.get("protocol", "")))

    @expose("/<int:act_id>/approve", methods=["POST"])
    @permission_name("sign")
    def approve(self, act_id: int) -> Any:
        """Approve the act as the director."""
        return self._step(act_id, lambda: storage.approve(g.actor, act_id))

    @expose("/<int:act_id>/done", methods=["POST"])
    @permission_name("update")
    def done(self, act_id: int) -> Any:
        """Note the day of the destruction."""
        return self._step(act_id, lambda: storage.carry_out(g.actor, act_id, _day()))

    @expose("/<int:act_id>/print", methods=["POST"])
    @permission_name("print")
    def paper(self, act_id: int) -> Any:
        """Print the approved act."""
        return pdf_response(papers_storage.print_act(g.actor, act_id), "Акт об уничтожении дел")

    def _step(self, act_id: int, write: Any) -> Any:
        attempt = Attempt.of(write, request.form)
        if attempt.refusal:
            return self._page(act_id, attempt)
        flash(_("Saved."), "success")
        return redirect(url_for("DestructionView.show", act_id=act_id), 303)

    def _page(self, act_id: int, attempt: Attempt) -> Any:
        found = storage.act(act_id)
        page = self.render_template(
            "closing/destruction.html", title=str(found), act=found, attempt=attempt, may=g.actor.may, states=STATE_TITLES,
            items=storage.items() if found.state == "draft" else [], free_from=free_from, day=today(g.actor.zone),
        )  # fmt: skip
        return page, attempt.status


def _day() -> Any:
    found = optional_day(request.form.get("done_on"), "done_on")
    if found is None:
        raise Invalid(N_("Enter the day on which the files were destroyed."), field="done_on")
    return found
