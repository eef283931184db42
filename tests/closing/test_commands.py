"""close-term and report without the web."""

import json

import pytest

from app.access.scope import acting
from app.closing.commands import close_term_command
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.documents.commands import report


def run(college, *arguments, **options):
    with acting(Actor.system(college.id, "close-term")):
        return close_term_command(*arguments, **options)


def test_a_dry_run_lists_what_is_missing(app, college):
    with app.app_context():
        code, answer = run(college, "ИСП-11", 1, dry_run=True, as_json=True)
    assert (code, answer["closed"]) == (0, False)
    assert {"control_without_sheet", "control_without_load"} <= {one["code"] for one in answer["problems"]}
    json.dumps(answer)


def test_a_term_with_gaps_exits_with_1(app, college):
    with app.app_context():
        code, text = run(college, "ИСП-11", 1)
    assert code == 1
    assert "✗" in text


def test_an_unknown_group_exits_with_1(app, college):
    with app.app_context():
        assert run(college, "НЕТ-1", 1, as_json=True)[0] == 1
        assert run(college, "ИСП-11", 9, as_json=True)[0] == 1


def test_a_ready_term_is_closed_once(app, ready):
    code, answer = run(ready, "ИСП-11", 1, as_json=True)
    assert (code, answer["closed"], answer["revision"], answer["repeated"]) == (0, True, 1, False)
    assert run(ready, "ИСП-11", 1, as_json=True)[1]["repeated"]


def test_reports_are_written_as_files(app, ready, tmp_path):
    run(ready, "ИСП-11", 1)
    told = report(ready.id, "summary", {"group": "ИСП-11", "semester": "1"}, tmp_path / "summary.pdf")
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF-")
    again = report(ready.id, "summary", {"group": "ИСП-11", "semester": "1"}, tmp_path / "again.pdf")
    assert told["sha256"] == again["sha256"]
    report(ready.id, "sheet", {"sheet": "1"}, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").stat().st_size < 80_000
    with pytest.raises(NotFound):
        report(ready.id, "summary", {"group": "ИСП-11", "semester": "7"}, tmp_path / "no.pdf")
    with pytest.raises(Invalid):
        report(ready.id, "sheet", {"sheet": "x"}, tmp_path / "no.pdf")
    assert not (tmp_path / "no.pdf").exists()
