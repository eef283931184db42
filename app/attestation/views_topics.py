"""Screens of the topics of course projects: the list with its form, approval by an order, print."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.attestation import papers_topics, queries_topics, topics
from app.attestation.controls import FORMS
from app.attestation.forms import day, whole_number
from app.attestation.topics import TypedTopic
from app.core.clock import today
from app.documents import operations as documents
from app.documents import selections
from app.documents.views import pdf_response
from app.organization.queries import own_organization
from app.teaching import queries as teaching

LOOKUP_ROWS = 20
register_acts({"set_topics": _l("set the topics"), "approve_topics": _l("approved the topics")})


class TopicView(BaseView):
    """Topics of a control within a person's reach."""

    route_base = "/sheets/topics"
    class_permission_name = Resource.SHEET
    default_view = "show"

    @expose("/<int:load_id>/<int:control_id>")
    @permission_name("read")
    def show(self, load_id: int, control_id: int) -> Any:
        """Show who writes on what, under whom."""
        return self._page(load_id, control_id, Attempt())

    @expose("/<int:load_id>/<int:control_id>", methods=["POST"])
    @permission_name("read")
    def save(self, load_id: int, control_id: int) -> Any:
        """Save the topics, all or none; the operation says who may."""
        attempt = Attempt.of(lambda: topics.set_topics(g.actor, load_id, control_id, read_topics()))
        said = ngettext("%(num)s topic is saved.", "%(num)s topics are saved.", attempt.result or 0)
        return self._after(load_id, control_id, attempt, said)

    @expose("/<int:load_id>/<int:control_id>/approve", methods=["POST"])
    @permission_name("approve")
    def approve(self, load_id: int, control_id: int) -> Any:
        """Approve the topics that wait by an order."""
        form = request.form
        attempt = Attempt.of(lambda: topics.approve_topics(g.actor, load_id, control_id, form.get("order_number", ""), day(form.get("order_date"))))
        said = ngettext("%(num)s topic is approved.", "%(num)s topics are approved.", attempt.result or 0)
        return self._after(load_id, control_id, attempt, said)

    @expose("/<int:load_id>/<int:control_id>/print", methods=["POST"])
    @permission_name("print")
    def print(self, load_id: int, control_id: int) -> Any:
        """Print the list, registered and archived."""
        paper = papers_topics.topic_paper(own_organization(g.actor), queries_topics.topic_list(load_id, control_id), today(g.actor.zone))
        document = selections.issue_selection(g.actor, papers_topics.TOPICS, {"load": load_id, "control": control_id}, paper)
        return pdf_response(documents.bytes_of(document), paper.caption)

    @expose("/people")
    @permission_name("read")
    def people(self) -> Any:
        """Give people for a search-as-you-type field as JSON: [{"id", "text"}, …]."""
        typed = request.args.get("q", "").replace("\x00", "")[:100]
        return [{"id": one.id, "text": f"{one.full_name}, {one.position}"} for one in teaching.staff(today(g.actor.zone), typed, LOOKUP_ROWS)]

    def _after(self, load_id: int, control_id: int, attempt: Attempt, said: str) -> Any:
        if attempt.refusal:
            return self._page(load_id, control_id, attempt)
        flash(said, "success")
        return redirect(url_for("TopicView.show", load_id=load_id, control_id=control_id), 303)

    def _page(self, load_id: int, control_id: int, attempt: Attempt) -> Any:
        found, now = queries_topics.topic_list(load_id, control_id), today(g.actor.zone)
        page = self.render_template(
            "attestation/topics.html", title=_("Topics: %(control)s", control=FORMS[found.control.form].name), found=found, attempt=attempt,
            typed=request.form, day=now, editable=topics.may_set(g.actor, load_id), people=_people(found), may=g.actor.may,
        )  # fmt: skip
        return page, attempt.status


def _people(found: queries_topics.TopicList) -> dict[int, Any]:
    """Give {id: employee} of those whom the form names: supervisors there are, and those typed in a refused form."""
    named = {int(v) for k, v in request.form.items() if k.startswith("supervisor-") and v.isdecimal() and len(v) < 10}
    known = {told.supervisor_id: told.supervisor for _, told in found.lines if told}
    teacher = {found.teacher.id: found.teacher} if found.teacher else {}
    return teaching.employees(named) | known | teacher


def read_topics() -> list[TypedTopic]:
    """Read the posted lines: topic-ID, supervisor-ID, version-ID of each student."""
    form, found = request.form, []
    for name in form:
        if name.startswith("version-"):
            key = name.removeprefix("version-")
            supervisor = form.get(f"supervisor-{key}", "")
            found.append(TypedTopic(
                whole_number(key, "student"), form.get(f"topic-{key}", ""), whole_number(supervisor, "supervisor") if supervisor else None,
                whole_number(form[name], "version"),
            ))  # fmt: skip
    return found
