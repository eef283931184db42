"""Screens of a timetable file: send it, see every remark at its cell and every difference, publish all or nothing."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.exchange.views import xlsx_response
from app.gradebook.forms import KIND_TITLES
from app.jobs import operations as background
from app.timetable import jobs, operations, queries, queries_imports, tables
from app.timetable.models import CHANGED, CHECKED, GONE, KEPT, NEW

SHOWN = 100
PATTERN_ROWS = 20


class TimetableImportView(BaseView):
    """Import of lessons from a file."""

    route_base = "/timetable-import"
    class_permission_name = Resource.TIMETABLE
    default_view = "form"

    @expose("/")
    @permission_name("import")
    def form(self) -> Any:
        """Show the form of a file, and the last ones."""
        return self.render_template(
            "timetable/send.html", title=_("Timetable from a file"), columns=tables.LESSONS.columns, limits=tables.LESSONS.limits,
            imports=queries_imports.imports(),
        )  # fmt: skip

    @expose("/template")
    @permission_name("import")
    def template(self) -> Any:
        """Give an empty table with a few rows as a pattern."""
        day = today(g.actor.zone)
        names = queries.short_names(g.actor)
        loads = queries.loads_of(g.actor, [term.id for term in queries.terms_between(g.actor, day, day)][:5])
        rows = [
            (day, 1, load.group, load.subgroup, load.title, names.get(load.teacher_on(day) or 0, ""), "")
            for load in list(loads.values())[:PATTERN_ROWS]
        ]
        return xlsx_response(tables.template(rows), _("Timetable, template"))

    @expose("/send", methods=["POST"])
    @permission_name("import")
    def send(self) -> Any:
        """Take a file and check it."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid(N_("Choose a file first."))
        data, replaces = sent.read(tables.LESSONS.limits.file_bytes + 1), request.form.get("replaces") == "1"
        with transaction():
            made = operations.send_file(g.actor, sent.filename, data, replaces=replaces)
            import_id = made.id
            if len(data) > jobs.LARGE:
                background.enqueue(g.actor, jobs.CHECK, jobs.arguments_of(import_id, made.file_name), _(jobs.TITLE, name=made.file_name))
        if len(data) > jobs.LARGE:
            return redirect(url_for("TimetableImportView.preview", import_id=import_id), 303)
        return self._checked(import_id)

    @expose("/<int:import_id>")
    @permission_name("import")
    def preview(self, import_id: int) -> Any:
        """Show what the file would do; nobody else sees it yet."""
        return self._page(import_id, Attempt())

    @expose("/<int:import_id>/check", methods=["POST"])
    @permission_name("import")
    def check(self, import_id: int) -> Any:
        """Check the file again."""
        return self._checked(import_id)

    @expose("/<int:import_id>/publish", methods=["POST"])
    @permission_name("import")
    def publish(self, import_id: int) -> Any:
        """Let the lessons appear, all at once."""
        attempt = Attempt.of(lambda: operations.publish(g.actor, import_id))
        if attempt.refusal:
            return self._page(import_id, attempt)
        flash(_("The timetable of the file has been published."), "success")
        return redirect(url_for("TimetableImportView.preview", import_id=import_id), 303)

    @expose("/<int:import_id>/discard", methods=["POST"])
    @permission_name("import")
    def discard(self, import_id: int) -> Any:
        """Put the file aside."""
        with transaction():
            operations.discard(g.actor, import_id)
        return redirect(url_for("TimetableImportView.form"), 303)

    def _checked(self, import_id: int) -> Any:
        try:
            operations.check(g.actor, import_id)
        except DomainError as refusal:
            with transaction():
                operations.discard(g.actor, import_id)
            raise refusal
        return redirect(url_for("TimetableImportView.preview", import_id=import_id), 303)

    def _page(self, import_id: int, attempt: Attempt) -> Any:
        sent, counts = queries_imports.import_of(import_id), queries_imports.verdicts(import_id)
        *remarks, total = json.loads(sent.report) or [0]
        page = self.render_template(
            "timetable/preview.html", title=sent.file_name, sent=sent, counts=counts, remarks=remarks, more=total - len(remarks), attempt=attempt,
            differences=[(verdict, queries_imports.rows_of(import_id, verdict, SHOWN)) for verdict in (CHANGED, GONE, KEPT, NEW)], shown=SHOWN,
            loads=self._loads(sent), names=queries.short_names(g.actor), kinds=KIND_TITLES, ready=sent.state == CHECKED,
            said=ngettext("%(num)d lesson is new", "%(num)d lessons are new", counts.get(NEW, 0)),
        )  # fmt: skip
        return page, attempt.status

    def _loads(self, sent: Any) -> dict[int, queries.LoadInfo]:
        if sent.starts_on is None:
            return {}
        return queries.loads_of(
            g.actor, [term.id for term in queries.terms_between(g.actor, sent.starts_on, sent.ends_on)]
        )
