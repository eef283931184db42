"""Plans of the demonstration: items with hours and controls by semester, read from short lines or made up evenly."""

from dataclasses import dataclass, field
from pathlib import Path

from app.curricula.editing import kind_by_index

YEAR_WEEKS = (17, 24)
WEEK_HOURS = 36
_CYCLES = {
    "ОУП": "Общеобразовательная подготовка", "ОГСЭ": "Общий гуманитарный и социально-экономический цикл",
    "ЕН": "Математический и общий естественно-научный цикл", "ОП": "Общепрофессиональный цикл",
    "ПЦ": "Профессиональный цикл", "ПА": "Промежуточная аттестация", "ГИА": "Государственная итоговая аттестация",
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """An item of a plan: hours and controls by plan semester; ``parent`` is the code of the line above it."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    hours: dict[int, int] = field(default_factory=dict)
    controls: dict[int, tuple[str, ...]] = field(default_factory=dict)


def software_plan() -> list[Line]:
    """Give the plan of 09.02.07 on base 9, 3 years 10 months, 5 940 hours."""
    return read(Path(__file__).with_name("plan_09_02_07.txt").read_text())


def read(text: str) -> list[Line]:
    """Read lines «code;name;hours;sem:hours …;sem:control …» into a tree; raises ValueError where a sum does not fit."""
    lines: dict[str, Line] = {}
    for row in text.splitlines():
        code, name, total, hours, controls = row.split(";")
        line = Line(code, name, kind_by_index(code))
        line.hours = {int(semester): int(amount) for semester, amount in (pair.split(":") for pair in hours.split())}
        line.controls = {int(s): tuple(forms.split("+")) for s, forms in (pair.split(":") for pair in controls.split())}
        if line.kind not in ("cycle", "module") and sum(line.hours.values()) != int(total):
            raise ValueError(f"{code}: the semesters do not add up to {total}")
        line.parent = parent_of(code, name, lines)
        lines[code] = line
    return list(lines.values())


def parent_of(code: str, name: str, lines: dict[str, Line]) -> str | None:
    """Give the code of the line above, adding its cycle and its module to ``lines`` when they are new."""
    head = code.split(".")[0]
    cycle = {"ИП": "ОУП", "МДК": "ПЦ", "УП": "ПЦ", "ПП": "ПЦ", "ПМ": "ПЦ", "ПДП": "ПЦ"}.get(head, head)
    lines.setdefault(f"{cycle}.00", Line(f"{cycle}.00", _CYCLES.get(cycle, name), "cycle"))
    if head == "ПМ" and kind_by_index(code) == "module":
        return "ПЦ.00"
    if head in ("МДК", "УП", "ПП", "ПМ"):
        return f"ПМ.{code.split('.')[1]}"
    return f"{cycle}.00"


def made_up(first_year: list[Line], names: tuple[str, ...], modules: tuple[tuple[str, str, str], ...], semesters: int) -> list[Line]:
    """Make a plan up: the general first year where it is given, disciplines and modules spread over the other semesters.

    Every semester adds up to its weeks × 36 hours.
    """
    lines = {line.code: line for line in first_year}
    start = 3 if first_year else 1
    rest = range(start, semesters + 1)
    _disciplines(lines, names, list(rest))
    _modules(lines, modules[: max(1, len(rest) // 2)], list(rest), semesters)
    for semester in rest:
        _fill_up(lines, semester)
    return list(lines.values())


def _disciplines(lines: dict[str, Line], names: tuple[str, ...], semesters: list[int]) -> None:
    for code, name in (("ОГСЭ.03", "Иностранный язык в профессиональной деятельности"), ("ОГСЭ.04", "Физическая культура")):
        line = Line(code, name, "discipline", parent_of(code, name, lines), dict.fromkeys(semesters, 34))
        last = semesters[-1]
        line.controls = {s: ("ДЗ",) if s == last else ("З",) for s in semesters if code == "ОГСЭ.04" or s == last}
        lines[code] = line
    for number, name in enumerate(names, start=1):
        code = f"ОП.{number:02d}"
        semester = semesters[(number * 2) % max(1, len(semesters) - 1)]
        form = "Э" if number % 4 == 1 else "ДЗ"
        lines[code] = Line(code, name, "discipline", parent_of(code, name, lines), {semester: 68}, {semester: (form,)})


def _modules(lines: dict[str, Line], modules: tuple[tuple[str, str, str], ...], semesters: list[int], last: int) -> None:
    for number, (name, *courses) in enumerate(modules, start=1):
        begin = semesters[min(len(semesters) - 1, (number - 1) * len(semesters) // len(modules))]
        end = min(last, begin + 1)
        parent_of("ПМ", name, lines)
        lines[f"ПМ.{number:02d}"] = Line(f"ПМ.{number:02d}", name, "module", "ПЦ.00")
        for order, course in enumerate(courses, start=1):
            code, semester = f"МДК.{number:02d}.{order:02d}", begin if order == 1 else end
            form = ("Э", "КП") if number == 2 and order == 1 else ("Э",) if order == 1 else ("ДЗ",)
            lines[code] = Line(code, course, "mdk", f"ПМ.{number:02d}", {semester: 102}, {semester: form})
        for head, title, hours in (("УП", "Учебная практика", 72), ("ПП", "Производственная практика", 108)):
            code = f"{head}.{number:02d}"
            lines[code] = Line(code, title, kind_by_index(code), f"ПМ.{number:02d}", {end: hours}, {end: ("ДЗ",)})
        code = f"ПМ.{number:02d}.ЭК"
        lines[code] = Line(code, f"Экзамен по модулю ПМ.{number:02d}", "module_exam", f"ПМ.{number:02d}", {end: 18}, {end: ("ЭМ",)})


def _fill_up(lines: dict[str, Line], semester: int) -> None:
    """Stretch the theory of a semester so that it adds up; the last line takes the rest."""
    wanted = YEAR_WEEKS[(semester - 1) % 2] * WEEK_HOURS
    total = sum(line.hours.get(semester, 0) for line in lines.values())
    theory = [line for line in lines.values() if semester in line.hours and line.kind in ("discipline", "mdk")]
    if total > wanted:
        raise ValueError(f"semester {semester}: {total} hours do not fit into {wanted}")
    share, rest = divmod(wanted - total, len(theory))
    share, rest = share - share % 2, rest + share % 2 * len(theory)
    for line in theory:
        line.hours[semester] += share
    theory[-1].hours[semester] += rest
