"""The page on which a college dresses its papers: fields beside a sample that follows what is typed."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.transaction import transaction
from app.documents import headings, rendering
from app.documents.views import pdf_response
from app.organization import papers_style
from app.settings import operations, queries
from app.settings.rules import DECLARED
from app.settings.views import Field, read_field, written

GROUPS = {
    "documents.": _l("Letterhead, signers, numbers"), headings.PREFIX: _l("Headings of papers"), papers_style.TITLES: _l("Titles of sheets"),
}  # fmt: skip


def _grouped(fields: list[Field]) -> list[tuple[str, list[Field]]]:
    return [(str(title), [one for one in fields if one.declaration.key.startswith(prefix)]) for prefix, title in GROUPS.items()]


def _declared() -> list[Any]:
    return [one for key, one in DECLARED.items() if key.startswith(tuple(GROUPS))]


def _typed() -> tuple[list[Field], dict[str, Any]]:
    """Give the fields as typed and what they mean; a refused one means what is in force."""
    now = queries.values(g.actor.organization_id)
    fields = [Field(one, request.form.get(one.key, "")) for one in _declared()]
    return fields, {one.declaration.key: now[one.declaration.key] if (value := read_field(one)) is None else value for one in fields}


class PaperStyleView(BaseView):
    """Letterhead, signers, numbers and headings of the college's papers."""

    route_base = "/paper-style"
    class_permission_name = "setting"
    default_view = "form"

    @expose("/")
    @permission_name("read")
    def form(self) -> Any:
        """Show what is in force, with its sample."""
        values = queries.values(g.actor.organization_id)
        return self._page([Field(one, written(values[one.key])) for one in _declared()], values)

    @expose("/", methods=["POST"])
    @permission_name("update")
    def save(self) -> Any:
        """Keep what was typed; refusals stand at their fields and nothing is kept."""
        fields, values = _typed()
        if any(one.error for one in fields):
            return self._page(fields, values), 422
        with transaction():
            count = operations.choose(g.actor, g.actor.organization_id, values)
        flash(_("The papers issued from now on look like the sample.") if count else _("Nothing has changed."), "success")
        return redirect(url_for("PaperStyleView.form"), 303)

    @expose("/sample", methods=["POST"])
    @permission_name("read")
    def sample(self) -> Any:
        """Give the sample by what is typed, as a piece of the page; nothing is kept."""
        fields, values = _typed()
        shown = papers_style.sample(g.actor, values, request.form.get("shown", ""))
        return self.render_template("organization/style_sample.html", sample=shown, refused=[one for one in fields if one.error])

    @expose("/sample.pdf", methods=["POST"])
    @permission_name("read")
    def paper(self) -> Any:
        """Give the sample by what is typed as a PDF; nothing is kept."""
        shown = papers_style.sample(g.actor, _typed()[1], request.form.get("shown", ""))
        return pdf_response(rendering.render(papers_style.TEMPLATE, shown), _("Sample of a paper"))

    def _page(self, fields: list[Field], values: dict[str, Any]) -> str:
        return self.render_template(
            "organization/style.html", title=_("Look of papers"), groups=_grouped(fields), refused=[], sample=papers_style.sample(g.actor, values),
            problems=sum(bool(one.error) for one in fields), editable=g.actor.may(self.class_permission_name, "update"),
        )  # fmt: skip
