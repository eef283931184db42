"""Pages of reopenings: the director's request, the second person's word, the end by a new revision, what it changed."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.attestation import queries as attestation
from app.attestation import queries_term
from app.attestation.forms import day
from app.audit.titles import register_values
from app.closing import queries, queries_reopening, reopening, snapshot
from app.closing.forms import ReopeningForm
from app.closing.reopening_rules import CONSEQUENCES, KIND_TITLES, STATE_TITLES, changes
from app.core.errors import Invalid
from app.core.routing import whole
from app.core.text import N_
from app.core.transaction import transaction
from app.teaching import queries as teaching

register_acts(
    {
        "request_reopening": _l("asked to reopen a closed term"),
        "confirm_reopening": _l("confirmed the reopening"),
        "reject_reopening": _l("did not confirm the reopening"),
        "withdraw_reopening": _l("withdrew the reopening"),
        "prolong_reopening": _l("prolonged the reopening"),
        "finish_reopening": _l("finished the reopening by a new revision"),
    }
)
register_values("reopening", "status", STATE_TITLES)


class ReopeningView(BaseView):
    """Corrections in closed terms."""

    route_base = "/closing/reopening"
    class_permission_name = Resource.REOPENING
    default_view = "show"

    @expose("/new/<int:term_id>", methods=["GET", "POST"])
    @permission_name("create")
    def new(self, term_id: int) -> Any:
        """Ask for a reopening."""
        term, form = queries.term(term_id), ReopeningForm()
        _offer(form, term)
        if form.validate_on_submit():
            made = _try(form, lambda: reopening.request(g.actor, term_id, form.scope(), form.order()))
            if made is not None:
                flash(_("The reopening is asked for. It waits for a second person."), "success")
                return redirect(url_for("ReopeningView.show", reopening_id=made), 303)
        title = _("Reopening of the term of group %(group)s", group=term.group.name)
        return self.render_template("closing/reopen.html", title=title, term=term, form=form), (
            form.status or (422 if form.problem_count else 200)
        )

    @expose("/<int:reopening_id>")
    @permission_name("read")
    def show(self, reopening_id: int) -> Any:
        """Show a reopening with its steps and what it changed."""
        return self._page(reopening_id, Attempt())

    @expose("/<int:reopening_id>/confirm", methods=["POST"])
    @permission_name("approve")
    def confirm(self, reopening_id: int) -> Any:
        """Confirm as the second person."""
        return self._step(reopening_id, lambda: reopening.confirm(g.actor, reopening_id), N_("What was named is open for the correction."))

    @expose("/<int:reopening_id>/reject", methods=["POST"])
    @permission_name("approve")
    def reject(self, reopening_id: int) -> Any:
        """Refuse to confirm."""
        reason = request.form.get("refusal", "")
        return self._step(reopening_id, lambda: reopening.reject(g.actor, reopening_id, reason), N_("The reopening is not confirmed."))

    @expose("/<int:reopening_id>/withdraw", methods=["POST"])
    @permission_name("create")
    def withdraw(self, reopening_id: int) -> Any:
        """Take the request back."""
        return self._step(reopening_id, lambda: reopening.withdraw(g.actor, reopening_id), N_("The request is withdrawn."))

    @expose("/<int:reopening_id>/prolong", methods=["POST"])
    @permission_name("approve")
    def prolong(self, reopening_id: int) -> Any:
        """Give more days."""
        return self._step(reopening_id, lambda: reopening.prolong(g.actor, reopening_id, _until()), N_("The correction has more time."))

    @expose("/<int:reopening_id>/finish", methods=["POST"])
    @permission_name("close")
    def finish(self, reopening_id: int) -> Any:
        """End the correction by a new revision."""
        return self._step(reopening_id, lambda: reopening.finish(g.actor, reopening_id), N_("The new revision of the snapshot is written."))

    @expose("/term/<int:term_id>/difference")
    @permission_name("read")
    def difference(self, term_id: int) -> Any:
        """Show what differs between two revisions of a term's snapshot."""
        term, revisions = queries.term(term_id), queries_reopening.revisions(term_id)
        old, new = request.args.get("old", type=whole) or 0, request.args.get("new", type=whole) or 0
        title = _("Difference of revisions %(old)s and %(new)s: group %(group)s", old=old, new=new, group=term.group.name)
        return self.render_template(
            "closing/difference.html", title=title, term=term, revisions=revisions, **_difference(term_id, old, new)
        )

    def _step(self, reopening_id: int, write: Any, said: str) -> Any:
        attempt = Attempt.of(write)
        if attempt.refusal:
            return self._page(reopening_id, attempt)
        flash(_(said), "success")
        return redirect(url_for("ReopeningView.show", reopening_id=reopening_id), 303)

    def _page(self, reopening_id: int, attempt: Attempt) -> Any:
        found = queries_reopening.one(reopening_id)
        told = _difference(found.group_term_id, found.revision - 1, found.revision) if found.revision else {"changed": [], "follows": []}
        page = self.render_template(
            "closing/reopening.html", title=_("Reopening: %(basis)s", basis=found.basis), one=found, attempt=attempt,
            states=STATE_TITLES, may=g.actor.may, mine=found.requested_by_id == g.actor.user_id, **_named(found), **told,
        )  # fmt: skip
        return page, attempt.status


def _offer(form: ReopeningForm, term: Any) -> None:
    sheets = [line.sheet for line in queries_term.matrix(term.id).lines if line.sheet is not None and line.sheet.status == "closed"]
    form.offer(sheets, teaching.loads_of_term(term), teaching.members_of_term(term.id))


def _try(form: ReopeningForm, write: Any) -> int | None:
    """Run the request in a transaction; a refusal stands at its field and what was typed stays."""
    def in_transaction() -> int:
        with transaction():
            return write().id

    return form.attempt(in_transaction)


def _until() -> Any:
    try:
        return day(request.form.get("until"))
    except Invalid:
        raise Invalid(N_("Say the last day."), field="until") from None


def _named(found: Any) -> dict[str, Any]:
    """Give the words for what a reopening concerns."""
    lesson = queries_reopening.lesson(found.lesson_id)
    return {
        "item": found.load.curriculum_term.item.name, "student": queries_reopening.student_name(found.student_id), "lesson": lesson,
        "sheet": attestation.sheet(found.new_sheet_id or found.sheet_id) if found.sheet_id else None,
    }  # fmt: skip


def _difference(term_id: int, old: int, new: int) -> dict[str, Any]:
    before, after = (snapshot.parse(queries_reopening.snapshot_of(term_id, number)) for number in (old, new))
    found = changes(before, after)
    return {
        "changed": [one for one in found if one.kind not in CONSEQUENCES], "follows": [one for one in found if one.kind in CONSEQUENCES],
        "kinds": KIND_TITLES, "basis": after.get("basis") or "", "closed_by": after["closed_by"], "old": old, "new": new,
    }  # fmt: skip
