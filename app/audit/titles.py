"""How acts, kinds of records and columns of the log are called for people; features add their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.display import plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")

ACT_TITLES: dict[str, Any] = {
    "create": _l("was created"),
    "update": _l("was changed"),
    "delete": _l("was deleted"),
    "import": _l("was imported"),
    "export": _l("was exported"),
    "print": _l("was printed"),
    "issue": _l("was issued"),
    "sign": _l("was signed"),
    "approve": _l("was approved"),
    "close": _l("was closed"),
    "reveal": _l("was viewed"),
    "choose_setting": _l("chose the setting"),
    "set_mark": _l("set the mark"),
    "request_mark_change": _l("asked to change the mark"),
    "approve_mark_change": _l("approved the change of the mark"),
    "refuse_mark_change": _l("refused the change of the mark"),
    "add_lesson": _l("added the lesson"),
    "change_lesson": _l("changed the lesson"),
    "delete_lesson": _l("deleted the lesson"),
    "make_backup": _l("made a backup"),
    "restore_backup": _l("restored a backup"),
    "make_training_copy": _l("made a training copy"),
    "new_recovery_phrase": _l("made a new recovery phrase"),
    "fill_college": _l("filled the demonstration: college"),
    "fill_contingent": _l("filled the demonstration: students"),
    "fill_lessons": _l("filled the demonstration: lessons"),
    "fill_marks": _l("filled the demonstration: marks"),
    "fill_duties": _l("filled the demonstration: duties"),
    "fill_plans": _l("filled the demonstration: lesson plans"),
    "attempt": _l("tried what was refused"),
    "sync_access": _l("brought the rights up to the matrix"),
}

# Kinds of records by table; the title of a screen of the same table is not used, it speaks of many.
OBJECT_TITLES: dict[str, Any] = {
    "attempt": _l("refused address"),
    "account": _l("account"),
    "role_grant": _l("role"),
    "organization": _l("college"),
    "building": _l("building"),
    "college_licence": _l("licence or accreditation"),
    "room": _l("room of the college"),
    "department": _l("department"),
    "academic_year": _l("academic year"),
    "semester": _l("semester"),
    "employee": _l("employee"),
    "specialty": _l("specialty"),
    "programme": _l("programme"),
    "curriculum": _l("curriculum"),
    "curriculum_item": _l("line of a plan"),
    "curriculum_term": _l("semester of a plan's line"),
    "term_control": _l("control of a plan"),
    "study_group": _l("group"),
    "student": _l("student"),
    "placement": _l("stay in a group"),
    "order_scan": _l("scan of an order"),
    "study_contract": _l("contract on studies"),
    "certificate": _l("certificate"),
    "identity_document": _l("identity document"),
    "representative": _l("representative"),
    "prior_education": _l("document of education"),
    "benefit": _l("benefit"),
    "consent": _l("consent"),
    "former_name": _l("former name"),
    "student_photo": _l("photograph"),
    "group_curator": _l("curator of a group"),
    "list_preference": _l("what a person keeps of a list"),
    "absence_note": _l("paper about absences"),
    "student_book": _l("book of students"),
    "movement_order": _l("order on students"),
    "order_item": _l("line of an order"),
    "body_report": _l("report on the student body"),
    "order_report": _l("report on the student body"),
    "group_term": _l("term of a group"),
    "edit_window": _l("leave to edit"),
    "teaching_load": _l("load"),
    "load_teacher": _l("teacher of a load"),
    "subgroup": _l("subgroup"),
    "lesson": _l("lesson"),
    "mark": _l("mark"),
    "mark_change": _l("change of a mark"),
    "attestation_sheet": _l("sheet"),
    "attestation_entry": _l("line of a sheet"),
    "academic_debt": _l("debt"),
    "resit": _l("re-sit"),
    "resit_permit": _l("examination slip"),
    "excluded_period": _l("excluded days"),
    "plan_difference": _l("difference of plans"),
    "carried_result": _l("result without a sheet"),
    "exam_event": _l("exam of the session"),
    "sheet_part": _l("control of a sheet"),
    "sheet_examiner": _l("examiner of a sheet"),
    "closing": _l("closing of a term"),
    "coordinator_appointment": _l("appointment of a coordinator"),
    "undertaking": _l("undertaking"),
    "discrepancy_statement": _l("statement of an inaccuracy"),
    "update_rule": _l("line of the matrix of duties"),
    "duty_note": _l("note of a duty done"),
    "local_act_version": _l("version of the local act"),
    "acquaintance": _l("acquaintance with the local act"),
    "security_incident": _l("incident"),
    "protection_measure": _l("measure of protection"),
    "oversight": _l("report on access to personal data"),
    "letter": _l("letter by e-mail"),
    "document": _l("paper"),
    "upload": _l("uploaded file"),
    "setting": _l("setting"),
    "backup": _l("backup"),
    "bell_time": _l("line of the bell schedule"),
    "special_day": _l("special day of the college"),
    "calendar_row": _l("row of the calendar chart"),
    "week_kind": _l("kind of week"),
    "staff_position": _l("post of an employee"),
    "staff_education": _l("education of an employee"),
    "staff_training": _l("training of an employee"),
    "staff_category": _l("category of an employee"),
    "staff_award": _l("award of an employee"),
    "staff_check": _l("required paper of an employee"),
    "personnel_file": _l("special data of an employee"),
    "plan_competence": _l("competence of a plan"),
    "work_programme": _l("work programme"),
    "student_plan": _l("own plan of a student"),
    "subgroup_member": _l("member of a subgroup"),
    "load_hours": _l("hours of a load by kind"),
    "load_draft": _l("draft of a load"),
    "substitution": _l("substitution"),
    "substitution_list": _l("list of substitutions"),
    "lesson_plan": _l("calendar-thematic plan"),
    "lesson_plan_row": _l("row of a calendar-thematic plan"),
    "lesson_topic": _l("topic taken from a plan"),
    "lesson_batch": _l("lessons made in one step"),
    "timetable_import": _l("file of the timetable"),
    "timetable_week": _l("printed week of the timetable"),
    "reopening": _l("reopening of a term"),
    "destruction_act": _l("act of destruction of files"),
    "semester_act": _l("act of a half-year"),
    "semester_package": _l("package of a half-year"),
    "year_act": _l("act of an academic year"),
    "storage_item": _l("line of the nomenclature"),
    "curator_report": _l("report of a curator"),
    "consent_scan": _l("scan of a consent"),
    "job": _l("task in the background"),
    "screen_table": _l("table of a screen"),
}

FIELD_TITLES: dict[str, Any] = {
    "hours": _l("Hours"),
    "teacher": _l("Teacher"),
    "members": _l("Members"),
    "starts_on": _l("Begin"),
    "ends_on": _l("End"),
    "status": _l("State"),
    "order_number": _l("Number of the order"),
    "order_date": _l("Date of the order"),
    "zone": _l("Zone of responsibility"),
    "is_backup": _l("Stand-in"),
    "ended_on": _l("First day without the role"),
    "end_basis": _l("Basis"),
    "signed_on": _l("Signed"),
    "login": _l("Login"),
    "role": _l("Role"),
    "roles": _l("Roles"),
    "valid_from": _l("From"),
    "valid_to": _l("To"),
    "active": _l("Works"),
    "number": _l("Number"),
    "grades": _l("Marks"),
    "attendance": _l("Presence"),
    "topic": _l("Topic"),
    "topic_at": _l("Topic entered"),
    "homework_at": _l("Homework told"),
    "text_version": _l("Wording of the text"),
    "date": _l("Date"),
    "name": _l("Name"),
    "cell": _l("Cell of the journal"),
    "request": _l("Asked change"),
    "held_on": _l("Date held"),
    "opened_on": _l("Formed on"),
    "result": _l("Result"),
    "students": _l("Students"),
    "results": _l("Results"),
    "rights": _l("Rights"),
    "curriculum": _l("Curriculum"),
    "state": _l("State"),
    "kind": _l("Kind"),
    "group": _l("Group"),
    "student": _l("Student"),
    "code": _l("Code"),
    "version": _l("Version"),
    "file": _l("File"),
    "file_name": _l("File"),
    "files": _l("Files"),
    "revision": _l("Revision"),
    "size": _l("Size, bytes"),
    "sha256": _l("Checksum SHA-256"),
    "columns": _l("Columns"),
    "query": _l("Search"),
    "field": _l("Field"),
    "days": _l("Days"),
    "lessons": _l("Lessons"),
    "lines": _l("Lines"),
    "pair": _l("Pair"),
    "order": _l("Order"),
    "topics": _l("Topics"),
    "competences": _l("Competences"),
    "copied_from": _l("Copied from"),
    "resolution": _l("Resolution"),
    "year": _l("Year"),
    "in_system": _l("In the system"),
    "organization_id": _l("College"),
    "rows": _l("Number of rows"),
    "count": _l("Quantity"),
    "found": _l("Found in total"),
    "errors": _l("Errors found"),
    "failure": _l("Failure"),
    "differences": _l("Differences"),
    "action": _l("What was done"),
    "journal_number": _l("Number in the journal"),
    "merged": _l("Joined records"),
    "moved": _l("Students moved"),
    "made_at": _l("Time it was made"),
    "units": _l("Units of storage"),
    "root": _l("Checksum of the package"),
    "until": _l("Until"),
    "window_until": _l("Open for correction until"),
    "weeks": _l("Weeks painted"),
    "absent": _l("Who is absent"),
    "loads": _l("Loads handed over"),
    "actual": _l("How it should be"),
    "decided_by_name": _l("Who decided"),
    "decided_on": _l("Decided on"),
    "stated_by_name": _l("Who stated"),
    "stated_on": _l("Stated on"),
    "letter_number": _l("Number of the letter"),
    "letter_date": _l("Date of the letter"),
    "address": _l("Address"),
    "approved_on": _l("Approved on"),
    "published_on": _l("Published"),
}

# Names the codes of all columns of a table that have no names of their own.
ANY = ""
# Values of columns that are codes, by (table, column), for tables whose screen does not name them. Filled by features.
_values: dict[tuple[str, str], Mapping[Any, Any]] = {}

# Screens by table: how their columns are called and where a record's card is. Filled as the screens are made.
_screens: dict[str, Any] = {}


def register_acts(titles: Mapping[str, Any]) -> None:
    """Name further acts (lazy translations by their code)."""
    ACT_TITLES.update(titles)


def register_values(table: str, column: str, titles: Mapping[Any, Any]) -> None:
    """Name the codes that the log keeps of a column (msgids or lazy translations by code)."""
    _values[table, column] = titles


def register_screen(table: str, screen: Any) -> None:
    """Say which screen shows rows of ``table``: it has ``field_title(column)`` and ``endpoint``; the first one is kept."""
    known = _screens.get(table)
    if known is None or type(known).__name__ == type(screen).__name__:
        _screens[table] = screen


def screen_of(table: str) -> Any | None:
    """Give the screen of a table, or None."""
    return _screens.get(table)


def act_title(code: str) -> str:
    """Give the name of an act."""
    return str(ACT_TITLES.get(code, code))


def object_title(table: str) -> str:
    """Give the name of a kind of records."""
    return str(OBJECT_TITLES.get(table, table))


def field_title(table: str, column: str) -> str:
    """Give the name of a column: that of its screen, else a common one."""
    screen = _screens.get(table)
    told = str(screen.field_title(column)) if screen is not None else column
    return str(FIELD_TITLES.get(column, column)) if told == column else told


def value_text(table: str, column: str, value: Any) -> str:
    """Write an old or new value for people: days and moments by the calendar, codes by their names."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return plain(date.fromisoformat(value))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return plain(datetime.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(value_text(table, column, part) for part in value)
    known = _values.get((table, column)) or _values.get((table, ANY), {})
    if isinstance(value, str) and value in known:
        return _(known[value]) if isinstance(known[value], str) else str(known[value])
    screen = _screens.get(table)
    if screen is not None and column in screen.titles_columns:
        return str(screen.writer.text(value, column))
    return plain(value)
