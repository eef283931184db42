"""From the settings to the model text, from the staff to the acquaintance sheet."""

from __future__ import annotations

from app.acts import papers, queries, rules
from app.acts.models import LocalActVersion
from app.coordination import queries as coordination
from app.coordination.printing import director, letterhead
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Forbidden
from app.core.text import N_
from app.deadlines import queries as deadlines
from app.deadlines.printing import term_text
from app.documents import operations as documents
from app.documents import rendering
from app.inaccuracies.settings import ADDRESSEE
from app.organization import queries as organization
from app.settings import queries as settings


def print_text(actor: Actor) -> bytes:
    """Print the model text filled from the settings, the matrix and the coordinator's order: a draft without a number."""
    _require(actor)
    college = organization.own_organization(actor)
    newest = next(iter(coordination.appointments()), None)
    facts = {
        "college": college.short_name or college.full_name,
        "coordinator": f" (приказ № {newest.order_number} от {newest.order_date:%d.%m.%Y})" if newest is not None else "",
        "addressee": settings.value(college.id, ADDRESSEE),
    }
    duties = [(one.section, one.action, term_text(one)) for one in deadlines.duties() if one.is_active]
    paper = papers.ActText(letterhead(college), tuple(rules.model_text(facts, duties)), director(college))
    return rendering.render(papers.TEXT_TEMPLATE, paper)


def print_sheet(actor: Actor, version: LocalActVersion) -> tuple[bytes, str]:
    """Issue the acquaintance sheet of a version with the days of who has signed; gives the PDF and its title."""
    _require(actor)
    college = organization.own_organization(actor)
    rows = tuple(
        papers.ReaderRow(one.employee.full_name, one.employee.position, one.signed_on)
        for one in queries.readers(version.id, today(actor.zone))
    )
    document = documents.issue_current(
        actor, papers.ACQUAINTANCE, version, papers.AcquaintanceSheet(letterhead(college), str(version), rows, director(college))
    )
    return documents.bytes_of(document), document.title


def _require(actor: Actor) -> None:
    if not actor.may("local_act", "print"):
        raise Forbidden(N_("You have no right to print this."))
