"""What lies beside the database in DATA_DIR: the key of backups, the files made, the outside anchors of the log."""

import base64
import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.backup.rules import Lock, Manifest, phrase_from
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.core.text import N_

KEY_FILE, ANCHORS, FOLDER, SUFFIX = "backup.key", "anchors.log", "backups", ".backup"
KEEP = 14
STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Key:
    """The key that encrypts backups without the phrase, and how the phrase leads to it."""

    lock: Lock
    secret: bytes
    made_at: str


@dataclass(frozen=True, slots=True)
class Made:
    """A backup in the folder: file name, moment, bytes."""

    name: str
    at: datetime
    size: int


def new_phrase(data_dir: Path) -> str:
    """Make a recovery phrase and keep only the key that follows from it; the phrase is told this once.

    Earlier backups stay under the phrase they were made with.
    """
    phrase = phrase_from(os.urandom(18))
    keep_key(data_dir, Lock(os.urandom(16)), phrase)
    return phrase


def keep_key(data_dir: Path, lock: Lock, phrase: str) -> None:
    """Keep the key of ``phrase`` with mode 600."""
    body = {"lock": lock.as_json(), "key": base64.b64encode(lock.key(phrase)).decode(), "made_at": now().isoformat()}
    write_durably(data_dir / KEY_FILE, json.dumps(body).encode())


def key(data_dir: Path) -> Key | None:
    """Give the key of backups, None before the phrase was made."""
    path = data_dir / KEY_FILE
    if not path.exists():
        return None
    body = json.loads(path.read_text())
    return Key(Lock.from_json(body["lock"]), base64.b64decode(body["key"]), body["made_at"])


def require_key(data_dir: Path) -> Key:
    """Give the key of backups; Refused before the phrase was made."""
    found = key(data_dir)
    if found is None:
        raise Refused(
            N_(
                "There is no recovery phrase yet. Make it first and keep it on paper: without it a backup opens for nobody."
            )
        )
    return found


def write_durably(path: Path, body: bytes) -> None:
    """Write a small file so that it is there whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def next_path(data_dir: Path) -> Path:
    """Give the name of the next backup in the folder, making the folder."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{now():%Y-%m-%d_%H-%M-%S}{SUFFIX}"


def made(data_dir: Path) -> list[Made]:
    """List the backups in the folder, the newest first."""
    folder = data_dir / FOLDER
    files = [path for path in folder.glob(f"[!.]*{SUFFIX}") if path.is_file()] if folder.exists() else []
    found = [Made(p.name, datetime.fromtimestamp(p.stat().st_mtime, UTC), p.stat().st_size) for p in files]
    return sorted(found, key=lambda one: one.at, reverse=True)


def path_of(data_dir: Path, name: str) -> Path:
    """Give the path of a listed backup; NotFound for any other name, however it is written."""
    if name not in {one.name for one in made(data_dir)}:
        raise NotFound(N_("There is no such backup. It may have given way to newer ones."))
    return data_dir / FOLDER / name


def prune(data_dir: Path, keep: int = KEEP) -> None:
    """Remove all but the newest ``keep`` backups of the folder."""
    for old in made(data_dir)[keep:]:
        (data_dir / FOLDER / old.name).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed backup left behind long ago."""
    for path in folder.glob(f".*{SUFFIX}.*.tmp"):
        if time.time() - path.stat().st_mtime > STALE_SECONDS:
            path.unlink(missing_ok=True)


def append_anchor(data_dir: Path, manifest: Manifest) -> None:
    """Note the heads of the log outside the database: a log that is shorter later was cut."""
    heads = {str(chain): list(head) for chain, head in manifest.heads.items()}
    line = json.dumps({"at": manifest.made_at, "heads": heads}, sort_keys=True) + "\n"
    handle = os.open(data_dir / ANCHORS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def anchors(data_dir: Path) -> list[dict[str, Any]]:
    """Give the noted heads, the oldest first; a last line cut by a power failure is left out."""
    path = data_dir / ANCHORS
    lines = path.read_text().splitlines() if path.exists() else []
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
