"""The command ``bench``: a college in a temporary folder, every case against its limit, a table or JSON."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from app.bench import batches, cases, closes, crowd, journals, multitude, place, planning, timetables
from app.bench.measure import Row

HEADS = ("", "median ms", "p95 ms", "limit ms", "bare ms", "ratio", "statements", "bytes", "target ms")


def bench(size: str, as_json: bool) -> tuple[int, Any]:
    """Measure; gives (1 when a gated ratio or count is over, else 0) and a table, or a dict for JSON."""
    os.environ.pop("SQLITE_SYNC", None)  # commits are durable here as they are in service
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        started = time.monotonic()
        app = place.open_app(folder)
        place.fill(app, size)
        filled = time.monotonic() - started
        copy = closes.copy_of(app, folder)
        gc.collect()
        gc.freeze()  # what filling left behind must not slow the measured work down
        rows = [case(app, folder) for case in (*cases.all_cases(), *planning.all_cases())]
        cases.engine_of(app).dispose()  # no connection may be shared with the clients' processes
        rows.append(crowd.saves_at_once(app))
        rows.append(timetables.beside_saves(app, folder, size))
        rows.extend(journals.rows(app, folder))
        rows.extend(batches.rows())
        if size != "small":
            rows.extend(multitude.rows(app, folder))
        rows.extend(closes.rows(copy, size))
    over = [f"{row.name}: {problem}" for row in rows for problem in row.over]
    if as_json:
        return bool(over), {"size": size, "filled_seconds": round(filled, 1), "rows": [r.as_json() for r in rows], "over": over}
    return bool(over), "\n".join([f"{size}, filled in {filled:.1f} s", "", *_table(rows), "", *(over or ["all gates hold"])])


def _table(rows: list[Row]) -> list[str]:
    lines = [HEADS] + [_line(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    drawn = ["  ".join(cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(line, widths, strict=True)))
             for line in lines]  # fmt: skip
    return drawn


def _line(row: Row) -> tuple[str, ...]:
    def shown(value: float | None, digits: int = 1) -> str:
        return "—" if value is None else f"{value:.{digits}f}"

    return (
        f"{row.name} ({row.note})",
        shown(row.times.median if row.times else None),
        shown(row.times.p95 if row.times else None),
        shown(row.limit.median if row.limit else None, 2),
        shown(row.bare.median if row.bare else None, 2),
        shown(row.ratio, 2),
        "—" if row.statements is None else str(row.statements),
        "—" if row.size is None else str(row.size),
        shown(row.target_ms, 0),
    )
