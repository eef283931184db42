"""The curator's screens through HTTP, as each person."""

import io
import os
from pathlib import Path

import pypdfium2

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.curator.models import AbsenceNote
from app.curator.papers import AttendancePaper, AttendanceRow
from app.documents import rendering
from app.documents.rules import Signature
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.extensions import db
from tests.documents.samples import HEAD, names
from tests.factories import TODAY

GOLDEN = Path(__file__).parent.parent / "golden"


def text_of(pdf):
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]
    return "\n=== page ===\n".join(pages) + "\n"


def same_as_golden(name, pdf):
    path, text = GOLDEN / f"{name}.txt", text_of(pdf)
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def absent(client_as, college, lesson=4, text="н"):
    asked = {"cells": [[college.lessons[lesson], college.students[0], text, 0]]}
    return client_as("teacher").post(f"/journals/{college.load_id}/cells", json=asked)


def typed(college, **changes):
    day = TODAY.isoformat()
    fields = {
        "student": college.students[0], "kind": "illness", "number": "=15", "issuer": "Поликлиника", "starts_on": day, "ends_on": day,
        "received_on": day,
    }  # fmt: skip
    return fields | changes


def test_a_curator_enters_a_note_after_seeing_what_it_changes_and_takes_it_back(app, college, client_as):
    curator = client_as("curator")
    absent(client_as, college)
    add = f"/curator/{college.group_id}/notes/add"
    assert "Абрамов" in curator.get(add).text
    preview = curator.post(add, data=typed(college, step="preview"))
    assert preview.status_code == 200 and "Математика" in preview.text and "в 1 ячейке" in preview.text
    with app.app_context(), unscoped():
        assert db.session.query(AbsenceNote).count() == 0
    wrong = curator.post(add, data=typed(college, step="save", ends_on="2026-01-01"))
    assert wrong.status_code == 422 and "=15" in wrong.text and "раньше первого" in wrong.text
    saved = curator.post(add, data=typed(college, step="save"))
    assert saved.status_code == 303
    card = curator.get(saved.location)
    assert "Математика" in card.text and "Медицинская справка № =15" in card.text
    history = client_as("teacher").get(f"/journals/{college.load_id}/cells/{college.lessons[4]}/{college.students[0]}")
    assert history.json["text"] == "б" and "Медицинская справка" in history.json["history"][0][4]
    later = absent(client_as, college, lesson=4)
    assert later.json["cells"][0]["text"] == "б" and "Пропуск оправдан" in later.json["cells"][0]["excuse"]
    assert "Абрамов" in curator.get(f"/curator/{college.group_id}/notes").text
    assert curator.post(f"{saved.location}/withdraw", data={"reason": ""}).status_code == 422
    assert curator.post(f"{saved.location}/withdraw", data={"reason": "ошибка"}).status_code == 303
    history = client_as("teacher").get(f"/journals/{college.load_id}/cells/{college.lessons[4]}/{college.students[0]}")
    assert history.json["text"] == "н"


def test_the_month_on_screen_paper_and_workbook_is_one(app, college, client_as):
    curator, month = client_as("curator"), {"month": TODAY.isoformat()[:7]}
    absent(client_as, college)
    page = curator.get(f"/curator/{college.group_id}/attendance", query_string=month)
    assert page.status_code == 200 and "Абрамов Пётр Ильич" in page.text
    printed = curator.post(f"/curator/{college.group_id}/attendance/print", data=month)
    assert "ВЕДОМОСТЬ ПОСЕЩАЕМОСТИ гр. ИСП-11 за ноябрь 2026 г." in text_of(printed.data)
    grid = read(curator.post(f"/curator/{college.group_id}/attendance/table", data=month).data, Limits())
    assert [cell for cell in grid.rows[1] if cell not in ("", None)] == [1, "Абрамов Пётр Ильич", 2, 2, 0, 0, 2, 0]
    assert grid.rows[-1][1] == "Итого"
    with app.app_context(), unscoped():
        assert db.session.query(AuditEvent).filter_by(action="export", object_type="study_group").count() == 1
    empty = curator.get(f"/curator/{college.group_id}/attendance?month=2020-01")
    assert empty.status_code == 200 and "никого не было" in empty.text


def test_each_role_sees_the_groups_it_answers_for(app, college, world, client_as):
    pages = (f"/curator/{college.group_id}/attendance", f"/curator/{college.group_id}/notes", f"/curator/{college.group_id}/notes/add")
    for key, expected in (
        ("curator", (200, 200, 200)), ("secretary", (200, 200, 200)), ("head_of_department", (200, 200, 403)),
        ("deputy", (200, 200, 403)), ("curator2", (404, 404, 404)), ("teacher", (403, 403, 403)), ("methodist", (403, 403, 403)),
    ):  # fmt: skip
        client = client_as(key)
        assert tuple(client.get(page).status_code for page in pages) == expected, key
    assert tuple(client_as("secretary", world.foreign).get(page).status_code for page in pages) == (404, 404, 404)
    assert client_as("head_of_department").get(f"/curator/{college.other_group_id}/attendance").status_code == 404
    own = client_as("curator").get("/curator/").text
    assert "ИСП-11" in own and "ЭК-11" not in own
    foreign = typed(college, student=college.other_students[0], step="save")
    assert client_as("curator").post(f"/curator/{college.group_id}/notes/add", data=foreign).status_code == 422


def month(count):
    rows = tuple(
        AttendanceRow(str(number), name, tuple("2" if (day + number) % 9 == 0 else "" for day in range(31)), "8", ("2", "4", "2", "0"))
        for number, name in enumerate(names(count), start=1)
    )
    total = str(8 * count)
    return AttendancePaper(
        letterhead=HEAD, group="ИСП-21", month="октябрь 2026 г.", days=tuple(range(1, 32)), idle=tuple(day % 7 == 4 for day in range(1, 32)),
        rows=rows, totals=AttendanceRow("", "", ("10",) * 31, total, (str(2 * count), str(4 * count), str(2 * count), "0")),
        signatures=(Signature("Староста группы"), Signature("Куратор группы", "Е. В. Соколова"), Signature("Заведующий отделением")),
    )  # fmt: skip


def test_the_sheet_of_attendance_prints_as_expected():
    same_as_golden("attendance_30", rendering.render("attendance.html", month(30)))
