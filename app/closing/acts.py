"""Builders of the acts: of a group's term from its snapshot, of a half-year from the totals of its snapshots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.closing import settings
from app.closing.papers import AGREES, NONE, ActGroup, ClosingAct, ClosingCheck, ControlAct
from app.closing.queries_semester import Half
from app.documents.rules import Count, Signature
from app.organization.heads import director as director_of
from app.organization.heads import letterhead, letterhead_told
from app.organization.models import Organization

WORDS = {
    "no_curator": "группа без куратора", "item_without_load": "дисциплины плана никому не поручены", "no_topic": "занятия без темы",
    "hours_differ": "часы расходятся с нагрузкой", "no_marks": "журналы без отметок",
    "change_waits": "заявки на исправление отметок ждут решения", "no_proposal": "студенты без предлагаемой отметки",
    "optional_without_sheet": "необязательные контроли без ведомости", "sheet_not_closed": "ведомости не закрыты учебной частью",
    "order_not_applied": "приказы подписаны, но не проведены", "plan_not_approved": "КТП не утверждены",
    "not_confirmed": "группа не подтверждена", "load_without_teacher": "нагрузка без преподавателя",
}  # fmt: skip


def closing_act(told: Mapping[str, Any], sha256: str, zone: str) -> ClosingAct:
    """Give the act of a group's term from its snapshot; one without totals tells only what it holds."""
    term, totals = told["term"], told.get("totals")
    marks = sum(len(cells) for cells in told["marks"].values())
    return ClosingAct(
        letterhead=letterhead_told(told["college"]), group=term["group"], course=term["course"], specialty=term["specialty"],
        semester=term["semester"], academic_year=term["year"], revision=int(told["revision"]),
        closed_at=datetime.fromisoformat(told["closed_at"]).astimezone(ZoneInfo(zone)), closed_by=told["closed_by"],
        checks=tuple(_checks(totals)) if totals else (), basis=told.get("basis") or "",
        contents=(
            Count("студентов", str(len(told["students"]))), Count("занятий", str(len(told["lessons"]))), Count("отметок", str(marks)),
            Count("ведомостей", str(len(told["sheets"]))), *((Count("долгов", str(len(totals["debts"]))),) if totals else ()),
        ),
        sha256=sha256, audit_head=told["audit_head"],
        signatures=(Signature("Заместитель директора по учебной работе"), Signature("Заведующий отделением")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """The package for storage: name, size and SHA-256 of its bytes; ``printed`` are (title of a paper, how many, pages) in it."""

    name: str
    size: int
    sha256: str
    printed: Sequence[tuple[str, int, int]]


def control_act(half: Half, college: Organization, package: Stored, chosen: Mapping[str, Any], drawn: datetime) -> ControlAct:
    """Give the act of a half-year: sums over the totals of its snapshots, the papers and the measures of its package."""
    assert half.act is not None
    totals = {one.id: json.loads(half.closings[one.id].totals) for one in half.terms}
    head = letterhead(college)
    director = director_of(college)
    return ControlAct(
        letterhead=head, semester=str(half.semester.number), academic_year=half.semester.academic_year.label, drawn_on=drawn.date(),
        revision=half.act.revision, checks=tuple(_checks(_sum([one for one in totals.values() if one]))),
        groups=tuple(_group(one, half.closings[one.id], totals[one.id]) for one in half.terms),
        printed=tuple(Count(title, f"{count} (страниц {pages})") for title, count, pages in package.printed),
        printed_count=sum(count for _title, count, _pages in package.printed), printed_pages=sum(pages for *_paper, pages in package.printed),
        package_sha256=package.sha256,
        archive=(
            Count("Файл пакета", package.name), Count("Объём файла", size_words(package.size)), Count("Носитель", chosen[settings.STORAGE_MEDIUM]),
            Count("Место хранения пакета", chosen[settings.STORAGE_PLACE]), Count("Срок хранения", chosen[settings.STORAGE_TERM]),
        ),
        root=half.act.root_sha256, audit_head=half.act.audit_head,
        signatures=(Signature("Ответственный координатор"), Signature("Заместитель директора по учебной работе"), director),
    )  # fmt: skip


def size_words(size: int) -> str:
    """Give a size as «1 234 567 байт (1,2 МБ)»; small ones in kilobytes."""
    whole = f"{size:,}".replace(",", "\u00a0")
    number, unit = (size / 2**20, "МБ") if size >= 2**20 else (size / 2**10, "КБ")
    return f"{whole}\u00a0байт ({number:.1f}\u00a0{unit})".replace(".", ",")


def _sum(found: list[Mapping[str, Any]]) -> dict[str, Any]:
    findings: dict[str, int] = {}
    for one in found:
        for code, count in one["findings"].items():
            findings[code] = findings.get(code, 0) + int(count)
    return {
        "items": [item for one in found for item in one["items"]], "findings": findings,
        "hours": {key: str(sum(int(one["hours"][key]) for one in found)) for key in ("planned", "held")},
        "lessons": str(sum(int(one["lessons"]) for one in found)), "bare": str(sum(int(one["bare"]) for one in found)),
        "debts": [debt for one in found for debt in one["debts"]],
    }  # fmt: skip


def _checks(totals: Mapping[str, Any]) -> list[ClosingCheck]:
    planned, held, bare = totals["hours"]["planned"], totals["hours"]["held"], int(totals["bare"])
    sheets, less = str(len(totals["items"])), int(planned) - int(held)
    hours = AGREES if not less else f"проведено {'меньше' if less > 0 else 'больше'} на {abs(less)} ч"
    found = [
        ClosingCheck("Аттестация: ведомости", sheets, sheets, AGREES),
        ClosingCheck("Журналы: часы занятий по нагрузке", planned, held, hours),
        ClosingCheck("Журналы: занятия с темой", totals["lessons"], str(int(totals["lessons"]) - bare), f"без темы {bare}" if bare else AGREES),
        ClosingCheck("Академические задолженности", "—", str(len(totals["debts"])), "перечислены в снимках" if totals["debts"] else NONE),
    ]  # fmt: skip
    told = {"hours_differ", "no_topic"}
    rest = [f"{WORDS[code]} — {count}" for code, count in sorted(totals["findings"].items()) if code in WORDS and code not in told]
    if rest:
        found.append(ClosingCheck("Прочие замечания", "—", str(len(rest)), "; ".join(rest)))
    return found


def _group(term: Any, closing: Any, totals: Mapping[str, Any]) -> ActGroup:
    def percent(value: str | None) -> str:
        return value.replace(".", ",") if value else "—"

    if not totals:  # closed by a version that counted none; its snapshot is named by its digest all the same
        return ActGroup(term.group.name, str(term.plan_semester), *["—"] * 5, str(closing.revision), closing.sha256)
    return ActGroup(
        term.group.name, str(term.plan_semester), totals["students"], str(len(totals["items"])), totals["debtors"],
        percent(totals["group"]["absolute"]), percent(totals["group"]["quality"]), str(closing.revision), closing.sha256,
    )  # fmt: skip
