"""The act of an academic year: what was closed, who went on, what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.closing import queries_semester, queries_year
from app.closing.acts import size_words
from app.closing.queries_year import YearState
from app.closing.reports import Printed, require_print
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents.registry import register_paper
from app.documents.rules import Count, Letterhead, Signature, ru_date
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.organization.queries import own_organization

YEAR_ACT, YEAR_ACT_TEMPLATE = "year_act", "year_act.html"
register_paper(YEAR_ACT, "АГ", YEAR_ACT_TEMPLATE, N_("Act of closing an academic year"), "АКТ ЗАКРЫТИЯ УЧЕБНОГО ГОДА")


@dataclass(frozen=True)
class YearHalf:
    """A half-year in the act: number, groups, act with its day and signer, root hash."""

    number: str
    groups: str
    act: str
    signed: str
    root: str


@dataclass(frozen=True)
class YearPackage:
    """The package for storage of a half-year in the act: number of the half-year, file, size, SHA-256 of its bytes."""

    number: str
    name: str
    size: str
    sha256: str


@dataclass(frozen=True)
class YearOrder:
    """An order on the next course: number and date, from which day, how many students, how many of them conditionally."""

    title: str
    number: str
    effective_on: str
    students: str
    conditional: str


@dataclass(frozen=True)
class YearActPaper:
    """The act: half-years, orders, totals, packages for storage, the root over everything and the head of the log."""

    letterhead: Letterhead
    academic_year: str
    drawn_on: date
    revision: int
    halves: tuple[YearHalf, ...]
    orders: tuple[YearOrder, ...]
    totals: tuple[Count, ...]
    archive: tuple[YearPackage, ...]
    root: str
    audit_head: str
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Акт закрытия {self.academic_year} учебного года"


def print_year_act(actor: Actor, act_id: int) -> Printed:
    """Print the act of a year: the newest revision is made and archived, earlier ones come from the archive."""
    require_print(actor)
    act = queries_year.act(act_id)
    name = f"Акт закрытия {act.academic_year.label} учебного года"
    archived = registry.of_subject(YEAR_ACT, act.academic_year, act.revision)
    if archived is not None and archived.pdf_sha256 is not None:
        return Printed(documents.bytes_of(archived), name, True)
    found = queries_year.state(act.academic_year)
    if found.act is None or found.act.id != act.id or not found.is_current:
        raise Conflict(N_("The year has changed since the act. Ask the coordinator for a new one."))
    drawn = act.prepared_at.astimezone(ZoneInfo(actor.zone)).date()
    paper = year_act(found, own_organization(actor), drawn)
    return Printed(documents.bytes_of(documents.issue(actor, YEAR_ACT, act.academic_year, paper, revision=act.revision)), name, True)


def year_act(found: YearState, college: Organization, drawn: date) -> YearActPaper:
    """Give the act of a year."""
    assert found.act is not None
    orders = [
        YearOrder(one.title, f"№ {one.full_number} от {ru_date(one.order_date)}", ru_date(one.effective_on), str(len(one.items)),
                  str(sum(item.choice == "conditional" for item in one.items)))
        for one in found.applied
    ]  # fmt: skip
    halves = [
        YearHalf(str(one.semester.number), str(len(one.terms)), f"редакция {one.act.revision} от {ru_date(one.act.prepared_at.date())}",
                 f"{one.signature.signed_by_name}, {ru_date(one.signature.signed_at.date())}", one.act.root_sha256)
        for one in found.halves if one.act and one.signature
    ]  # fmt: skip
    return YearActPaper(
        letterhead=letterhead(college), academic_year=found.year.label, drawn_on=drawn, revision=found.act.revision,
        halves=tuple(halves), orders=tuple(orders),
        totals=(
            Count("Переведено студентов", str(sum(int(one.students) for one in orders))),
            Count("Из них условно", str(sum(int(one.conditional) for one in orders))),
            Count("Неликвидированных задолженностей, переходящих на следующий год", str(found.debts)),
        ),
        archive=tuple(_packages(found)),
        root=found.act.root_sha256, audit_head=found.act.audit_head,
        signatures=(
            Signature("Ответственный координатор"), Signature("Заместитель директора по учебной работе"),
            director(college),
        ),
    )  # fmt: skip


def _packages(found: YearState) -> Iterator[YearPackage]:
    for one in found.halves:
        made = queries_semester.last_package(one.act.id) if one.act else None
        if made is not None:
            yield YearPackage(str(one.semester.number), made.name, size_words(made.size), made.sha256)
