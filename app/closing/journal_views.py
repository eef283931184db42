"""Printing of journals for those who keep and read them: one journal, all of a group's term, a workbook."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud_card import Section, register_section
from app.access.crud_export import download
from app.access.permissions import Resource
from app.closing import journals, queries, volumes
from app.core.actor import Actor
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.terms.models import GroupTerm


class JournalPrintView(BaseView):
    """Journals as papers and as tables."""

    route_base = "/journals"
    class_permission_name = Resource.JOURNAL

    @expose("/<int:load_id>/print", methods=["POST"])
    @permission_name("print")
    def journal(self, load_id: int) -> Any:
        """Print a journal."""
        printed = journals.print_journal(g.actor, load_id)
        return pdf_response(printed.body, printed.name)

    @expose("/<int:load_id>/table", methods=["POST"])
    @permission_name("export")
    def table(self, load_id: int) -> Any:
        """Give a journal as a workbook."""
        with transaction():
            name, content = journals.export_journal(g.actor, load_id)
        return download(name, content)

    @expose("/of-term/<int:term_id>/print", methods=["POST"])
    @permission_name("print")
    def volume(self, term_id: int) -> Any:
        """Leave the print of the journals of a group's term to the server: it takes minutes."""
        term = queries.term(term_id)
        title = _(volumes.TITLE, group=term.group.name, semester=term.plan_semester)
        with transaction():
            volumes.leave_volume(g.actor, term_id, title)
        flash(_("The server sets the journals; the file will lie here."), "success")
        return redirect(url_for("JobView.list"), 303)


def _section(actor: Actor, group_term: GroupTerm) -> Section | None:
    """Offer on the card of a term the print of all its journals."""
    if not actor.may("journal", "print"):
        return None
    return Section(_("Journals of the group"), "closing/section_journals.html", {"group_term": group_term}, order=25)


register_section(GroupTerm, _section)
