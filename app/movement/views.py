"""Screens of orders: list, card with its steps, register of numbers, the section on a student's card."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.attempt import Attempt
from app.access.crud_card import Section, register_section
from app.access.crud_history import act_title
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.audit import queries as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import NotFound
from app.core.routing import whole
from app.core.text import N_
from app.movement import applying, forms, operations, passing, queries, scanning, titles
from app.movement.findings import FIELD_TITLES, blocking
from app.movement.judging import judge
from app.movement.kinds import BASES, CORRECTING, KINDS
from app.movement.models import Order
from app.movement.rules import DRAFT, ON_APPROVAL, SEALED, SIGNED, STATE_TITLES, STATES, possible, runs
from app.movement.wording import sentence
from app.students.models import Student
from app.students.scans import MOST_BYTES, PDF, checked

PAGE = 50


def steps_of(actor: Actor, order: Order) -> dict[str, bool]:
    """Tell what ``actor`` may do with the order as it stands; the operations check the same again."""
    verbs, may = possible(order.state), lambda action: actor.may("order", action)
    return {
        "edit": "edit" in verbs and may("update"),
        "submit": "submit" in verbs and may("update"),
        "endorse": "endorse" in verbs and may("approve") and order.endorsed_at is None,
        "give_back": "give_back" in verbs and (may("approve") or may("sign") or may("update")),
        "sign": "sign" in verbs and may("sign"),
        "register": "register" in verbs and may("update") and order.number is None,
        "apply": "apply" in verbs and may("update") and order.number is not None,
        "discard": "discard" in verbs and may("delete"),
        "correct": "cancel" in verbs and may("create"),
    }


class OrderView(BaseView):
    """Orders within a person's reach."""

    route_base = "/orders"
    class_permission_name = Resource.ORDER
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the orders, fifty a page, the newest first."""
        filters, page = _filters(), max(request.args.get("page", 1, type=whole), 1)
        found, total = queries.listed(filters, page=page - 1, size=PAGE)
        return self.render_template(
            "movement/list.html", title=_("Orders on students"), found=found, total=total, filters=filters, page=page,
            pages=max(1, -(-total // PAGE)), kinds=KINDS, states=STATE_TITLES, years=queries.years(), groups=queries.groups(),
            may=g.actor.may,
        )  # fmt: skip

    @expose("/register")
    @permission_name("read")
    def register_of_numbers(self) -> Any:
        """Show the numbers of a year with the gaps between them."""
        year = request.args.get("year", today(g.actor.zone).year, type=whole)
        found = [(one, runs(one.gaps)) for one in queries.register(year)]
        years = sorted({year, *queries.years()}, reverse=True)
        return self.render_template(
            "movement/register.html", title=_("Register of orders"), year=year, years=years, found=found,
            states=STATE_TITLES, waiting=queries.unnumbered(),
        )  # fmt: skip

    @expose("/<int:order_id>")
    @permission_name("read")
    def show(self, order_id: int) -> Any:
        """Show an order with its lines and what speaks against it."""
        return self._card(order_id, Attempt())

    @expose("/<int:order_id>/submit", methods=["POST"])
    @permission_name("update")
    def submit(self, order_id: int) -> Any:
        """Hand a draft over for approval."""
        return self._step(order_id, passing.submit_order, N_("The order is on approval."))

    @expose("/<int:order_id>/return", methods=["POST"])
    @permission_name("read")
    def give_back(self, order_id: int) -> Any:
        """Return an order to be corrected."""
        return self._step(order_id, passing.give_back_order, N_("The order is a draft again."), request.form.get("reason", ""))

    @expose("/<int:order_id>/endorse", methods=["POST"])
    @permission_name("approve")
    def endorse(self, order_id: int) -> Any:
        """Endorse an order."""
        return self._step(order_id, passing.endorse_order, N_("The order is endorsed."))

    @expose("/<int:order_id>/sign", methods=["POST"])
    @permission_name("sign")
    def sign(self, order_id: int) -> Any:
        """Sign an order as the director."""
        return self._step(order_id, passing.sign_order, N_("The order is signed."))

    @expose("/<int:order_id>/register", methods=["POST"])
    @permission_name("update")
    def register(self, order_id: int) -> Any:
        """Type the number and the date from the director's register."""

        def write(actor: Actor, pk: int, version: int) -> Order:
            dated = forms.day(request.form.get("order_date"), "order_date")
            return passing.register_order(actor, pk, version, request.form.get("number", "")[:40], dated)

        return self._step(order_id, write, N_("The number is typed in."))

    @expose("/<int:order_id>/apply", methods=["POST"])
    @permission_name("update")
    def apply(self, order_id: int) -> Any:
        """Let a signed order take effect."""
        return self._step(order_id, applying.apply_order, N_("The order is applied."))

    @expose("/<int:order_id>/discard", methods=["POST"])
    @permission_name("delete")
    def discard(self, order_id: int) -> Any:
        """Delete a draft."""
        attempt = Attempt.of(lambda: operations.discard_draft(g.actor, order_id))
        if attempt.refusal:
            return self._card(order_id, attempt)
        flash(_("The draft is deleted."), "success")
        return redirect(url_for("OrderView.list"), 303)

    @expose("/<int:order_id>/correct", methods=["POST"])
    @permission_name("create")
    def correct(self, order_id: int) -> Any:
        """Draft the order that amends or cancels this one, for the marked lines or all of them."""
        kind = request.form.get("kind", "")
        if kind not in CORRECTING:
            raise NotFound(N_("There is no such order."))
        attempt = Attempt.of(lambda: _correct(order_id, kind))
        if attempt.refusal:
            return self._card(order_id, attempt)
        return redirect(url_for("OrderDraftView.edit", order_id=attempt.result.id), 303)

    @expose("/<int:order_id>/scan", methods=["POST"])
    @permission_name("update")
    def keep_scan(self, order_id: int) -> Any:
        """Keep the scan of the signed paper."""
        sent = request.files.get("scan")
        attempt = Attempt.of(
            lambda found: scanning.keep_scan(g.actor, order_id, found), ready=lambda: checked(sent.read(MOST_BYTES + 1) if sent else b"")
        )
        if attempt.refusal:
            return self._card(order_id, attempt)
        flash(_("The scan is kept."), "success")
        return redirect(url_for("OrderView.show", order_id=order_id), 303)

    @expose("/<int:order_id>/scan")
    @permission_name("print")
    def scan(self, order_id: int) -> Any:
        """Give the scan, to be saved."""
        media, body = scanning.scan(order_id)
        name = "order.pdf" if media == PDF else "order.jpg"
        return Response(body, mimetype=media, headers={"Cache-Control": "private, no-store", "Content-Disposition": f"attachment; filename={name}"})

    def _step(self, order_id: int, verb: Any, said: str, *more: Any) -> Any:
        attempt = Attempt.of(lambda: verb(g.actor, order_id, forms.version(request.form), *more), request.form)
        if attempt.refusal:
            return self._card(order_id, attempt)
        flash(_(said), "success")
        return redirect(url_for("OrderView.show", order_id=order_id), 303)

    def _card(self, order_id: int, attempt: Attempt) -> Any:
        order, lines = queries.order(order_id), queries.lines(order_id)
        found = judge(order, lines) if order.state in (DRAFT, ON_APPROVAL, SIGNED) else []
        kind = KINDS[lines[0].kind if lines and order.kind == "AMEND" else order.kind]
        page = self.render_template(
            "movement/order.html", title=str(order), order=order, lines=lines, kind=kind, steps=steps_of(g.actor, order),
            attempt=attempt, states=STATE_TITLES, blocks=len(blocking(found)), today=today(g.actor.zone),
            findings=[(one, sentence(one)) for one in found], told=titles.told(lines), fields=FIELD_TITLES,
            by_line={one.line: None for one in blocking(found)}, bases_titles=BASES, history=_history(order), act_title=act_title, may=g.actor.may,
            sealed=order.state in SEALED, has_scan=scanning.has_scan(order.id),
        )  # fmt: skip
        return page, attempt.status


