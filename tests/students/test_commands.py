"""import-students without the web."""

from datetime import date

import pytest

from app.access.scope import unscoped
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.students.commands import import_students_command
from app.students.models import Student

HEAD = ["Фамилия", "Имя", "Дата рождения"]


@pytest.fixture
def listed(tmp_path):
    def make(*rows):
        path = tmp_path / "список.xlsx"
        path.write_bytes(to_xlsx("Группа", HEAD, rows))
        return path

    return make


@pytest.fixture
def named(app, world):
    """Give the home group a name of its own: both test colleges have an ИСП-11."""
    from app.core.actor import Actor
    from app.core.transaction import transaction
    from app.students.models import StudyGroup
    from app.students.operations import audit

    with app.app_context():
        with unscoped(), transaction():
            group = db.session.get(StudyGroup, world.home.group_id)
            group.name = "ИСП-21"
            audit.record(Actor.system(world.home.id), "test", group)
        yield "ИСП-21"


def surnames():
    with unscoped():
        return {student.last_name for student in db.session.query(Student)}


def test_a_dry_run_tells_and_saves_nothing(named, listed):
    path = listed(["Юдин", "Пётр", date(2010, 7, 8)])
    code, payload = import_students_command(path, named, dry_run=True, as_json=True)
    assert (code, payload["rows"], payload["created"], payload["error"]) == (0, 1, 1, None)
    assert "Юдин" not in surnames()


def test_a_list_is_entered_once(named, listed):
    path = listed(["Юдин", "Пётр", date(2010, 7, 8)])
    assert import_students_command(path, named, as_json=True)[1]["created"] == 1
    code, payload = import_students_command(path, named, as_json=True)
    assert (code, payload["created"], payload["unchanged"]) == (0, 0, 1)
    assert "Юдин" in surnames()
    assert isinstance(import_students_command(path, named)[1], str)


def test_errors_namesakes_and_unknown_groups_exit_with_1(app, named, listed, tmp_path):
    code, payload = import_students_command(listed(["Юдин", "Пётр", "31.02.2010"]), named, as_json=True)
    assert code == 1 and payload["findings"][0]["cell"] == "C2"
    code, payload = import_students_command(listed(["Белов", "Пётр Ильич", ""]), named, as_json=True)
    assert code == 1 or payload["created"] == 1
    assert import_students_command(listed(["Юдин", "Пётр", ""]), "НЕТ-1", as_json=True)[0] == 1
    assert import_students_command(listed(["Юдин", "Пётр", ""]), "ЭК-11", as_json=True)[0] == 1, "two colleges have it"
    assert import_students_command(tmp_path / "absent.xlsx", named, as_json=True)[0] == 1
    (tmp_path / "bad.xlsx").write_bytes(b"MZ\x90\x00" + b"\x00" * 300)
    code, text = import_students_command(tmp_path / "bad.xlsx", named)
    assert code == 1 and text
    assert "Юдин" not in surnames()


def test_a_namesake_is_left_to_the_page(app, named, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Фамилия;Имя;Отчество;Дата рождения\nБелов;Пётр;Ильич;09.09.2009\n", encoding="utf-8")
    code, payload = import_students_command(path, named, as_json=True)
    assert code == 1 and payload["findings"] and payload["error"]
