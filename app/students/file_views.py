"""Routes of a student's card beyond the generic ones: special fields, identity documents, the photograph."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud import Button, Section
from app.access.crud_history import register_acts
from app.access.crud_special import REASON, RevealRoutes
from app.access.permissions import Action, Resource
from app.core.clock import today
from app.core.errors import Forbidden, NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.students import filing, queries_file, scans, special
from app.students.file_rules import ADULT
from app.students.forms import IdentityForm, NumberForm, PhotoForm, SpecialForm
from app.students.funding import SOURCES
from app.students.models import Student
from app.students.rules import age_on, oddities
from app.students.titles import IDENTITY, in_words

register_acts(
    {
        "add_identity": _l("entered an identity document"),
        "keep_photo": _l("replaced the photograph"),
        "keep_scan": _l("kept a scan"),
        "find_by_document": _l("found by the number of a document"),
        "remove_photo": _l("took the photograph out"),
    }
)


class FileRoutes(RevealRoutes):
    """The personal file behind a student's card."""

    def disclose(self, item: Student, what: str, reason: str) -> str:
        """Give a special value of the student."""
        return special.reveal(g.actor, item, what, reason)

    def in_words(self, what: str, value: str) -> str:
        """Write codes as words."""
        return in_words(what.partition(":")[0], value)

    @expose("/special/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def special(self, pk: str) -> Any:
        """Ask for new special values and keep them."""
        _require_file()
        form, item = SpecialForm(), self._item(pk)
        if form.validate_on_submit() and self._attempt(form, lambda: self._kept(pk, form)):
            return redirect(self.address(item), 303)
        return self._file_page(item, form, _("Special data: %(name)s", name=item), SPECIAL_NOTE)

    def _kept(self, pk: str, form: SpecialForm) -> bool:
        changed = special.keep(g.actor, self._item(pk, fresh=True), form.values())
        flash(_("The data are saved.") if changed else _("Nothing was changed."), "success")
        return True

    @expose("/identity/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def identity(self, pk: str) -> Any:
        """Ask for an identity document and keep it."""
        _require_file()
        form, item = IdentityForm(), self._item(pk)
        if form.validate_on_submit() and self._attempt(form, lambda: filing.add_identity(g.actor, self._item(pk, fresh=True), form.values())):
            flash(_("The document is entered."), "success")
            return redirect(self.address(item), 303)
        return self._file_page(item, form, _("Identity document: %(name)s", name=item), SPECIAL_NOTE)

    @expose("/by-document", methods=["GET", "POST"])
    @permission_name("reveal")
    def by_document(self) -> Any:
        """Find a student by the whole number of a document; the number goes in the body of the request, never in an address."""
        form, found = NumberForm(), None
        if form.validate_on_submit():
            found = self._attempt(form, lambda: scans.holders_of(g.actor, form.number.data))
        if found and len(found) == 1:
            return redirect(self.address(found[0]), 303)
        page = self.render_template("students/by_document.html", title=_("Find by a document"), form=form, found=found)
        return page, (form.status or 422) if form.problem_count else 200

    @expose("/photo/<pk>", methods=["GET"])
    @permission_name("read")
    def photo(self, pk: str) -> Any:
        """Give the photograph to whom the file is open."""
        item = self._item(pk)
        found = queries_file.photo(item.id) if g.actor.may(Resource.PERSONAL_FILE, Action.READ) else None
        if found is None:
            raise NotFound(N_("There is no photograph."))
        return Response(found.body, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})

    @expose("/portrait/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def portrait(self, pk: str) -> Any:
        """Ask for a photograph and keep it."""
        _require_file()
        form, item = PhotoForm(), self._item(pk)
        if form.validate_on_submit() and self._attempt(form, lambda: self._photographed(pk, form.photo.data)):
            return redirect(self.address(item), 303)
        return self._file_page(item, form, _("Photograph: %(name)s", name=item), "")

    def _photographed(self, pk: str, body: bytes) -> bool:
        filing.keep_photo(g.actor, self._item(pk, fresh=True), body)
        flash(_("The photograph is kept."), "success")
        return True

    @expose("/without-photo/<pk>", methods=["POST"])
    @permission_name("update")
    def without_photo(self, pk: str) -> Any:
        """Take the photograph out."""
        with transaction():
            filing.remove_photo(g.actor, self._item(pk, fresh=True))
        return redirect(self.address(self._item(pk)), 303)

    def _file_page(self, item: Student, form: Any, title: str, note: str) -> Any:
        page = self.render_template("students/file_form.html", view=self, item=item, form=form, title=title, note=_(note) if note else "")
        return page, (form.status or 422) if form.problem_count else 200

    def card_notes(self, item: Student) -> list[str]:
        """Give what a reader of the file should see first: what is missing in it and what looks mistyped."""
        if not g.actor.may(Resource.PERSONAL_FILE, Action.READ):
            return []
        enrolled = item.placements[0].starts_on if item.placements else None
        found = [_(msgid, **params) for _field, msgid, params in oddities(item.birth_date, enrolled, item.sex, item.middle_name)]
        minor = item.birth_date is not None and age_on(item.birth_date, today(g.actor.zone)) < ADULT
        if minor and not queries_file.has_representative(item.id):
            found.append(_("The student is under 18 and no legal representative is entered."))
        if SOURCES[item.funding].needs_contract and not queries_file.has_contract(item.id):
            found.append(_("The studies stand on a contract and none is entered."))
        return found

    def has_photo(self, item: Student) -> bool:
        """Tell the template whether to draw the photograph."""
        return bool(g.actor.may(Resource.PERSONAL_FILE, Action.READ)) and queries_file.has_photo(item.id)

    def file_buttons(self, item: Student) -> list[Button]:
        """Lead to the pages of the file."""
        if not (g.actor.may(Resource.PERSONAL_FILE, "update") and g.actor.may(Resource.STUDENT, "update")):
            return []
        return [
            Button(_("Photograph"), url_for(f"{self.endpoint}.portrait", pk=item.id)),
        ]

    def file_sections(self, item: Student) -> list[Section]:
        """Give the special data, former names and looks, each to whom it is open."""
        found = []
        hidden = special.hidden_of(g.actor, item)
        if g.actor.may(Resource.PERSONAL_FILE, Action.READ) or hidden:
            found.append(Section(_("Identity documents and special data"), "crud/section_special.html", self._special(item, hidden), order=5))
        if g.actor.may(Resource.PERSONAL_FILE, Action.READ) and item.former_names:
            names = [(one.full_name, one.until, one.basis) for one in queries_file.former_names(item.id)]
            found.append(Section(_("Former names"), "students/section_names.html", {"rows": names}, order=6))
        if g.actor.may(Resource.AUDIT, Action.READ):
            looks = [(r.at, r.actor, _looked_at(r.changes), r.reason) for r in queries_file.looks_at(g.actor, item.id)]
            found.append(Section(_("Looks at special data"), "students/section_looks.html", {"rows": looks}, order=90))
        return found

    def _special(self, item: Student, hidden: list[special.Hidden]) -> dict[str, Any]:
        may = g.actor.may
        shown = g.get("revealed", {})
        rows = [
            (one.what, _described(one), shown.get(one.what) or one.masked, may(special.FIELDS[one.field].resource, Action.REVEAL) and one.what not in shown)
            for one in hidden
        ]
        return {
            "rows": rows, "item": item, "asks": not session.get(REASON), "refusal": g.get("reveal_refusal", ""),
            "may_reveal": may(Resource.STUDENT, Action.REVEAL), "reveal_at": url_for(f"{self.endpoint}.reveal", pk=item.id),
            "changes": [
                (url_for(f"{self.endpoint}.identity", pk=item.id), _("Enter an identity document")),
                (url_for(f"{self.endpoint}.special", pk=item.id), _("SNILS, INN, health group")),
            ]
            if may(Resource.PERSONAL_FILE, Action.UPDATE) and may(Resource.STUDENT, Action.UPDATE)
            else [],
            "empty": _("Neither an identity document nor SNILS nor INN is entered."),
        }  # fmt: skip


SPECIAL_NOTE = N_("The data are kept encrypted and shown masked. They are not searched by their parts, every look at them is logged.")
FIELD_NAMES = {key: field.label for key, field in special.FIELDS.items()}


def _looked_at(changes: dict[str, tuple[Any, Any]]) -> str:
    return FIELD_NAMES.get(changes.get("field", ("", ""))[1], "")


def _described(one: special.Hidden) -> str:
    """Name a special value for people: «passport of Russia: series and number»."""
    label = _(special.FIELDS[one.field].label)
    if one.field.startswith("identity_document"):
        return f"{IDENTITY[one.row.kind]}: {label}"
    return f"{label} ({_('from')} {one.row.starts_on:%d.%m.%Y})" if one.field.startswith("benefit") else label


def _require_file() -> None:
    if not g.actor.may(Resource.PERSONAL_FILE, Action.UPDATE):
        raise Forbidden(N_("You have no right to do this."))
