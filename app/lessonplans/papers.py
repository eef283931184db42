"""The printed calendar-thematic plan (layout of domain form КТП: УТВЕРЖДАЮ, heading, hours, table, protocol)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core import text
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents import rendering
from app.documents.registry import register_paper
from app.documents.rules import Letterhead
from app.gradebook.forms import KIND_TITLES
from app.lessonplans import queries
from app.lessonplans.models import LessonPlan
from app.lessonplans.rules import APPROVED
from app.organization import queries as organization
from app.organization.heads import letterhead
from app.teaching.models import TeachingLoad

LESSON_PLAN, TEMPLATE = "lesson_plan", "lesson_plan.html"
register_paper(LESSON_PLAN, "КТП", TEMPLATE, N_("Calendar-thematic plan"), "КАЛЕНДАРНО-ТЕМАТИЧЕСКИЙ ПЛАН")


@dataclass(frozen=True)
class PlanLine:
    """A row of the printed plan; ``section`` stands only in the first row of its section; ``held_on`` are days of the journal."""

    number: int
    section: str
    topic: str
    hours: int
    kind: str
    self_study: int
    materials: str
    homework: str
    planned_on: date | None
    held_on: tuple[date, ...] = ()


@dataclass(frozen=True)
class LessonPlanPaper:
    """A calendar-thematic plan; a draft has neither ``approved_on`` nor ``approved_by``."""

    letterhead: Letterhead
    item: str
    teachers: tuple[str, ...]
    specialty: str
    group: str
    course: int
    semester: int
    academic_year: str
    rows: tuple[PlanLine, ...]
    hours: int
    self_study: int
    by_kind: tuple[tuple[str, int], ...]
    head: str = ""
    protocol: str = ""
    approved_by: str = ""
    approved_on: date | None = None

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"КТП: {self.item}, группа {self.group}, {self.semester} семестр"


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF with the name it is saved under."""

    body: bytes
    name: str


def print_plan(actor: Actor, load_id: int) -> Printed:
    """Print a plan: an approved one is registered once a revision and then comes from the archive, a draft is not numbered.

    Raises Forbidden without the right, NotFound outside the reach.
    """
    if not actor.may("lesson_plan", "print"):
        raise Forbidden(N_("You have no right to print plans."))
    load, plan = queries.load_of(load_id), queries.plan_of(load_id)
    if plan is None or plan.status != APPROVED:
        paper = paper_of(load, plan, letterhead(organization.own_organization(actor)))
        return Printed(rendering.render(TEMPLATE, paper), paper.caption)
    archived = registry.of_subject(LESSON_PLAN, plan, plan.revision)
    if archived is None or archived.pdf_sha256 is None:
        paper = paper_of(load, plan, letterhead(organization.own_organization(actor)))
        archived = documents.issue(actor, LESSON_PLAN, plan, paper, revision=plan.revision)
    return Printed(documents.bytes_of(archived), archived.title)


def paper_of(load: TeachingLoad, plan: LessonPlan | None, head: Letterhead) -> LessonPlanPaper:
    """Build the paper; the days of an approved one are left to the journal, so that its revision stays the same bytes."""
    approved = plan is not None and plan.status == APPROVED
    uses = {} if approved else queries.uses(load.id)
    rows, item, term = queries.as_rows(plan), load.curriculum_term.item, load.group_term
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.kind] = kinds.get(row.kind, 0) + row.hours
    lines = tuple(
        PlanLine(
            number, row.section if number == 1 or row.section != rows[number - 2].section else "", row.topic, row.hours,
            str(KIND_TITLES[row.kind]), row.self_study, row.materials, row.homework, row.planned_on,
            tuple(one.date for one in uses.get(row.id or 0, ())),
        )
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    specialty = term.curriculum.programme.specialty
    return LessonPlanPaper(
        letterhead=head, item=str(item),
        teachers=tuple(dict.fromkeys(text.full_name(t.employee.last_name, t.employee.first_name, t.employee.middle_name) for t in load.teachers)),
        specialty=f"{specialty.code} {specialty.name}", group=term.group.name + (f" ({load.subgroup.name})" if load.subgroup else ""),
        course=term.course, semester=term.plan_semester, academic_year=term.academic_year.label, rows=lines,
        hours=sum(row.hours for row in rows), self_study=sum(row.self_study for row in rows),
        by_kind=tuple((str(KIND_TITLES[kind]).lower(), hours) for kind, hours in kinds.items()),
        head=term.curriculum.programme.head_name or "",
        protocol=(plan.protocol or "") if plan else "", approved_by=(plan.approved_by_name or "") if approved and plan else "",
        approved_on=plan.approved_at.date() if approved and plan and plan.approved_at else None,
    )  # fmt: skip
