"""``verify`` names what was cut, altered or put back, on both engines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app import schema
from app.audit.operations import record
from app.backup import commands, vault
from app.core import triggers
from app.core.actor import Actor
from app.core.checks import Problem, register_check, registered
from app.core.transaction import transaction
from app.extensions import db
from tests.factories import College


@pytest.fixture
def whole(engine_app: Flask, college: College) -> Iterator[Flask]:
    """Give the application in its context with a phrase, a few records and nothing wrong."""
    folder = Path(engine_app.config["DATA_DIR"])
    for name in (vault.ANCHORS, vault.KEY_FILE):
        (folder / name).unlink(missing_ok=True)
    with engine_app.app_context():
        vault.new_phrase(folder)
        for number in range(3):
            with transaction():
                record(Actor.system(college.id), "test_act", "backup", label=f"{number}")
        db.session.remove()
        yield engine_app
        db.session.remove()


def tamper(*statements: str, install: bool = True) -> None:
    """Change data as somebody with the server's password would: guards off, statement, guards on."""
    with schema.writable(db.engine, foreign_keys=False) as connection:
        triggers.drop(connection)
        for statement in statements:
            connection.execute(text(statement))
        if install:
            triggers.install(connection)


def found() -> list[str]:
    """Give what ``verify`` says; its reading transaction ends, as a request's does."""
    try:
        return [str(problem) for problem in commands.verify()]
    finally:
        db.session.remove()


def test_untouched_installation_is_whole(whole: Flask) -> None:
    assert found() == []


def test_missing_guards_are_named(whole: Flask) -> None:
    tamper(install=False)
    assert len(found()) == len(triggers.generate(db.engine.dialect.name))
    assert "guard_mark_update" in "".join(found())


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM audit_event WHERE chain = {c} AND seq = 2", "records before"),
        ("UPDATE audit_event SET actor_name = 'x' WHERE chain = {c} AND seq = 2", "was altered"),
        ("UPDATE audit_event SET details = '{{}}' WHERE chain = {c} AND seq = 2", "values of record"),
        ("UPDATE audit_event SET chain = 77 WHERE chain = {c} AND seq = 2", "records before"),
    ],
)
def test_altered_log_names_the_record(whole: Flask, college: College, statement: str, words: str) -> None:
    tamper(statement.format(c=college.id))
    assert any(words in line for line in found())


def test_erased_values_leave_the_log_whole(whole: Flask, college: College) -> None:
    tamper(f"UPDATE audit_event SET details = NULL, salt = NULL WHERE chain = {college.id} AND seq = 2")
    assert found() == []


def test_log_cut_after_a_backup_is_noticed_by_the_anchor(whole: Flask, college: College, tmp_path: Path) -> None:
    commands.backup(tmp_path / "a.backup")
    assert found() == []
    tamper(f"DELETE FROM audit_event WHERE chain = {college.id} AND seq >= 3")
    assert any("log was cut" in line for line in found())


def test_older_database_put_in_place_is_noticed_even_when_work_went_on(
    whole: Flask, college: College, tmp_path: Path
) -> None:
    commands.backup(tmp_path / "a.backup")
    tamper(f"DELETE FROM audit_event WHERE chain = {college.id} AND seq >= 3")
    for _ in range(4):
        with transaction():
            record(Actor.system(college.id), "test_act", "backup", label="later")
    lines = found()
    assert len(lines) == 1
    assert "older database" in lines[0]


def test_altered_snapshot_and_lost_snapshot_are_named(whole: Flask, college: College) -> None:
    digest = hashlib.sha256(b"{}").hexdigest()
    tamper(
        "INSERT INTO closing (organization_id, group_term_id, revision, snapshot, totals, sha256, audit_head, closed_at, closed_by_name)"
        f" VALUES ({college.id}, {college.group_term_id}, 1, '{{}}', '{{}}', '{digest}', '{'0' * 64}', '2026-12-30 10:00:00', 'x')",
        f"UPDATE group_term SET status = 'closed' WHERE id = {college.group_term_id}",
    )
    assert not any("was altered" in line for line in found())
    tamper("UPDATE closing SET snapshot = '{1}'")
    assert any("snapshot of group ИСП-11" in line for line in found())
    tamper("DELETE FROM closing")
    assert any("closed without a snapshot" in line for line in found())


def test_snapshot_chained_to_an_unknown_record_is_named(whole: Flask, college: College) -> None:
    digest = hashlib.sha256(b"{}").hexdigest()
    tamper(
        "INSERT INTO closing (organization_id, group_term_id, revision, snapshot, totals, sha256, audit_head, closed_at, closed_by_name)"
        f" VALUES ({college.id}, {college.group_term_id}, 1, '{{}}', '{{}}', '{digest}', '{'1' * 64}', '2026-12-30 10:00:00', 'x')",
    )
    assert any("log does not know" in line for line in found())


def test_check_that_a_package_adds_is_run(whole: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core import checks

    monkeypatch.setattr(checks, "_registered", dict(registered()))
    register_check("test", lambda: [Problem("Group %(name)s differs.", {"name": "X"})])
    assert found() == ["Group X differs."]


def test_restored_installation_is_whole_and_signed_in_people_are_not(
    whole: Flask, college: College, tmp_path: Path, client_as
) -> None:
    client_as("secretary")
    folder = Path(whole.config["DATA_DIR"])
    phrase = vault.new_phrase(folder)
    commands.backup(tmp_path / "a.backup")
    db.session.remove()
    db.engine.dispose()
    with schema.writable(db.engine, foreign_keys=False) as connection:
        triggers.drop(connection)
        tables = list(reversed(db.metadata.sorted_tables))
        if db.engine.dialect.name == "sqlite":
            for table in tables:
                connection.execute(table.delete())
        else:
            connection.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
    (folder / vault.ANCHORS).unlink()
    _, problems = commands.restore(tmp_path / "a.backup", phrase)
    assert problems == []
    assert found() == []
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM user_session")) == 0
        assert (
            connection.scalar(text("SELECT action FROM audit_event WHERE chain = 0 ORDER BY seq DESC"))
            == "restore_backup"
        )
