"""The pages by which past results of a group are carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, g, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.errors import Invalid
from app.core.text import N_
from app.exchange import cells
from app.exchange.models import Upload
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import Extra, ImportView, xlsx_response
from app.exchange.writing import to_xlsx
from app.record import opening, previewing, queries
from app.record.tables import balance_table
from app.students import queries as students
from app.students.models import StudyGroup


class OpeningView(ImportView):
    """Past results of a group from a matrix in a spreadsheet."""

    route_base = "/opening-results"
    class_permission_name = Resource.RECORD
    kind = "opening_results"
    title = _l("Past results")
    target_label = _l("Group")
    hint = _l("A line a student, a column a control of a past semester. Take the template of the group: its heads are recognised.")
    template_label = _l("Template for a group")

    def targets(self) -> Sequence[StudyGroup]:
        """Give the groups with a past before this system."""
        return queries.groups()

    def target(self, pk: int) -> StudyGroup | None:
        """Give a group."""
        return students.group_by_id(pk)

    def table(self, target: StudyGroup | None) -> Table:
        """Give the matrix of the group's plan."""
        return balance_table(opening.past_controls(target) if target else ())

    def plan(self, target: StudyGroup, parsed: Parsed) -> Plan:
        """Tell what would be carried over."""
        return previewing.plan_results(target, parsed)

    def extras(self, target: StudyGroup, upload: Upload) -> Sequence[Extra]:
        """Ask the paper the results are taken from."""
        return (
            Extra("paper", _("Basis: the paper the results are taken from"), "text", opening.DEFAULT_PAPER),
            Extra("paper_date", _("Date of the paper"), "date"),
            Extra("since", _("Debts are formed on (empty: the date of the paper)"), "date"),
        )

    def apply(self, target: StudyGroup, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Carry the results over."""
        if not extras["paper_date"].strip():
            raise Invalid(N_("Give the date of the paper."), field="paper_date")
        day = cells.day(extras["paper_date"])
        since = cells.day(extras["since"]) if extras["since"].strip() else None
        done = opening.import_results(g.actor, target, parsed.records, paper=extras["paper"], paper_date=day, since=since)
        return previewing.summary(done)

    def done_address(self, target: StudyGroup) -> str:
        """Lead to the results of the group."""
        return url_for("RecordView.group", group_id=target.id)

    @expose("/template", methods=["GET"])
    @permission_name("import")
    def template(self) -> Any:
        """Give the template of a group: its students and past controls, carried results filled in."""
        number = parse_id(request.args.get("target", ""))
        group = self.target(number) if number is not None else None
        if group is None:
            abort(404)
        heads, rows = opening.template_rows(group)
        return xlsx_response(to_xlsx("Итоги", heads, rows), f"Перенос итогов {group.name}")
