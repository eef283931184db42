"""Screens of groups: list, card with its students, forms."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud import Button, Crud, Interface, Section
from app.access.permissions import Resource
from app.core.clock import today
from app.staff.models import Employee
from app.students import operations, queries
from app.students.models import StudyGroup
from app.students.titles import FUNDING


class GroupView(Crud):
    """Groups of students."""

    datamodel = Interface(StudyGroup)
    route_base = "/groups"
    list_title, add_title = _l("Groups"), _l("New group")
    list_columns = ["name", "curriculum", "intake_year", "curator", "department"]
    form_columns = ["name", "curriculum", "intake_year", "department", "curator"]
    search_columns = ["intake_year", "department", "curator"]
    narrow_columns = {"curator": lambda statement: statement.where(Employee.dismissed_on.is_(None))}
    label_columns = {
        "name": _l("Group"),
        "curriculum": _l("Curriculum"),
        "intake_year": _l("Intake year"),
        "curator": _l("Curator"),
    }
    search_hint = _l("Name of the group")
    empty_hint = _l("Import the curriculum first, then make the groups that study by it.")

    def create(self, values: dict[str, Any]) -> StudyGroup:
        """Make a group."""
        return operations.create_group(g.actor, values)

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
        return [Section(_("Students: %(count)s", count=len(context["present"])), "students/section_members.html", context, order=10)]
