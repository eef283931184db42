"""Screens of the close: one term with its checks, its steps and its close, printing."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import gate
from app.access.attempt import Attempt
from app.access.crud_card import Section, register_section
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.attestation import queries_term
from app.attestation.states import STATUS_TITLES
from app.attestation.steps import print_endpoint
from app.closing import operations, queries, queries_reopening, reports
from app.closing.readiness import Link, Problem, blocking
from app.closing.reopening_rules import STATE_TITLES
from app.core.actor import Actor
from app.core.text import N_
from app.documents.views import pdf_response
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED, CLOSING, OPEN

TERM_TITLES = {OPEN: N_("open"), CLOSING: N_("announced for closing"), CLOSED: N_("closed")}

register_acts(
    {
        "announce_closing": _l("announced the close of the term"),
        "withdraw_closing": _l("withdrew the announcement of the close"),
        "confirm_group": _l("confirmed the group as head of department"),
        "withdraw_confirmation": _l("withdrew the confirmation of the group"),
        "close_term": _l("closed the term"),
    }
)


class ClosingView(BaseView):
    """Terms of groups on the way to their close."""

    route_base = "/closing"
    class_permission_name = Resource.CLOSING
    default_view = "show"

    @expose("/<int:term_id>")
    @permission_name("read")
    def show(self, term_id: int) -> Any:
        """Show what is missing, what a close would freeze, and the snapshot of a closed term."""
        return self._page(term_id, Attempt())

    @expose("/<int:term_id>/announce", methods=["POST"])
    @permission_name("announce")
    def announce(self, term_id: int) -> Any:
        """Announce the close."""
        return self._step(term_id, lambda: operations.announce_closing(g.actor, term_id), N_("The close is announced."))

    @expose("/<int:term_id>/withdraw", methods=["POST"])
    @permission_name("announce")
    def withdraw(self, term_id: int) -> Any:
        """Take the announcement back."""
        return self._step(term_id, lambda: operations.withdraw_closing(g.actor, term_id), N_("The announcement is withdrawn."))

    @expose("/<int:term_id>/confirm", methods=["POST"])
    @permission_name("approve")
    def confirm(self, term_id: int) -> Any:
        """Confirm an own group as the head of its department."""
        return self._step(term_id, lambda: operations.confirm_group(g.actor, term_id), N_("The group is confirmed."))

    @expose("/<int:term_id>/unconfirm", methods=["POST"])
    @permission_name("approve")
    def unconfirm(self, term_id: int) -> Any:
        """Take the confirmation back."""
        return self._step(
            term_id, lambda: operations.withdraw_confirmation(g.actor, term_id), N_("The confirmation is withdrawn.")
        )

    @expose("/<int:term_id>/close", methods=["POST"])
    @permission_name("close")
    def close(self, term_id: int) -> Any:
        """Close the term for good."""
        return self._step(term_id, lambda: operations.close_term(g.actor, term_id), N_("The term is closed."))

    def _step(self, term_id: int, write: Any, said: str) -> Any:
        attempt = Attempt.of(write)
        if attempt.refusal:
            return self._page(term_id, attempt)
        flash(_(said), "success")
        return redirect(url_for("ClosingView.show", term_id=term_id), 303)

    def _page(self, term_id: int, attempt: Attempt) -> Any:
        outcome = operations.close_term(g.actor, term_id, dry_run=True)
        term = queries.term(term_id)
        page = self.render_template(
            "closing/term.html", title=_("Close of the term of group %(group)s", group=term.group.name), term=term,
            outcome=outcome, blocks=len(blocking(outcome.problems)), attempt=attempt, may=g.actor.may, states=TERM_TITLES,
            problems=[(one, sentence(one), address(one.link)) for one in outcome.problems], confirmation=queries.confirmation(term_id),
            revisions=queries_reopening.revisions(term_id) if term.status == CLOSED else [], reopening_states=STATE_TITLES,
            reopenings=queries_reopening.of_term(term_id) if g.actor.may("reopening", "read") else [],
            unready=[one for one in blocking(outcome.problems) if one.code != "not_confirmed"],
            sheets=[line for line in queries_term.matrix(term_id).lines if line.sheet], sheet_states=STATUS_TITLES,
            print_at=print_endpoint(g.actor),
        )  # fmt: skip
        return page, attempt.status


class ReportView(BaseView):
    """Printing for those who print reports."""

    route_base = "/reports"
    class_permission_name = Resource.REPORT

    @expose("/sheet/<int:sheet_id>", methods=["POST"])
    @permission_name("print")
    def sheet(self, sheet_id: int) -> Any:
        """Print a sheet."""
        return print_sheet(sheet_id)

    @expose("/summary/<int:term_id>", methods=["POST"])
    @permission_name("print")
    def summary(self, term_id: int) -> Any:
        """Print the summary of a group's term."""
        printed = reports.print_summary(g.actor, term_id)
        return pdf_response(printed.body, printed.name)

    @expose("/sheets/<int:term_id>", methods=["POST"])
    @permission_name("print")
    def sheets(self, term_id: int) -> Any:
        """Print all sheets of a group's term."""
        printed = reports.print_sheets(g.actor, term_id)
        return pdf_response(printed.body, printed.name)

    @expose("/closing-act/<int:term_id>", methods=["POST"])
    @permission_name("print")
    def closing_act(self, term_id: int) -> Any:
        """Print the act of a closed term."""
        printed = reports.print_closing_act(g.actor, term_id)
        return pdf_response(printed.body, printed.name)

    @expose("/control-act/<int:act_id>", methods=["POST"])
    @permission_name("print")
    def control_act(self, act_id: int) -> Any:
        """Print the act of control of a half-year."""
        printed = reports.print_control_act(g.actor, act_id)
        return pdf_response(printed.body, printed.name)


class SheetPrintView(BaseView):
    """Printing of sheets for those who fill and keep them."""

    route_base = "/sheets"
    class_permission_name = Resource.SHEET

    @expose("/<int:sheet_id>/print", methods=["POST"])
    @permission_name("print")
    def sheet(self, sheet_id: int) -> Any:
        """Print a sheet."""
        return print_sheet(sheet_id)


def print_sheet(sheet_id: int) -> Any:
    """Answer with the PDF of a sheet."""
    printed = reports.print_sheet(g.actor, sheet_id)
    return pdf_response(printed.body, printed.name)


def sentence(problem: Problem) -> str:
    """Give a finding in the language of the reader."""
    return _(problem.msgid, **problem.params)


def address(link: Link | None) -> str:
    """Give the address where a finding is mended, empty where the reader has no access to it."""
    if link is None or link[0] not in current_app.view_functions:
        return ""
    needed = gate.requirement(current_app._get_current_object(), link[0])  # type: ignore[attr-defined]
    if needed is None or not g.actor.may(needed.resource, needed.action):
        return ""
    arguments: dict[str, Any] = dict(link[1])
    return url_for(link[0], **arguments)


def _section(actor: Actor, group_term: GroupTerm) -> Section | None:
    """Lead from the card of a term to its close."""
    if not actor.may("closing", "read"):
        return None
    context = {"group_term": group_term, "state": _(TERM_TITLES[group_term.status])}
    return Section(_("Close of the term"), "closing/section_term.html", context, order=40)


register_section(GroupTerm, _section)
