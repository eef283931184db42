"""States of a job, its steps and what its owner is told; pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
STATUSES = (QUEUED, RUNNING, DONE, FAILED, CANCELLED)
ACTIVE = (QUEUED, RUNNING)
# A step that took the worker down with it so many times is named as failed, and the job goes on without it.
MOST_TRIES = 3
MOST_STEPS = 20_000
KEEP_DAYS = 14


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a job that is done whole or not at all: its key and how a person knows it («Ведомость № 12»)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Result:
    """The file a job leaves to its owner."""

    name: str
    mimetype: str
    body: bytes


def packed(steps: Sequence[Step]) -> str:
    """Give the steps as JSON."""
    return json.dumps([[step.key, step.label] for step in steps], ensure_ascii=False)


def unpacked(text: str) -> list[Step]:
    """Give the steps back."""
    return [Step(key, label) for key, label in json.loads(text)]


def is_poison(tries: int) -> bool:
    """Tell whether the step that is next has ended the worker too often."""
    return tries >= MOST_TRIES


def ending(total: int, failures: int) -> str:
    """Give the state of a job that came to its end: failed only when nothing of it succeeded."""
    return FAILED if total and failures >= total else DONE


def percent(done: int, total: int | None) -> int:
    """Give how much is done, 0 to 100; nothing is known before the first step."""
    return min(100, 100 * done // total) if total else 0
