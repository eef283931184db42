"""Screens of oversight: who dealt with personal data, incidents with their terms, measures of protection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import InputRequired, Length, Optional

from app.access.crud import Button, Crud, Interface, Section
from app.access.crud_fields import REQUIRED, LongTextField
from app.access.permissions import Resource
from app.audit import titles
from app.core.clock import now, today
from app.core.errors import DomainError, Invalid
from app.core.text import N_, clean
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.oversight import operations, printing, queries, rules
from app.oversight.forms import MomentField
from app.oversight.models import ProtectionMeasure, SecurityIncident
from app.oversight.settings import MASS
from app.settings import queries as settings

ROWS = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100


class OversightView(BaseView):
    """Who viewed, printed and exported personal data."""

    route_base = "/oversight"
    class_permission_name = Resource.OVERSIGHT
    default_view = "log"

    @expose("/")
    @permission_name("read")
    def log(self) -> Any:
        """Show the newest acts, by the person who acted and the person concerned, and days of mass viewing."""
        typed = {name: clean(request.args.get(name, "").replace("\x00", ""))[:100] for name in ("who", "subject", "kind")}
        found = queries.log(g.actor, typed["who"], typed["subject"], typed["kind"], ROWS)
        month = queries.accesses(g.actor, now() - timedelta(days=30), now() + timedelta(minutes=1))
        return self.render_template(
            "oversight/log.html", title=_("Access to personal data"), typed=typed, rows=found, act=titles.act_title,
            kind_of=titles.object_title, kinds=rules.KIND_TITLES, most=ROWS, people=rules.by_person(month),
            mass=rules.mass_views(month, int(settings.value(g.actor.organization_id, MASS))), month=f"{today(g.actor.zone):%Y-%m}",
        )  # fmt: skip

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def report(self) -> Any:
        """Print the report of a month."""
        first = _month(request.form.get("month", ""))
        body = printing.print_month(g.actor, first)
        with transaction():
            operations.record_print(g.actor, f"отчёт о доступе к персональным данным за {first:%m.%Y}")
        return pdf_response(body, f"Отчёт о доступе к персональным данным за {first:%m.%Y}")


class IncidentView(Crud):
    """The journal of incidents."""

    datamodel = Interface(SecurityIncident)
    route_base = "/incidents"
    exclude_route_methods = {"download", "delete"}  # a journal keeps its lines
    list_title, add_title = _l("Incidents"), _l("New incident")
    list_columns = ["summary", "found_at", "people", "noticed_at", "answered_at", "closed_on"]
    form_columns = ["found_at", "summary", "what", "people", "consequence", "measures", "noticed_at", "answered_at", "closed_on"]
    label_columns = {
        "found_at": _l("Found"), "summary": _l("In brief"), "what": _l("What happened, whose data"), "people": _l("How many people"),
        "consequence": _l("Consequences"), "measures": _l("What was done"), "noticed_at": _l("Roskomnadzor noticed (24 hours)"),
        "answered_at": _l("Result told (72 hours)"), "closed_on": _l("Closed on"),
    }  # fmt: skip
    add_form_extra_fields = edit_form_extra_fields = {
        "found_at": MomentField(_l("Found"), [InputRequired(REQUIRED)]),
        "noticed_at": MomentField(_l("Roskomnadzor noticed (24 hours)"), [Optional()]),
        "answered_at": MomentField(_l("Result told (72 hours)"), [Optional()]),
        "what": LongTextField(
            _l("What happened, whose data"), [InputRequired(REQUIRED), Length(max=2000)], description=_l("Name no more persons than needed.")
        ),
        "consequence": LongTextField(_l("Consequences"), [Optional(), Length(max=1000)]),
        "measures": LongTextField(_l("What was done"), [Optional(), Length(max=2000)]),
    }
    empty_hint = _l("No incident has been recorded. Record one at once: the first notice is due in 24 hours.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Give refusals of moments that are ahead or out of order."""
        try:
            rules.check_incident(values["found_at"], values["noticed_at"], values["answered_at"], now())
        except Invalid as refusal:
            yield refusal

    def card_sections(self, item: SecurityIncident) -> list[Section]:
        """Show the two terms."""
        found = rules.terms(item.found_at, item.noticed_at, item.answered_at, now())
        return [Section(_("Terms"), "oversight/section_terms.html", {"terms": found, "item": item}, order=10)]

    def list_buttons(self) -> list[Button]:
        """Print the journal."""
        return [Button(_("Print the journal"), url_for("IncidentView.print"), post=True)] if g.actor.may(Resource.INCIDENT, "print") else []

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Print the journal of incidents."""
        return pdf_response(printing.print_incidents(g.actor), "Журнал инцидентов")


class MeasureView(Crud):
    """Measures of protection."""

    datamodel = Interface(ProtectionMeasure)
    route_base = "/measures"
    list_title, add_title = _l("Measures of protection"), _l("New measure")
    list_columns = ["code", "name", "responsible", "checked_on", "state"]
    form_columns = ["code", "name", "kept_by", "responsible", "checked_on", "state"]
    search_columns = ["state"]
    titles_columns = {"state": {"planned": _l("not kept yet"), "partly": _l("kept in part"), "done": _l("kept")}}
    label_columns = {
        "name": _l("Measure"), "kept_by": _l("How it is kept"), "responsible": _l("Who answers"), "checked_on": _l("Checked on"), "state": _l("State"),
    }  # fmt: skip
    search_hint = _l("Code or name")
    empty_hint = _l("Begin with the model table and correct it.")

    def list_buttons(self) -> list[Button]:
        """Begin with the model table, print."""
        found = []
        if g.actor.may(Resource.INCIDENT, "create"):
            found.append(Button(_("Add the model measures"), url_for("MeasureView.begin"), post=True))
        if g.actor.may(Resource.INCIDENT, "print"):
            found.append(Button(_("Print the table"), url_for("MeasureView.print"), post=True))
        return found

    @expose("/begin", methods=["POST"])
    @permission_name("create")
    def begin(self) -> Any:
        """Enter the model measures that are missing."""
        with transaction():
            count = operations.begin_measures(g.actor)
        flash(ngettext("%(num)s measure added.", "%(num)s measures added.", count), "success")
        return redirect(url_for("MeasureView.list"), 303)

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Print the table of measures."""
        return pdf_response(printing.print_measures(g.actor), "Таблица мер защиты")


def _month(typed: str) -> date:
    try:
        found = date.fromisoformat(f"{typed[:7]}-01")
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(N_("Choose the month."), field="month")
    return found
