"""The page of backups: who sees it, who makes a copy, who makes the phrase."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.backup import load, vault
from app.extensions import db


@pytest.fixture
def folder(engine_app: Flask) -> Path:
    found = Path(engine_app.config["DATA_DIR"])
    for name in (vault.KEY_FILE, vault.ANCHORS):
        (found / name).unlink(missing_ok=True)
    for one in vault.made(found):
        (found / vault.FOLDER / one.name).unlink()
    with engine_app.app_context(), db.engine.connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM organization"))
    assert count == 2
    return found


def test_one_button_hands_over_a_copy_and_keeps_it(folder: Path, engine_app: Flask, client_as) -> None:
    vault.new_phrase(folder)
    client = client_as("tech_admin")
    answer = client.post("/backups/make")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    (made,) = vault.made(folder)
    assert (folder / vault.FOLDER / made.name).read_bytes() == answer.data
    manifest, _ = load.walk(folder / vault.FOLDER / made.name, vault.require_key(folder).secret, load.Nothing())
    assert manifest.tables["student"].rows > 0
    page = client.get("/backups/").get_data(as_text=True)
    assert made.name in page
    assert client.get(f"/backups/file/{made.name}").data == answer.data
    assert client.get("/backups/file/..%2fsecrets.json").status_code == 404
    with engine_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_event WHERE action = 'make_backup'")) == 1


def test_copy_without_a_phrase_is_refused_with_the_way_out(folder: Path, client_as) -> None:
    client = client_as("director")
    assert client.post("/backups/make").status_code == 422
    assert vault.made(folder) == []


@pytest.mark.parametrize("role", ["teacher", "secretary", "deputy", "student", None])
def test_others_neither_see_nor_make(folder: Path, client_as, role: str | None) -> None:
    vault.new_phrase(folder)
    client = client_as(role)
    assert client.get("/backups/").status_code in (302, 403)
    assert client.post("/backups/make").status_code in (302, 403)
    assert vault.made(folder) == []


def test_phrase_is_shown_once_and_only_to_the_director(
    folder: Path, engine_app: Flask, client_as, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.backup.queries.colleges", lambda: 1)
    assert client_as("tech_admin").post("/backups/phrase").status_code == 403
    assert vault.key(folder) is None
    director = client_as("director")
    page = director.post("/backups/phrase").get_data(as_text=True)
    shown = re.search(r"<code>([0-9A-Z-]{35})</code>", page)
    assert shown is not None
    kept = vault.require_key(folder)
    assert kept.lock.key(shown[1]) == kept.secret
    assert shown[1] not in director.get("/backups/").get_data(as_text=True)
    with engine_app.app_context(), db.engine.connect() as connection:
        details = connection.scalar(text("SELECT details FROM audit_event WHERE action = 'new_recovery_phrase'"))
        assert shown[1] not in details


def test_director_of_one_college_of_several_cannot_take_the_phrase_of_all(folder: Path, client_as) -> None:
    assert client_as("director").post("/backups/phrase").status_code == 403
    assert vault.key(folder) is None


def test_check_tells_that_all_is_whole(folder: Path, client_as) -> None:
    page = client_as("director").post("/backups/check")
    assert page.status_code == 200
    assert "alert-success" in page.get_data(as_text=True)
