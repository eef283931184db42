"""Screens of debts: debtors, the re-sits of a group in one page, the debts of a student."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_card import Section, register_section
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.attestation.controls import FORMS
from app.audit.titles import register_values
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_
from app.debts import operations, permits, queries, queries_periods, reports, transfers
from app.debts.filters import asked_wanted, people_of
from app.debts.operations import Appointment
from app.debts.queries import Owed, Wanted
from app.debts.rules import AGE_TITLES, EXCLUSION_TITLES, OPEN, STATE_TITLES, State
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.students.models import Student

register_acts(
    {
        "open_debt": _l("opened the debt"), "annul_debt": _l("annulled the debt"), "appoint_resit": _l("appointed a re-sit"),
        "withdraw_resit": _l("withdrew the re-sit"), "settle_resit": _l("entered the result of the re-sit"),
        "issue_permit": _l("issued an examination slip"), "exclude_days": _l("excluded days from the year"),
        "include_days": _l("took back the exclusion of days"), "reopen_resit": _l("took the result of the re-sit back"),
        "propose_expulsion": _l("proposed the expulsion"),
    }
)  # fmt: skip
register_values("academic_debt", "status", STATE_TITLES)


def day_of(name: str) -> date:
    """Read a day of the posted form; Invalid for anything else."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Invalid(N_("Give the date."), field=name) from None


def ids_of(name: str) -> list[int]:
    """Read the ticked ids of the posted form; Invalid for anything else."""
    found = [parse_id(one) for one in request.form.getlist(name)]
    if None in found:
        raise Invalid(N_("The form could not be read. Open the page again."))
    return [one for one in found if one is not None]


