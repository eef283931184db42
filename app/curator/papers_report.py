"""«Отчёт куратора» for a month or a semester: an official paper of the registry; the workbook has the same lines."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.text import N_
from app.curator.papers import sign_of
from app.curator.queries_report import GroupReport
from app.curator.rules import REASONS
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature, decimal_text, ru_month
from app.organization.heads import letterhead
from app.students.titles import BENEFITS

REPORT, TEMPLATE = "curator_report", "curator_report.html"
register_paper(REPORT, "ОК", TEMPLATE, N_("Report of a curator"), "ОТЧЁТ КУРАТОРА")
REASON_WORDS = ("по заявлению", "по болезни", "без уважительной причины", "по приказу")
NOBODY = "нет"


@dataclass(frozen=True)
class Part:
    """A part of the report: its head, lines of «what: how many or who», a text below."""

    head: str
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True)
class ReportPaper:
    """The report of a group for ``period`` («октябрь 2026 г.», «1 семестр 2026/2027 учебного года»)."""

    letterhead: Letterhead
    group: str
    period: str
    curator: str
    parts: tuple[Part, ...]
    signatures: tuple[Signature, ...]

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return "Отчёт куратора"

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"{self.title} группы {self.group} за {self.period}"


def period_title(found: GroupReport) -> str:
    """Give «октябрь 2026 г.» or «3 семестр 2026/2027 учебного года»."""
    term, start = found.period.term, found.period.start
    if found.period.is_term and term is not None:
        return f"{term.plan_semester} семестр {term.academic_year.label} учебного года"
    return ru_month(start)


def report_paper(found: GroupReport) -> ReportPaper:
    """Give the paper of a report."""
    return ReportPaper(
        letterhead=letterhead(found.college), group=found.group.name, period=period_title(found), curator=sign_of(found.group.curator),
        parts=(
            _body(found), _results(found), _attendance(found),
            Part("Академические задолженности", tuple((name, "; ".join(lines)) for name, lines in found.debts) or (("Задолженностей", NOBODY),)),
            Part("Обучающиеся льготных категорий", tuple((str(BENEFITS[kind]), str(count)) for kind, count in found.benefits.items()) or (("Льгот", NOBODY),)),
            Part("Работа с родителями", text=found.texts.parents), Part("Мероприятия", text=found.texts.events),
            Part("Выводы и план", text=found.texts.conclusions),
        ),
        signatures=(
            Signature("Куратор группы", sign_of(found.group.curator)),
            *((Signature("Заведующий отделением"),) if found.group.department else (Signature("Заместитель директора"),)),
        ),
    )  # fmt: skip


def _body(found: GroupReport) -> Part:
    moved = tuple(
        (f"{one.day:%d.%m.%Y} {'прибыл(а)' if one.came else 'выбыл(а)'}", f"{one.name}{f' ({one.basis})' if one.basis else ''}") for one in found.moves
    )
    return Part("Состав и движение", (("На начало", str(found.at_start)), ("На конец", str(found.at_end)), *(moved or (("Движение", "не было"),))))


def _results(found: GroupReport) -> Part:
    told = found.results
    return Part("Успеваемость по журналам", (
        ("Только «5»", _names(told.excellent)), ("Только «5» и «4»", _names(told.good)),
        ("Отстают", "; ".join(f"{name}: {', '.join(items)}" for name, items in told.behind) or NOBODY),
        ("Отметок пока мало", _names(told.unknown)), ("Средний балл группы", decimal_text(found.mean)),
    ))  # fmt: skip


def _attendance(found: GroupReport) -> Part:
    reasons = zip(REASON_WORDS, REASONS, strict=True)
    absent = "; ".join(f"{one.name}: {one.reasons['truancy']} ч" for one in sorted(found.absent, key=lambda one: -one.reasons["truancy"]))
    return Part("Посещаемость", (
        ("Пропущено всего, ч", str(found.missed.total)), *((f"— {word}", str(found.missed.reasons.get(key, 0))) for word, key in reasons),
        ("Прогуливали", absent or NOBODY),
    ))  # fmt: skip


def _names(names: tuple[str, ...]) -> str:
    return f"{len(names)}: {', '.join(names)}" if names else NOBODY
