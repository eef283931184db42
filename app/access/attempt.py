"""A write that a page makes: what it gave, or the refusal that the page shows beside what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import DomainError, Forbidden, NotFound
from app.core.transaction import transaction


@dataclass
class Attempt:
    """A write from a page that stays on the screen when it is refused; ``typed`` is what the page shows again."""

    refusal: DomainError | None = None
    typed: Mapping[Any, Any] = field(default_factory=dict)
    result: Any = None

    @classmethod
    def of(
        cls, write: Callable[..., Any], typed: Mapping[Any, Any] | None = None, *, ready: Callable[[], Any] | None = None
    ) -> Attempt:
        """Run ``write`` in a transaction; Forbidden and NotFound go on to their own pages.

        ``ready`` makes what ``write`` takes: slow work that must not hold up other writers.
        """
        attempt = cls(typed=typed or {})
        try:
            made = () if ready is None else (ready(),)
            with transaction():
                attempt.result = write(*made)
        except (Forbidden, NotFound):
            raise
        except DomainError as refusal:
            attempt.refusal = refusal
        return attempt

    @property
    def status(self) -> int:
        """Give the status of the page."""
        return self.refusal.status if self.refusal else 200
