"""From the log, the incidents and the measures to their papers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.coordination.printing import director, letterhead
from app.core.actor import Actor
from app.core.clock import now
from app.core.display import day, moment
from app.documents import rendering
from app.documents.rules import Signature, ru_month
from app.organization import queries as organization
from app.oversight import papers, queries, rules
from app.oversight.settings import MASS
from app.settings import queries as settings

STATE_TITLES = {"planned": "не выполнена", "partly": "выполнена частично", "done": "выполнена"}


def month_of(actor: Actor, first: date) -> tuple[datetime, datetime]:
    """Give the first moment of the month of ``first`` and of the next one in the college's zone."""
    zone = ZoneInfo(actor.zone)
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first.replace(day=1), time.min, zone), datetime.combine(following, time.min, zone)


def print_month(actor: Actor, first: date) -> bytes:
    """Print the month's report: accesses by person, days of mass viewing, incidents."""
    since, until = month_of(actor, first)
    found = queries.accesses(actor, since, until)
    most = int(settings.value(actor.organization_id or 0, MASS))
    people = tuple((name, *(str(counts.get(kind, 0)) for kind in rules.KINDS)) for name, counts in rules.by_person(found))
    mass = tuple((name, day(on), str(count)) for name, on, count in rules.mass_views(found, most))
    tables = (
        papers.Table(
            "1. Доступ к персональным данным", ("Работник", "Просмотры особых полей", "Печать", "Выгрузки"), ("", "36", "24", "24"),
            people, "Обращений не было.",
        ),
        papers.Table(f"2. Массовые просмотры (больше {most} за день)", ("Работник", "День", "Просмотров"), ("", "30", "30"), mass, "Не было."),
        _incidents("3. Инциденты", actor, since, until),
    )  # fmt: skip
    return _render(actor, papers.MONTH, f"за {ru_month(first)}", tables)


def print_incidents(actor: Actor) -> bytes:
    """Print the journal of incidents of all years."""
    since, until = datetime(2000, 1, 1, tzinfo=ZoneInfo(actor.zone)), now() + timedelta(days=1)
    return _render(actor, papers.INCIDENTS, "", (_incidents("", actor, since, until),))


def print_measures(actor: Actor) -> bytes:
    """Print the table of measures."""
    rows = tuple(
        (one.code, one.name, one.kept_by or "", one.responsible or "", day(one.checked_on), STATE_TITLES[one.state])
        for one in queries.measures()
    )
    heads = ("Код", "Мера", "Как выполняется", "Ответственный", "Проверено", "Состояние")
    table = papers.Table("", heads, ("14", "40", "", "30", "20", "24"), rows, "Меры не внесены.")
    return _render(actor, papers.MEASURES, "", (table,))


def _incidents(title: str, actor: Actor, since: datetime, until: datetime) -> papers.Table:
    rows = []
    for one in queries.incidents(since, until):
        terms = rules.terms(one.found_at, one.noticed_at, one.answered_at, now())
        notice = (moment(one.noticed_at) or "—") + (" (срок нарушен)" if terms.notice_late else "")
        result = (moment(one.answered_at) or "—") + (" (срок нарушен)" if terms.result_late else "")
        rows.append((moment(one.found_at), f"{one.summary}. {one.what}", str(one.people), one.measures or "", notice, result))
    heads = ("Обнаружен", "Что произошло", "Субъектов", "Меры", "Уведомление, 24 ч", "Результат, 72 ч")
    return papers.Table(title, heads, ("23", "", "18", "36", "28", "28"), tuple(rows), "Инцидентов не было.")


def _render(actor: Actor, title: str, under: str, tables: tuple[papers.Table, ...]) -> bytes:
    college = organization.own_organization(actor)
    signatures = (Signature("Ответственный координатор"), director(college))
    return rendering.render(papers.TABLE_TEMPLATE, papers.OversightPaper(letterhead(college), title, under, tables, signatures))


