"""Every view and every menu entry, as two tables."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.access import gate
from app.access.home import HomeView
from app.core.actor import Actor
from app.core.errors_pages import wants_json
from app.core.text import N_

# Sets of roles whose menus are kept.
MOST_KEPT = 500

VIEWS = (
    "app.access.views:SetupView",
    "app.access.views:ProfileView",
    "app.access.accounts:AccountView",
    "app.access.accounts:RoleGrantView",
    "app.screens.views:ScreenTableView",
    "app.organization.views:OrganizationView",
    "app.organization.views:BuildingView",
    "app.organization.views:RoomView",
    "app.organization.views:DepartmentView",
    "app.organization.views:AcademicYearView",
    "app.organization.views:SemesterView",
    "app.organization.views:SpecialDayView",
    "app.organization.views:BellTimeView",
    "app.organization.views:LicenceView",
    "app.staff.file_parts:StaffPositionView",
    "app.staff.file_parts:StaffEducationView",
    "app.staff.file_parts:StaffTrainingView",
    "app.staff.file_parts:StaffCategoryView",
    "app.staff.file_parts:StaffAwardView",
    "app.staff.file_parts:StaffCheckView",
    "app.staff.views:EmployeeView",
    "app.staff.views_card:StaffCardView",
    "app.staff.views_qualification:QualificationView",
    "app.staff.views:EmployeeImportView",
    "app.curricula.views:SpecialtyView",
    "app.curricula.views:ProgrammeView",
    "app.curricula.views:CurriculumView",
    "app.curricula.views_plan:PlanImportView",
    "app.curricula.views_plan:CurriculumItemView",
    "app.curricula.views_sheet:PlanSheetView",
    "app.curricula.views_life:PlanLifeView",
    "app.curricula.views_competences:CompetenceView",
    "app.curricula.views_programmes:WorkProgrammeView",
    "app.curricula.views_workbook:PlanWorkbookView",
    "app.curricula.views_workbook:PlanPaperView",
    "app.studyplans.views:StudyPlanView",
    "app.studyplans.views_items:OwnItemView",
    "app.students.group_views:GroupView",
    "app.students.file_parts:RepresentativeView",
    "app.students.file_parts:ContractView",
    "app.students.file_parts:EducationView",
    "app.students.file_parts:BenefitView",
    "app.students.file_parts:ConsentView",
    "app.students.views:StudentView",
    "app.students.import_views:StudentImportView",
    "app.students.certificate_views:CertificateView",
    "app.movement.views:OrderView",
    "app.movement.views_draft:OrderDraftView",
    "app.movement.views_rollover:RolloverView",
    "app.movement.views_merge:MergeView",
    "app.movement.intake_views:IntakeView",
    "app.movement.past_views:PastOrdersView",
    "app.movement.views_reports:OrderPaperView",
    "app.movement.views_reports:BodyView",
    "app.terms.views:GroupTermView",
    "app.studyyear.views:ChartView",
    "app.studyyear.views:WeekKindView",
    "app.teaching.views:LoadView",
    "app.teaching.views_year:LoadYearView",
    "app.teaching.views_papers:LoadPaperView",
    "app.teaching.views_substitutions:SubstitutionView",
    "app.teaching.views_drafts:LoadDraftView",
    "app.teaching.views_import:LoadImportView",
    "app.coordination.views:AppointmentView",
    "app.coordination.views:UndertakingView",
    "app.coordination.views_rights:RightsView",
    "app.inaccuracies.views:InaccuracyView",
    "app.deadlines.views:DeadlineView",
    "app.deadlines.views:TimelinessView",
    "app.deadlines.views:DutyView",
    "app.acts.views:LocalActView",
    "app.oversight.views:OversightView",
    "app.privacy.views:SubjectView",
    "app.oversight.views:IncidentView",
    "app.oversight.views:MeasureView",
    "app.gradebook.views:JournalView",
    "app.gradebook.views_changes:MarkChangeView",
    "app.lessonplans.views:LessonPlanView",
    "app.timetable.views:TimetableView",
    "app.timetable.views_import:TimetableImportView",
    "app.attestation.views:SheetView",
    "app.debts.views:DebtView",
    "app.record.views:RecordView",
    "app.record.views:ComparisonView",
    "app.record.views_period:RecordPeriodView",
    "app.record.import_views:OpeningView",
    "app.record.lists_views:ListView",
    "app.attestation.views_later:LaterView",
    "app.attestation.views_issue:IssueView",
    "app.attestation.views_topics:TopicView",
    "app.attestation.views_admission:AdmissionView",
    "app.attestation.views_exams:ExamView",
    "app.closing.views:SheetPrintView",
    "app.closing.journal_views:JournalPrintView",
    "app.curator.views:CuratorView",
    "app.curator.views:AbsenceNoteView",
    "app.curator.views_standing:GroupStandingView",
    "app.curator.views_medical:MedicalGroupView",
    "app.curator.views_report:CuratorReportView",
    "app.closing.views:ReportView",
    "app.closing.views_batches:BatchView",
    "app.closing.views:ClosingView",
    "app.closing.views_board:BoardView",
    "app.closing.views_semester:SemesterCloseView",
    "app.closing.views_semester:PeriodView",
    "app.closing.views_year:YearCloseView",
    "app.closing.views_storage:StorageItemView",
    "app.closing.views_storage:DestructionView",
    "app.closing.views_reopening:ReopeningView",
    "app.documents.views:DocumentView",
    "app.documents.views:VerificationView",
    "app.jobs.views:JobView",
    "app.mail.views:MailView",
    "app.settings.views:SettingsView",
    "app.organization.views_style:PaperStyleView",
    "app.audit.views:AuditView",
    "app.backup.views:BackupView",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; shown to those whom the matrix lets open its endpoint."""

    category: str
    label: str
    endpoint: str


