"""A migrated database without a row, made once a process and copied: the migrations themselves are tests/architecture's."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine

from app import schema
from app.core import engine as rules


@cache
def _ready() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="college-migrated-"))
    path = folder / "migrated.sqlite3"
    url = f"sqlite:///{path}"
    engine = create_engine(url, **rules.engine_options(url))
    rules.install(engine, folder / "queue")
    schema.upgrade(engine)
    engine.dispose()
    return path


def lay(path: Path) -> None:
    """Put a migrated empty SQLite database at ``path``; nothing may have it open."""
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copy(_ready(), path)
