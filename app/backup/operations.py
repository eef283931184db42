"""Making a backup, restoring one, noting both in the log."""

import errno
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, select

from app import schema
from app.audit.operations import record
from app.backup import container, dump, load, vault
from app.backup.rules import Head, Manifest
from app.core import secrets
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Refused
from app.core.text import N_
from app.organization.models import Organization

PRODUCT = "1.0"


def backup(engine: Engine, data_dir: Path, path: Path) -> Manifest:
    """Write an encrypted copy of the whole installation to ``path`` while people work; gives what it holds.

    The file appears under its name only when it is complete, on disk and read through again. Call it outside a transaction.
    Raises Refused before a recovery phrase was made, on a full disk and where the folder cannot be written.
    """
    key = vault.require_key(data_dir)
    temporary = path.with_name(f".{path.stem}{vault.SUFFIX}.{os.getpid()}.tmp")
    try:
        vault.sweep(path.parent)
        _write(engine, temporary, key)
        manifest, _ = load.walk(temporary, key.secret, load.Nothing())
        os.replace(temporary, path)
        vault.sync_folder(path.parent)
        vault.append_anchor(data_dir, manifest)
    except OSError as error:
        raise _explained(error, path) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return manifest


def _write(engine: Engine, path: Path, key: vault.Key) -> None:
    head = Head(key.lock, os.urandom(32), now().isoformat())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream, dump.reading(engine) as connection:
        writer = container.Writer(stream, key.secret, head)
        for line in dump.lines(connection, _opening(connection, head.made_at)):
            writer.line(line)
        writer.close()
        stream.flush()
        os.fsync(stream.fileno())


def _opening(connection: Connection, made_at: str) -> dict[str, object]:
    return {
        "revision": schema.current_on(connection),
        "made_at": made_at,
        "product": PRODUCT,
        "colleges": list(connection.scalars(select(Organization.__table__.c.short_name).order_by("id"))),
        "keys": asdict(secrets.current()),
    }


def _explained(error: OSError, path: Path) -> Refused:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused(N_("There is no room left on the disk: the backup was not made. Free some space and repeat."))
    return Refused(
        N_("The backup cannot be written to «%(folder)s». Check that the folder exists and is writable."),
        folder=path.parent,
    )


def restore(engine: Engine, data_dir: Path, path: Path, phrase: str) -> Manifest:
    """Fill an empty database and DATA_DIR from a backup with the phrase alone; gives what was restored.

    The file is proven whole before anything is written; all rows come in one transaction. Raises Invalid for a wrong phrase
    and a damaged file, Refused for a database with data and a backup of a newer version.
    """
    if not path.is_file():
        raise Refused(N_("There is no file «%(path)s»."), path=path)
    head = container.read_head(path)
    key = head.lock.key(phrase)
    manifest, opening = load.walk(path, key, load.Nothing())
    _require_known(manifest.revision)
    load.require_empty(engine)
    load.prepare(engine, manifest.revision)
    keys = secrets.Keys(**opening["keys"])
    load.fill(engine, path, key, before_commit=lambda: secrets.write(data_dir, keys))
    secrets.use(keys)
    vault.keep_key(data_dir, head.lock, phrase)
    return manifest


def _require_known(revision: str) -> None:
    try:
        known = ScriptDirectory(str(schema.MIGRATIONS)).get_revision(revision)
    except CommandError:
        known = None
    if known is None:
        raise Refused(N_("The backup was made by a newer version of the program. Install that version first."))


def note_made(actor: Actor, manifest: Manifest, name: str) -> None:
    """Leave the record of a backup; inside a transaction."""
    record(actor, "make_backup", "backup", label=name, changes={"rows": (None, manifest.rows)})


def note_restored(actor: Actor, manifest: Manifest, name: str) -> None:
    """Leave the record of a restoration in the log of the installation; inside a transaction."""
    record(actor, "restore_backup", "backup", label=name, changes={"made_at": (None, manifest.made_at)})


def note_new_phrase(actor: Actor) -> None:
    """Leave the record that a recovery phrase was made; inside a transaction."""
    record(actor, "new_recovery_phrase", "backup", label="")
