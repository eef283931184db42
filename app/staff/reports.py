"""From the files of employees to the printed lists and their workbooks; one line a person for both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.scope import reach_of
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.transaction import transaction
from app.documents import operations as documents
from app.documents.rules import Signature
from app.exchange.writing import to_xlsx
from app.organization import queries as organization
from app.organization.heads import director, letterhead
from app.organization.models import Department
from app.staff import papers, queries_file
from app.staff.models_file import StaffTraining
from app.staff.qualification import CONFIRMED, STAFF_GROUPS, Limits, findings, full_years
from app.staff.queries_file import Dossier
from app.staff.settings import limits
from app.staff.titles import (
    PRINTED_ALERTS,
    PRINTED_CATEGORIES,
    PRINTED_EMPLOYMENTS,
    PRINTED_GROUPS,
    PRINTED_LEVELS,
    PRINTED_TRAININGS,
)

STAFF_HEADS = (
    "Группа должностей", "ФИО", "Должность", "Вид занятости", "Ставка", "Отделение", "Принят", "Образование", "Стаж общий, лет",
    "Стаж педагогический, лет",
)  # fmt: skip
QUALIFICATION_HEADS = (
    "ФИО", "Должность", "Преподаваемые дисциплины", "Образование", "Категория", "Повышение квалификации, стажировка", "Стаж общий, лет",
    "Стаж педагогический, лет", "Степень, звание, награды", "Отметка",
)  # fmt: skip
PERSONNEL = Signature("Специалист по кадрам")

# What a person teaches is known above: {employee id: names of items}; told by ``app.teaching`` at start-up.
Subjects = Callable[[Collection[int]], dict[int, list[str]]]
_subjects: list[Subjects] = []


def register_subjects(tell: Subjects) -> None:
    """Let a higher feature tell what employees teach."""
    if tell not in _subjects:
        _subjects.append(tell)


def departments_read(actor: Actor) -> tuple[int, ...] | None:
    """Give the departments whose files a person reads; None for the whole college."""
    reach = reach_of(actor, Resource.STAFF_FILE)
    return None if reach.full else reach.departments


def chosen_dossiers(actor: Actor, department: Department | None) -> list[Dossier]:
    """Give the files for a report: of a department, or of everybody within reach."""
    allowed = departments_read(actor)
    found = queries_file.dossiers(today(actor.zone), department_id=department.id if department else None)
    return [one for one in found if allowed is None or one.employee.department_id in allowed]


def number(value: Decimal) -> str:
    """Write a rate with the Russian comma."""
    return f"{value.normalize():f}".replace(".", ",")


def education_of(one: Dossier) -> str:
    """Write the education, each diploma with its institution, specialty and qualification."""
    lines = []
    for row in one.educations:
        parts = (row.institution, str(row.year or ""), row.specialty or "", row.qualification or "")
        lines.append(f"{PRINTED_LEVELS[row.level]}: {', '.join(part for part in parts if part)}")
    return "; ".join(lines)


def years(since: date | None, day: date) -> str:
    """Write whole years of experience, a dash where the base is not entered."""
    found = full_years(since, day)
    return "—" if found is None else str(found)


def staff_row(one: Dossier, day: date) -> papers.StaffRow:
    """Write an employee for the list; posts that have ended are left out."""
    person = one.employee
    posts = [post for post in one.positions if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)]
    hired = (f"{person.hired_on:%d.%m.%Y}" if person.hired_on else "", f"пр. {person.hire_order}" if person.hire_order else "")
    return papers.StaffRow(
        person.full_name, "; ".join(dict.fromkeys(post.position for post in posts)) or person.position,
        ", ".join(dict.fromkeys(PRINTED_EMPLOYMENTS[post.employment] for post in posts)) or PRINTED_EMPLOYMENTS.get(person.employment or "main", ""),
        number(sum((Decimal(post.rate) for post in posts), Decimal(0))) if posts else "—", person.department.name if person.department else "",
        ", ".join(part for part in hired if part),
        education_of(one), years(person.experience_since, day), years(person.teaching_since, day),
    )  # fmt: skip


def training_text(row: StaffTraining) -> str:
    """Write a training: kind, programme, hours, day, document."""
    parts = (f"{row.hours} ч", f"{row.ends_on:%d.%m.%Y}", row.document or "")
    return f"{PRINTED_TRAININGS[row.kind]} «{row.programme}», {', '.join(part for part in parts if part)}"


def qualification_row(one: Dossier, day: date, watched: Limits, subjects: Sequence[str]) -> papers.QualificationRow:
    """Write an employee for the qualification report: the category in force, trainings of the watched years or the last one."""
    person, category = one.employee, one.category_on(day)
    done = [row for row in one.trainings if row.state == CONFIRMED]
    recent = [row for row in done if day.year - row.ends_on.year <= watched.development_years] or done[:1]
    held = ""
    if category is not None:
        until = f", до {category.ends_on:%d.%m.%Y}" if category.ends_on else ""
        held = f"{PRINTED_CATEGORIES[category.category]}, {category.starts_on:%d.%m.%Y}, {category.basis}{until}"
    remarks = dict.fromkeys(PRINTED_ALERTS[found.alert] for found in findings(one.facts, day, watched))
    merits = [part for part in (person.degree, person.academic_rank, *(row.award for row in one.awards)) if part]
    return papers.QualificationRow(
        person.full_name, person.position, ", ".join(subjects), education_of(one), held or "нет",
        "; ".join(training_text(row) for row in recent), years(person.experience_since, day), years(person.teaching_since, day),
        "; ".join(merits), "; ".join(remarks),
    )  # fmt: skip


def staff_paper(actor: Actor, department: Department | None) -> papers.StaffListPaper:
    """Build the list of employees."""
    day, college = today(actor.zone), organization.own_organization(actor)
    found = chosen_dossiers(actor, department)
    parts = []
    for group in (*STAFF_GROUPS, None):
        rows = tuple(staff_row(one, day) for one in found if one.employee.staff_group == group)
        if rows:
            parts.append(papers.StaffPart(PRINTED_GROUPS[group], rows))
    chosen = department.name if department else ""
    return papers.StaffListPaper(letterhead(college), chosen, day, tuple(parts), (director(college), PERSONNEL))


def qualification_paper(actor: Actor, department: Department | None) -> papers.QualificationPaper:
    """Build the qualification report of the teaching staff."""
    day, college, watched = today(actor.zone), organization.own_organization(actor), limits(actor.organization_id or 0)
    found = [one for one in chosen_dossiers(actor, department) if one.is_pedagogue]
    taught: dict[int, list[str]] = {}
    for tell in _subjects:
        taught |= tell([one.employee.id for one in found])
    rows = tuple(qualification_row(one, day, watched, taught.get(one.employee.id, ())) for one in found)
    categories = [one.category_on(day) for one in found]
    counts = [(PRINTED_CATEGORIES[code], sum(1 for held in categories if held is not None and held.category == code)) for code in PRINTED_CATEGORIES]
    counts += [("без категории", sum(held is None for held in categories)), ("с замечаниями", sum(bool(row.remark) for row in rows))]
    chosen = department.name if department else ""
    return papers.QualificationPaper(
        letterhead(college), chosen, day, rows, tuple(one for one in counts if one[1]), (director(college), PERSONNEL)
    )


BUILDERS: dict[str, Callable[[Actor, Department | None], papers.StaffListPaper | papers.QualificationPaper]] = {
    papers.STAFF_LIST: staff_paper,
    papers.QUALIFICATION: qualification_paper,
}


def print_report(actor: Actor, kind: str, department: Department | None) -> tuple[bytes, str]:
    """Issue a report through the registry; one of a department is a paper of that department. Forbidden without the right."""
    require(actor, Resource.STAFF_FILE, Action.PRINT)
    paper = BUILDERS[kind](actor, department)
    document = documents.issue_current(actor, kind, department or organization.own_organization(actor), paper)
    return documents.bytes_of(document), document.title


def report_xlsx(actor: Actor, kind: str, department: Department | None) -> tuple[bytes, str]:
    """Give the lines of a report as a workbook; the export is logged."""
    require(actor, Resource.STAFF_FILE, Action.PRINT)
    paper = BUILDERS[kind](actor, department)
    if isinstance(paper, papers.StaffListPaper):
        heads, lines = STAFF_HEADS, [[part.title, *_cells(row)] for part in paper.parts for row in part.rows]
    else:
        heads, lines = QUALIFICATION_HEADS, [_cells(row) for row in paper.rows]
    with transaction():
        audit.record(actor, "export", "employee", changes={"rows": (None, len(lines))}, label=paper.caption)
    return to_xlsx("Список", heads, lines), paper.caption


def _cells(row: papers.StaffRow | papers.QualificationRow) -> list[str]:
    return [getattr(row, name) for name in type(row).__dataclass_fields__]
