"""The pages by which an intake comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import g, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.permissions import Resource
from app.core.clock import today
from app.curricula.models import Programme
from app.exchange.models import Upload
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import Extra, ImportView
from app.movement import forms, intake, queries
from app.movement.operations import Basis


class IntakeView(ImportView):
    """An intake from a spreadsheet: new students and one order of enrolment."""

    route_base = "/intake"
    class_permission_name = Resource.ORDER
    kind = "intake"
    title = _l("Intake")
    target_label = _l("Programme")

    def targets(self) -> Sequence[Programme]:
        """Give the programmes."""
        return queries.programmes()

    def target(self, pk: int) -> Programme | None:
        """Give a programme."""
        return next((one for one in queries.programmes() if one.id == pk), None)

    def table(self, target: Programme | None) -> Table:
        """Give the declared list; ages are looked at on the coming 1 September."""
        now = today(g.actor.zone)
        return intake.intake_table(now, _first_day(now))

    def plan(self, target: Programme, parsed: Parsed) -> Plan:
        """Tell who is new, known or asked about."""
        return intake.plan_intake(target, parsed.records)

    def extras(self, target: Programme, upload: Upload) -> Sequence[Extra]:
        """Ask the first day and the protocol."""
        return (
            Extra("effective_on", _("Enrolled from"), "date", _first_day(today(g.actor.zone)).isoformat()),
            Extra("basis", _("Protocol the order stands on"), "text", "приёмной комиссии"),
            Extra("number", _("Number"), "text", ""),
            Extra("dated", _("Date"), "date", ""),
        )

    def apply(self, target: Programme, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Enter the intake and draft its order."""
        order = intake.enter_intake(
            g.actor, target, parsed.records, answers, effective_on=forms.day(extras["effective_on"], "effective_on"),
            basis=Basis("protocol", extras["basis"], extras["number"], forms.optional_day(extras["dated"], "dated")),
        )  # fmt: skip
        session["intake_order"] = order.id
        count = len(parsed.records)
        return ngettext("%(num)s student is in the draft.", "%(num)s students are in the draft.", count)

    def done_address(self, target: Programme) -> str:
        """Lead to the order that enrols them."""
        return url_for("OrderView.show", order_id=session.pop("intake_order"))


def _first_day(now: date) -> date:
    """Give 1 September of the intake of this calendar year."""
    return date(now.year, 9, 1)
