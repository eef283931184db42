"""What the commands ``backup``, ``restore``, ``verify`` and ``new-phrase`` do, inside an application context."""

from pathlib import Path

from flask import current_app

from app.backup import checks, operations, vault
from app.backup.rules import Manifest
from app.core.actor import Actor
from app.core.checks import Problem
from app.core.transaction import transaction
from app.extensions import db

SYSTEM = Actor.system(None)


def data_dir() -> Path:
    """Give the folder of the installation."""
    return Path(current_app.config["DATA_DIR"])


def backup(path: Path) -> Manifest:
    """Make an encrypted copy at ``path`` and record it; DomainError says why not."""
    manifest = operations.backup(db.engine, data_dir(), path)
    with transaction():
        operations.note_made(SYSTEM, manifest, path.name)
    return manifest


def restore(path: Path, phrase: str) -> tuple[Manifest, list[Problem]]:
    """Fill the empty database from ``path`` and prove it; gives what was restored and what ``verify`` found."""
    manifest = operations.restore(db.engine, data_dir(), path, phrase)
    problems = checks.verify(db.engine, data_dir())
    with transaction():
        operations.note_restored(SYSTEM, manifest, path.name)
    return manifest, problems


def verify() -> list[Problem]:
    """Give what is not as it was left; empty when all is whole."""
    return checks.verify(db.engine, data_dir())


def recovery_phrase() -> str:
    """Make a new recovery phrase and record that; it is shown this once."""
    phrase = vault.new_phrase(data_dir())
    with transaction():
        operations.note_new_phrase(SYSTEM)
    return phrase
