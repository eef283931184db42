"""Screens of the director: appointments of coordinators and the list of signed undertakings."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access import operations as accounts
from app.access import queries as account_queries
from app.access import slips
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.coordination import operations, papers, printing, queries, rules
from app.coordination.forms import AppointForm, EndForm
from app.coordination.models import CoordinatorAppointment
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_, clean
from app.core.transaction import transaction
from app.documents import operations as documents
from app.documents.views import pdf_response
from app.organization import queries as organization_queries

register_acts(
    {
        "appoint_coordinator": _l("appointed the coordinator"),
        "end_appointment": _l("ended the appointment"),
        "tick_undertaking": _l("ticked the undertaking"),
        "withdraw_undertaking": _l("took the tick of the undertaking back"),
    }
)


def _state(appointment: CoordinatorAppointment, signed: bool) -> str:
    return rules.state_of(
        queries.term_of(appointment),
        has_undertaking=signed,
        has_account=appointment.employee.user_id is not None,
        today=today(g.actor.zone),
    )


class AppointmentView(BaseView):
    """Appointments of coordinators."""

    route_base = "/appointments"
    class_permission_name = Resource.APPOINTMENT
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List all appointments."""
        found = queries.appointments()
        signed = queries.signed({one.employee_id for one in found})
        rows = [(one, _state(one, one.employee_id in signed)) for one in found]
        return self.render_template(
            "coordination/appointments.html", title=_("Coordinators"), rows=rows, titles=rules.STATE_TITLES
        )

    @expose("/<pk>")
    @permission_name("read")
    def show(self, pk: str) -> Any:
        """Show an appointment and what it waits for."""
        item = _appointment(pk)
        return self.render_template(
            "coordination/appointment.html",
            title=_("Coordinator: %(name)s", name=item.employee.full_name),
            item=item,
            state=_state(item, queries.has_signed(item.employee_id)),
            titles=rules.STATE_TITLES,
            undertakings=queries.undertakings_of(item.employee_id),
            person=printing.accusative(item.employee),
        )

    @expose("/add", methods=["GET", "POST"])
    @permission_name("create")
    def add(self) -> Any:
        """Appoint a coordinator; the answer of a new account is its slip, which exists only there."""
        form = AppointForm(order_date=today(g.actor.zone), starts_on=today(g.actor.zone))
        form.offer([one for one in queries.staff(today(g.actor.zone)) if one.id != g.actor.employee_id])
        if form.validate_on_submit():
            secret = accounts.prepare() if form.make_account.data else None
            made = form.attempt(lambda: _appoint(form, secret))
            if made is not None:
                return _appointed(*made)
        shown = self.render_template("coordination/appoint.html", title=_("Appointment of a coordinator"), form=form)
        return shown, form.status or (422 if form.problem_count else 200)

    @expose("/<pk>/end", methods=["GET", "POST"])
    @permission_name("update")
    def end(self, pk: str) -> Any:
        """End an appointment."""
        item = _appointment(pk)
        form = EndForm(on=today(g.actor.zone))
        if form.validate_on_submit() and form.attempt(lambda: _end(item.id, form)):
            flash(_("The appointment has been ended."), "success")
            return redirect(url_for("AppointmentView.show", pk=item.id), 303)
        last = operations.is_last(g.actor, item)
        shown = self.render_template("coordination/end.html", title=_("End of the appointment"), form=form, item=item, last=last)
        return shown, form.status or (422 if form.problem_count else 200)

    @expose("/<pk>/start", methods=["POST"])
    @permission_name("update")
    def start(self, pk: str) -> Any:
        """Give the role where everything it waited for is there now."""
        with transaction():
            given = operations.put_in_force(g.actor, _appointment(pk))
        said = _("The role has been given.") if given else _("The role still waits for the undertaking or the account.")
        flash(said, "success" if given else "warning")
        return redirect(url_for("AppointmentView.show", pk=pk), 303)

    @expose("/<pk>/print", methods=["POST"])
    @permission_name("print")
    def order(self, pk: str) -> Any:
        """Issue the order as PDF; corrected wording makes a new revision, the same one is printed again."""
        item = _appointment(pk)
        person = clean(request.form.get("person", ""))[:300]
        if not person:
            raise Invalid(N_("Type whom the order appoints, in the accusative."), field="person")
        paper = printing.order_of(item, organization_queries.own_organization(g.actor), person, queries.stand_ins(item))
        document = documents.issue_current(g.actor, papers.APPOINTMENT, item, paper)
        return pdf_response(documents.bytes_of(document), document.title)


