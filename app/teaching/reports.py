"""From the accounts of hours to the papers and workbooks of the load; the same numbers as on the screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.scope import reach_of
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Forbidden, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.documents import operations as documents
from app.documents.rules import Signature
from app.exchange.writing import Cell, Table, to_workbook, to_xlsx
from app.extensions import db
from app.organization import queries as organization
from app.organization.heads import director, letterhead
from app.organization.models import AcademicYear
from app.staff import queries_file
from app.staff import reports as staff
from app.staff.models import Employee
from app.staff.titles import PRINTED_CATEGORIES
from app.teaching import papers, queries_account, queries_substitutions
from app.teaching.hours import Account
from app.teaching.models_year import SubstitutionList
from app.teaching.queries_substitutions import Instead
from app.teaching.titles import PRINTED_MONTHS, PRINTED_REASONS

DEPUTY = Signature("Заместитель директора по учебной работе")
TARIFICATION_HEADS = (
    "ФИО", "Должность", "Образование", "Категория", "Пед. стаж, лет", "Ставка", "Норма, ч", "Дисциплина, модуль, практика", "Группы",
    "1 полугодие, ч", "2 полугодие, ч", "Год, ч",
)  # fmt: skip
SUBSTITUTION_HEADS = (
    "№ замены", "Дни", "Кого заменяют", "Причина", "Основание", "Дисциплина, модуль, практика", "Группа", "Кто заменяет", "Проведено, ч",
)  # fmt: skip


def present_year() -> AcademicYear:
    """Give the present academic year; raises Refused where there is none."""
    year = organization.active_year()
    if year is None:
        raise Refused(N_("There is no present academic year: enter it first."))
    return year


def card_paper(actor: Actor, year: AcademicYear, person: Employee) -> papers.LoadCardPaper:
    """Build the load card of a teacher."""
    day, told = today(actor.zone), queries_account.account(actor, year, person, today(actor.zone))
    rows = tuple(
        papers.CardRow(
            one.item, one.group, one.semester, one.given, tuple(one.months.get(m, 0) for m in told.months), one.held, one.off, one.left,
            one.is_substitution,
        )
        for one in told.lines
    )  # fmt: skip
    total = papers.CardRow("", "", 0, told.given, tuple(told.month(m) for m in told.months), told.held, told.off, told.left)
    return papers.LoadCardPaper(
        letterhead(organization.own_organization(actor)), person.full_name, person.position, year.label, day, staff.number(told.norm.rate),
        told.norm.hours, tuple(PRINTED_MONTHS[m] for m in told.months), rows, total, told.over, told.extra,
        (DEPUTY, Signature("Преподаватель", person.short_name)),
    )  # fmt: skip


def print_card(actor: Actor, person: Employee) -> tuple[bytes, str]:
    """Issue the load card of a teacher; everybody may print the own one. Forbidden without the right."""
    _require_card(actor, person)
    document = documents.issue_current(actor, papers.LOAD_CARD, person, card_paper(actor, present_year(), person))
    return documents.bytes_of(document), document.title


def card_xlsx(actor: Actor, person: Employee) -> tuple[bytes, str]:
    """Give the load card as a workbook; the export is logged."""
    _require_card(actor, person)
    paper = card_paper(actor, present_year(), person)
    heads = ("Дисциплина, модуль, практика", "Группа", "Семестр", "План, ч", *paper.months, "Выдано", "Снято", "Осталось")
    rows: list[list[Cell]] = [
        [row.item, row.group, row.semester or None, row.given, *row.months, row.held, row.off, row.left] for row in (*paper.rows, paper.total)
    ]
    rows[-1][0] = "Итого"
    _logged(actor, paper.caption, len(rows))
    return to_xlsx("Нагрузка", heads, rows), paper.caption


def _require_card(actor: Actor, person: Employee) -> None:
    require(actor, Resource.TEACHING_LOAD, Action.PRINT)
    if person.id != actor.employee_id and not (actor.may(Resource.TEACHING_LOAD, Action.UPDATE) or actor.may(Resource.EMPLOYEE, Action.READ)):
        raise Forbidden(N_("You have no right to do this."))


def tarification_paper(actor: Actor, year: AcademicYear) -> papers.TarificationPaper:
    """Build the tarification list of everybody who has a load within reach; substitutes do not stand in it."""
    day, people = today(actor.zone), queries_account.teachers_of_year(year.id)
    told = queries_account.accounts(actor, year, people, day)
    files = {one.employee.id: one for one in queries_file.dossiers(day, ids=[one.id for one in people])}
    rows = [_tarification_row(one, told[one.id], files[one.id], day) for one in people]
    college = organization.own_organization(actor)
    return papers.TarificationPaper(
        letterhead(college), year.label, day, tuple(row for row in rows if row.items), (director(college), DEPUTY, staff.PERSONNEL)
    )


def _tarification_row(person: Employee, told: Account, file: queries_file.Dossier, day: date) -> papers.TarificationRow:
    items: dict[str, list[list[str | int]]] = {}
    for line in told.lines:
        if not line.is_substitution and line.given:
            items.setdefault(line.item, []).append([line.group, line.given if line.semester % 2 else 0, 0 if line.semester % 2 else line.given])
    category = file.category_on(day)
    return papers.TarificationRow(
        person.full_name, person.position, staff.education_of(file), PRINTED_CATEGORIES[category.category] if category else "нет",
        staff.years(person.teaching_since, day), staff.number(told.norm.rate), told.norm.hours,
        tuple(
            papers.TarificationItem(
                item, ", ".join(dict.fromkeys(str(one[0]) for one in found)), sum(int(one[1]) for one in found), sum(int(one[2]) for one in found)
            )
            for item, found in items.items()
        ),
    )  # fmt: skip


def print_tarification(actor: Actor) -> tuple[bytes, str]:
    """Issue the tarification list of the present year; only who sees the whole college's load prints it."""
    _require_all(actor)
    year = present_year()
    document = documents.issue_current(actor, papers.TARIFICATION, year, tarification_paper(actor, year))
    return documents.bytes_of(document), document.title


