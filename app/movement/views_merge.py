"""Screens of duplicates: who may be entered twice, two files side by side, the merge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_display import view_of
from app.access.crud_interface import parse_id
from app.access.crud_marked import MarkedAction, register_marked
from app.access.permissions import Action, Resource
from app.core.errors import NotFound
from app.core.text import N_
from app.movement import comparing, merging
from app.movement.titles import ROWS
from app.students.models import Student
from app.students.special import FIELDS as SPECIAL


class MergeView(BaseView):
    """Two files of one person."""

    route_base = "/duplicates"
    class_permission_name = Resource.STUDENT
    default_view = "list"

    @expose("/", methods=["GET"])
    @permission_name("delete")
    def list(self) -> Any:
        """Show files of one name and birth date."""
        return self.render_template("movement/duplicates.html", title=_("Duplicates"), found=comparing.suspected(), most=comparing.MOST_PAIRS)

    @expose("/compare", methods=["GET"])
    @permission_name("delete")
    def compare(self) -> Any:
        """Show two files side by side; nothing is changed."""
        return self._page(request.args, Attempt())

    @expose("/merge", methods=["POST"])
    @permission_name("delete")
    def merge(self) -> Any:
        """Make one file of two."""
        form = request.form
        kept, taken = _ids(form)
        versions = (parse_id(form.get("kept_version", "")) or 0, parse_id(form.get("taken_version", "")) or 0)
        choices = {name: form.get(f"field-{name}", "") for name in comparing.FIELDS}
        attempt = Attempt.of(lambda: merging.merge(g.actor, kept, taken, choices, versions=versions, compared="compared" in form), form)
        if attempt.refusal:
            return self._page(form, attempt)
        flash(_("One file is left: %(name)s.", name=attempt.result), "success")
        return redirect(url_for("StudentView.show", pk=kept), 303)

    def _page(self, source: Any, attempt: Attempt) -> Any:
        found = comparing.compare(*_ids(source))
        rows = [(ROWS[table], ours, theirs) for table, ours, theirs in found.rows]
        page = self.render_template(
            "movement/compare.html", title=_("Two files of one person"), found=found, fields=_fields(found), rows=rows, attempt=attempt,
        )  # fmt: skip
        return page, attempt.status


def _ids(source: Any) -> tuple[int, int]:
    kept, taken = parse_id(source.get("keep", "")), parse_id(source.get("other", ""))
    if kept is None or taken is None:
        raise NotFound(N_("Mark the two files of one person in the list of students."))
    return kept, taken


def _fields(found: comparing.Comparison) -> Sequence[tuple[Any, Any, Any, Any]]:
    """Give (pair, label, the value of the one, of the other) as they are written on the card."""
    view = view_of(Student)
    labels = {name: _(SPECIAL[f"student.{name}"].label) if f"student.{name}" in SPECIAL else view.label_columns[name] for name in comparing.FIELDS}
    written = lambda name, value: view.writer.text(comparing.masked(name, value), name)  # noqa: E731
    return [(pair, labels[pair.name], written(pair.name, pair.kept), written(pair.name, pair.taken)) for pair in found.pairs]


def _address(items: Sequence[Student]) -> str:
    """Lead two marked students to the comparison, any other number back with a sentence."""
    if len(items) != 2:
        flash(_("Mark the two files of one person in the list of students."), "warning")
        return url_for("StudentView.list")
    return url_for("MergeView.compare", keep=items[0].id, other=items[1].id)


register_marked(Student, MarkedAction("merge", _l("Compare as duplicates"), (Resource.STUDENT, Action.DELETE), _address))
