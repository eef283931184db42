"""The preview of a matrix of past results: what each row would bring, every obstacle at its cell."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.text import N_
from app.exchange.rules import Finding, Level, Parsed, Plan, PlannedRow, letter, shown
from app.record import queries
from app.record.opening import Line, Outcome, Stop, lines_of
from app.record.tables import KEY
from app.students.models import StudyGroup

HEADS = (N_("Student"), N_("New results"), N_("Debts among them"), N_("Carried over before"), N_("Left empty"))
FRESH, KNOWN, NOTHING, REFUSED = (
    N_("will be carried over"), N_("already carried over"), N_("there is nothing to carry over"), N_("cannot be imported"),
)  # fmt: skip


def plan_results(group: StudyGroup, parsed: Parsed) -> Plan:
    """Tell what importing the matrix into ``group`` would do; reads only."""
    lines = lines_of(group, parsed.records)
    places = {key: index for index, key in parsed.mapping.items()}
    findings = [_at(line, stop, places, parsed) for line in lines for stop in line.stops]
    if not any(key.startswith(KEY) for key in places):
        findings.append(Finding(N_("No column of the file is recognised as a control of the plan. Take the template of the group.")))
    findings += _repeated(lines)
    named = {line.student.id for line in lines if line.student}
    missing = [one.short_name for one in queries.present(group.id) if one.id not in named]
    if missing:
        findings.append(Finding(N_("Not in the file: %(names)s."), {"names": ", ".join(missing)}, level=Level.WARNING))
    return Plan(HEADS, tuple(_row(line) for line in lines), tuple(findings))


def _row(line: Line) -> PlannedRow:
    cells = (str(line.row.values["person"]), *map(str, (len(line.fresh), line.debts, line.known, line.empty)))
    state = REFUSED if line.stops else FRESH if line.fresh else KNOWN if line.known else NOTHING
    return PlannedRow(line.row.number, cells, state, state == FRESH)


def _at(line: Line, stop: Stop, places: Mapping[str, int], parsed: Parsed) -> Finding:
    index = places.get(stop.key, places.get("person", 0))
    row = parsed.grid.rows[line.row.number - 1]
    return Finding(stop.msgid, stop.params, line.row.number, letter(index), shown(row[index]) if index < len(row) else "")


def _repeated(lines: list[Line]) -> list[Finding]:
    seen: dict[int, int] = {}
    found = []
    for line in lines:
        first = seen.setdefault(line.student.id, line.row.number) if line.student else line.row.number
        if first != line.row.number:
            found.append(Finding(N_("The same student as in row %(row)s."), {"row": first}, line.row.number))
    return found


def summary(outcome: Outcome) -> str:
    """Write what an import did."""
    if not outcome.results:
        return _("Everything in this file has already been imported.")
    said = [ngettext("%(num)d result was carried over.", "%(num)d results were carried over.", outcome.results)]
    if outcome.debts:
        said.append(ngettext("%(num)d of them is a debt.", "%(num)d of them are debts.", outcome.debts))
    return " ".join(said)
