"""Screens of the calendar chart and of its kinds of weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, flash, g, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud import Button, Crud, Interface
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.audit.operations import record
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.routing import whole
from app.core.text import N_, as_script, clean
from app.core.transaction import transaction
from app.documents import operations as documents
from app.documents.views import pdf_response
from app.exchange.writing import content_disposition, to_xlsx
from app.organization import queries as years
from app.studyyear import forms, operations, papers, queries
from app.studyyear.models import WeekKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PRINTED = 80
register_acts({"paint_weeks": _l("painted the weeks of the chart")})
USES = {
    "theory": _l("theory"), "attestation": _l("interim attestation"), "practice": _l("practice"), "final": _l("final attestation"),
    "holidays": _l("holidays"), "nothing": _l("not studied"),
}  # fmt: skip
COLOURS = {
    "white": _l("white"), "blue": _l("blue"), "teal": _l("turquoise"), "green": _l("green"), "lime": _l("light green"), "yellow": _l("yellow"),
    "orange": _l("orange"), "red": _l("red"), "violet": _l("violet"), "grey": _l("grey"),
}  # fmt: skip


class ChartView(BaseView):
    """The calendar chart, week × group."""

    route_base = "/calendar-chart"
    class_permission_name = Resource.CALENDAR
    default_view = "show"

    @expose("/")
    @permission_name("read")
    def show(self) -> Any:
        """Show the chart of a year; those who plan paint it."""
        year = queries.active_or_newest(request.args.get("year", type=whole))
        q, course = _chosen()
        chart = queries.chart(year, q, course) if year else None
        return self.render_template(
            "studyyear/chart.html", title=_("Calendar chart"), year=year, years=years.years(), chart=chart, q=q, course=course,
            grid=as_script(forms.payload(chart) | {"today": today(g.actor.zone).isoformat(), "say": _said()}) if chart else "",
            editable=g.actor.may("calendar", "update"), may=g.actor.may, unpainted=sum(not line.version for line in chart.lines) if chart else 0,
            remarks=sum(bool(line.findings) for line in chart.lines) if chart else 0, most=MOST_PRINTED,
        )  # fmt: skip

    @expose("/<int:year_id>/save", methods=["POST"])
    @permission_name("update")
    def save(self, year_id: int) -> Any:
        """Save painted rows; answers with the rows as they are now."""
        rows = forms.rows_of(request.get_json(silent=True))
        with transaction():
            operations.save_rows(g.actor, queries.year(year_id), rows)
        saved = [line for line in queries.chart(queries.year(year_id)).lines if line.group.id in rows]
        return jsonify(rows=[forms.line_of(line) for line in saved])

    @expose("/<int:year_id>/fill", methods=["POST"])
    @permission_name("update")
    def fill(self, year_id: int) -> Any:
        """Draw the missing rows from the plans."""
        attempt = Attempt.of(lambda: operations.fill_from_plans(g.actor, queries.year(year_id)))
        return self._told(attempt, year_id)

    @expose("/<int:year_id>/copy", methods=["POST"])
    @permission_name("update")
    def copy(self, year_id: int) -> Any:
        """Draw the missing rows from the chart of the year before."""

        def work() -> int:
            target = queries.year(year_id)
            source = next((one for one in years.years() if one.starts_on < target.starts_on), None)
            if source is None:
                raise Invalid(N_("There is no earlier year to copy from."))
            return operations.copy_calendar(g.actor, source, target)

        return self._told(Attempt.of(work), year_id)

    @expose("/<int:year_id>/print", methods=["POST"])
    @permission_name("print")
    def print(self, year_id: int) -> Any:
        """Print the chart: registered, a changed one replaces the earlier."""
        q, course = _chosen()
        chart = queries.chart(queries.year(year_id), q, course)
        if len(chart.lines) > MOST_PRINTED:
            raise Invalid(
                N_("At most %(most)s groups are printed at once: choose a course or a part of the names."),
                most=MOST_PRINTED,
            )
        document = papers.chart_document(
            g.actor, chart, ", ".join(filter(None, (f"курс {course}" if course else "", q)))
        )
        return pdf_response(documents.bytes_of(document), document.title)

    @expose("/<int:year_id>/xlsx", methods=["POST"])
    @permission_name("export")
    def xlsx(self, year_id: int) -> Any:
        """Give the chart as a workbook."""
        chart = queries.chart(queries.year(year_id), *_chosen())
        name, (heads, rows) = papers.file_name(g.actor, chart), papers.table(chart)
        with transaction():
            record(g.actor, "export", chart.year, changes={"rows": (None, len(rows))}, label=name)
        return Response(
            to_xlsx(_("Chart"), heads, rows), mimetype=XLSX, headers={"Content-Disposition": content_disposition(name)}
        )

    def _told(self, attempt: Attempt, year_id: int) -> Any:
        if attempt.refusal:
            flash(_(attempt.refusal.msgid, **attempt.refusal.params), "danger")
        elif attempt.result:
            flash(
                ngettext(
                    "%(num)d row has been drawn as a draft. Look at it.",
                    "%(num)d rows have been drawn as drafts. Look at them.",
                    attempt.result,
                ),
                "success",
            )
        else:
            flash(_("There was nothing to draw: the plans hold no weeks, or every group has its row."), "warning")
        return redirect(url_for("ChartView.show", year=year_id), 303)


class WeekKindView(Crud):
    """Kinds of weeks: letters, name, colour, what they count as."""

    datamodel = Interface(WeekKind)
    route_base = "/week-kinds"
    list_title, add_title = _l("Kinds of weeks"), _l("New kind of week")
    list_columns = ["letters", "name", "colour", "used_as", "position"]
    search_columns = ["used_as"]
    base_order = ("position", "asc")
    label_columns = {
        "letters": _l("Letters"), "name": _l("Name"), "colour": _l("Colour"), "used_as": _l("Counts as"), "position": _l("Place in the list"),
    }  # fmt: skip
    titles_columns = {"used_as": USES, "colour": COLOURS}
    description_columns = {"letters": _l("One to three letters in the cell of the chart.")}
    empty_hint = _l(
        "The customary kinds hold while the list is empty. Take them in to change their letters and colours."
    )

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse letters that could not stand in a row."""
        if "," in values["letters"] or not clean(values["letters"]):
            yield Invalid(N_("Letters hold no commas."), field="letters")

    def change(self, item: WeekKind, values: dict[str, Any]) -> WeekKind:
        """Change a kind."""
        return operations.change_kind(g.actor, item, values)

    def remove(self, item: WeekKind) -> None:
        """Delete a kind that no chart holds."""
        operations.remove_kind(g.actor, item)

    def list_buttons(self) -> list[Button]:
        """Offer the customary kinds to an empty list."""
        if queries.has_kinds() or not g.actor.may(self.class_permission_name, "create"):
            return []
        return [Button(str(_l("Take in the customary kinds")), url_for(f"{self.endpoint}.customary"), post=True)]

    @expose("/customary", methods=["POST"])
    @permission_name("create")
    def customary(self) -> Any:
        """Write the customary kinds into the list."""
        with transaction():
            operations.take_customary_kinds(g.actor)
        return redirect(url_for(f"{self.endpoint}.list"), 303)


def _chosen() -> tuple[str, int]:
    course = request.values.get("course", 0, type=whole)
    return request.values.get("q", "").replace("\x00", "")[:60], course if 0 < course < 7 else 0


def _said() -> dict[str, str]:
    """Give the words of the script."""
    return {
        "group": _("Group"), "course": _("Course"), "draft": _("draft"), "weeks": _("week of"), "saved": _("Saved."),
        "unsaved": _("Not saved yet: rows"), "failed": _("Not saved. Check the connection and press «Save» again."), "empty": _("no kind"),
        "current": _("this week"), "copied": _("The row has been put into groups:"), "theory": _("theory"), "attestation": _("interim attestation"),
        "practice": _("practice"), "final": _("final attestation"), "holidays": _("holidays"),
    }  # fmt: skip
