"""From the matrix in force to its paper; terms in words for screens and papers."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import ROLE_TITLES, Role
from app.coordination import queries as coordination
from app.coordination.printing import director, letterhead
from app.core.actor import Actor
from app.deadlines import papers, rules
from app.deadlines.rules import Duty, Line
from app.documents import operations as documents
from app.organization import queries as organization


def print_matrix(actor: Actor, duties: list[Duty], people: dict[int, str]) -> tuple[bytes, str]:
    """Issue the matrix in force as the appendix of the coordinator's order; gives the PDF and its title."""
    college = organization.own_organization(actor)
    newest = next(iter(coordination.appointments()), None)
    order = f"№ {newest.order_number} от {newest.order_date:%d.%m.%Y}" if newest is not None else ""
    rows = tuple(
        papers.MatrixRow(
            one.section, one.action, who(one.responsible, one.responsible_id, people), term_text(one),
            who(one.controller, one.controller_id, people),
        )
        for one in duties if one.is_active
    )  # fmt: skip
    paper = papers.MatrixPaper(letterhead(college), order, rows, director(college))
    document = documents.issue_current(actor, papers.MATRIX, college, paper)
    return documents.bytes_of(document), document.title


def who(role: str, employee_id: int | None, people: dict[int, str]) -> str:
    """Give the named person, else the title of the role."""
    if employee_id is not None and employee_id in people:
        return people[employee_id]
    return _(ROLE_TITLES[Role(role)])


def term_text(duty: Duty) -> str:
    """Write the term of a duty: «3 рабочих дня», «в тот же день», «до 10.09, до 20.01», «каждую неделю»."""
    if duty.unit == rules.WORDS:
        return duty.words
    if duty.unit == rules.FIXED:
        return ", ".join(_("until %(day)s", day=f"{day:02}.{month:02}") for month, day in rules.check_fixed(duty.fixed))
    if duty.unit in rules.ROUND:
        return {rules.DAILY: _("every day"), rules.WEEKLY: _("every week"), rules.MONTHLY: _("every month")}[duty.unit]
    if not duty.days:
        return _("on the same working day") if duty.unit == rules.WORKDAYS else _("on the same day")
    if duty.unit == rules.BEFORE:
        return ngettext("%(num)s day before", "%(num)s days before", duty.days)
    if duty.unit == rules.WORKDAYS:
        return ngettext("%(num)s working day", "%(num)s working days", duty.days)
    return ngettext("%(num)s calendar day", "%(num)s calendar days", duty.days)


def explanation(line: Line) -> str:
    """Write how a line was judged: «внесено 15.10, срок 12.10 (в тот же день)», with the day off that the term was moved from."""
    rule = term_text(line.duty)
    if line.named is not None and line.named != line.due:
        rule = _("%(rule)s; moved from the day off %(day)s", rule=rule, day=f"{line.named:%d.%m}")
    values = {"due": f"{line.due:%d.%m}", "rule": rule, "done": f"{line.event.done:%d.%m}" if line.event.done else ""}
    if line.event.done is None:
        return _("not entered, the term is %(due)s (%(rule)s)", **values)
    return _("entered on %(done)s, the term is %(due)s (%(rule)s)", **values)
