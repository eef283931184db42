"""A kind of work for tests: it leaves a line in a file for each row, so that another process can be watched and killed."""

import os
import time
from pathlib import Path

from app.core.errors import Refused
from app.core.text import N_
from app.jobs.registry import Kind, register_kind
from app.jobs.rules import Result, Step

NAME = "test_rows"


def _plan(actor, arguments):
    return [Step(key, f"Строка {key}") for key in arguments["rows"]]


def _step(actor, arguments, key):
    with open(arguments["trace"], "a") as file:
        file.write(f"{key} {actor.user_id}\n")
    if key == "refused":
        raise Refused(N_("Give the reason."))
    if key == "bug":
        raise RuntimeError("a bug")
    if key == "deadly":
        os._exit(9)
    time.sleep(arguments.get("pause", 0))


def _finish(actor, arguments, keys):
    return Result("список.txt", "text/plain", "\n".join(keys).encode())


KIND = register_kind(Kind(NAME, "report", "print", _plan, _step, _finish))


def done(trace):
    """Give the rows that were begun, in their order."""
    return [line.split()[0] for line in Path(trace).read_text().splitlines()] if Path(trace).exists() else []
