"""The pages by which the list of a group is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.permissions import Resource
from app.core.clock import today
from app.exchange import cells
from app.exchange.models import Upload
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import Extra, ImportView
from app.students import importing, previewing, queries
from app.students.models import StudyGroup
from app.students.rules import enrolment_day
from app.students.tables import group_list


class StudentImportView(ImportView):
    """The list of a group from a spreadsheet."""

    route_base = "/group-lists"
    class_permission_name = Resource.STUDENT
    kind = "students"
    title = _l("Import of a group list")
    target_label = _l("Group")

    def targets(self) -> Sequence[StudyGroup]:
        """Give the groups."""
        return queries.groups()

    def target(self, pk: int) -> StudyGroup | None:
        """Give a group."""
        return queries.group_by_id(pk)

    def table(self, target: StudyGroup | None) -> Table:
        """Give the declared list; ages are looked at on the first day of study."""
        now = today(g.actor.zone)
        return group_list(now, enrolment_day(target.intake_year) if target else now)

    def plan(self, target: StudyGroup, parsed: Parsed) -> Plan:
        """Tell who is new, known or asked about."""
        return previewing.plan_students(target, parsed.records)

    def extras(self, target: StudyGroup, upload: Upload) -> Sequence[Extra]:
        """Ask the first day and the paper."""
        return (
            Extra("starts_on", _("Enrolled from"), "date", enrolment_day(target.intake_year).isoformat()),
            Extra("basis", _("Basis (the order of enrolment with its number and date)"), "text", importing.DEFAULT_BASIS),
        )

    def apply(self, target: StudyGroup, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Enter the list."""
        starts_on = cells.day(extras["starts_on"]) if extras["starts_on"].strip() else None
        outcome = importing.import_students(
            g.actor, target, parsed.records, answers, starts_on=starts_on, basis=extras["basis"]
        )
        return previewing.summary(outcome)

    def done_address(self, target: StudyGroup) -> str:
        """Lead to the card of the group."""
        return url_for("GroupView.show", pk=target.id)
