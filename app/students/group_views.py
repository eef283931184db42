"""Screens of groups: list, card with its students, forms."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from app.access.crud import Button, Crud, Interface, Section
from app.access.permissions import Resource
from app.core.clock import today
from app.core.display import day
from app.curricula.models import Curriculum
from app.staff.models import Employee
from app.students import courses, grouping, queries
from app.students.models import StudyGroup
from app.students.titles import FUNDING


def present_course(group_id: int) -> str:
    """Write the course of a group today; read once a request for all groups."""
    if "group_courses" not in g:
        g.group_courses = courses.all_courses(today(g.actor.zone))
    return str(g.group_courses.get(group_id, ""))


class GroupView(Crud):
    """Groups of students."""

    datamodel = Interface(StudyGroup)
    route_base = "/groups"
    list_title, add_title = _l("Groups"), _l("New group")
    list_columns = ["name", "id", "curriculum", "intake_year", "curator", "department"]
    optional_columns = ["shift", "language", "monitor"]
    add_columns = ["name", "curriculum", "intake_year", "department", "curator", "shift", "language"]
    edit_columns = [*add_columns, "monitor"]
    show_columns = ["name", "id", "curriculum", "intake_year", "department", "curator", "monitor", "shift", "language"]
    order_columns = ["name", "curriculum", "intake_year", "curator", "department", "shift"]
    search_columns = ["intake_year", "department", "curator", "shift"]
    formatters_columns = {"id": present_course}
    narrow_columns = {
        "curator": lambda statement: statement.where(Employee.dismissed_on.is_(None)),
        "curriculum": lambda statement: statement.where(Curriculum.is_individual.is_(False), Curriculum.status == "approved"),
    }
    label_columns = {
        "name": _l("Group"),
        "curriculum": _l("Curriculum"),
        "intake_year": _l("Intake year"),
        "curator": _l("Curator"),
        "id": _l("Course"),
        "shift": _l("Shift"),
        "language": _l("Foreign language"),
        "monitor": _l("Monitor"),
    }
    validators_columns = {"shift": [NumberRange(1, 3, _l("There are shifts 1 to 3."))]}
    search_hint = _l("Name of the group")
    empty_hint = _l("Import the curriculum and let it be approved, then make the groups that study by it.")

    def create(self, values: dict[str, Any]) -> StudyGroup:
        """Make a group."""
        return grouping.create_group(g.actor, values)

    def change(self, item: StudyGroup, values: dict[str, Any]) -> StudyGroup:
        """Change a group and keep the history of its curators."""
        return grouping.change_group(g.actor, item, values)

    def card_buttons(self, item: StudyGroup) -> list[Button]:
        """Lead to the import of the group's list and to a new student of it."""
        found = []
        if g.actor.may(Resource.STUDENT, "import"):
            found.append(Button(_("Import the list"), url_for("StudentImportView.form", target=item.id)))
        if g.actor.may(Resource.STUDENT, "create"):
            found.append(Button(_("Add a student"), url_for("StudentView.add", group=item.id)))
        return found

    def card_sections(self, item: StudyGroup) -> list[Section]:
        """Show the students with their numbers in the journal."""
        if not g.actor.may(Resource.STUDENT, "read"):
            return []
        now = today(g.actor.zone)
        places = queries.placements_of_group(item.id)
        context = {
            "present": [place for place in places if place.ends_on is None or place.ends_on >= now],
            "left": [place for place in places if place.ends_on is not None and place.ends_on < now],
            "funding": FUNDING,
        }
        curators = [(one.employee, day(one.starts_on), day(one.ends_on)) for one in queries.curators_of(item.id)]
        history = [Section(_("Curators"), "students/section_curators.html", {"rows": curators}, order=20)] if curators else []
        return [*history, Section(_("Students: %(count)s", count=len(context["present"])), "students/section_members.html", context, order=10)]
