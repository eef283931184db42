"""Screens of the local act: versions, publication, the acquaintance sheet."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import flash, g, redirect, request, send_file, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.acts import operations, printing, queries
from app.acts.forms import PublicationForm, VersionForm
from app.acts.models import LocalActVersion
from app.audit.titles import register_acts
from app.coordination.queries import employees
from app.core.clock import today
from app.core.errors import Invalid, NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.core.uploads import LARGEST_FILE
from app.documents.views import pdf_response

register_acts({"publish_act": _l("published the local act"), "tick_acquaintance": _l("ticked the acquaintance")})


class LocalActView(BaseView):
    """Versions of the local act."""

    route_base = "/local-act"
    class_permission_name = Resource.LOCAL_ACT
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the versions."""
        return self.render_template("acts/list.html", title=_("Local act"), rows=queries.versions())

    @expose("/add", methods=["GET", "POST"])
    @permission_name("create")
    def add(self) -> Any:
        """Enter a version."""
        form = VersionForm(approved_on=today(g.actor.zone))
        made = form.attempt(lambda: _add(form)) if form.validate_on_submit() else None
        if made is not None:
            flash(_("The version has been entered. Everybody is asked to sign it."), "success")
            return redirect(url_for("LocalActView.show", pk=made.id), 303)
        shown = self.render_template("acts/add.html", title=_("New version of the local act"), form=form)
        return shown, form.status or (422 if form.problem_count else 200)

    @expose("/<pk>")
    @permission_name("read")
    def show(self, pk: str) -> Any:
        """Show a version with who has signed and who has not."""
        return self._card(_version(pk), PublicationForm(formdata=None, published_on=today(g.actor.zone)))

    @expose("/<pk>/publish", methods=["POST"])
    @permission_name("update")
    def publish(self, pk: str) -> Any:
        """Note the publication on the site."""
        item, form = _version(pk), PublicationForm()
        if form.validate_on_submit() and form.attempt(lambda: _publish(item.id, form)):
            flash(_("The publication has been noted."), "success")
            return redirect(url_for("LocalActView.show", pk=item.id), 303)
        return self._card(_version(pk), form), form.status or 422

    @expose("/<pk>/tick", methods=["POST"])
    @permission_name("update")
    def tick(self, pk: str) -> Any:
        """Tick who has signed the sheet on one day."""
        chosen = [number for text in request.form.getlist("employee") if (number := parse_id(text))]
        with transaction():
            people = employees(chosen)
            if len(people) != len(set(chosen)):
                raise Invalid(N_("One of the marked employees is not in the college."))
            count = operations.tick_readers(g.actor, _version(pk), people, _day(request.form.get("signed_on", "")))
        flash(ngettext("%(num)s signature ticked.", "%(num)s signatures ticked.", count), "success")
        return redirect(url_for("LocalActView.show", pk=pk), 303)

    @expose("/<pk>/file")
    @permission_name("read")
    def file(self, pk: str) -> Any:
        """Give the file of a version; always as a download."""
        item = queries.version(parse_id(pk) or 0, with_file=True)
        if item.file_body is None:
            raise NotFound(N_("This version has no file."))
        return send_file(io.BytesIO(item.file_body), mimetype=item.file_kind, as_attachment=True, download_name=item.file_name)

    @expose("/<pk>/print", methods=["POST"])
    @permission_name("print")
    def sheet(self, pk: str) -> Any:
        """Print the acquaintance sheet."""
        return pdf_response(*printing.print_sheet(g.actor, _version(pk)))

    @expose("/text", methods=["POST"])
    @permission_name("print")
    def text(self) -> Any:
        """Print the model text to start from."""
        return pdf_response(printing.print_text(g.actor), "Положение об информационной системе")

    def _card(self, item: LocalActVersion, form: PublicationForm) -> str:
        rows = queries.readers(item.id, today(g.actor.zone))
        newest = queries.in_force()
        return self.render_template(
            "acts/version.html", title=_("Local act № %(number)s of %(day)s", number=item.number, day=f"{item.approved_on:%d.%m.%Y}"),
            item=item, rows=rows, missing=sum(one.signed_on is None for one in rows), form=form, day=today(g.actor.zone),
            newest=newest is not None and newest.id == item.id,
        )  # fmt: skip


def _version(pk: str) -> LocalActVersion:
    return queries.version(parse_id(pk) or 0)


def _add(form: VersionForm) -> LocalActVersion:
    upload = form.file.data
    typed = form.values() | {"file": None}
    if upload is not None and getattr(upload, "filename", ""):
        # One byte more than allowed is enough to refuse; the rest is not read.
        typed["file"] = (upload.filename, upload.stream.read(LARGEST_FILE + 1))
    with transaction():
        return operations.add_version(g.actor, **{name: value or "" if name in ("note", "address") else value for name, value in typed.items()})


def _publish(version_id: int, form: PublicationForm) -> None:
    with transaction():
        operations.publish(g.actor, queries.version(version_id), form.address.data or "", form.published_on.data)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Invalid(N_("Type the day of signing."), field="signed_on") from None
