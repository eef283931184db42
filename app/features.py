"""What features tell the engines at start-up: papers, home-page tasks, checks. Importing a module registers it."""

from importlib import import_module

from flask import Flask

from app.access import setup, slips
from app.backup.commands import recovery_phrase
from app.documents import handing, rendering

MODULES: tuple[str, ...] = (
    "app.exchange.list_export",
    "app.jobs.tasks",
    "app.documents.queries",
    "app.documents.settings",
    "app.staff.papers",
    "app.staff.settings",
    "app.staff.tasks",
    "app.curricula.papers",
    "app.students.papers",
    "app.students.tasks",
    "app.terms.courses",
    "app.terms.turning",
    "app.studyyear.papers",
    "app.attestation.passed",
    "app.movement.settings",
    "app.movement.papers",
    "app.movement.card",
    "app.movement.tasks",
    "app.movement.endings",
    "app.attestation.papers",
    "app.debts.papers",
    "app.debts.tasks",
    "app.debts.sheets",
    "app.debts.transfers",
    "app.attestation.papers_exams",
    "app.attestation.papers_topics",
    "app.record.transfers",
    "app.record.papers",
    "app.record.card",
    "app.closing.papers",
    "app.closing.checks",
    "app.closing.closed_results",
    "app.closing.reports",
    "app.attestation.tasks",
    "app.closing.tasks",
    "app.closing.batches",
    "app.closing.papers_year",
    "app.closing.papers_storage",
    "app.documents.bundles",
    "app.coordination.papers",
    "app.coordination.tasks",
    "app.curator.excuses",
    "app.curator.protections",
    "app.studyyear.protections",
    "app.curator.papers",
    "app.curator.papers_report",
    "app.debts.curated",
    "app.gradebook.leaves",
    "app.gradebook.papers",
    "app.gradebook.tasks",
    "app.inaccuracies.papers",
    "app.inaccuracies.tasks",
    "app.timetable.sessions",
    "app.timetable.papers",
    "app.timetable.jobs",
    "app.timetable.tasks",
    "app.teaching.queries_taught",
    "app.teaching.papers",
    "app.teaching.reports",
    "app.teaching.settings",
    "app.lessonplans.papers",
    "app.lessonplans.tasks",
    "app.deadlines.papers",
    "app.deadlines.tasks",
    "app.acts.papers",
    "app.mail.delivery",
    "app.mail.tasks",
    "app.acts.tasks",
    "app.acts.terms",
    "app.oversight.tasks",
)


def install(app: Flask) -> None:
    """Import every module that registers something with an engine."""
    for module in MODULES:
        import_module(module)
    # Two engines of higher floors that the accounts call back: the press of papers and the phrase of the backups.
    slips.register_press(rendering.render)
    handing.init_app(app)
    app.jinja_env.globals["table_tools"] = import_module("app.screens.views").tools
    setup.register_phrase(lambda _organization_id: recovery_phrase())
