"""Screens of the academic record: groups, the record of a group, of a student, and its section on the student's card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_card import Section, register_section
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.attestation.controls import FORMS
from app.audit.titles import ANY, register_values
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.record import book, operations, queries, recredit, reports
from app.record.recredit import Decision, Protocol
from app.record.rules import ORIGIN_TITLES, READING_TITLES, SHEET_TITLES, Reading
from app.students.models import Student

register_acts(
    {
        "carry_results": _l("carried past results over"), "annul_result": _l("annulled a result"),
        "compare_plans": _l("compared the plans"), "pass_difference": _l("entered a result of the difference of plans"),
    }
)  # fmt: skip
register_values("student", ANY, ORIGIN_TITLES)


def asked_reading() -> Reading:
    """Give the reading that the address names; the final one otherwise."""
    asked = request.args.get("reading", "")
    return Reading(asked) if asked in set(Reading) else Reading.FINAL


class RecordView(BaseView):
    """Academic records within a person's reach."""

    route_base = "/record"
    class_permission_name = Resource.RECORD
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the groups, with how far their past is carried over."""
        past = {one.group.id: one for one in queries.balances()}
        return self.render_template(
            "record/list.html", title=_("Academic records"), groups=queries.all_groups(), past=past, may=g.actor.may
        )

    @expose("/group/<int:group_id>")
    @permission_name("read")
    def group(self, group_id: int) -> Any:
        """Show everybody in a group with mean, share of fives and what is missing."""
        found, reading = queries.group(group_id), asked_reading()
        return self.render_template(
            "record/group.html", title=_("Academic records of group %(group)s", group=found.name), group=found,
            records=book.records_of_group(found, reading), reading=reading, readings=READING_TITLES, may=g.actor.may,
        )  # fmt: skip

    @expose("/<int:student_id>")
    @permission_name("read")
    def show(self, student_id: int) -> Any:
        """Show all results of a student by semester with what stands behind them."""
        return self._page(student_id, Attempt())

    @expose("/<int:student_id>/annul/<int:result_id>", methods=["POST"])
    @permission_name("update")
    def annul(self, student_id: int, result_id: int) -> Any:
        """Annul a carried or re-credited result."""
        attempt = Attempt.of(lambda: operations.annul_result(g.actor, result_id, request.form.get("reason", "")))
        if attempt.refusal:
            return self._page(student_id, attempt)
        flash(_("The result is annulled; it stays in the history."), "success")
        return redirect(url_for("RecordView.show", student_id=student_id), 303)

    @expose("/<int:student_id>/print", methods=["POST"])
    @permission_name("print")
    def print(self, student_id: int) -> Any:
        """Print the record of a student."""
        return pdf_response(*reports.print_record(g.actor, student_id, asked_reading()))

    @expose("/<int:student_id>/xlsx")
    @permission_name("print")
    def xlsx(self, student_id: int) -> Any:
        """Give the record of a student as a workbook."""
        return xlsx_response(*reports.record_xlsx(g.actor, student_id, asked_reading()))

    @expose("/group/<int:group_id>/print", methods=["POST"])
    @permission_name("print")
    def print_group(self, group_id: int) -> Any:
        """Print the records of a whole group."""
        return pdf_response(*reports.print_group(g.actor, group_id, asked_reading()))

    def _page(self, student_id: int, attempt: Attempt) -> Any:
        reading = asked_reading()
        record = book.record_of(student_id, reading)
        page = self.render_template(
            "record/record.html", title=record.student.full_name, record=record, reading=reading, readings=READING_TITLES,
            forms=FORMS, kinds={key: _(title) for key, title in (SHEET_TITLES | ORIGIN_TITLES).items()}, attempt=attempt, may=g.actor.may,
        )  # fmt: skip
        return page, attempt.status


class ComparisonView(BaseView):
    """Comparison of plans for a student who came from another one."""

    route_base = "/record"
    class_permission_name = Resource.RECORD
    default_view = "show"

    @expose("/<int:student_id>/comparison")
    @permission_name("read")
    def show(self, student_id: int) -> Any:
        """Show what the present plan asks, what is earned and what is proposed."""
        return self._page(student_id, Attempt())

    @expose("/<int:student_id>/comparison", methods=["POST"])
    @permission_name("create")
    def decide(self, student_id: int) -> Any:
        """Write down what the commission decided."""
        return self._after(student_id, Attempt.of(lambda: recredit.decide(g.actor, student_id, *_decided())))

    @expose("/<int:student_id>/difference/<int:difference_id>", methods=["POST"])
    @permission_name("create")
    def difference(self, student_id: int, difference_id: int) -> Any:
        """Enter the result of a difference of plans."""
        form = request.form
        return self._after(student_id, Attempt.of(lambda: recredit.pass_difference(
            g.actor, difference_id, form.get("result", ""), form.get("paper", ""), _day("held_on") or today(g.actor.zone)
        )))  # fmt: skip

    def _after(self, student_id: int, attempt: Attempt) -> Any:
        if attempt.refusal:
            return self._page(student_id, attempt)
        flash(_("Saved."), "success")
        return redirect(url_for("ComparisonView.show", student_id=student_id), 303)

    def _page(self, student_id: int, attempt: Attempt) -> Any:
        found = book.record_of(student_id)
        page = self.render_template(
            "record/comparison.html", title=_("Comparison of plans: %(name)s", name=found.student.full_name), record=found,
            lines=recredit.comparison(found), verdicts={key: _(ORIGIN_TITLES[key]) for key in recredit.VERDICTS}, forms=FORMS,
            attempt=attempt, may=g.actor.may, typed=request.form, day=today(g.actor.zone),
        )  # fmt: skip
        return page, attempt.status


def _decided() -> tuple[Sequence[Decision], Protocol]:
    """Read the posted comparison: a verdict, a result and hours for each control that was decided on."""
    form = request.form
    found = [parse_id(name.removeprefix("v-")) for name, value in form.items() if name.startswith("v-") and value]
    if None in found:
        raise Invalid(N_("The form could not be read. Open the page again."))
    decisions = [
        Decision(one, form[f"v-{one}"], form.get(f"r-{one}", ""), form.get(f"h-{one}", "")) for one in found if one is not None
    ]
    dated = _day("dated")
    if dated is None:
        raise Invalid(N_("Give the date."), field="dated")
    return decisions, Protocol(form.get("protocol", ""), dated, form.get("paper", ""), _day("due_on"))


def _day(name: str) -> date | None:
    """Read a day of the posted form; None for an empty one, Invalid for anything else."""
    typed = request.form.get(name, "")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(N_("Give the date."), field=name) from None


def _section(actor: Actor, student: Student) -> Section | None:
    """Show on the card of a student what the record comes to."""
    if not actor.may(Resource.RECORD, "read"):
        return None
    return Section(_("Academic record"), "record/section.html", {"record": book.record_of(student.id)}, order=20)


register_section(Student, _section)
