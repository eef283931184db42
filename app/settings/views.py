"""The one screen of settings, drawn from what packages have declared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.errors import Invalid
from app.core.transaction import transaction
from app.settings import operations, queries
from app.settings.rules import DECLARED, Declaration, parse

GROUP_TITLES: dict[str, Any] = {
    "access": _l("Signing in"),
    "organization": _l("Time of the college"),
    "gradebook": _l("Journal"),
    "attestation": _l("Attestation"),
    "closing": _l("Closing of terms"),
    "record": _l("Academic record"),
    "documents": _l("Papers"),
    "staff": _l("Employees"),
    "movement": _l("Orders on students"),
    "teaching": _l("Teaching load"),
    "debts": _l("Debts"),
    "backup": _l("Backups"),
    "students": _l("Students"),
    "coordination": _l("Coordinators"),
    "inaccuracies": _l("Inaccuracies"),
    "deadlines": _l("Terms"),
    "oversight": _l("Access to personal data"),
    "mail": _l("Mail"),
}


class Field:
    """A setting as the page draws it: its declaration, the text in the box, a sentence of refusal."""

    def __init__(self, declaration: Declaration, text: str) -> None:
        self.declaration, self.text, self.error = declaration, text, ""
        self.label, self.help = _(declaration.label), _(declaration.help) if declaration.help else ""
        if declaration.part:
            self.label = f"{self.label}: {_(declaration.part)}"

    @property
    def kind(self) -> str:
        """Give how it is typed: a choice, a check box, a number or a text."""
        if self.declaration.choices:
            return "select"
        return {bool: "checkbox", int: "number"}.get(self.declaration.kind, "text")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Give [(value, label)] to choose from."""
        return [(value, _(label)) for value, label in self.declaration.choices]

    @property
    def default(self) -> str:
        """Give the default for people, empty where nothing is set by default."""
        if self.declaration.choices:
            return dict(self.choices)[self.declaration.default]
        if self.declaration.kind is bool:
            return _("Yes") if self.declaration.default else _("No")
        return written(self.declaration.default)


def written(value: Any) -> str:
    """Write a value for its box: decimals with a comma."""
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def grouped(fields: list[Field]) -> list[tuple[str, list[Field]]]:
    """Put fields under the titles of their packages, in the order of declaration."""
    found: dict[str, list[Field]] = {}
    for field in fields:
        found.setdefault(field.declaration.key.partition(".")[0], []).append(field)
    return [(str(GROUP_TITLES.get(prefix, prefix)), listed) for prefix, listed in found.items()]


def _on_this_page() -> list[Declaration]:
    return [one for one in DECLARED.values() if not one.has_own_page]


class SettingsView(BaseView):
    """What a college chooses for itself."""

    route_base = "/settings"
    class_permission_name = "setting"
    default_view = "form"

    @expose("/")
    @permission_name("read")
    def form(self) -> Any:
        """Show the settings in force."""
        values = queries.values(g.actor.organization_id)
        return self._page([Field(one, written(values[one.key])) for one in _on_this_page()])

    @expose("/", methods=["POST"])
    @permission_name("update")
    def save(self) -> Any:
        """Store what was typed; refusals stand at their fields and nothing is stored."""
        fields = [Field(one, request.form.get(one.key, "")) for one in _on_this_page()]
        chosen = {field.declaration.key: read_field(field) for field in fields}
        if any(field.error for field in fields):
            return self._page(fields), 422
        with transaction():
            count = operations.choose(g.actor, g.actor.organization_id, chosen)
        said = ngettext("%(num)s setting changed.", "%(num)s settings changed.", count) if count else _("Nothing has changed.")
        flash(said, "success")
        return redirect(url_for("SettingsView.form"), 303)

    def _page(self, fields: list[Field]) -> str:
        return self.render_template(
            "settings/form.html",
            title=_("Settings"),
            groups=grouped(fields),
            problems=sum(bool(field.error) for field in fields),
            editable=g.actor.may(self.class_permission_name, "update"),
            plain_http=current_app.config.get("ALLOW_PLAIN_HTTP"),
        )


def read_field(field: Field) -> Any:
    """Give the typed value of a field; None with the refusal in the field."""
    try:
        return parse(field.declaration, field.text)
    except Invalid as refusal:
        field.error = _(refusal.msgid, **refusal.params)
        return None
