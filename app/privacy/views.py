"""The page that hands the extract of a person's data out, and the button on the student's card that leads there."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud_card import Button, register_button
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.crud_special import REASON
from app.access.permissions import Action, Resource
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.privacy import handing
from app.students import queries
from app.students.models import Student

register_acts({"export_subject": _l("handed out the extract of all data")})


class SubjectView(BaseView):
    """All data of one person."""

    route_base = "/subjects"
    class_permission_name = Resource.SUBJECT_EXTRACT

    @expose("/<pk>", methods=["GET"])
    @permission_name("read")
    def page(self, pk: str) -> Any:
        """Ask what the extract is for and in which form it is wanted."""
        return self._page(_student(pk))

    @expose("/<pk>", methods=["POST"])
    @permission_name("export")
    def take(self, pk: str) -> Any:
        """Give the extract; the reason is asked once a working session, every extract is recorded."""
        reason, form = request.form.get("reason", "") or session.get(REASON, ""), request.form.get("form", "")
        try:
            with transaction():
                handed = handing.extract(g.actor, _student(pk), form, reason)
        except DomainError as refusal:
            if refusal.field != "reason":
                raise
            return self._page(_student(pk), _(refusal.msgid, **refusal.params)), 422
        session[REASON] = reason
        return _answer(handed.body, form, _student(pk).full_name)

    def _page(self, student: Student, refusal: str = "") -> Any:
        title = _("All data of: %(name)s", name=student.full_name)
        return self.render_template("privacy/extract.html", title=title, item=student, asks=not session.get(REASON), refusal=refusal)


def _student(pk: str) -> Student:
    found = queries.student(parse_id(pk))
    if found is None:
        raise NotFound(N_("There is no such record."))
    return found


def _answer(body: bytes, form: str, name: str) -> Response:
    if form == handing.PAPER:
        return pdf_response(body, f"Выписка {name}", inline=False)
    headers = {"Content-Disposition": 'attachment; filename="extract.json"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(body, mimetype="application/json", headers=headers)


@register_button
def _extract_button(actor: Any, view: Any, item: Any) -> Button | None:
    if not (isinstance(item, Student) and actor.may(Resource.SUBJECT_EXTRACT, Action.EXPORT)):
        return None
    return Button(_("All data of the person"), url_for("SubjectView.page", pk=item.id))
