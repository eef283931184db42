"""What the pages of a plan draw: the table of lines × semesters, sums, findings, differences; values only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.display import plain as written
from app.curricula import rules
from app.curricula.comparison import FIELD_TITLES, Change
from app.curricula.rules import CONTROLS, plain
from app.curricula.titles import CHANGE_TITLES, KIND_TITLES, SEVERITY_TITLES
from app.curricula.tree import HOUR_KINDS, ZERO, Finding, Item, Plan

# More differences than this are summed up, not listed.
MOST_CHANGES = 300


@dataclass(frozen=True, slots=True)
class Cell:
    """Hours of a line in a semester and its controls; ``detail`` names them in full."""

    hours: str = ""
    controls: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    key: str
    depth: int
    code: str
    name: str
    kind: str
    kind_title: str
    total: str
    is_heading: bool
    is_counted: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A plan as it is read: a row a line, a column a semester, sums below."""

    courses: tuple[tuple[int, int], ...]
    semesters: tuple[int, ...]
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, tuple[str, ...], str], ...]
    findings: tuple[tuple[str, str, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    items: dict[str, int] = field(default_factory=dict)


def table_of(plan: Plan, items: dict[str, int] | None = None) -> Table:
    """Give the table of a plan; ``items`` maps keys of lines to their ids where they can be opened."""
    semesters = tuple(range(1, plan.semesters + 1))
    below, depths = _sums_below(plan), plan.depths()
    courses: dict[int, int] = {}
    for semester in semesters:
        course = rules.course_of(semester, plan.semesters_per_course)
        courses[course] = courses.get(course, 0) + 1
    words = {kind: _(FIELD_TITLES[kind]) for kind in HOUR_KINDS} | {code: _(form.name) for code, form in CONTROLS.items()}
    used = {each.form for item in plan.leaves for term in item.terms for each in term.controls}
    return Table(
        courses=tuple(courses.items()),
        semesters=semesters,
        rows=tuple(_row(item, depths[item.key], semesters, below, words) for item in plan.items),
        totals=totals_of(plan),
        findings=tuple(map(_finding, plan.findings)),
        legend=tuple((code, _(form.name)) for code, form in CONTROLS.items() if code in used),
        items=items or {},
    )


def _sums_below(plan: Plan) -> dict[str, dict[int, Decimal]]:
    """Give for each heading the counted hours below it by semester (0: all), in one pass from the leaves up."""
    parents = {item.key: item.parent for item in plan.items}
    sums: dict[str, dict[int, Decimal]] = {}
    for item in plan.counted:
        key = item.parent
        while key is not None:
            mine = sums.setdefault(key, {})
            for term in item.terms:
                mine[term.semester] = mine.get(term.semester, ZERO) + term.hours
                mine[0] = mine.get(0, ZERO) + term.hours
            key = parents.get(key)
    return sums


def sums_of(plan: Plan) -> dict[str, list[str]]:
    """Give for each line its hours: of all semesters, then of each; a heading has those of the counted lines below it."""
    below, semesters = _sums_below(plan), range(plan.semesters + 1)
    return {
        item.key: [_hours(mine.get(semester)) for semester in semesters]
        for item in plan.items
        for mine in [below.get(item.key, {}) if item.is_heading else {0: item.total, **{term.semester: term.hours for term in item.terms}}]
    }


def _row(item: Item, depth: int, semesters: tuple[int, ...], below: dict[str, dict[int, Decimal]], words: dict[str, str]) -> Row:
    if item.is_heading:
        sums = below.get(item.key, {})
        cells = tuple(Cell(_hours(sums.get(semester))) for semester in semesters)
        total = _hours(sums.get(0))
    else:
        cells = tuple(_cell(item, semester, words) for semester in semesters)
        total = _hours(item.total)
    return Row(
        item.key, depth, item.code, item.name, item.kind, str(KIND_TITLES[item.kind]), total,
        item.is_heading, item.is_counted, cells,
    )  # fmt: skip


def _cell(item: Item, semester: int, words: dict[str, str]) -> Cell:
    term = item.term(semester)
    if term is None:
        return Cell()
    parts = [f"{words[kind]}: {_hours(value)}" for kind in HOUR_KINDS if (value := getattr(term, kind))]
    parts += [words[each.form] for each in term.controls]
    return Cell(_hours(term.hours), tuple(each.form for each in term.controls), "; ".join(parts))


def _hours(value: Decimal | None) -> str:
    return written(plain(value)) if value else ""


def totals_of(plan: Plan) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    counted = {
        _("Exams"): rules.controls_by_semester(plan, rules.EXAM_FORMS),
        _("Graded credits"): rules.controls_by_semester(plan, ("ДЗ",)),
        _("Credits"): rules.controls_by_semester(plan, ("З",)),
    }
    hours = rules.hours_by_semester(plan)
    lines = [(_("Hours"), tuple(_sum(each) for each in hours), _sum(sum(hours, ZERO)))]
    lines += [(title, tuple(map(str, values)), str(sum(values))) for title, values in counted.items() if sum(values)]
    return tuple(lines)


def _sum(hours: Decimal) -> str:
    return written(plain(hours))


def _finding(finding: Finding) -> tuple[str, str, str]:
    params = {name: written(value) for name, value in finding.params.items()}
    return finding.severity, str(SEVERITY_TITLES[finding.severity]), _(finding.msgid, **params)


def findings_of(plan: Plan, start: str = "") -> list[tuple[str, str, str]]:
    """Give the findings of the checks whose codes begin so, as the page shows them."""
    return [_finding(each) for each in plan.findings if each.code.startswith(start)]


def summary_of(changes: tuple[Change, ...]) -> list[tuple[str, int]]:
    """Give how many lines are new, gone and changed."""
    lines = {kind: {each.key for each in changes if each.kind == kind and each.key} for kind in ("added", "removed", "changed")}
    return [(_("lines added"), len(lines["added"])), (_("lines removed"), len(lines["removed"])), (_("lines changed"), len(lines["changed"]))]


def changes_of(changes: tuple[Change, ...], most: int | None = MOST_CHANGES) -> list[tuple[str, str, str, str, str, str]]:
    """Give the differences as rows of text: line, act, what, semester, old, new."""
    return [
        (
            change.title or _("Whole plan"),
            str(CHANGE_TITLES[change.kind]),
            _(FIELD_TITLES[change.field]),
            str(change.semester or ""),
            _value(change.field, change.old),
            _value(change.field, change.new),
        )
        for change in changes[:most]
    ]


def _value(name: str, value: object) -> str:
    return str(KIND_TITLES.get(str(value), value)) if name == "kind" else written(value)


def hour_columns() -> list[tuple[str, str]]:
    """Give the columns of hours of a form: (field, title)."""
    return [(kind, _(FIELD_TITLES[kind])) for kind in (*HOUR_KINDS, "practical_training")]


def length_of(years: int, months: int) -> str:
    """Write a length of study: «3 года 10 месяцев»."""
    parts = [ngettext("%(num)d year", "%(num)d years", years) if years else "", ngettext("%(num)d month", "%(num)d months", months) if months else ""]
    return " ".join(part for part in parts if part)


def control_titles() -> list[tuple[str, str]]:
    """Give the forms of control that people may choose: (code, title)."""
    return [(code, _(known.name)) for code, known in CONTROLS.items() if known.is_offered]


def with_head(plan: Plan, base: str, qualification: str) -> Plan:
    """Give a plan under preview with what the person chose for its head; its findings follow."""
    changed = replace(plan, base=base, qualification=qualification)
    kept = tuple(each for each in plan.findings if each.code not in ("base", "qualification"))
    return replace(changed, findings=kept if qualification else plan.findings)