class DebtView(BaseView):
    """Debts within a person's reach."""

    route_base = "/debts"
    class_permission_name = Resource.DEBT
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List who owes what, by group, item, teacher, age and state."""
        wanted, everything = asked_wanted(), queries.owed(today(g.actor.zone))
        return self.render_template(
            "debts/list.html", title=_("Who owes"), found=queries.owed(today(g.actor.zone), wanted), wanted=wanted, forms=FORMS,
            groups={one.group.id: one.group.name for one in everything if one.group},
            items=dict(sorted({one.item_id: one.item for one in everything}.items(), key=lambda pair: pair[1])),
            people=people_of(everything),
            ages=AGE_TITLES, states=STATE_TITLES, may=g.actor.may, asked=request.args,
        )  # fmt: skip

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Print the debtors that the list shows."""
        return pdf_response(*reports.print_debtors(g.actor, asked_wanted(), self._chosen()))

    @expose("/xlsx")
    @permission_name("print")
    def xlsx(self) -> Any:
        """Give the debtors that the list shows as a workbook."""
        return xlsx_response(*reports.debtors_xlsx(g.actor, asked_wanted(), self._chosen()))

    @expose("/letters", methods=["POST"])
    @permission_name("print")
    def letters(self) -> Any:
        """Print letters to the representatives of everybody the list shows."""
        return pdf_response(*reports.print_letters(g.actor, asked_wanted(), self._chosen()))

    @expose("/group/<int:group_id>")
    @permission_name("read")
    def group(self, group_id: int) -> Any:
        """Show the debts of a group, their re-sits and the form to appoint them."""
        return self._group(group_id, Attempt())

    @expose("/group/<int:group_id>/schedule", methods=["POST"])
    @permission_name("print")
    def schedule(self, group_id: int) -> Any:
        """Print the schedule of re-sits."""
        return pdf_response(*reports.print_schedule(g.actor, group_id))

    @expose("/group/<int:group_id>/appoint", methods=["POST"])
    @permission_name("create")
    def appoint(self, group_id: int) -> Any:
        """Appoint the next re-sit of the marked debts."""
        attempt = Attempt.of(lambda: operations.appoint(g.actor, ids_of("debt"), self._asked()))
        made = len(attempt.result or ())
        said = ngettext("%(num)s re-sit is appointed.", "%(num)s re-sits are appointed.", made)
        return self._after(attempt, said, lambda: self._group(group_id, attempt), "group", group_id=group_id)

    @expose("/group/<int:group_id>/permits", methods=["POST"])
    @permission_name("issue")
    def permits(self, group_id: int) -> Any:
        """Issue slips for the marked re-sits and print them."""
        attempt = Attempt.of(lambda: permits.issue_permits(g.actor, ids_of("resit")))
        if attempt.refusal or not attempt.result:
            flash(_("Mark at least one appointed re-sit."), "warning")
            return self._group(group_id, attempt)
        return pdf_response(*reports.print_permits(g.actor, ids_of("resit")))

    @expose("/resit/<int:resit_id>/<verb>", methods=["POST"])
    @permission_name("update")
    def resit(self, resit_id: int, verb: str) -> Any:
        """Withdraw a re-sit or enter its result from the paper."""
        one = queries.resit_of(resit_id)
        form = request.form
        deeds: dict[str, Callable[[], Any]] = {
            "withdraw": lambda: operations.withdraw(g.actor, resit_id, form.get("reason", "")),
            "settle": lambda: operations.settle(g.actor, resit_id, form.get("result", ""), form.get("paper", "")),
        }
        attempt = Attempt.of(deeds.get(verb, deeds["withdraw"]))
        return self._after(attempt, _("Saved."), lambda: self._student(one.student_id, attempt), "student", student_id=one.student_id)

    @expose("/student/<int:student_id>")
    @permission_name("read")
    def student(self, student_id: int) -> Any:
        """Show all debts of a student with their re-sits and the days that do not count."""
        return self._student(student_id, Attempt())

    @expose("/student/<int:student_id>/letter", methods=["POST"])
    @permission_name("print")
    def letter(self, student_id: int) -> Any:
        """Print the letter to the representatives of one student."""
        wanted = Wanted(student_ids=[queries.student(student_id).id])
        return pdf_response(*reports.print_letters(g.actor, wanted, queries.student(student_id).short_name))

    @expose("/student/<int:student_id>/expulsion", methods=["POST"])
    @permission_name("update")
    def expulsion(self, student_id: int) -> Any:
        """Draft the order to expel a student who has not settled a debt in time."""
        attempt = Attempt.of(lambda: transfers.propose_expulsion(g.actor, [queries.student(student_id).id]))
        if attempt.refusal:
            return self._student(student_id, attempt)
        flash(_("The draft of the order is made: check it and send it on."), "success")
        return redirect(url_for("OrderView.show", order_id=attempt.result.id), 303)

    @expose("/student/<int:student_id>/exclude", methods=["POST"])
    @permission_name("update")
    def exclude(self, student_id: int) -> Any:
        """Keep days that the year does not count."""
        form = request.form
        attempt = Attempt.of(lambda: operations.exclude(
            g.actor, queries.student(student_id), form.get("kind", ""), day_of("starts_on"), day_of("ends_on"), form.get("paper", "")
        ))  # fmt: skip
        return self._after(attempt, _("Saved."), lambda: self._student(student_id, attempt), "student", student_id=student_id)

    @expose("/student/<int:student_id>/include/<int:period_id>", methods=["POST"])
    @permission_name("update")
    def include(self, student_id: int, period_id: int) -> Any:
        """Take excluded days back."""
        attempt = Attempt.of(lambda: operations.include(g.actor, period_id, request.form.get("reason", "")))
        return self._after(attempt, _("Saved."), lambda: self._student(student_id, attempt), "student", student_id=student_id)

    # ---- parts -----------------------------------------------------------------------------------------------

    def _after(self, attempt: Attempt, said: str, page: Callable[[], Any], target: str, **arguments: Any) -> Any:
        if attempt.refusal:
            return page()
        flash(said, "success")
        return redirect(url_for(f"DebtView.{target}", **arguments), 303)

    def _asked(self) -> Appointment:
        form = request.form
        return Appointment(day_of("held_on"), form.get("room", ""), tuple(ids_of("examiner")), form.get("basis", ""))

    def _chosen(self) -> str:
        wanted = asked_wanted()
        return f"группа {queries.group(wanted.group_id).name}" if wanted.group_id else "по колледжу"

    def _group(self, group_id: int, attempt: Attempt) -> Any:
        group, day = queries.group(group_id), today(g.actor.zone)
        page = self.render_template(
            "debts/group.html", title=_("Re-sits of group %(group)s", group=group.name), group=group, attempt=attempt, forms=FORMS,
            found=queries.owed(day, Wanted(group_id=group_id)), states=STATE_TITLES, open=OPEN, staff=queries.staff(), day=day,
            may=g.actor.may, typed=request.form,
        )  # fmt: skip
        return page, attempt.status

    def _student(self, student_id: int, attempt: Attempt) -> Any:
        student = queries.student(student_id)
        found = queries.owed(today(g.actor.zone), Wanted(student_ids=[student.id], states=tuple(State)))
        page = self.render_template(
            "debts/student.html", title=_("Debts: %(name)s", name=student.full_name), student=student, attempt=attempt, forms=FORMS,
            found=found, states=STATE_TITLES,
            lost=_lost(found), periods=queries_periods.periods_of(student.id), notes=queries_periods.sick_notes([student.id]),
            kinds=EXCLUSION_TITLES, may=g.actor.may, typed=request.form,
        )  # fmt: skip
        return page, attempt.status


def _lost(found: Sequence[Owed]) -> bool:
    """Tell whether expulsion may be proposed: both re-sits failed or the year over, and no proposal yet."""
    day = today(g.actor.zone)
    return any(transfers.state_on(one, day) is State.FAILED for one in found)


def _section(actor: Actor, student: Student) -> Section | None:
    """Show on the card of a student what is owed."""
    if not actor.may(Resource.DEBT, "read"):
        return None
    found = queries.owed(today(actor.zone), Wanted(student_ids=[student.id]))
    return Section(_("Debts"), "debts/section.html", {"found": found, "student": student, "states": STATE_TITLES, "forms": FORMS}, order=21)


register_section(Student, _section)
