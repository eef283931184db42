"""ПланыЦиклы and ПланыСтроки of a `.plx`: the tree of a plan in display order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.curricula import plx_codes as codes
from app.curricula.plan_xml import Node
from app.curricula.plx_terms import Drafts, build_terms, doubled_controls, joint_keys, read_terms
from app.curricula.tree import HEADINGS, Competence, Finding, Item

MAX_ROWS = 1500
VARIABLE_BLOCK = "3"
KEY_LENGTH = 120


def read_items(database: Node, per_course: int) -> tuple[tuple[Item, ...], list[Finding]]:
    """Give the lines of the plan, parents before children, and what was odd about them."""
    rows = sorted(database.each("ПланыСтроки"), key=_order)
    if not rows:
        raise Invalid(N_("The plan has no lines: it is damaged or empty."), field="file")
    if len(rows) > MAX_ROWS:
        raise Invalid(N_("The plan has more than %(limit)s lines."), field="file", limit=MAX_ROWS)
    titles = {row.key("Код"): _title(row) for row in rows}
    drafts, findings = read_terms(database, titles, per_course)
    source = _Source(
        rows=rows,
        cycles=sorted(database.each("ПланыЦиклы"), key=lambda node: node.number("Номер")),
        drafts=drafts,
        joint=joint_keys(database, per_course),
        competences=_competences(database),
        findings=findings,
    )
    items = _Tree(source).build()
    return items, findings


def read_competences(database: Node) -> tuple[Competence, ...]:
    """Give the plan's own list of competences, each code once."""
    found: dict[str, Competence] = {}
    for node in database.each("ПланыКомпетенции"):
        code = node.text("ШифрКомпетенции", 50)
        if code and node.text("Наименование", 8000):
            found.setdefault(code, Competence(code, node.text("Наименование", 8000)))
    return tuple(found.values())


def _order(row: Node) -> tuple[Decimal, Decimal]:
    return row.number("Порядок"), row.number("{urn:schemas-microsoft-com:xml-msdata}rowOrder")


def _title(row: Node) -> str:
    return f"{codes.clean_index(row.text('ДисциплинаКод', 50))} {row.text('Дисциплина', 800)}".strip()


def _competences(database: Node) -> dict[str, tuple[str, ...]]:
    """Give for each row the codes of its competences, in the order of the plan's own list."""
    listed = {node.key("Код"): node.text("ШифрКомпетенции", 50) for node in database.each("ПланыКомпетенции")}
    order = {code: place for place, code in enumerate(listed)}
    linked: dict[str, set[str]] = defaultdict(set)
    for link in database.each("ПланыКомпетенцииДисциплины"):
        if link.key("КодКомпетенции") in listed:
            linked[link.key("КодСтроки")].add(link.key("КодКомпетенции"))
    return {row: tuple(listed[code] for code in sorted(found, key=order.__getitem__)) for row, found in linked.items()}


@dataclass(slots=True)
class _Source:
    rows: list[Node]
    cycles: list[Node]
    drafts: Drafts
    joint: Mapping[tuple[str, int, str], str]
    competences: Mapping[str, tuple[str, ...]]
    findings: list[Finding]


