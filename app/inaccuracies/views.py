"""Screens of discrepancy statements: the list, the report from a record, the card with the step that is due."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_interface import parse_id
from app.access.forms import AccessForm
from app.access.permissions import Resource
from app.audit.titles import register_acts, register_values
from app.closing.reopening_rules import FINISHED, LIVE, STATE_TITLES
from app.core.clock import today
from app.core.errors import Forbidden, NotFound
from app.core.routing import whole
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.inaccuracies import forms, operations, printing, queries, rules
from app.inaccuracies.models import DiscrepancyStatement
from app.inaccuracies.settings import WINDOW_DAYS
from app.inaccuracies.steps import STEPS, Step, subject_of
from app.inaccuracies.subjects import Subject, subject
from app.settings import queries as settings
from app.terms.rules import CLOSED

PAGE = 50
register_acts(
    {
        "report_inaccuracy": _l("reported the inaccuracy"), "state_inaccuracy": _l("stated the inaccuracy to the director"),
        "dismiss_inaccuracy": _l("did not confirm the inaccuracy"), "approve_inaccuracy": _l("approved the statement"),
        "reject_inaccuracy": _l("rejected the statement"), "send_letter": _l("sent the letter to the operator"),
        "omit_letter": _l("decided to send no letter"), "record_answer": _l("recorded the answer"),
        "correct_inaccuracy": _l("noted the correction"), "close_inaccuracy": _l("finished the statement"),
        "open_cell": _l("opened the cell to correction"), "reopen_by_statement": _l("asked to reopen the closed term by the statement"),
    }
)  # fmt: skip
register_values("discrepancy_statement", "status", rules.STATUS_TITLES)


class InaccuracyView(BaseView):
    """Discrepancy statements."""

    route_base = "/inaccuracies"
    class_permission_name = Resource.INACCURACY
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the statements, those that are not finished first asked for."""
        wanted, page = request.args.get("status", queries.OPEN)[:12], max(request.args.get("page", 1, type=whole), 1)
        rows, total = queries.statements(g.actor, wanted, page=page - 1, size=PAGE)
        terms = queries.terms(g.actor.organization_id)
        return self.render_template(
            "inaccuracies/list.html", title=_("Inaccuracies"), rows=[(row, terms.due(row.status, row.since)) for row in rows],
            total=total, wanted=wanted, page=page, pages=max(1, -(-total // PAGE)), titles=rules.STATUS_TITLES,
            day=today(g.actor.zone), hidden=queries.is_disclosed_only(g.actor), final=rules.FINAL,
        )  # fmt: skip

    @expose("/report/<kind>/<pk>", methods=["GET", "POST"])
    @permission_name("create")
    def report(self, kind: str, pk: str) -> Any:
        """Report an inaccuracy of a record to the coordinator."""
        about = _about(kind, pk)
        form = forms.ReportForm(key=request.args.get("field", about.wrong)[:100])
        form.offer(about.facts)
        made = form.attempt(lambda: _report(about, form)) if form.validate_on_submit() else None
        if made is not None:
            flash(_("The coordinator has been told. You see here how it goes on."), "success")
            return redirect(url_for("InaccuracyView.show", pk=made.id), 303)
        shown = self.render_template("inaccuracies/report.html", title=_("Report of an inaccuracy"), form=form, about=about)
        return shown, form.status or (422 if form.problem_count else 200)

    @expose("/<pk>")
    @permission_name("read")
    def show(self, pk: str) -> Any:
        """Show a statement with the step that is due."""
        return self._card(_one(pk))

    @expose("/<pk>/open", methods=["POST"])
    @permission_name("reveal")
    def reveal(self, pk: str) -> Any:
        """Open a sent statement to the operator, leaving a record."""
        with transaction():
            item = _one(pk)
            operations.reveal(g.actor, item)
        return self._card(item, opened=True)

    @expose("/<pk>/step/<verb>", methods=["POST"])
    @permission_name("update")
    def handle(self, pk: str, verb: str) -> Any:
        """Do a step of the coordinator."""
        return self._step(pk, verb, "update")

    @expose("/<pk>/decision/<verb>", methods=["POST"])
    @permission_name("approve")
    def decide(self, pk: str, verb: str) -> Any:
        """Do a step of the director."""
        return self._step(pk, verb, "approve")

    @expose("/<pk>/reopen", methods=["POST"])
    @permission_name("approve")
    def reopen(self, pk: str) -> Any:
        """Ask to reopen what the approved statement names in a closed term."""
        attempt = Attempt.of(lambda: operations.reopen(g.actor, queries.statement(g.actor, parse_id(pk) or 0, locked=True)))
        if attempt.refusal:
            return self._card(_one(pk), attempt=attempt), attempt.status
        flash(_("The reopening is asked for. It waits for a second person."), "success")
        return redirect(url_for("InaccuracyView.show", pk=pk), 303)

    @expose("/<pk>/letter/<verb>", methods=["POST"])
    @permission_name("issue")
    def letter(self, pk: str, verb: str) -> Any:
        """Note the letter."""
        return self._step(pk, verb, "issue")

    @expose("/<pk>/print/statement", methods=["POST"])
    @permission_name("print")
    def print_statement(self, pk: str) -> Any:
        """Print the coordinator's statement."""
        return pdf_response(*printing.print_statement(g.actor, _one(pk)))

    @expose("/<pk>/print/letter", methods=["POST"])
    @permission_name("print")
    def print_letter(self, pk: str) -> Any:
        """Print the director's letter."""
        return pdf_response(*printing.print_letter(g.actor, _one(pk)))

    def _step(self, pk: str, verb: str, right: str) -> Any:
        step = STEPS.get(verb)
        if step is None or step.right != right:
            abort(404)
        item = _one(pk)
        form = step.form()
        if form.validate_on_submit() and form.attempt(lambda: _do(item.id, step, form)) is not None:
            flash(_("Done: %(state)s.", state=_(rules.STATUS_TITLES[_one(pk).status])), "success")
            return redirect(url_for("InaccuracyView.show", pk=item.id), 303)
        return self._card(_one(pk), {verb: form}), form.status or 422

    def _card(
        self, item: DiscrepancyStatement, typed: dict[str, AccessForm] | None = None, *, opened: bool = False, attempt: Attempt | None = None
    ) -> str:
        offered = [(verb, STEPS[verb], _form(verb, item, typed or {})) for verb in rules.verbs_from(item.status) if _may(verb, item)]
        stale = [(verb, STEPS[verb], form) for verb, form in (typed or {}).items() if verb not in rules.verbs_from(item.status)]
        before, after = queries.facts(item.before), {fact.key: fact.value for fact in queries.facts(item.after)}
        if queries.is_disclosed_only(g.actor):  # the operator is told of the wrong field alone, not of the whole record
            before = [fact for fact in before if fact.label == item.field]
        return self.render_template(
            "inaccuracies/card.html", title=_("Statement of an inaccuracy № %(number)s", number=item.full_number), item=item,
            titles=rules.STATUS_TITLES, final=rules.FINAL, steps=offered, stale=stale, before=before, after=after, link=_link(item),
            due=queries.terms(g.actor.organization_id).due(item.status, item.since), day=today(g.actor.zone),
            hidden=queries.is_disclosed_only(g.actor) and not opened, attempt=attempt, **_reopening(item),
        )  # fmt: skip


def _reopening(item: DiscrepancyStatement) -> dict[str, Any]:
    """Give what the card says of the closed term: its reopening, and whether the acting person may ask for one."""
    found = queries.reopening(item.reopening_id)
    closed = item.group_term_id is not None and queries.status_of_term(item.group_term_id) == CLOSED
    asked = found is not None and found.status in (*LIVE, FINISHED)
    offered = closed and not asked and rules.may_reopen(item.status, item.group_term_id) and g.actor.may(Resource.REOPENING, "create")
    return {"reopening": found, "reopening_states": STATE_TITLES, "term_closed": closed, "offers_reopening": offered}


def _one(pk: str) -> DiscrepancyStatement:
    return queries.statement(g.actor, parse_id(pk) or 0)


def _about(kind: str, pk: str) -> Subject:
    return subject(g.actor, kind, parse_id(pk) or 0, parse_id(request.args.get("student", "")))


def _link(item: DiscrepancyStatement) -> str:
    """Give the address of the record where the person may open it."""
    if queries.is_disclosed_only(g.actor):
        return ""
    try:
        return subject_of(item).address
    except (NotFound, Forbidden):  # the record is gone or out of reach, the statement stays
        return ""


def _report(about: Subject, form: forms.ReportForm) -> DiscrepancyStatement:
    with transaction():
        return operations.report(g.actor, about, **form.values())


def _do(statement_id: int, step: Step, form: AccessForm) -> None:
    with transaction():
        step.do(queries.statement(g.actor, statement_id, locked=True), form.values())


def _may(verb: str, item: DiscrepancyStatement) -> bool:
    if not g.actor.may(Resource.INACCURACY, STEPS[verb].right):
        return False
    return STEPS[verb].right != "approve" or item.status != rules.STATED or item.stated_by_id != g.actor.user_id


def _form(verb: str, item: DiscrepancyStatement, typed: dict[str, AccessForm]) -> AccessForm:
    if verb in typed:
        return typed[verb]
    made = {
        "state": {"cause": item.cause, "evidence": item.evidence},
        "approve": {"window_days": settings.value(item.organization_id, WINDOW_DAYS) if verb == "approve" else None},
        "send": {"day": today(g.actor.zone)}, "answer": {"day": today(g.actor.zone)},
    }  # fmt: skip
    # A form of this very page is empty; the posted fields belong to the step that was taken.
    return STEPS[verb].form(formdata=None, data=made.get(verb, {}))
