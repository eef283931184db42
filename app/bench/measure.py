"""Timing, counting of statements, and replaying the same statements bare."""

from __future__ import annotations

import cProfile
import pstats
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Executable, event
from sqlalchemy.orm import ORMExecuteState, Session

# They ask for no data: the budget of a page is counted without them.
NOT_COUNTED = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT pg_advisory")
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as the driver got it."""

    sql: str
    parameters: Any


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of repeated runs."""

    median: float
    p95: float
    least: float = 0.0

    @classmethod
    def of(cls, work: Callable[[], Any], runs: int) -> Times:
        """Run ``work`` a few times to warm up, then ``runs`` times against the clock."""
        for _ in range(WARM_UP):
            work()
        spent = []
        for _ in range(runs):
            started = time.perf_counter()
            work()
            spent.append((time.perf_counter() - started) * 1000)
        return times_of(spent)


def times_of(spent: list[float]) -> Times:
    """Give the median, the 95th and the 5th percentile of measured milliseconds."""
    in_order = sorted(spent)
    return Times(statistics.median(in_order), in_order[int(len(in_order) * 0.95)], in_order[int(len(in_order) * 0.05)])


def spent(work: Callable[[], Any], runs: int) -> Times:
    """Give the milliseconds of the processor that repeated runs took: they stay the same on a busy machine."""
    found = []
    for _ in range(runs):
        started = time.process_time()
        work()
        found.append((time.process_time() - started) * 1000)
    return times_of(found)


def calls(work: Callable[[], Any]) -> int:
    """Count the calls of functions that ``work`` makes: the same number on any machine, however busy it is."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@dataclass(slots=True)
class Row:
    """A line of the result: what was measured, its limit, what is gated and by how much.

    ``limit`` is the same work through the same libraries alone, ``bare`` the same statements through the driver alone.
    """

    name: str
    note: str
    times: Times | None = None
    limit: Times | None = None
    bare: Times | None = None
    ratio: float | None = None
    statements: int | None = None
    size: int | None = None
    target_ms: float | None = None
    gates: dict[str, tuple[float, float]] = field(default_factory=dict)

    def gate(self, what: str, value: float, bound: float) -> None:
        """Note that ``value`` must not be over ``bound``."""
        self.gates[what] = (round(value, 3), bound)

    @property
    def over(self) -> list[str]:
        """Name the gates that do not hold."""
        return [f"{what}: {value} > {bound}" for what, (value, bound) in self.gates.items() if value > bound]

    def as_json(self) -> dict[str, Any]:
        """Give the line as plain values."""
        shown: dict[str, Any] = {"name": self.name, "note": self.note, "target_ms": self.target_ms}
        for key, times in (("", self.times), ("limit_", self.limit), ("bare_", self.bare)):
            if times is not None:
                shown |= {f"{key}median_ms": round(times.median, 3), f"{key}p95_ms": round(times.p95, 3)}
        shown |= {"ratio": None if self.ratio is None else round(self.ratio, 2), "statements": self.statements, "bytes": self.size}
        return shown | {"gates": self.gates, "over": self.over}


@contextmanager
def statements(engine: Engine) -> Iterator[list[Sent]]:
    """Collect what the block sends to the database, without what asks for no data."""
    seen: list[Sent] = []

    def note(_conn: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        if not sql.startswith(NOT_COUNTED):
            seen.append(Sent(sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def fewest(engine: Engine, work: Callable[[], Any], runs: int = 3) -> list[Sent]:
    """Give the statements of the run that sent the fewest: now and then a request also notes when it was last seen."""
    found: list[Sent] | None = None
    for _ in range(runs):
        with statements(engine) as seen:
            work()
        if found is None or len(seen) < len(found):
            found = seen
    return found or []


@contextmanager
def selects() -> Iterator[list[Executable]]:
    """Collect the SELECTs that the block asks of the session, as they can be asked again."""
    seen: list[Executable] = []

    def note(state: ORMExecuteState) -> None:
        if state.is_select and not state.is_relationship_load and not state.is_column_load:
            statement: Any = state.statement
            seen.append(statement.params(state.parameters) if state.parameters else statement)

    event.listen(Session, "do_orm_execute", note)
    try:
        yield seen
    finally:
        event.remove(Session, "do_orm_execute", note)


def replay(connection: Any, sent: list[Sent]) -> list[Any]:
    """Send the reading statements bare and give all their rows."""
    cursor = connection.cursor()
    rows: list[Any] = []
    for one in sent:
        if one.sql.lstrip().startswith(("SELECT", "WITH")):
            cursor.execute(one.sql, one.parameters)
            rows.extend(cursor.fetchall())
    return rows


def peak_megabytes() -> float:
    """Give the most memory this program has held; what the process was before it began to run it is left out."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
