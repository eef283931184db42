"""A timetable from a file: remarks at cells, all or nothing, no-op the second time, a difference, what stays and what goes."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.gradebook.operations import LessonFacts, add_lesson, set_topic
from app.jobs import work
from app.organization.models import SpecialDay
from app.teaching.models import Lesson, LessonBatch
from app.timetable import jobs, operations, queries_imports
from app.timetable.models import TimetableRow

HEADS = ["Дата", "Пара", "Группа", "Предмет", "Преподаватель", "Аудитория"]
MATHS, SPORT = "ОУП.01 Математика", "Физическая культура"
GOOD = [
    (date(2026, 11, 24), 1, "ИСП-11", MATHS, "", "12"),
    (date(2026, 11, 24), 2, "исп-11", SPORT, "Петрова А. T.", "зал"),
    (date(2026, 11, 24), 2, "ЭК-11", "Математика", "", "12"),
]


@pytest.fixture
def send(client_as):
    client = client_as("dispatcher")

    def work(rows, heads=HEADS, replaces="0"):
        data = {"file": (io.BytesIO(to_xlsx("Расписание", heads, rows)), "расписание.xlsx"), "replaces": replaces}
        answer = client.post("/timetable-import/send", data=data, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client, answer.location, client.get(answer.location).get_data(as_text=True)

    return work


def lessons(app):
    with app.app_context(), unscoped():
        query = select(Lesson.date, Lesson.pair, Lesson.room).where(Lesson.date > date(2026, 11, 23)).order_by(Lesson.date, Lesson.pair, Lesson.load_id)
        return [tuple(row) for row in db.session.execute(query)]


def test_lessons_appear_all_at_once_and_the_same_file_again_changes_nothing(app, college, send, client_as):
    client, address, page = send(GOOD)
    assert "3 новых занятия" in page and lessons(app) == []
    assert client.post(f"{address}/publish").status_code == 303
    assert [row[1:] for row in lessons(app)] == [(1, "12"), (2, "зал"), (2, "12")]
    assert client.post(f"{address}/publish").status_code == 409
    _client, address, page = send(GOOD)
    assert "Файл ничего не меняет" in page and "Опубликовать расписание" not in page
    moved = [(*GOOD[0][:5], "14"), *GOOD[1:]]
    _client, address, page = send(moved)
    assert "12</s>" in page and "<b>14</b>" in page
    client.post(f"{address}/publish")
    assert lessons(app)[0][2] == "14"
    with app.app_context(), unscoped():
        kept = db.session.execute(select(Lesson.held_by_id, Lesson.batch_id).where(Lesson.load_id == college.credit_load_id, Lesson.date == date(2026, 11, 24))).one()
        assert kept[0] == college.employees["teacher"] and kept[1] is not None
        assert db.session.scalar(select(func.count()).select_from(LessonBatch)) == 2
    assert "<td>14</td>" not in client_as("teacher").get("/timetable/?by=room&what=14&day=2026-11-24").get_data(as_text=True)


def test_every_mistake_is_told_at_its_cell_and_nothing_is_kept(app, college, send):
    with app.app_context(), unscoped(), transaction():
        db.session.add(SpecialDay(organization_id=college.id, day=date(2026, 11, 26), kind="day_off", note="день колледжа"))
        record(Actor.system(college.id, "test"), "fill", "test", label="day")
    rows = [
        GOOD[0],
        (date(2027, 3, 1), 1, "ИСП-11", MATHS, "", ""),
        (date(2026, 11, 25), 1, "ИСП-99", MATHS, "", ""),
        (date(2026, 11, 25), 1, "ИСП-11", "История", "", ""),
        (date(2026, 11, 25), 2, "ИСП-11", MATHS, "Сидоров С. С.", ""),
        (date(2026, 11, 26), 2, "ИСП-11", MATHS, "", ""),
        (date(2026, 11, 29), 2, "ИСП-11", MATHS, "", ""),
        GOOD[0],
        (date(2026, 11, 24), 1, "ЭК-11", MATHS, "", "12"),
        (date(2026, 11, 24), 1, "ИСП-11", SPORT, "", "зал"),
        (date(2026, 11, 23), 1, "ИСП-11", SPORT, "", ""),
    ]
    _client, address, page = send(rows)
    for cell in ("A3", "C4", "D5", "E6", "A7", "A8", "B9", "F10", "B11", "B12"):
        assert f"<td>{cell}</td>" in page, cell
    for said in ("день колледжа", "выходной", "ИСП-99", "Сидоров С. С.", "в строке 2", "10 ошибок"):
        assert said in page, said
    assert "Опубликовать расписание" not in page
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count()).select_from(TimetableRow)) == 0
    assert lessons(app) == []
    client, import_id = _client, int(address.rsplit("/", 1)[1])
    assert client.post(f"/timetable-import/{import_id}/publish").status_code == 422
    wrong_cells = send([("не дата", 9, "ИСП-11", MATHS, "", "")])[2]
    assert "<td>A2</td>" in wrong_cells and "<td>B2</td>" in wrong_cells


def test_a_room_that_the_list_lacks_is_told_and_does_not_stop_the_file(app, college, send, client_as):
    coordinator = client_as("coordinator")
    assert coordinator.post("/rooms/add", data={"number": "12", "kind": "laboratory", "seats": "30", "head_name": "Ким О. П."}).status_code == 303
    assert "лаборатория" in coordinator.get("/rooms/list/").text
    assert coordinator.post("/rooms/add", data={"number": "14", "kind": "laboratory", "seats": "0"}).status_code == 422
    _client, _address, page = send(GOOD)
    assert "«зал» нет в списке кабинетов" in page and "«12» нет" not in page and "Опубликовать расписание" in page
    lesson = client_as("dispatcher").get(f"/timetable/lessons/{college.lessons[0]}").text
    assert '<option value="12">' in lesson


def test_what_changed_after_the_check_stops_the_publication(app, college, send, on_behalf):
    client, address, _page = send(GOOD)
    with app.app_context(), on_behalf("teacher") as teacher, transaction():
        add_lesson(teacher, college.load_id, LessonFacts(date(2026, 11, 24), 1, 2, "lesson"))
    late = client.post(f"{address}/publish")
    assert late.status_code == 409 and "проверьте" in late.get_data(as_text=True).lower() and len(lessons(app)) == 1
    assert client.post(f"{address}/check").status_code == 303
    assert "2 новых занятия" in client.get(address).get_data(as_text=True)


def test_a_whole_timetable_takes_away_what_it_does_not_name_but_never_entries(app, college, send, on_behalf, client_as):
    client, address, _page = send(GOOD)
    client.post(f"{address}/publish")
    with app.app_context(), on_behalf("dispatcher") as actor, unscoped():
        first = db.session.scalars(select(Lesson).where(Lesson.date == date(2026, 11, 24), Lesson.pair == 1)).one()
        first_id, batch_id = first.id, first.batch_id
    with app.app_context(), on_behalf("teacher") as teacher, transaction():
        set_topic(teacher, college.load_id, first_id, "Пределы", "")
    kept = client.post(f"/timetable/batches/{batch_id}/undo", follow_redirects=True).get_data(as_text=True)
    assert "уже что-то внесено" in kept and len(lessons(app)) == 3
    _client, address, page = send([(date(2026, 11, 24), 3, "ИСП-11", SPORT, "", "зал"), GOOD[2]], replaces="1")
    assert "Не в файле, но остаются" in page
    client.post(f"{address}/publish")
    assert [row[1] for row in lessons(app)] == [1, 2, 3]
    with app.app_context(), on_behalf("dispatcher") as actor:
        last = max(one.id for one in queries_imports.batches())
        with transaction():
            assert operations.take_back(actor, last) == 1
    assert [row[1] for row in lessons(app)] == [1, 2]


def test_only_who_plans_imports_and_the_template_is_read_back(app, world, send, client_as):
    for role in ("teacher", "secretary", "director"):
        assert client_as(role).get("/timetable-import/").status_code == 403
    client, address, _page = send(GOOD)
    assert client.get("/timetable-import/template").data[:2] == b"PK"
    stranger = client_as("dispatcher", world.foreign)
    assert stranger.get(address).status_code == 404 and stranger.post(f"{address}/publish").status_code == 404
    assert client.post(f"{address}/discard").status_code == 303 and client.get(address).status_code == 404
    assert client.post("/timetable-import/send", data={"file": (io.BytesIO(b"%PDF-1.4"), "x.xlsx")}).status_code == 415


def test_a_large_file_is_checked_in_the_background_and_its_page_tells_how_far(app, send, monkeypatch):
    monkeypatch.setattr(jobs, "LARGE", 0)
    client, address, page = send(GOOD)
    assert "Файл проверяется" in page and "Опубликовать" not in page
    with app.app_context():
        while work.advance():
            pass
    assert "3 новых занятия" in client.get(address).get_data(as_text=True)
    data = {"file": (io.BytesIO(b"PK\x03\x04 broken"), "x.xlsx")}
    broken = client.post("/timetable-import/send", data=data, content_type="multipart/form-data").location
    with app.app_context():
        while work.advance():
            pass
    assert "повреждён" in client.get(broken).get_data(as_text=True)


def test_a_remote_lesson_is_told_in_the_file_and_in_the_journal(app, college, send, client_as):
    heads, row = [*HEADS, "Формат", "Ссылка"], (*GOOD[0], "дистанционно", "https://telemost.yandex.ru/j/7")
    client, address, _page = send([row], heads)
    client.post(f"{address}/publish")
    journal = client_as("teacher").get(f"/journals/{college.load_id}").get_data(as_text=True)
    assert '"12",1,"https://telemost.yandex.ru/j/7",""' in journal
    assert "<td>H2</td>" in send([(*GOOD[1], "да", "javascript:1")], heads)[2]
    lesson = college.lessons[4]
    form = {"date": "2026-11-23", "pair": "1", "hours": "2", "kind": "lesson", "weight": "1", "task": "", "is_remote": "1", "link": "ftp://a.ru"}
    wrong = client_as("teacher").post(f"/journals/{college.load_id}/lessons/{lesson}", data=form)
    assert wrong.status_code == 422 and "ftp://a.ru" in wrong.get_data(as_text=True)
    good = form | {"link": "https://a.ru/x", "material": "лекция 5"}
    saved = client_as("teacher").post(f"/journals/{college.load_id}/lessons/{lesson}", data=good)
    assert saved.status_code == 302, saved.get_data(as_text=True)
    with app.app_context(), unscoped():
        assert db.session.get(Lesson, lesson).material == "лекция 5" and db.session.get(Lesson, lesson).is_remote
