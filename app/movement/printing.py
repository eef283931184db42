"""Printing an order: a numbered one is registered once and then comes from the archive, before that it is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.crud_writing import require
from app.core import text
from app.core.actor import Actor
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents import rendering
from app.documents.rules import Signature
from app.extensions import db
from app.movement import papers, queries
from app.movement.kinds import KINDS
from app.movement.models import Order, OrderItem
from app.movement.papers import OrderPaper
from app.movement.phrases import Said, basis_text, clauses
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.staff.models import Employee
from app.students import cases
from app.students.models import Student

DEPUTY = "Заместитель директора по учебной работе"


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF with the name it is saved under."""

    body: bytes
    name: str


def print_order(actor: Actor, order_id: int) -> Printed:
    """Print an order; call it outside ``transaction()``."""
    require(actor, "order", "print")
    order = queries.order(order_id)
    name = f"{order.title} {order.full_number}".strip()
    archived = registry.of_subject(papers.ORDER, order, 1) if order.number else None
    if archived is not None and archived.pdf_sha256 is not None:
        return Printed(documents.bytes_of(archived), name)
    paper = order_paper(order, queries.lines(order.id))
    if not order.number:
        return Printed(rendering.render(papers.ORDER_TEMPLATE, paper), f"{name} проект")
    return Printed(documents.bytes_of(documents.issue(actor, papers.ORDER, order, paper)), name)


def order_paper(order: Order, items: Sequence[OrderItem]) -> OrderPaper:
    """Build the paper of an order."""
    organization = db.session.get_one(Organization, order.organization_id)
    return OrderPaper(
        letterhead=letterhead(organization), heading=order.title, number=order.full_number, order_date=order.order_date,
        preamble=order.preamble, clauses=clauses([said(item) for item in items]),
        bases=tuple(basis_text(one.kind, one.title, one.number or "", one.dated) for one in order.bases),
        control=order.control, signature=Signature(order.signer_position, _signs(order.signer_name)), visas=_visas(order),
        executor=_executor(order.executor, organization),
    )  # fmt: skip


def said(item: OrderItem) -> Said:
    """Give a line as its words are made of it."""
    student, group, source = item.student, item.group, item.from_group
    programme = group.curriculum.programme if group is not None else item.programme
    return Said(
        kind=item.kind, name=name_of(student, item), sex=student.sex or "", from_group=source.name if source else "",
        from_course=item.from_course, from_form=source.curriculum.programme.study_form if source else "", on=item.effective_on,
        until=item.ends_on, group=group.name if group else "", specialty=str(programme.specialty) if programme else "",
        form=programme.study_form if programme else "", course=item.course, funding=item.funding or "", choice=item.choice or "",
        contract=item.contract or "", honours=item.honours, new_name=_new_name(item), note=item.note or "", basis=item.basis or "",
        amends=item.cancels_id is not None and item.kind != "CANCEL",
    )  # fmt: skip


def name_of(student: Student, item: OrderItem) -> str:
    """Give the name as it stood on the day of signing in the case of the order: the card's own spelling first."""
    if item.kind == "CANCEL":
        return item.student_name
    dative = KINDS[item.kind].case == "dative"
    own = student.name_dative if dative else student.name_accusative
    if own and item.student_name == student.full_name:
        return own
    return _declined(item.student_name, student.sex, cases.DATIVE if dative else cases.ACCUSATIVE)


def _new_name(item: OrderItem) -> str:
    return _declined(item.new_name, item.student.sex, cases.INSTRUMENTAL) if item.new_name else ""


def _declined(full: str, sex: str | None, case: object) -> str:
    last, first, *rest = [*full.split(" "), ""][:2] + full.split(" ")[2:]
    return cases.declined(last, first, " ".join(rest) or None, sex, case).strip()  # type: ignore[arg-type]


def _signs(name: str) -> str:
    parts = name.split()
    return text.initials_first(parts[0], parts[1], parts[2] if len(parts) > 2 else None) if len(parts) > 1 else name


def _visas(order: Order) -> tuple[Signature, ...]:
    head = [Signature(f"Заведующий отделением ({order.department})")] if order.department else []
    return (Signature(DEPUTY), *head)


def _executor(person: Employee | None, organization: Organization) -> str:
    if person is None:
        return ""
    name = text.initials_first(person.last_name, person.first_name, person.middle_name)
    return ", ".join(part for part in (name, organization.phone or "") if part)
