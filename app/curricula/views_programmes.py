"""Screens of work programmes: the lines of a plan with the state of theirs; a line with its versions."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, request, send_file, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.audit.titles import register_acts, register_values
from app.core.uploads import LARGEST_FILE
from app.curricula import operations_programmes as operations
from app.curricula import queries, queries_programmes, reaching
from app.curricula.models import CurriculumItem
from app.curricula.models_programmes import WorkProgramme
from app.curricula.programmes import STATE_TITLES

register_acts(
    {
        "bring_programme": _l("brought a work programme"), "review_programme": _l("noted the review of the programme"),
        "approve_programme": _l("approved the programme"), "return_programme": _l("returned the programme"),
    }
)  # fmt: skip
register_values("work_programme", "status", STATE_TITLES)


class WorkProgrammeView(BaseView):
    """Work programmes of the lines of a plan."""

    route_base = "/work-programmes"
    default_view = "show"
    class_permission_name = Resource.WORK_PROGRAMME

    @expose("/plan/<pk>")
    @permission_name("read")
    def show(self, pk: str) -> Any:
        """List the lines of a plan with the newest version of their programmes."""
        found = queries.curriculum(parse_id(pk) or 0)
        rows = reaching.reached(g.actor, found.programme_id, queries.items_of(found.id))
        versions = queries_programmes.of_programme(found.programme_id)
        approved = sum(any(one.status == "approved" for one in versions.get(row.item_key, ())) for row in rows)
        return self.render_template(
            "curricula/programmes.html", title=_("Work programmes"), item=found, rows=rows,
            versions=versions, states=STATE_TITLES, approved=approved,
        )  # fmt: skip

    @expose("/item/<pk>")
    @permission_name("read")
    def line(self, pk: str) -> Any:
        """Show the versions of a line's programme."""
        return self._page(queries.item(parse_id(pk) or 0), Attempt())

    @expose("/item/<pk>/bring", methods=["POST"])
    @permission_name("create")
    def bring(self, pk: str) -> Any:
        """Take a file as the next version."""
        row, sent = queries.item(parse_id(pk) or 0), request.files.get("file")
        name, body = (sent.filename or "", sent.stream.read(LARGEST_FILE + 1)) if sent else ("", b"")
        return self._step(row, lambda: operations.bring(g.actor, row, name, body, request.form.get("note", "")), _("The programme is kept."))

    @expose("/<pk>/review", methods=["POST"])
    @permission_name("update")
    def review(self, pk: str) -> Any:
        """Note the review of the commission."""
        return self._on(pk, lambda number: operations.review(g.actor, number, request.form.get("protocol", "")), _("The review is noted."))

    @expose("/<pk>/approve", methods=["POST"])
    @permission_name("approve")
    def approve(self, pk: str) -> Any:
        """Approve a programme."""
        return self._on(pk, lambda number: operations.approve(g.actor, number), _("The programme has been approved."))

    @expose("/<pk>/return", methods=["POST"])
    @permission_name("approve")
    def give_back(self, pk: str) -> Any:
        """Give a programme back."""
        return self._on(pk, lambda number: operations.give_back(g.actor, number, request.form.get("reason", "")), _("The programme is returned to its author."))

    @expose("/<pk>/delete", methods=["POST"])
    @permission_name("delete")
    def delete(self, pk: str) -> Any:
        """Delete a version that is not approved."""
        return self._on(pk, lambda number: operations.remove(g.actor, number), _("The version is deleted."))

    @expose("/<pk>/file")
    @permission_name("read")
    def file(self, pk: str) -> Any:
        """Give the file of a version; always as a download."""
        found = queries_programmes.programme(parse_id(pk) or 0, with_file=True)
        reaching.require_own(g.actor, found.programme_id, found.item_key)
        return send_file(io.BytesIO(found.file_body), mimetype=found.file_type, as_attachment=True, download_name=found.file_name)

    def _on(self, pk: str, write: Callable[[int], Any], said: str) -> Any:
        found = queries_programmes.programme(parse_id(pk) or 0)
        row = self._row_of(found)
        return self._step(row, lambda: write(found.id), said)

    def _row_of(self, found: WorkProgramme) -> CurriculumItem:
        return queries.item(parse_id(request.form.get("item", "")) or queries.newest_item(found.programme_id, found.item_key))

    def _step(self, row: CurriculumItem, write: Callable[[], Any], said: str) -> Any:
        attempt = Attempt.of(write)
        if attempt.refusal is not None:
            return self._page(row, attempt)
        flash(said, "success")
        return redirect(url_for("WorkProgrammeView.line", pk=row.id), 303)

    def _page(self, row: CurriculumItem, attempt: Attempt) -> Any:
        reaching.require_own(g.actor, row.curriculum.programme_id, row.item_key)
        versions = queries_programmes.of_programme(row.curriculum.programme_id).get(row.item_key, [])
        page = self.render_template(
            "curricula/programme.html", title=_("Work programme: %(item)s", item=row), row=row, item=row.curriculum, versions=versions,
            states=STATE_TITLES, attempt=attempt, may=lambda action: g.actor.may(Resource.WORK_PROGRAMME, action),
        )  # fmt: skip
        return page, attempt.status
