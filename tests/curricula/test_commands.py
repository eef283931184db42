"""``import-plan`` without the web."""

import json

import pytest
from sqlalchemy import func, select

from app.access.scope import acting, unscoped
from app.core.actor import Actor
from app.curricula.commands import import_plan_command
from app.curricula.models import Curriculum
from app.extensions import db


@pytest.fixture
def run(app, college):
    """Give the command as the system actor of the college runs it."""

    def command(path, **more):
        with app.app_context(), acting(Actor.system(college.id)) as actor:
            return import_plan_command(path, actor=actor, **more)

    return command


def plans(app):
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(Curriculum))


def test_json_has_exactly_the_promised_keys(app, run, small_plx, tmp_path):
    path = tmp_path / "план.plx"
    path.write_bytes(small_plx.file())
    before = plans(app)
    code, told = run(path, as_json=True)
    assert code == 0
    assert json.loads(json.dumps(told)) == {
        "specialty": "09.02.07", "rows": 5, "leaves": 4, "hours_by_semester": [36, 36, 78, 222],
        "exams_by_semester": [0, 0, 1, 1], "graded_credits_by_semester": [0, 1, 0, 2], "findings": [],
    }  # fmt: skip
    assert plans(app) == before + 1


def test_a_dry_run_and_a_repeated_run_write_nothing(app, run, small_plx, tmp_path):
    path = tmp_path / "plan.plx"
    path.write_bytes(small_plx.file())
    before = plans(app)
    assert run(path, dry_run=True)[0] == 0
    assert plans(app) == before
    assert [run(path)[0], run(path)[0]] == [0, 0]
    assert plans(app) == before + 1
    assert run(path, intake=2025)[0] == 0
    assert plans(app) == before + 2


@pytest.mark.parametrize("data", [b"", b"<a/>", b"\xff\xfebroken", "<!DOCTYPE a><Документ/>".encode()])
def test_a_refused_file_gives_a_sentence_and_code_one(app, run, tmp_path, data):
    path = tmp_path / "plan.plx"
    path.write_bytes(data)
    before = plans(app)
    code, sentence = run(path)
    assert (code, sentence[-1]) == (1, ".")
    code, told = run(path, as_json=True)
    assert (code, list(told)) == (1, ["error"])
    assert plans(app) == before


def test_a_file_that_is_not_there(run, tmp_path):
    assert run(tmp_path / "none.plx")[0] == 1
    assert run(tmp_path)[0] == 1


def test_a_file_without_a_year_asks_for_it(run, small_plx, tmp_path):
    del small_plx.head["ГодНачалаПодготовки"]
    path = tmp_path / "plan.plx"
    path.write_bytes(small_plx.file())
    assert run(path)[0] == 1
    assert run(path, intake=2024)[0] == 0


def test_the_text_names_hours_and_findings(run, small_plx, tmp_path):
    small_plx.head["НомерФГОС"] = "99999"
    path = tmp_path / "plan.plx"
    path.write_bytes(small_plx.file())
    told = run(path)[1]
    assert "372" in told
    assert "99999" in told