def _filters() -> queries.Filters:
    args = request.args
    kind, state = args.get("kind", ""), args.get("state", "")
    return queries.Filters(
        args.get("q", "").replace("\x00", "")[:100], kind if kind in KINDS else "", state if state in STATES else "",
        args.get("year", type=whole), parse_id(args.get("group", "")),
    )  # fmt: skip


def _correct(order_id: int, kind: str) -> Order:
    """Draft a correction of the marked lines; without marks of all that are in force."""
    order = queries.order(order_id)
    marked = forms.read_students(request.form)
    students = [line.student_id for line in queries.lines(order_id) if line.cancelled_by_id is None]
    chosen = [one for one in students if not marked or one in marked]
    return operations.draft_order(g.actor, kind, chosen, effective_on=order.effective_on, target=order)


def _history(order: Order) -> Any:
    readable = g.actor.may("audit", "read") or g.actor.may("order", "update")
    return audit.history(order, 30) if readable else []


def _section(actor: Actor, student: Student) -> Section | None:
    """Show the orders of a student on the card."""
    if not actor.may("order", "read"):
        return None
    context = {"lines": queries.of_student(student.id), "kinds": KINDS, "states": STATE_TITLES, "student": student}
    return Section(_("Orders"), "movement/section_student.html", context, order=20)


register_section(Student, _section)
