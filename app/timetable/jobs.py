"""The check of a large file in the background; the page of the file shows how far it is."""

from __future__ import annotations

from typing import Any

from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.text import N_
from app.jobs.registry import Arguments, Kind, register_kind
from app.jobs.rules import Step
from app.timetable import operations

CHECK = "timetable_check"
# A file of this size is checked within some seconds, while its sender waits; a larger one is left to the server.
LARGE = 150_000
TITLE = N_("Check of the timetable «%(name)s»")


def _plan(_actor: Actor, arguments: Arguments) -> list[Step]:
    return [Step(str(arguments["import"]), str(arguments["name"]))]


def _step(actor: Actor, arguments: Arguments, key: str) -> None:
    import_id = int(key)
    try:
        operations.check(actor, import_id, lambda done: operations.note_progress(import_id, done))
    except DomainError as refusal:
        operations.fail(actor, import_id, refusal)
        raise


def arguments_of(import_id: int, name: str) -> dict[str, Any]:
    """Give what a job of this kind must be told."""
    return {"import": import_id, "name": name}


register_kind(Kind(CHECK, operations.TIMETABLE, "import", _plan, _step))
