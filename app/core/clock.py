"""The one clock: rows are stamped in UTC, «today» is decided by the college's zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Samara"
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: str = DEFAULT_ZONE) -> date:
    """Give the date that the wall calendar of ``zone`` (an IANA name) shows."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at ``moment`` (aware) for the length of the block; used by tests and simulations."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
