"""Whoever reads the log reads Russian: kinds of records, fields and codes are named there."""

import ast
from pathlib import Path

import pytest
from flask_appbuilder import Model

from app import catalogue
from app.audit import titles

PLANNING = ("app.curricula", "app.studyplans", "app.studyyear", "app.staff", "app.teaching", "app.timetable", "app.lessonplans", "app.organization")
TABLES = sorted(
    one.class_.__tablename__ for one in Model.registry.mappers
    if catalogue and one.class_.__module__.startswith(PLANNING) and one.class_.__tablename__ != "timetable_row"
)  # fmt: skip


CLOSING = ["reopening", "destruction_act", "semester_act", "year_act", "storage_item", "curator_report", "consent_scan", "job"]


@pytest.mark.parametrize("table", [*TABLES, *CLOSING])
def test_what_is_written_has_a_name_in_the_log(table):
    assert table in titles.OBJECT_TITLES


def fields_written() -> set[str]:
    """Give the fields that the source names in records of the log."""
    calls = [
        node for path in Path("app").rglob("*.py") if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]  # fmt: skip
    told = [word.value for call in calls for word in call.keywords if word.arg == "changes" and isinstance(word.value, ast.Dict)]
    return {key.value for one in told for key in one.keys if isinstance(key, ast.Constant)}


def test_every_field_that_an_act_names_has_a_title_in_the_log():
    fields = fields_written()
    assert len(fields) > 50
    assert sorted(fields - set(titles.FIELD_TITLES)) == []


def test_a_value_of_the_log_is_written_for_people(app):
    with app.test_request_context():
        assert titles.value_text("movement_order", "state", "on_approval") == "на утверждении"
        assert titles.value_text("movement_order", "kind", "EXPEL") == "Отчисление"
        assert titles.value_text("student", "ОУП.01 Русский язык", ["recredited", "4"]) == "перезачтено, 4"
        assert titles.value_text("anything", "day", "2026-09-01") == "01.09.2026"
        assert titles.value_text("anything", "until", "2026-12-02T23:59:59+04:00").startswith("02.12.2026")
