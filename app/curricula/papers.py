"""The printed curriculum: heading with its approval, lines with controls and hours by kind and semester, sums, competences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor
from app.core.display import plain as written
from app.core.errors import Forbidden
from app.core.text import N_
from app.curricula import pages, queries
from app.curricula.cells import HOURS
from app.curricula.models import Curriculum
from app.curricula.operations import APPROVED
from app.curricula.rules import CONTROLS, plain
from app.curricula.titles import BASE_TITLES, STUDY_FORM_TITLES
from app.curricula.tree import ZERO, Item, Plan
from app.documents import operations as documents
from app.documents import rendering
from app.documents.registry import register_paper
from app.documents.rules import Letterhead
from app.organization import queries as organization
from app.organization.heads import letterhead

CURRICULUM, TEMPLATE = "curriculum", "curriculum.html"
register_paper(CURRICULUM, "УП", TEMPLATE, N_("Curriculum"), "УЧЕБНЫЙ ПЛАН", "программы подготовки по специальности (профессии)")
# Kinds of hours that a plan prints beside the total; rarer ones are gathered as practical lessons.
PRINTED = (
    ("лекции", ("lectures",)), ("практ., лаб., сем.", ("practicals", "labs", "seminars")), ("курсовая", ("course_work",)),
    ("практика", ("practice",)), ("конс., атт.", ("consultations", "exam_hours")), ("самост.", ("self_study",)),
    ("в форме ПП", ("practical_training",)),
)  # fmt: skip
assert {kind for _title, kinds in PRINTED for kind in kinds} == set(HOURS)


@dataclass(frozen=True)
class PlanLine:
    """A line: index, name, controls by semester («Э4 ДЗ5»), total, hours by printed kind, hours by semester."""

    code: str
    name: str
    kind: str
    depth: int
    controls: str
    total: str
    by_kind: tuple[str, ...]
    by_semester: tuple[str, ...]


@dataclass(frozen=True)
class CurriculumPaper:
    """A curriculum; a draft has neither ``order`` nor ``approved_on``."""

    letterhead: Letterhead
    specialty: str
    qualification: str
    base: str
    study_form: str
    length: str
    intake_year: int
    version: int
    fgos_order: str
    kinds: tuple[str, ...]
    courses: tuple[tuple[int, int], ...]
    semesters: tuple[int, ...]
    lines: tuple[PlanLine, ...]
    totals: tuple[tuple[str, tuple[str, ...], str], ...]
    legend: tuple[tuple[str, str], ...]
    competences: tuple[tuple[str, str], ...]
    order: str = ""
    approved_on: date | None = None
    approved_by: str = ""

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Учебный план {self.specialty}, набор {self.intake_year} года, версия {self.version}"


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF with the name it is saved under."""

    body: bytes
    name: str


def print_plan(actor: Actor, found: Curriculum) -> Printed:
    """Print a version: an approved one is registered and then comes from the archive, a draft is not numbered.

    Raises Forbidden without the right.
    """
    if not actor.may(Curriculum.__resource__, "print"):
        raise Forbidden(N_("You have no right to print plans."))
    paper = paper_of(found, queries.plan_of(found), letterhead(organization.own_organization(actor)))
    if found.status != APPROVED:
        return Printed(rendering.render(TEMPLATE, paper), paper.caption)
    archived = documents.issue_current(actor, CURRICULUM, found, paper)
    return Printed(documents.bytes_of(archived), archived.title)


def paper_of(found: Curriculum, plan: Plan, head: Letterhead) -> CurriculumPaper:
    """Build the paper of a version; its numbers are those of the screen."""
    table, programme = pages.table_of(plan), found.programme
    lines = tuple(
        PlanLine(
            row.code, row.name, row.kind, row.depth, _controls(item), row.total, _by_kind(plan, item), tuple(cell.hours for cell in row.cells)
        )
        for item, row in zip(plan.items, table.rows, strict=True)
    )
    return CurriculumPaper(
        letterhead=head, specialty=f"{programme.specialty.code} {programme.specialty.name}", qualification=programme.qualification,
        base=str(BASE_TITLES[programme.base]), study_form=str(STUDY_FORM_TITLES[programme.study_form]),
        length=pages.length_of(programme.years, programme.months), intake_year=found.intake_year, version=found.version,
        fgos_order=found.fgos_order or "", kinds=tuple(title for title, _kinds in PRINTED), courses=table.courses, semesters=table.semesters,
        lines=lines, totals=table.totals, legend=table.legend, competences=tuple((each.code, each.title) for each in plan.competences),
        order=found.order_number or "", approved_on=found.order_date, approved_by=found.approved_by_name or "",
    )  # fmt: skip


def _controls(item: Item) -> str:
    return " ".join(f"{each.form}{term.semester}" for form in CONTROLS for term in item.terms for each in term.controls if each.form == form)


def _by_kind(plan: Plan, item: Item) -> tuple[str, ...]:
    below = [each for each in plan.below(item.key) if not each.is_heading and each.is_counted] if item.is_heading else [item]
    return tuple(
        _hours(sum((getattr(term, kind) for each in below for term in each.terms for kind in kinds), ZERO)) for _title, kinds in PRINTED
    )


def _hours(value: object) -> str:
    return written(plain(value)) if value else ""  # type: ignore[arg-type]
