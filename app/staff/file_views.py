"""Routes of an employee's card beyond the generic ones: special data, masked and revealed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud import Section
from app.access.crud_history import register_acts
from app.access.crud_special import REASON, RevealRoutes
from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.scope import current_actor
from app.core.clock import today
from app.core.display import day
from app.staff import personnel
from app.staff.forms import PersonnelForm
from app.staff.models import Employee
from app.staff.qualification import full_years

register_acts({"keep_personnel": _l("changed special data"), "change_contacts": _l("changed the contacts")})


def experience(since: date | None) -> str:
    """Write the base date of an experience with the whole years it makes today."""
    actor = current_actor()  # not the page's: a statement of a wrong record writes the card as well
    years = full_years(since, today(actor.zone) if actor else today())
    if since is None or years is None:
        return ""
    length = ngettext("%(num)d year of experience", "%(num)d years of experience", years)
    return f"{day(since)} ({length})"


class EmployeeFile(RevealRoutes):
    """The special data behind an employee's card."""

    def disclose(self, item: Employee, what: str, reason: str) -> str:
        """Give a special value of the employee."""
        return personnel.reveal(g.actor, item, what, reason)

    @expose("/personnel/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def personnel(self, pk: str) -> Any:
        """Ask for special data and keep them."""
        form, item = PersonnelForm(), self._item(pk)
        require(g.actor, Resource.PERSONNEL, Action.UPDATE)
        if form.validate_on_submit() and self._attempt(form, lambda: self._kept(pk, form)):
            return redirect(self.address(item), 303)
        return self._form_page(form, _("Special data"), None, item)

    def _kept(self, pk: str, form: PersonnelForm) -> bool:
        changed = personnel.keep(g.actor, self._item(pk, fresh=True), form.values())
        flash(_("The data are saved.") if changed else _("Nothing was changed."), "success")
        return True

    def personnel_sections(self, item: Employee) -> list[Section]:
        """Give the special data, masked, with the buttons that reveal them."""
        may, shown = g.actor.may, g.get("revealed", {})
        keeps = may(Resource.PERSONNEL, Action.UPDATE) and may(Resource.EMPLOYEE, Action.UPDATE)
        hidden = personnel.hidden_of(g.actor, item)
        if not keeps and not hidden:
            return []
        may_reveal = may(Resource.EMPLOYEE, Action.REVEAL) and may(Resource.PERSONNEL, Action.REVEAL)
        rows = [(one.what, _(personnel.FIELDS[one.field].label), shown.get(one.what) or one.masked, one.what not in shown) for one in hidden]
        context = {
            "rows": rows, "asks": not session.get(REASON), "refusal": g.get("reveal_refusal", ""), "may_reveal": may_reveal,
            "reveal_at": url_for(f"{self.endpoint}.reveal", pk=item.id), "empty": _("Nothing is entered."),
            "changes": [(url_for(f"{self.endpoint}.personnel", pk=item.id), _("Change special data"))] if keeps else [],
        }  # fmt: skip
        return [Section(_("Special data"), "crud/section_special.html", context, order=60)]
