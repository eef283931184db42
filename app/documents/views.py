"""Pages of the registry of papers, and the public page that verifies them."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from flask import Response, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, action, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud import Button, Crud, Interface, Section
from app.access.crud_history import register_acts
from app.access.permissions import Action, Resource
from app.access.throttle import client_address
from app.core.clock import today
from app.core.transaction import transaction
from app.documents import bundles, codes, operations, queries, registry
from app.documents.forms import AnnulForm, CheckForm
from app.documents.models import Document
from app.documents.rules import file_name, transliterate

register_acts(
    {
        "reserve_number": _l("took a number"),
        "release_number": _l("gave the number back"),
        "issue_document": _l("issued the paper"),
        "supersede_document": _l("replaced the paper"),
        "outdate_document": _l("took the paper out of force after a correction"),
    "annul_document": _l("annulled the paper"),
    }
)
STATUS_TITLES = {
    "reserved": _l("in print"),
    "issued": _l("in force"),
    "superseded": _l("replaced by another one"),
    "annulled": _l("taken out of force"),
}


def kind_titles() -> dict[str, str]:
    """Give the titles of all kinds of papers."""
    return {key: _(kind.title) for key, kind in registry.kinds().items()}


def pdf_response(body: bytes, name: str, *, inline: bool = True) -> Response:
    """Answer with a PDF under a safe name in both spellings (RFC 6266): ASCII, and UTF-8 for those who read it."""
    safe = file_name(name)
    response = Response(body, mimetype="application/pdf")
    place = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = (
        f"{place}; filename=\"{transliterate(safe)}\"; filename*=UTF-8''{quote(safe, safe='')}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class DocumentView(Crud):
    """The registry: what was issued, under which number, whether it is in force."""

    datamodel = Interface(Document)
    route_base = "/documents"
    can_write = False
    list_title = _l("Registry of papers")
    list_columns = ["full_number", "issued_on", "kind", "title", "revision", "status", "created_by_name"]
    search_columns = ["kind", "status", "issued_on", "year"]
    show_columns = [
        "full_number", "issued_on", "kind", "title", "revision", "status", "code", "pdf_sha256", "created_by_name",
        "created_at",
    ]  # fmt: skip
    base_order = ("issued_on", "desc")
    label_columns = {
        "full_number": _l("Number"),
        "issued_on": _l("Date"),
        "kind": _l("Kind"),
        "title": _l("Contents"),
        "revision": _l("Revision"),
        "status": _l("State"),
        "year": _l("Year"),
        "code": _l("Verification code"),
        "pdf_sha256": _l("SHA-256 of the file"),
        "created_by_name": _l("Issued by"),
        "created_at": _l("Issued at"),
    }
    formatters_columns = {"code": codes.grouped}
    titles_columns = {"status": STATUS_TITLES, "kind": kind_titles}
    search_hint = _l("Number or contents")
    empty_hint = _l("Papers appear here when a sheet, a summary or an order is printed.")

    def card_buttons(self, item: Document) -> list[Button]:
        """Offer the archived file and the annulment."""
        found = []
        if item.status != operations.RESERVED and g.actor.may(Resource.DOCUMENT, Action.PRINT):
            found.append(Button(_("Open the PDF"), url_for(f"{self.endpoint}.pdf", pk=item.id), kind="primary"))
        if item.status == operations.ISSUED and g.actor.may(Resource.DOCUMENT, Action.UPDATE):
            found.append(Button(_("Annul"), url_for(f"{self.endpoint}.annul", pk=item.id)))
        return found

    def card_sections(self, item: Document) -> list[Section]:
        """Show who printed the paper and when."""
        rows = queries.prints(g.actor.organization_id, document_id=item.id)
        return [Section(_("Prints"), "documents/section_prints.html", {"rows": rows}, order=10)]

    def list_buttons(self) -> list[Button]:
        """Lead to the prints of all papers."""
        return [Button(_("Who printed"), url_for(f"{self.endpoint}.prints"))]

    @expose("/prints")
    @permission_name("read")
    def prints(self) -> Any:
        """Show who printed which paper and when."""
        who, what = (request.args.get(name, "").replace("\x00", "").strip()[:100] for name in ("who", "q"))
        rows = queries.prints(g.actor.organization_id, who=who, what=what)
        return self.render_template(
            "documents/prints.html", title=_("Prints of papers"), view=self, rows=rows, who=who, q=what, most=queries.MOST_PRINTS
        )

    @action("bundle_pdf", _l("As one PDF"))
    @permission_name("print")
    def bundle_pdf(self, items: Any) -> Any:
        """Leave the marked papers to the server as one PDF."""
        return self._bundle(items, bundles.PDF)

    @action("bundle_zip", _l("As a ZIP archive"))
    @permission_name("print")
    def bundle_zip(self, items: Any) -> Any:
        """Leave the marked papers to the server as an archive."""
        return self._bundle(items, bundles.ZIP)

    def _bundle(self, items: Any, form: str) -> Any:
        chosen = items if isinstance(items, list) else [items]
        bundles.bundle_documents(g.actor, chosen, form, f"Документы из реестра: {len(chosen)}, {today(g.actor.zone):%d.%m.%Y}")
        flash(_("The server prepares the file: you may leave this page, the home page will tell when it is ready."), "success")
        return redirect(url_for("JobView.list"), 303)

    @expose("/pdf/<pk>")
    @permission_name("print")
    def pdf(self, pk: str) -> Any:
        """Give the archived file."""
        item = self._item(pk)
        name = f"{kind_titles().get(item.kind, item.kind)} {item.full_number} {item.issued_on:%Y-%m-%d}"
        return pdf_response(operations.bytes_of(item), name, inline="download" not in request.args)

    @expose("/annul/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def annul(self, pk: str) -> Any:
        """Ask why and annul."""
        item, form = self._item(pk), AnnulForm()
        if form.validate_on_submit():
            with transaction():
                operations.annul(g.actor, self._item(pk, fresh=True), form.reason.data)
            flash(_("Annulled: %(name)s.", name=item), "success")
            return redirect(self.address(item), 303)
        title = _("Annulment: %(name)s", name=item)
        page = self.render_template("documents/annul.html", title=title, view=self, item=item, form=form)
        return page, 422 if form.errors else 200


class VerificationView(BaseView):
    """Whether a paper is genuine, for anybody who holds it; tells no name."""

    route_base = "/verify"
    default_view = "check"

    @expose("/<code>", methods=["GET"])
    def show(self, code: str) -> Any:
        """Tell what the registry knows of a code."""
        return self._answer(code, None)

    @expose("/", methods=["GET", "POST"])
    def check(self) -> Any:
        """Ask for a code and, if there is one, a file; compare."""
        form = CheckForm()
        if form.validate_on_submit():
            sent = form.file.data.read() if form.file.data else b""
            return self._answer(form.code.data, hashlib.sha256(sent).hexdigest() if sent else None)
        page = self.render_template("documents/check.html", title=_("Verification of a paper"), form=form)
        return page, 422 if form.errors else 200

    def _answer(self, typed: str, file_digest: str | None) -> Any:
        with transaction():
            operations.count_check(client_address())
        code = codes.tidy(typed)
        found = queries.verdict(code) if code else queries.Verdict("mistyped")
        same = None if file_digest is None or not found.pdf_sha256 else file_digest == found.pdf_sha256
        page = self.render_template(
            "documents/verdict.html", title=_("Verification of a paper"), found=found, same=same,
            code=codes.grouped(code) if code else "", kind=kind_titles().get(found.kind, ""),
            form=CheckForm(formdata=None),
        )  # fmt: skip
        return page, 404 if found.status in (queries.UNKNOWN, "mistyped") else 200
