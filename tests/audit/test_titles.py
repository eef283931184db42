"""Whoever reads the log reads Russian: what planning writes is named there."""

import pytest
from flask_appbuilder import Model

from app import catalogue
from app.audit import titles

PLANNING = ("app.curricula", "app.studyplans", "app.studyyear", "app.staff", "app.teaching", "app.timetable", "app.lessonplans", "app.organization")
TABLES = sorted(
    one.class_.__tablename__ for one in Model.registry.mappers
    if catalogue and one.class_.__module__.startswith(PLANNING) and one.class_.__tablename__ != "timetable_row"
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_what_planning_writes_has_a_name_in_the_log(table):
    assert table in titles.OBJECT_TITLES
