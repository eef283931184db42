"""The chart as compact JSON that the browser draws, and the rows it sends back."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.studyyear import rules
from app.studyyear.queries import Chart, GroupYear

UNREADABLE = N_("The request could not be read. Refresh the page.")


def payload(chart: Chart) -> dict[str, Any]:
    """Give weeks, months, kinds and a row a group: [id, name, course, letters, version, 1 for a draft, sentences, terms]."""
    return {
        "weeks": [monday.isoformat() for monday in chart.weeks],
        "months": [list(span) for span in rules.month_spans(chart.weeks)],
        "kinds": [[kind.letters, kind.name, kind.colour, kind.use] for kind in chart.kinds],
        "rows": [line_of(line) for line in chart.lines],
    }


def line_of(line: GroupYear) -> list[Any]:
    """Give a row of the chart."""
    return [
        line.group.id, line.group.name, line.course, rules.pack(line.cells), line.version, int(line.is_draft),
        [sentence(one) for one in line.findings],
    ]  # fmt: skip


def sentence(finding: DomainError) -> str:
    """Say in the reader's language what disagrees with the plan."""
    params = dict(finding.params)
    if "use" in params:
        params["use"] = _(rules.USE_TITLES[str(params["use"])])
    return _(finding.msgid, **params)


def rows_of(body: Any) -> dict[int, tuple[int, object]]:
    """Read {"rows": {group id: [version, letters]}}; Invalid when it is not that."""
    rows = body.get("rows") if isinstance(body, dict) else None
    if not isinstance(rows, dict):
        raise Invalid(UNREADABLE)
    found: dict[int, tuple[int, object]] = {}
    for key, row in rows.items():
        good = key.isdecimal() and len(key) < 10 and isinstance(row, list) and len(row) == 2 and type(row[0]) is int
        if not good:
            raise Invalid(UNREADABLE)
        found[int(key)] = (row[0], row[1])
    return found