class _Tree:
    """Walks cycles and rows; every row comes out exactly once, whatever the parent links say."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.items: list[Item] = []
        self.keys: set[str] = set()
        self.done: set[str] = set()
        self.done_cycles: set[str] = set()
        codes_ = {row.key("Код") for row in source.rows}
        blocks = {cycle.key("Код") for cycle in source.cycles}
        self.variable = {cycle.key("Код") for cycle in source.cycles if cycle.key("ТипБлока") == VARIABLE_BLOCK}
        self.children: dict[str, list[Node]] = defaultdict(list)
        self.of_cycle: dict[str, list[Node]] = defaultdict(list)
        self.cycles: dict[str, list[Node]] = defaultdict(list)
        for row in source.rows:
            # The cycle is where the block says, never what the prefix of the index suggests.
            parent, block = row.key("КодРодителя"), row.key("КодБлока")
            if parent in codes_:
                self.children[parent].append(row)
            else:
                self.of_cycle[block if block in blocks else ""].append(row)
        for cycle in source.cycles:
            parent = cycle.key("КодРодителя")
            self.cycles[parent if parent in blocks else ""].append(cycle)

    def build(self) -> tuple[Item, ...]:
        """Give the items; lines whose parents form a ring are put at the top and reported."""
        for cycle in self.cycles[""]:
            self._cycle(cycle, None)
        for row in self.of_cycle[""]:
            self._stray(row)
        for row in self.source.rows:
            if row.key("Код") not in self.done:
                self._stray(row)
        return tuple(self.items)

    def _stray(self, row: Node) -> None:
        self.source.findings.append(
            Finding("stray", "warning", N_("%(row)s belongs to no cycle; it stands at the top."), {"row": _title(row)})
        )
        self._row(row, None, None)

    def _cycle(self, cycle: Node, parent: str | None) -> None:
        code = cycle.key("Код")
        if code in self.done_cycles or not self._is_used(cycle, set()):
            return
        self.done_cycles.add(code)
        index = codes.clean_index(cycle.text("Идентификатор", 50))
        name = cycle.text("Цикл", 2100)[:800] or index
        key = self._key(f"cycle/{index or name}", name)
        self.items.append(Item(key, index, name, "cycle", parent))
        for row in self.of_cycle[code]:
            self._row(row, key, None)
        for child in self.cycles[code]:
            self._cycle(child, key)

    def _is_used(self, cycle: Node, seen: set[str]) -> bool:
        code = cycle.key("Код")
        if code in seen:
            return False
        seen.add(code)
        return bool(self.of_cycle[code]) or any(self._is_used(child, seen) for child in self.cycles[code])

    def _row(self, row: Node, parent: str | None, parent_kind: str | None) -> None:
        code = row.key("Код")
        if code in self.done:
            return
        self.done.add(code)
        item = self._item(row, parent, parent_kind)
        self.items.append(item)
        for child in self.children[code]:
            self._row(child, item.key, item.kind)

    def _item(self, row: Node, parent: str | None, parent_kind: str | None) -> Item:
        code, name = row.key("Код"), row.text("Дисциплина", 800)
        index = codes.clean_index(row.text("ДисциплинаКод", 50))
        if not name and not index:
            raise Invalid(N_("A line of the plan has neither an index nor a name."), field="file")
        kind = _kind(row, index, name, parent_kind)
        drafts = self.source.drafts.get(code, {})
        # A heading stores the sums of its children as if they were its own: taken, they would double the plan.
        terms = () if kind in HEADINGS else build_terms(code, kind, name, drafts, self.source.joint)
        if kind not in HEADINGS:
            self.source.findings.extend(doubled_controls(_title(row), drafts))
        hours = row.number("ЧасовПоПлану") if "ЧасовПоПлану" in row.values else None
        return Item(
            key=self._key(index or name, name),
            code=index,
            name=name or index,
            kind=kind,
            parent=parent,
            hours=hours,
            is_variable=row.key("КодБлока") in self.variable or 0 < (hours or 0) <= row.number("ЧасыВарМакс"),
            is_counted=row.flag("СчитатьВПлане", default=True),
            is_physical=row.flag("ПризнакФизкультуры") or codes.is_physical_education(name),
            competences=self.source.competences.get(code, ()),
            terms=terms,
        )

    def _key(self, code: str, name: str) -> str:
        """Give a key that stays the same from version to version: the index, with the name where the index repeats."""
        wanted = normalise(code).upper()[:KEY_LENGTH]
        if wanted in self.keys:
            wanted = f"{wanted[:40]}~{normalise(name)}"[: KEY_LENGTH - 5]
        key, number = wanted, 2
        while key in self.keys:
            key, number = f"{wanted}~{number}", number + 1
        self.keys.add(key)
        return key


def _kind(row: Node, index: str, name: str, parent_kind: str | None) -> str:
    kind, prefix = row.key("ТипОбъекта"), normalise(index)
    if kind == codes.MODULE:
        return "module"
    if kind == codes.CHOICE:
        return "choice"
    if kind == codes.PRACTICE:
        by_index = "study_practice" if prefix.startswith("уп") else "work_practice"
        by_index = "prediploma_practice" if prefix.startswith("пдп") else by_index
        return codes.PRACTICE_KINDS.get(row.key("ВидПрактики"), by_index)
    if kind == codes.FINAL:
        return "final_attestation"
    if kind == codes.CONTROL_ROW:
        if parent_kind == "module":
            return "module_exam"
        return "interim_attestation" if "промежуточн" in normalise(name) else "other"
    if "индивидуальный проект" in normalise(name):
        return "individual_project"
    if kind == codes.DISCIPLINE:
        return "mdk" if prefix.startswith("мдк") else "discipline"
    return "other"
