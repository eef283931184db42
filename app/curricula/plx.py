"""Curriculum files of «ММИС Планы», generation `.plx` (2018 and later): bytes → Plan.

What is read: ООП, Планы, ПланыЦиклы, ПланыСтроки, ПланыНовыеЧасы, КомплексныеФК, competences and the calendar.
The author's account and computer, the signers and the explanatory note are personal or loose and are never read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.curricula import plx_codes as codes
from app.curricula.checks import check
from app.curricula.plan_xml import CENTS, Node
from app.curricula.plx_rows import read_competences, read_items
from app.curricula.tree import Finding, Plan

SPECIALTY_CODE = re.compile(r"\b\d{2}\.(\d{2})\.\d{2}\b")
VOCATIONAL_GROUPS = frozenset({"01", "02"})  # the middle pair of a vocational code: professions and specialties

MOST_WEEKS, MOST_COURSES = 54, 6


def read_plx(root: Node) -> Plan:
    """Read the tree of a `.plx`; raises Invalid for what is not a vocational plan or is damaged."""
    database = _database(root)
    head, programme = database.child("Планы"), next(database.each("ООП"), None)
    if head is None or programme is None:
        raise Invalid(N_("The file has no head of a plan: it is damaged or empty."), field="file")
    _refuse_university(root, programme)
    per_course = head.whole("СеместровНаКурсе") or root.whole("СеместровНаКурсе") or 2
    if per_course not in (1, 2, 3):
        raise Invalid(N_("The plan has %(count)s semesters a year; 1 to 3 are expected."), count=per_course)
    items, findings = read_items(database, per_course)
    plan = _head(root, head, programme, database)
    plan = replace(plan, semesters_per_course=per_course, items=items, competences=read_competences(database), calendar=_calendar(database, head, per_course))
    return finish(plan, [*_head_findings(plan, head, programme), *findings])


def finish(plan: Plan, findings: list[Finding]) -> Plan:
    """Complete a plan read from a file: the base where the file is silent, all the findings."""
    if not plan.base:
        school = any(normalise(item.code).startswith(("оуп", "оуд", "оуц", "одб", "одп")) for item in plan.counted)
        plan = replace(plan, base="9" if school else "11")
        findings.append(
            Finding(
                "base",
                "note",
                N_("The file does not name the base; %(base)s classes are assumed."),
                {"base": plan.base},
            )
        )
    return replace(plan, findings=(*findings, *check(plan)))


def _database(root: Node) -> Node:
    diffgram = root.child("diffgram")
    database = diffgram.child("dsMMISDB") if diffgram else None
    if root.tag != "Документ" or database is None:
        raise Invalid(N_("This is not a curriculum of the program «Планы» (.plx or .plm.xml)."), field="file")
    deleted = "{urn:schemas-microsoft-com:xml-diffgram-v1}hasChanges"
    database.children = [node for node in database.children if node.values.get(deleted) != "deleted"]
    return database


def _refuse_university(root: Node, programme: Node) -> None:
    level, detailed = programme.key("УровеньОбразования"), root.key("КодУровняОбразования")
    if (level and level not in codes.VOCATIONAL) or (not level and detailed in codes.UNIVERSITY_LEVELS):
        raise university_plan()


def university_plan() -> Invalid:
    """Give the refusal of a plan of higher education."""
    return Invalid(
        N_("This is a plan of higher education; only plans of vocational education are taken."), field="file"
    )


def specialty_code(raw: str) -> str:
    """Find the code of a vocational specialty in ``raw``; Invalid for none and for codes of higher education."""
    match = SPECIALTY_CODE.search(raw)
    if match is None:
        raise Invalid(N_("The plan has no code of a specialty such as 09.02.07."), field="file")
    if match[1] not in VOCATIONAL_GROUPS:
        raise university_plan()
    return match[0]


def specialty_name(name: str, title: str) -> str:
    """Give the name in ordinary letters: plans shout it in capitals, the title page often does not."""
    if not name.isupper():
        return name
    return title if normalise(title) == normalise(name) and not title.isupper() else name.capitalize()


def _head(root: Node, head: Node, programme: Node, database: Node) -> Plan:
    title = (head.values.get("Титул") or "").splitlines()
    first_line = Node("Планы", {"Титул": title[0] if title else ""}).text("Титул", 2100)
    name = specialty_name(programme.text("Название", 1500), first_line)
    if not name:
        raise Invalid(N_("The plan does not name its specialty."), field="file")
    year = head.whole("ГодНачалаПодготовки") or _year(head.key("УчебныйГод"))
    base = codes.BASES.get(head.key("КодБазы")) or codes.BASE_OF_LEVEL.get(root.key("КодУровняОбразования"), "")
    date = programme.key("ДатаДокумента")[:10]
    order = programme.text("НомерДокумента", 100)
    return Plan(
        specialty_code=specialty_code(programme.key("Шифр")),
        specialty_name=name,
        qualification=head.text("Квалификация", 250),
        intake_year=year if 1990 <= year <= 2100 else None,
        base=base,
        study_form=codes.FORMS.get(head.key("КодФормыОбучения") or root.key("КодФормыОбучения"), "full_time"),
        years=head.whole("СрокОбучения"),
        months=head.whole("СрокОбученияМесяцев"),
        fgos_order=", ".join(part for part in (order and f"№ {order}", ".".join(reversed(date.split("-")))) if part),
        is_shortened=head.flag("Сокращённое"),
        chart=_chart(database, head),
    )


def _year(study_year: str) -> int:
    return int(study_year[:4]) if re.fullmatch(r"\d{4}\D.*", study_year, re.ASCII | re.DOTALL) else 0


def _head_findings(plan: Plan, head: Node, programme: Node) -> list[Finding]:
    found = []
    first, second = programme.key("НомерДокумента"), head.key("НомерФГОС")
    if first and second and first != second:
        found.append(
            Finding(
                "fgos_order", "warning",
                N_("The order of the standard is given twice and differently: %(first)s and %(second)s."),
                {"first": first, "second": second},
            )
        )  # fmt: skip
    if not plan.qualification:
        found.append(Finding("qualification", "warning", N_("The plan does not name the qualification.")))
    return found


def _calendar(database: Node, head: Node, per_course: int) -> dict[int, dict[str, Decimal]]:
    weeks: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    chart = head.key("КодГрафика")
    for cell in database.each("ПланыГрафикиЯчейки"):
        use = cell.key("КодВидаДеятельности")
        if use == codes.NOT_STUDIED or (chart and cell.key("КодГрафика") not in ("", chart)):
            continue
        inside = 1 if per_course == 1 else cell.whole("Семестр")
        semester = (cell.whole("Курс") - 1) * per_course + inside
        weeks[semester][codes.CALENDAR.get(use, "other")] += Fraction(1, cell.whole("КоличествоЧастейВНеделе") or 1)
    return {
        semester: {use: _rounded(length) for use, length in sorted(uses.items())}
        for semester, uses in sorted(weeks.items()) if 1 <= semester <= 12
    }  # fmt: skip


def _chart(database: Node, head: Node) -> dict[str, str]:
    """Give the weeks of each course in their order; of a week in parts the use that most of them have."""
    parts: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    chart = head.key("КодГрафика")
    for cell in database.each("ПланыГрафикиЯчейки"):
        week = cell.whole("НомерНедели") + (cell.whole("НомерПервойНедели") or 1) - 1
        letters = codes.CHART.get(cell.key("КодВидаДеятельности"))
        if letters and 1 <= week <= MOST_WEEKS and (not chart or cell.key("КодГрафика") in ("", chart)):
            parts[cell.whole("Курс"), week][letters] += 1
    found = {}
    for course in sorted({course for course, _week in parts if 1 <= course <= MOST_COURSES}):
        last = max(week for one, week in parts if one == course)
        row = [max(parts[course, week], key=parts[course, week].__getitem__, default="") for week in range(1, last + 1)]
        if set(row) - {"", "="}:
            found[str(course)] = ",".join(row)
    return found


def _rounded(length: Fraction) -> Decimal:
    return (Decimal(length.numerator) / Decimal(length.denominator)).quantize(CENTS)
