"""Backups are complete, closed to strangers, made while people work, and come back on either engine."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app import schema
from app.backup import container, dump, load, operations, vault
from app.core import secrets, triggers
from app.core.errors import DomainError, Invalid, Refused
from tests.backup.world import SNILS, Place, fill, make_place

ROOT = Path(__file__).resolve().parents[2]


def make(place: Place, name: str = "one.backup") -> tuple[Path, operations.Manifest]:
    path = place.folder / name
    return path, operations.backup(place.engine, place.folder, path)


def digest(place: Place) -> dict[str, object]:
    """Tell what a database holds, the same on both engines."""
    vault.require_key(place.folder)
    return make(place, "digest.backup")[1].tables


def test_backup_without_a_phrase_is_refused(place: Place) -> None:
    with pytest.raises(Refused, match="recovery phrase"):
        make(place)
    assert not list(place.folder.glob("*.backup"))


def test_everything_comes_back_with_the_phrase_alone(place: Place, phrase: str, tmp_path: Path) -> None:
    path, manifest = make(place)
    keys = secrets.current()
    new = make_place(tmp_path / "new", migrated=False)
    assert secrets.current() != keys
    restored = operations.restore(new.engine, new.folder, path, phrase.lower().replace("-", " "))
    assert restored == manifest
    assert digest(new) == manifest.tables
    assert secrets.current() == keys
    assert secrets.load(new.folder) == keys
    from app.students.models import Student

    with new.engine.connect() as connection:
        assert connection.scalar(Student.__table__.select().with_only_columns(Student.__table__.c.snils)) == SNILS
        assert triggers.differences(connection) == []
    again, _ = make(new, "again.backup")
    third = make_place(tmp_path / "third", migrated=False)
    assert operations.restore(third.engine, third.folder, again, phrase).tables == manifest.tables


def test_every_table_is_in_the_backup_but_those_of_hours(place: Place, phrase: str) -> None:
    _, manifest = make(place)
    known = set(dump.Model.metadata.tables)
    assert set(manifest.tables) == known - dump.PASSING
    assert manifest.tables["curriculum_item"].rows == 2
    assert manifest.tables["document_file"].rows == 1


def test_college_moves_to_postgresql_and_back(place: Place, phrase: str, tmp_path: Path, postgres) -> None:
    path, manifest = make(place)
    there = postgres(tmp_path / "pg", migrated=False)
    operations.restore(there.engine, there.folder, path, phrase)
    back, moved = make(there, "pg.backup")
    assert moved.tables == manifest.tables
    with schema.writable(there.engine) as connection:
        assert triggers.differences(connection) == []
        new_id = connection.scalar(
            text(
                "INSERT INTO specialty (organization_id, code, name, search_key, sort_key, row_version) "
                "VALUES (1, '1', 'x', '', '', 1) RETURNING id"
            )
        )
        assert new_id == 2
        keys = connection.scalar(text("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
        assert keys > 50
    home = make_place(tmp_path / "home2")
    assert operations.restore(home.engine, home.folder, back, phrase).tables == manifest.tables


def test_backup_is_unreadable_without_the_phrase(place: Place, phrase: str) -> None:
    path, _ = make(place)
    body = path.read_bytes()
    for word in ("Ёлкина", "elkina", SNILS, "SECRET", "organization", secrets.current().column):
        assert word.encode() not in body
    assert path.stat().st_mode & 0o777 == 0o600
    assert vault.key(place.folder) is not None
    assert phrase.replace("-", "") not in (place.folder / vault.KEY_FILE).read_text()


def test_another_phrase_leaves_the_empty_database_empty(place: Place, phrase: str, tmp_path: Path) -> None:
    path, _ = make(place)
    other = vault.new_phrase(tmp_path)
    new = make_place(tmp_path / "new", migrated=False)
    mine = secrets.current()
    with pytest.raises(Invalid, match="does not open"):
        operations.restore(new.engine, new.folder, path, other)
    assert schema.current(new.engine) is None
    assert secrets.load(new.folder) == mine


def test_earlier_backup_opens_with_the_phrase_of_its_time(place: Place, phrase: str, tmp_path: Path) -> None:
    path, manifest = make(place)
    vault.new_phrase(place.folder)
    new = make_place(tmp_path / "new")
    assert operations.restore(new.engine, new.folder, path, phrase) == manifest


@pytest.mark.parametrize("cut", [0, 10, 40, 300, -1, -20, -3000])
def test_cut_file_is_refused_and_nothing_written(place: Place, phrase: str, tmp_path: Path, cut: int) -> None:
    path, _ = make(place)
    broken = tmp_path / "cut.backup"
    broken.write_bytes(path.read_bytes()[:cut])
    new = make_place(tmp_path / "new", migrated=False)
    with pytest.raises(Invalid):
        operations.restore(new.engine, new.folder, broken, phrase)
    assert schema.current(new.engine) is None


@pytest.mark.parametrize("part", [0.0, 0.02, 0.05, 0.5, 0.999])
def test_altered_byte_is_noticed(place: Place, phrase: str, tmp_path: Path, part: float) -> None:
    path, _ = make(place)
    body = bytearray(path.read_bytes())
    body[int(len(body) * part)] ^= 1
    broken = tmp_path / "altered.backup"
    broken.write_bytes(body)
    new = make_place(tmp_path / "new", migrated=False)
    with pytest.raises(DomainError):
        operations.restore(new.engine, new.folder, broken, phrase)
    assert schema.current(new.engine) is None


def test_chunks_of_a_long_backup_cannot_be_dropped_or_swapped(
    place: Place, phrase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "CHUNK", 512)
    path, _ = make(place)
    body = path.read_bytes()
    start = len(container.read_head(path).encode())
    chunks, at = [], start
    while at < len(body):
        length = 5 + int.from_bytes(body[at + 1 : at + 5], "big")
        chunks.append(body[at : at + length])
        at += length
    assert len(chunks) > 4
    key = vault.require_key(place.folder).secret
    for kept in (
        [*chunks[:1], *chunks[2:]],
        [chunks[0], chunks[2], chunks[1], *chunks[3:]],
        chunks[:-1],
        [*chunks, chunks[-1]],
    ):
        broken = tmp_path / "chunks.backup"
        broken.write_bytes(body[:start] + b"".join(kept))
        with pytest.raises(Invalid):
            load.walk(broken, key, load.Nothing())


def test_backup_of_a_newer_version_is_refused(
    place: Place, phrase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "current_on", lambda connection: "9999")
    path, _ = make(place)
    monkeypatch.undo()
    new = make_place(tmp_path / "new", migrated=False)
    with pytest.raises(Refused, match="newer version"):
        operations.restore(new.engine, new.folder, path, phrase)
    assert schema.current(new.engine) is None


def test_live_database_is_never_restored_over(place: Place, phrase: str) -> None:
    path, manifest = make(place)
    with pytest.raises(Refused, match="already holds data"):
        operations.restore(place.engine, place.folder, path, phrase)
    assert digest(place) == manifest.tables


def test_failed_load_leaves_nothing_behind(
    place: Place, phrase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = make(place)
    new = make_place(tmp_path / "new")
    mine = secrets.current()

    def fail(_connection: object) -> None:
        raise RuntimeError("power")

    monkeypatch.setattr(load, "_require_whole", fail)
    with pytest.raises(RuntimeError):
        operations.restore(new.engine, new.folder, path, phrase)
    monkeypatch.undo()
    load.require_empty(new.engine)
    assert secrets.load(new.folder) == mine
    with new.engine.connect() as connection:
        assert triggers.differences(connection) == []


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_copy_is_of_one_moment_and_nobody_waits(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine_name == "sqlite":
        place = make_place(tmp_path / "home")
    else:
        place = request.getfixturevalue("postgres")(tmp_path / "home")
    fill(place)
    vault.new_phrase(place.folder)
    waits: list[float] = []
    original = dump.lines

    def write() -> None:
        started = time.monotonic()
        with schema.writable(place.engine) as connection:
            connection.execute(text("UPDATE organization SET short_name = 'новое'"))
            connection.execute(text("UPDATE student SET last_name = 'новая'"))
        waits.append(time.monotonic() - started)

    def slow(connection: object, opening: dict[str, object]):
        for number, line in enumerate(original(connection, opening)):  # type: ignore[arg-type]
            if number == 1:
                worker = threading.Thread(target=write)
                worker.start()
                worker.join()
            yield line

    before = digest(place)
    monkeypatch.setattr(dump, "lines", slow)
    _, manifest = make(place, "busy.backup")
    assert manifest.tables == before
    assert len(waits) == 1
    assert waits[0] < 2


def test_killed_backup_leaves_no_file_under_its_name(place: Place, phrase: str) -> None:
    target = place.folder / "killed.backup"
    code = (
        f"import sys, time; from pathlib import Path; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.backup.world import make_place; from app.backup import container, operations\n"
        f"place = make_place(Path({str(place.folder)!r}), migrated=False)\n"
        "def wait(self): print('ready', flush=True); time.sleep(60)\n"
        "container.Writer.close = wait\n"
        f"operations.backup(place.engine, place.folder, Path({str(target)!r}))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not target.exists()
    left = list(place.folder.glob(".killed.backup.*.tmp"))
    assert len(left) == 1
    os.utime(left[0], (1, 1))
    make(place, "killed.backup")
    assert target.exists()
    assert not list(place.folder.glob(".killed.backup.*.tmp"))


def test_full_disk_is_told_and_leaves_nothing(place: Place, phrase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(container.Writer, "close", full)
    with pytest.raises(Refused, match="no room"):
        make(place)
    monkeypatch.undo()
    assert [p.name for p in place.folder.iterdir() if "one" in p.name] == []
    assert make(place)[0].exists()


def test_folder_that_is_not_there_is_named(place: Place, phrase: str) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        operations.backup(place.engine, place.folder, place.folder / "nowhere" / "x.backup")


def test_only_listed_files_are_handed_out(place: Place, phrase: str) -> None:
    path = vault.next_path(place.folder)
    operations.backup(place.engine, place.folder, path)
    assert vault.path_of(place.folder, path.name) == path
    for name in ("../secrets.json", "../backup.key", "", ".", f"./{path.name}", f"{path.name}\0", "x.backup"):
        with pytest.raises(DomainError):
            vault.path_of(place.folder, name)


def test_old_copies_give_way_to_new_ones(place: Place) -> None:
    folder = place.folder / vault.FOLDER
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.backup").write_bytes(b"x")
        os.utime(folder / f"{number}.backup", (number, number))
    vault.prune(place.folder, keep=2)
    assert [one.name for one in vault.made(place.folder)] == ["4.backup", "3.backup"]


def test_rows_that_do_not_match_their_count_and_digest_are_refused(place: Place, phrase: str, tmp_path: Path) -> None:
    path, _ = make(place)
    key = vault.require_key(place.folder).secret
    lines = list(container.lines(path, key))
    student = next(at for at, line in enumerate(lines) if b'"table":"student"' in line) + 1
    altered = [*lines[:student], lines[student].replace(b"\xd0\x81\xd0\xb6", b"\xd0\x81\xd0\xb7"), *lines[student + 1 :]]
    assert altered != lines
    for kept in (altered, [*lines[:student], *lines[student + 1 :]], [*lines, lines[-1]], lines[:-1]):
        broken = tmp_path / "rows.backup"
        with broken.open("wb") as stream:
            writer = container.Writer(stream, key, container.read_head(path))
            for line in kept:
                writer.line(line)
            writer.close()
        with pytest.raises(Invalid):
            load.walk(broken, key, load.Nothing())
