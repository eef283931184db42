"""A plan as a workbook whose columns are those of the sheet, so that a changed copy can be pasted back."""

from flask_babel import gettext as _

from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.exchange.writing import to_xlsx
from app.gradebook.forms import KIND_TITLES
from app.lessonplans import queries

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(actor: Actor, load_id: int) -> tuple[str, bytes]:
    """Give (file name, xlsx) of a load's plan with the days its topics were taught on; the export is logged."""
    load, plan = queries.load_of(load_id), queries.plan_of(load_id)
    uses, rows = queries.uses(load_id), queries.as_rows(plan)
    headers = [
        _("Section"), _("Topic"), _("Hours"), _("Kind of lesson"), _("Self-study"), _("Materials"), _("Homework"),
        _("Planned day"), _("Taught, h"), _("Held on"),
    ]  # fmt: skip
    lines = [
        [
            row.section, row.topic, row.hours, str(KIND_TITLES[row.kind]), row.self_study, row.materials, row.homework, row.planned_on,
            sum(one.hours for one in uses.get(row.id or 0, ())) or None,
            ", ".join(f"{one.date:%d.%m.%Y}" for one in uses.get(row.id or 0, ())),
        ]
        for row in rows
    ]  # fmt: skip
    name = f"КТП {load.curriculum_term.item.code} {load.group_term.group.name}.xlsx"
    with transaction():
        record(actor, "export", plan or load, changes={"rows": (None, len(rows))}, label=name)
    return name, to_xlsx(_("Plan"), headers, lines)