class UndertakingView(BaseView):
    """Undertakings of non-disclosure: who has signed, ticked by list."""

    route_base = "/undertakings"
    class_permission_name = Resource.APPOINTMENT
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the staff with the days of signing."""
        q, unsigned = clean(request.args.get("q", "").replace("\x00", ""))[:100], request.args.get("unsigned") == "1"
        day = today(g.actor.zone)
        rows = queries.signers(day, q, unsigned_only=unsigned)
        missing = sum(one.signed_on is None for one in rows)
        return self.render_template(
            "coordination/undertakings.html", title=_("Undertakings of non-disclosure"),
            rows=rows, missing=missing, q=q, unsigned=unsigned, day=day, own=g.actor.employee_id,
        )  # fmt: skip

    @expose("/tick", methods=["POST"])
    @permission_name("update")
    def tick(self) -> Any:
        """Tick the marked employees as having signed on one day."""
        chosen = [number for text in request.form.getlist("employee") if (number := parse_id(text))]
        signed_on = _day(request.form.get("signed_on", ""))
        with transaction():
            people = queries.employees(chosen)
            if len(people) != len(set(chosen)):
                raise Invalid(N_("One of the marked employees is not in the college."))
            count = operations.tick_undertakings(g.actor, people, signed_on)
        flash(ngettext("%(num)s undertaking ticked.", "%(num)s undertakings ticked.", count), "success")
        return redirect(url_for("UndertakingView.list"), 303)

    @expose("/<pk>/withdraw", methods=["POST"])
    @permission_name("update")
    def withdraw(self, pk: str) -> Any:
        """Take a mistaken tick back."""
        with transaction():
            row = queries.undertaking(parse_id(pk) or 0)
            operations.withdraw_undertaking(g.actor, row, request.form.get("reason", ""))
        flash(_("The tick has been taken back."), "success")
        return redirect(url_for("UndertakingView.list"), 303)

    @expose("/print/<pk>", methods=["POST"])
    @permission_name("print")
    def paper(self, pk: str) -> Any:
        """Issue the undertaking of one employee as PDF, to be signed by hand."""
        person = queries.employee(parse_id(pk) or 0)
        paper = printing.undertaking_of(person, organization_queries.own_organization(g.actor))
        document = documents.issue_current(g.actor, papers.UNDERTAKING, person, paper)
        return pdf_response(documents.bytes_of(document), document.title)


def _appointment(pk: str) -> CoordinatorAppointment:
    return queries.appointment(parse_id(pk) or 0)


def _appoint(form: AppointForm, secret: Any) -> tuple[CoordinatorAppointment, str | None]:
    with transaction():
        person = queries.employee(form.employee_id)
        return operations.appoint_coordinator(g.actor, person, **form.chosen(), secret=secret)


def _appointed(item: CoordinatorAppointment, password: str | None) -> Any:
    if password is None or item.employee.user_id is None:
        flash(_("The coordinator has been appointed: %(name)s.", name=item.employee.full_name), "success")
        return redirect(url_for("AppointmentView.show", pk=item.id), 303)
    account = account_queries.account_of_user(item.employee.user_id)
    assert account is not None
    return slips.answer([(account, password)], g.actor.organization_id)


def _end(appointment_id: int, form: EndForm) -> None:
    with transaction():
        item = queries.appointment(appointment_id)
        operations.end_appointment(g.actor, item, form.on.data, form.basis.data, even_last=form.even_last.data)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Invalid(N_("Type the day of signing."), field="signed_on") from None