ENTRIES = (
    Entry("", N_("Home"), "HomeView.index"),
    Entry(N_("College"), N_("Card of the college"), "OrganizationView.own"),
    Entry(N_("College"), N_("Employees"), "EmployeeView.list"),
    Entry(N_("College"), N_("Qualification of the staff"), "QualificationView.list"),
    Entry(N_("College"), N_("My card"), "StaffCardView.show"),
    Entry(N_("College"), N_("Coordinators"), "AppointmentView.list"),
    Entry(N_("College"), N_("Undertakings"), "UndertakingView.list"),
    Entry(N_("College"), N_("Rights at a glance"), "RightsView.list"),
    Entry(N_("College"), N_("Accounts"), "AccountView.list"),
    Entry(N_("College"), N_("Licence and accreditation"), "LicenceView.list"),
    Entry(N_("College"), N_("Departments"), "DepartmentView.list"),
    Entry(N_("College"), N_("Buildings"), "BuildingView.list"),
    Entry(N_("College"), N_("Rooms"), "RoomView.list"),
    Entry(N_("College"), N_("Academic years"), "AcademicYearView.list"),
    Entry(N_("College"), N_("Semesters"), "SemesterView.list"),
    Entry(N_("College"), N_("Moved days"), "SpecialDayView.list"),
    Entry(N_("College"), N_("Bell schedule"), "BellTimeView.list"),
    Entry(N_("Plans"), N_("Curricula"), "CurriculumView.list"),
    Entry(N_("Plans"), N_("Upload a plan file"), "PlanImportView.upload"),
    Entry(N_("Plans"), N_("Plan from a spreadsheet"), "PlanWorkbookView.form"),
    Entry(N_("Plans"), N_("Programmes"), "ProgrammeView.list"),
    Entry(N_("Plans"), N_("Specialties"), "SpecialtyView.list"),
    Entry(N_("Plans"), N_("Calendar chart"), "ChartView.show"),
    Entry(N_("Students"), N_("Groups"), "GroupView.list"),
    Entry(N_("Students"), N_("Students"), "StudentView.list"),
    Entry(N_("Students"), N_("Certificates"), "CertificateView.list"),
    Entry(N_("Students"), N_("Import of a group list"), "StudentImportView.form"),
    Entry(N_("Students"), N_("Orders on students"), "OrderView.list"),
    Entry(N_("Students"), N_("Transfer to the next course"), "RolloverView.review"),
    Entry(N_("Students"), N_("Intake"), "IntakeView.form"),
    Entry(N_("Students"), N_("Past orders"), "PastOrdersView.form"),
    Entry(N_("Students"), N_("Duplicates"), "MergeView.list"),
    Entry(N_("Teaching"), N_("Journals"), "JournalView.list"),
    Entry(N_("Teaching"), N_("Timetable"), "TimetableView.week"),
    Entry(N_("Teaching"), N_("Timetable from a file"), "TimetableImportView.form"),
    Entry(N_("Teaching"), N_("Lessons from the plan"), "TimetableView.plan"),
    Entry(N_("Teaching"), N_("Changes of marks"), "MarkChangeView.list"),
    Entry(N_("Teaching"), N_("Calendar-thematic plans"), "LessonPlanView.list"),
    Entry(N_("Teaching"), N_("Groups of the curator"), "CuratorView.list"),
    Entry(N_("Teaching"), N_("My load"), "LoadView.mine"),
    Entry(N_("Teaching"), N_("Teaching load"), "LoadView.index"),
    Entry(N_("Teaching"), N_("Substitutions"), "SubstitutionView.list"),
    Entry(N_("Teaching"), N_("Terms of groups"), "GroupTermView.current"),
    Entry(N_("Attestation"), N_("Sheets"), "SheetView.list"),
    Entry(N_("Attestation"), N_("Who owes"), "DebtView.list"),
    Entry(N_("Attestation"), N_("Issue sheets"), "IssueView.form"),
    Entry(N_("Attestation"), N_("Session timetable"), "ExamView.list"),
    Entry(N_("Attestation"), N_("Academic records"), "RecordView.list"),
    Entry(N_("Attestation"), N_("Past results"), "OpeningView.form"),
    Entry(N_("Attestation"), N_("Close of terms"), "BoardView.list"),
    Entry(N_("Reports"), N_("Movement of students"), "BodyView.movement"),
    Entry(N_("Reports"), N_("Numbers of students"), "BodyView.contingent"),
    Entry(N_("Reports"), N_("Lists by results"), "ListView.show"),
    Entry(N_("Reports"), N_("Registry of papers"), "DocumentView.list"),
    Entry(N_("Reports"), N_("Storage of files"), "StorageItemView.list"),
    Entry(N_("Reports"), N_("Tasks in the background"), "JobView.list"),
    Entry(N_("Duties"), N_("My terms"), "DeadlineView.mine"),
    Entry(N_("Duties"), N_("Timeliness of records"), "TimelinessView.shares"),
    Entry(N_("Duties"), N_("Inaccuracies"), "InaccuracyView.list"),
    Entry(N_("Duties"), N_("Matrix of duties"), "DutyView.sheet"),
    Entry(N_("Duties"), N_("Local act"), "LocalActView.list"),
    Entry(N_("Duties"), N_("Access to personal data"), "OversightView.log"),
    Entry(N_("Duties"), N_("Incidents"), "IncidentView.list"),
    Entry(N_("Duties"), N_("Measures of protection"), "MeasureView.list"),
    Entry(N_("Administration"), N_("Settings"), "SettingsView.form"),
    Entry(N_("Administration"), N_("Look of papers"), "PaperStyleView.form"),
    Entry(N_("Administration"), N_("Mail"), "MailView.show"),
    Entry(N_("Administration"), N_("Log"), "AuditView.list"),
    Entry(N_("Administration"), N_("Backups"), "BackupView.page"),
)


