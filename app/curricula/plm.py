"""Curriculum files of «ММИС Планы», generation `.plm.xml` (2010–2018): root node → Plan.

Vocational files of this generation were not found in public; the layout is that of the university ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.curricula import plx_codes as codes
from app.curricula.plan_xml import Node
from app.curricula.plx import SPECIALTY_CODE, finish, specialty_code, specialty_name, university_plan
from app.curricula.rules import MAX_SEMESTER
from app.curricula.tree import ZERO, Control, Item, Plan, Term

# Columns of a row with one character for each semester («24» is the second and the fourth, «A» the tenth).
ROW_CONTROLS = {"СемЭкз": "Э", "СемЗач": "З", "СемЗачО": "ДЗ", "СемКП": "КП", "СемКР": "КРаб"}
# Flags of a semester in the newer generation.
TERM_CONTROLS = {"Экз": "Э", "Зач": "З", "ЗачО": "ДЗ", "КП": "КП", "КР": "КРаб"}
TERM_HOURS = {
    "Лек": "lectures",
    "Лаб": "labs",
    "Пр": "practicals",
    "КСР": "consultations",
    "СРС": "self_study",
    "ЧасЭкз": "exam_hours",
}
PRACTICE_TAGS = {"УчебПрактики": "study_practice", "ДиплПрактики": "prediploma_practice"}
FORMS = {"очная": "full_time", "заочная": "extramural", "очно-заочная": "part_time"}
ORDER = ("Э", "З", "ДЗ", "КП", "КРаб")


def read_plm(root: Node) -> Plan:
    """Read the tree; raises Invalid for a plan of higher education or a damaged one."""
    plan = root.child("План")
    title = plan.child("Титул") if plan else None
    lines = plan.child("СтрокиПлана") if plan else None
    if plan is None or title is None or lines is None:
        raise Invalid(N_("The file has no head of a plan: it is damaged or empty."), field="file")
    if normalise(plan.key("УровеньОбразования")) in ("впо", "во"):
        raise university_plan()
    head = _head(plan, title)
    items = [*_items(title, lines), *_practices(plan)]
    if not items:
        raise Invalid(N_("The plan has no lines: it is damaged or empty."), field="file")
    return finish(Plan(**head, items=tuple(_distinct(items))), [])


def _head(plan: Node, title: Node) -> dict[str, Any]:
    specialties = [node.text("Название", 1500) for group in title.each("Специальности") for node in group.children]
    first = specialties[0] if specialties else ""
    qualification = next((node for group in title.each("Квалификации") for node in group.children), Node("", {}))
    term = re.search(r"(\d+)\s*г?\D*(\d+)?", qualification.key("СрокОбучения"))
    year = title.whole("ГодНачалаПодготовки")
    code = specialty_code(f"{title.key('ПоследнийШифр')} {first}")
    name = SPECIALTY_CODE.sub("", first).strip(' .,-–—«»"') or title.text("ПолноеИмяПлана", 1500) or code
    return {
        "specialty_code": code,
        "specialty_name": specialty_name(name, ""),
        "qualification": qualification.text("Название", 250),
        "intake_year": year if 1990 <= year <= 2100 else None,
        "study_form": FORMS.get(normalise(plan.key("ФормаОбучения")), "full_time"),
        "years": int(term[1]) if term else 0,
        "months": int(term[2] or 0) if term else 0,
        "fgos_order": title.text("ДокументГОСа", 200),
        "semesters_per_course": title.whole("СеместровНаКурсе") or 2,
    }


def _items(title: Node, lines: Node) -> Iterator[Item]:
    names = {}
    for group in ("АтрибутыЦиклов", "АтрибутыЦикловНов"):
        for cycle in (node for block in title.each(group) for node in block.children):
            names[cycle.text("Аббревиатура") or cycle.text("Абревиатура")] = cycle.text("Название", 800)
    cycles: dict[str, str] = {}
    parent: tuple[str, str] | None = None
    for row in lines.each("Строка"):
        name = row.text("Дис", 800)
        index = codes.clean_index(row.text("НовИдДисциплины", 50) or row.text("ИдетификаторДисциплины", 50))
        if not name:
            continue
        block = codes.clean_index(row.text("НовЦикл", 50) or row.text("Цикл", 50)) or "—"
        if block not in cycles:
            cycles[block] = f"CYCLE/{normalise(block).upper()}"
            yield Item(cycles[block], block, names.get(block) or block, "cycle")
        key = normalise(index or name).upper()[:100]
        # The parent row holds the sums of its sections, as a module does.
        if row.flag("ДисциплинаДляРазделов"):
            parent = key, index
            yield Item(key, index, name, "module", cycles[block], row.number("ПодлежитИзучению") or None)
            continue
        is_section = row.flag("Раздел") and parent is not None and index.startswith(parent[1])
        above = parent[0] if is_section and parent else cycles[block]
        yield _discipline(row, key, index, name, above)


def _discipline(row: Node, key: str, index: str, name: str, parent: str) -> Item:
    kind = "mdk" if normalise(index).startswith("мдк") else "discipline"
    competences = tuple(part.strip() for part in re.split(r"[,;]", row.text("Компетенции", 8000)) if part.strip())
    return Item(
        key, index, name, kind, parent,
        hours=row.number("ПодлежитИзучению") or None,
        is_physical=codes.is_physical_education(name),
        competences=competences,
        terms=tuple(_terms(row)),
    )  # fmt: skip


def _terms(row: Node) -> Iterator[Term]:
    forms: dict[int, set[str]] = {}
    for column, form in ROW_CONTROLS.items():
        for letter in row.key(column):
            if letter.upper() in "123456789ABCDEF":
                forms.setdefault(int(letter, 16), set()).add(form)
    found: dict[int, dict[str, Decimal]] = {}
    for node in row.each("Сем"):
        semester = node.whole("Ном")
        hours = _hours(node)
        if any(hours.values()):
            found[semester] = hours
        for column, form in TERM_CONTROLS.items():
            if node.flag(column):
                forms.setdefault(semester, set()).add(form)
    for semester in sorted({*found, *forms}):
        if not 1 <= semester <= MAX_SEMESTER:
            raise Invalid(
                N_("The plan uses semester %(semester)s; a vocational programme has no more than 12."),
                semester=semester,
            )
        controls = tuple(Control(form) for form in ORDER if form in forms.get(semester, ()))
        yield Term(semester, controls=controls, **found.get(semester, {}))


def _hours(node: Node) -> dict[str, Decimal]:
    hours: dict[str, Decimal] = {}
    by_code = list(node.each("VZ"))
    for each in by_code:
        kind = codes.hours_kind(each.key("ID"), "", True)
        if kind and each.number("H"):
            hours[kind] = hours.get(kind, ZERO) + each.number("H")
    for column, kind in TERM_HOURS.items() if not hours else ():
        if node.number(column):
            hours[kind] = hours.get(kind, ZERO) + node.number(column)
    return hours


def _practices(plan: Node) -> Iterator[Item]:
    """Give the practices; the old block repeats the new one and is read only where there is no new one."""
    block = plan.child("СпецВидыРаботНов") or plan.child("СпецВидыРабот")
    for group in block.children if block else ():
        for node in group.children if group.tag.endswith("Практики") else ():
            kind = PRACTICE_TAGS.get(group.tag, "work_practice")
            name = node.text("Наименование", 800) or node.text("Вид", 800)
            terms = tuple(_practice_term(each) for each in (node.children or [node]))
            if name and any(term.hours for term in terms):
                kept = tuple(term for term in terms if term.hours and 1 <= term.semester <= MAX_SEMESTER)
                yield Item(normalise(name).upper()[:100], "", name, kind, terms=kept)


def _practice_term(node: Node) -> Term:
    weeks = node.number("ПланНед") or node.number("Нед")
    controls = tuple(Control(form) for column, form in (("Зач", "З"), ("ЗачО", "ДЗ")) if node.flag(column))
    hours = node.number("ПланЧасов") or weeks * 36
    return Term(node.whole("Ном") or node.whole("Сем"), practice=hours, weeks=weeks or None, controls=controls)


def _distinct(items: list[Item]) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for item in items:
        seen[item.key] = seen.get(item.key, 0) + 1
        number = seen[item.key]
        yield item if number == 1 else replace(item, key=f"{item.key}~{number}")