def tarification_xlsx(actor: Actor) -> tuple[bytes, str]:
    """Give the tarification list as a workbook: a line an item, and a sheet with the totals of teachers."""
    _require_all(actor)
    paper = tarification_paper(actor, present_year())
    lines: list[Sequence[Cell]] = [
        [row.name, row.position, row.education, row.category, row.experience, row.rate, row.norm, one.item, one.groups, one.first, one.second, one.total]
        for row in paper.rows for one in row.items
    ]  # fmt: skip
    totals: list[Sequence[Cell]] = [[row.name, row.rate, row.norm, row.first, row.second, row.total, row.over] for row in paper.rows]
    _logged(actor, paper.caption, len(lines))
    heads = ("ФИО", "Ставка", "Норма, ч", "1 полугодие, ч", "2 полугодие, ч", "Год, ч", "Сверх нормы, ч")
    return to_workbook([Table("Тарификация", TARIFICATION_HEADS, lines), Table("Итоги", heads, totals)]), paper.caption


def _require_all(actor: Actor) -> None:
    require(actor, Resource.TEACHING_LOAD, Action.PRINT)
    if not reach_of(actor, Resource.TEACHING_LOAD).full:
        raise Forbidden(N_("A list of the whole college is printed by who sees the load of the whole college."))


def substitutions_paper(actor: Actor, first: date, last: date) -> papers.SubstitutionsPaper:
    """Build the list of substitutions that touch the days [first, last]; the hours are those held on these days."""
    rows = tuple(_substitution_row(one) for one in queries_substitutions.instead(first, last, min(last, today(actor.zone))))
    college = organization.own_organization(actor)
    return papers.SubstitutionsPaper(letterhead(college), first, last, rows, sum(row.hours for row in rows), (DEPUTY,))


def _substitution_row(one: Instead) -> papers.SubstitutionRow:
    days = " – ".join(dict.fromkeys((f"{one.starts_on:%d.%m.%Y}", f"{one.ends_on:%d.%m.%Y}")))
    return papers.SubstitutionRow(
        one.substitution.number, days, one.substitution.absent.full_name, PRINTED_REASONS[one.substitution.reason], one.substitution.basis,
        one.item, one.group, one.substitute.full_name, one.hours,
    )  # fmt: skip


def print_substitutions(actor: Actor, first: date, last: date) -> tuple[bytes, str]:
    """Issue the list of substitutions of a period; the same period with other contents is the next revision."""
    _require_all(actor)
    paper = substitutions_paper(actor, first, last)
    document = documents.issue_current(actor, papers.SUBSTITUTIONS, _list_of(actor, first, last), paper)
    return documents.bytes_of(document), document.title


def _list_of(actor: Actor, first: date, last: date) -> SubstitutionList:
    """Give the row of a period; who prints it first makes it."""
    present = queries_substitutions.list_of(first, last)
    if present is not None:
        return present
    with transaction():
        made = SubstitutionList(organization_id=actor.organization_id, starts_on=first, ends_on=last)
        db.session.add(made)
        db.session.flush()
        audit.record(actor, "print_substitutions", made, label=str(made))
    return made


def substitutions_xlsx(actor: Actor, first: date, last: date) -> tuple[bytes, str]:
    """Give the list of substitutions as a workbook."""
    _require_all(actor)
    paper = substitutions_paper(actor, first, last)
    rows = [[getattr(row, name) for name in papers.SubstitutionRow.__dataclass_fields__] for row in paper.rows]
    _logged(actor, paper.caption, len(rows))
    return to_xlsx("Замены", SUBSTITUTION_HEADS, rows), paper.caption


def _logged(actor: Actor, label: str, rows: int) -> None:
    with transaction():
        audit.record(actor, "export", "teaching_load", changes={"rows": (None, rows)}, label=label)


staff.register_subjects(queries_account.subjects)