def home_view() -> type:
    """Give the view of the first page."""
    return HomeView


def install(app: Flask) -> None:
    """Register every view with FAB; the menu itself is drawn from ENTRIES."""
    for path in VIEWS:
        module, name = path.split(":")
        app.appbuilder.add_view_no_menu(getattr(import_module(module), name))  # type: ignore[attr-defined]
    app.before_request(_draw)


def _draw() -> None:
    if g.get("actor") is not None and request.endpoint not in ("static", "appbuilder.static") and not wants_json():
        g.menu = visible_menu(g.actor)
        g.own_links = [{"label": _("My profile"), "url": url_for("ProfileView.show")}]
        g.sign_out_url = url_for("SignInView.logout")


def visible_menu(actor: Actor) -> list[dict[str, Any]]:
    """Give the categories with the entries that ``actor`` may open: {label, entries: [{label, url, active}]}."""
    return [
        {"label": category, "entries": [{"label": label, "url": url, "active": request.endpoint == endpoint} for endpoint, label, url in lines]}
        for category, lines in _open_entries(actor)
    ]


def _open_entries(actor: Actor) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Give [(category, [(endpoint, label, url)])]; every page shows it, so it is made once for roles, language and address."""
    kept = current_app.extensions.setdefault("menus", {})
    key = (actor.judge, actor.is_system, actor.roles, str(get_locale()), request.script_root)
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        categories: dict[str, list[tuple[str, str, str]]] = {}
        for entry in ENTRIES:
            needed = gate.requirement(current_app, entry.endpoint)
            if needed is not None and actor.may(needed.resource, needed.action):
                categories.setdefault(entry.category, []).append((entry.endpoint, _(entry.label), url_for(entry.endpoint)))
        kept[key] = [(_(label) if label else "", lines) for label, lines in categories.items()]
    return kept[key]  # type: ignore[no-any-return]
