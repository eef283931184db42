"""What is committed survives: a power cut leaves a beginning of what was written (catalogue H17), a day is the college's (H15)."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core import clock
from app.core.actor import Actor
from app.core.engine import sqlite_module
from app.core.transaction import transaction
from app.extensions import db

CUTS = 40


def test_after_a_power_cut_a_committed_beginning_is_there(app, college, tmp_path):
    """Every length the log of changes may have had opens as a whole database with an unbroken chain."""
    with app.app_context(), unscoped():
        for number in range(6):
            with transaction():
                record(Actor.system(college.id), "test", "test", label=str(number))
        path = Path(str(db.engine.url.database))
        log = Path(f"{path}-wal")
        if not log.exists():
            pytest.skip("this SQLite writes no log of changes")
        body, found = log.read_bytes(), []
        for cut in range(CUTS + 1):
            copy = tmp_path / "cut.sqlite3"
            shutil.copy(path, copy)
            Path(f"{copy}-wal").write_bytes(body[: len(body) * cut // CUTS])
            Path(f"{copy}-shm").unlink(missing_ok=True)
            opened = sqlite_module().connect(copy)
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            seqs = [row[0] for row in opened.execute("SELECT seq FROM audit_event WHERE chain = ? ORDER BY seq", (college.id,))]
            opened.close()
            assert seqs == list(range(1, len(seqs) + 1))
            found.append(len(seqs))
        assert found == sorted(found) and found[-1] - found[0] == 6
        db.session.remove()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 19, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 20, 30, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 12, 31, 20, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_is_that_of_the_college_wherever_the_server_stands(moment, day):
    with clock.frozen(moment):
        assert clock.today("Europe/Samara") == day
