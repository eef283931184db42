"""Kinds of work that features tell the engine of at start-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_
from app.jobs.rules import Result, Step

Arguments = dict[str, Any]
JOB_ID = "job_id"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work and the right it needs, asked again before every step because roles end while work waits.

    ``plan(actor, arguments)`` gives the steps, once; ``step(actor, arguments, key)`` does one of them in transactions of its
    own and must bear being done twice, because a killed worker repeats it; ``finish(actor, arguments, keys)`` gives the
    file made of the steps that succeeded, or None, and finds the number of the job under ``JOB_ID``.
    A DomainError of a step is told with its label, the rest goes on.
    ``together`` steps may be done at once, each in a thread and a session of its own.
    """

    kind: str
    resource: str
    action: str
    plan: Callable[[Actor, Arguments], Sequence[Step]]
    step: Callable[[Actor, Arguments, str], None]
    finish: Callable[[Actor, Arguments, list[str]], Result | None] = lambda _actor, _arguments, _keys: None
    together: int = 1


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Tell the engine of a kind of work; the last telling counts."""
    _kinds[kind.kind] = kind
    return kind


def kind_of(name: str) -> Kind:
    """Give a kind; Invalid for an unknown one."""
    try:
        return _kinds[name]
    except KeyError:
        raise Invalid(N_("There is no background work of the kind «%(kind)s»."), kind=name) from None
