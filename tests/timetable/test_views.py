"""The week on the screen and on paper, a lesson moved or cancelled, lessons made from the weeks of the plan."""

import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import CurriculumItem
from app.documents import rendering
from app.documents.models import Document
from app.extensions import db
from app.gradebook.operations import set_mark
from app.organization.models import BellTime
from app.studyyear.models import CalendarRow
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.timetable.papers import WeekDay, WeekLine, WeekPaper
from tests.browser.college import text_of
from tests.counting import statements
from tests.documents import samples
from tests.documents.test_rendering import pages

GOLDEN = Path(__file__).parents[1] / "golden" / "week_timetable.txt"


@pytest.fixture
def bells(app, college):
    with app.app_context(), unscoped(), transaction():
        for pair, hours in ((1, "08:30-10:00"), (2, "10:10-11:40")):
            starts, ends = hours.split("-")
            db.session.add(BellTime(organization_id=college.id, kind="ordinary", pair=pair, starts_at=starts, ends_at=ends))
        record(Actor.system(college.id, "test"), "fill", "test", label="bells")


def test_everybody_reads_the_week_and_the_teacher_finds_the_day_on_the_first_page(app, college, world, bells, client_as):
    group = f"/timetable/?by=group&what={college.group_id}&day=2026-11-23"
    page = client_as("secretary").get(group).get_data(as_text=True)
    assert "Математика" in page and "08:30–10:00" in page and "изменить" not in page
    assert "изменить" in client_as("dispatcher").get(group).get_data(as_text=True)
    own = client_as("teacher").get("/timetable/?day=2026-11-23").get_data(as_text=True)
    assert "ИСП-11" in own and "Математика" in own
    day = client_as("teacher").get("/").get_data(as_text=True)
    assert "Пара 1: ИСП-11, Математика" in day and f'href="/journals/{college.load_id}"' in day
    assert "Математика" not in client_as("secretary", world.foreign).get(group).get_data(as_text=True)
    for odd in ("?by=x&what=%00&day=zzz", "?by=group&what=99999999&day=0001-01-01", "?by=room&what=12&day=9999-12-31"):
        assert client_as("secretary").get(f"/timetable/{odd}").status_code == 200


def test_a_lesson_whose_journal_is_out_of_reach_is_named_without_a_link(app, college, bells, client_as):
    """A curator without the role of a teacher and a substitute hold the lesson but do not open the journal."""
    with app.app_context(), unscoped(), transaction():
        db.session.get(Lesson, college.other_lessons[4]).held_by_id = college.employees["curator"]
        record(Actor.system(college.id, "test"), "fill", "test", label="held by another")
    client = client_as("curator")
    assert client.get(f"/journals/{college.other_load_id}").status_code == 404
    page = client.get("/").get_data(as_text=True)
    assert "Пара 1: ЭК-11, Математика" in page and f"/journals/{college.other_load_id}" not in page


def test_a_printed_week_is_registered_once_and_a_changed_one_is_its_next_revision(app, college, client_as):
    asked = {"by": "group", "what": college.group_id, "day": "2026-11-23"}
    first = client_as("secretary").post("/timetable/print", data=asked)
    assert first.data[:4] == b"%PDF" and client_as("dispatcher").post("/timetable/print", data=asked).data == first.data
    client_as("dispatcher").post("/timetable/print", data=asked | {"day": "2026-11-16"})
    client_as("dispatcher").post(f"/timetable/lessons/{college.lessons[4]}", data={"date": "2026-11-24", "pair": "2"})
    assert client_as("dispatcher").post("/timetable/print", data=asked).data != first.data
    assert client_as("dispatcher").post("/timetable/print", data={"by": "room", "what": ""}).status_code == 422
    with app.app_context(), unscoped():
        rows = db.session.execute(select(Document.series, Document.revision, Document.status).order_by(Document.id)).all()
        assert [tuple(row) for row in rows] == [("РЗ", 1, "superseded"), ("РЗ", 1, "issued"), ("РЗ", 2, "issued")]


def test_a_lesson_is_moved_with_its_marks_or_refused_with_a_sentence(app, college, client_as, on_behalf):
    client, marked, plain = client_as("dispatcher"), college.lessons[4], college.other_lessons[4]
    with app.app_context(), on_behalf("teacher") as teacher, transaction():
        set_mark(teacher, college.load_id, marked, college.students[0], "5", 0)
    form = {"date": "2026-11-23", "pair": 3, "room": "каб. 7"}
    assert client.post(f"/timetable/lessons/{marked}", data=form).status_code == 303
    other_day = client.post(f"/timetable/lessons/{marked}", data=form | {"date": "2026-11-24"})
    assert other_day.status_code == 422 and "есть отметки" in other_day.get_data(as_text=True)
    assert client.post(f"/timetable/lessons/{plain}", data=form).status_code == 409  # the room is taken now
    bad = client.post(f"/timetable/lessons/{plain}", data=form | {"room": "8", "is_remote": "1", "link": "javascript:alert(1)"})
    assert bad.status_code == 422 and "javascript:alert(1)" in bad.get_data(as_text=True)
    for day in ("2026-11-22", "2027-02-01", "x"):
        assert client.post(f"/timetable/lessons/{plain}", data=form | {"room": "8", "date": day}).status_code == 422
    remote = form | {"is_remote": "1", "link": "https://telemost.yandex.ru/j/1", "material": "лекция 5", "date": "2026-11-24"}
    assert client.post(f"/timetable/lessons/{plain}", data=remote).status_code == 303
    week = client.get(f"/timetable/?by=group&what={college.other_group_id}&day=2026-11-24").get_data(as_text=True)
    assert "дистанционно" in week and 'href="https://telemost.yandex.ru/j/1"' in week
    kept = client.post(f"/timetable/lessons/{marked}/cancel", follow_redirects=True).get_data(as_text=True)
    assert "оно остаётся" in kept
    with app.app_context(), unscoped(), transaction():
        db.session.get(Lesson, plain).topic = None
        record(Actor.system(college.id, "test"), "fill", "test", label="topic")
    assert client.post(f"/timetable/lessons/{plain}/cancel").status_code == 303
    assert client.get(f"/timetable/lessons/{plain}").status_code == 404
    assert client_as("teacher").post(f"/timetable/lessons/{marked}", data=form).status_code == 403
    with app.app_context(), unscoped():
        assert db.session.get(Lesson, marked).pair == 3 and db.session.get(Lesson, plain) is None


def made(app):
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(Lesson).where(Lesson.batch_id.is_not(None)))


def test_lessons_of_a_term_are_made_in_one_step_and_taken_back(app, college, client_as):
    client, address = client_as("dispatcher"), f"/timetable/plan/{college.group_term_id}"
    assert "ИСП-11" in client.get("/timetable/plan").get_data(as_text=True)
    maths, sport = f"load-{college.load_id}", f"load-{college.credit_load_id}"
    shown = client.post(address, data={maths: "вт1 чт2", sport: "вт1", "step": "show"})
    assert "уже есть" in shown.get_data(as_text=True) and "Создать" not in shown.get_data(as_text=True)
    assert client.post(address, data={maths: "вт1", sport: "вт1", "step": "make"}).status_code == 409 and made(app) == 0
    assert client.post(address, data={maths: "вторник", "step": "make"}).status_code == 422
    assert client.post(address, data={"step": "make"}).status_code == 422
    assert client.post(address, data={f"load-{college.other_load_id}": "вт1", "step": "make"}).status_code == 404
    good = {maths: "вт1 чт2", sport: "ср3"}
    assert "Создать" in client.post(address, data=good | {"step": "show"}).get_data(as_text=True)
    assert client.post(address, data=good | {"step": "make"}).status_code == 303
    # 76 hours of maths less the five lessons there are: 33 pairs; sport: the Wednesdays but the 4th of November
    assert made(app) == 33 + 17
    with app.app_context(), unscoped():
        days = set(db.session.scalars(select(Lesson.date).where(Lesson.batch_id.is_not(None))))
        assert date(2026, 11, 4) not in days and min(days) == date(2026, 9, 1)
    assert client_as("teacher").get("/timetable/plan").status_code == 403
    page = client.get("/timetable/plan").get_data(as_text=True)
    batch = page.split("/timetable/batches/")[1].split("/")[0]
    assert "Отозвано 50 занятий" in client.post(f"/timetable/batches/{batch}/undo", follow_redirects=True).get_data(as_text=True)
    assert made(app) == 0


def test_a_day_of_practice_is_one_lesson_of_six_hours(app, college, bells, client_as):
    """Made from the weeks of the plan, drawn with its pairs and time; the next pairs of its group are taken."""
    with app.app_context(), unscoped(), transaction():
        db.session.get(CurriculumItem, college.item_ids["ОУП.03"]).kind = "study_practice"
        db.session.get(TeachingLoad, college.credit_load_id).hours = 14
        record(Actor.system(college.id, "test"), "fill", "test", label="practice")
    client, address = client_as("dispatcher"), f"/timetable/plan/{college.group_term_id}"
    practice, maths = f"load-{college.credit_load_id}", f"load-{college.load_id}"
    assert "3 занятия, 14 ч" in " ".join(client.post(address, data={practice: "пт1", "step": "show"}).get_data(as_text=True).split())
    assert client.post(address, data={practice: "пт1", maths: "пт2", "step": "make"}).status_code == 409
    assert client.post(address, data={practice: "пт1", "step": "make"}).status_code == 303
    with app.app_context(), unscoped():
        rows = db.session.execute(select(Lesson.date, Lesson.hours, Lesson.kind).where(Lesson.load_id == college.credit_load_id).order_by(Lesson.date)).all()
    assert [(hours, kind) for _day, hours, kind in rows] == [(6, "practice"), (6, "practice"), (2, "practice")]
    shown = client.get(f"/timetable/?by=group&what={college.group_id}&day={rows[0][0]}").get_data(as_text=True)
    assert "6 ч, пары 1–3" in shown and "08:30–11:40" in shown, "from the first bell to the last one the college has"
    printed = text_of(client.post("/timetable/print", data={"by": "group", "what": college.group_id, "day": str(rows[0][0])}).data)
    assert "6 ч, пары 1–3, 08:30–11:40" in " ".join(printed.split())


def test_weeks_of_the_chart_decide_when_lessons_are_made(app, college, client_as):
    with app.app_context(), unscoped(), transaction():
        weeks = ",".join(("Т", "Т", "УП") + ("К",) * 49)
        db.session.add(CalendarRow(organization_id=college.id, academic_year_id=college.year_id, group_id=college.group_id, weeks=weeks, version=1))
        record(Actor.system(college.id, "test"), "fill", "test", label="chart")
    client_as("dispatcher").post(f"/timetable/plan/{college.group_term_id}", data={f"load-{college.credit_load_id}": "ср3", "step": "make"})
    assert made(app) == 2


def test_a_week_costs_the_same_whatever_it_holds(app, college, client_as):
    client, address = client_as("dispatcher"), f"/timetable/?by=group&what={college.group_id}&day=2026-11-23"
    client.get(address)
    with statements(app) as few:
        client.get(address)
    with app.app_context(), unscoped(), transaction():
        for number in range(2, 9):
            db.session.add(Lesson(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, date=date(2026, 11, 25), pair=number, room="5"))
        load = TeachingLoad(organization_id=college.id, group_term_id=college.other_group_term_id, curriculum_term_id=college.term_ids["ОУП.02"], hours=10)
        db.session.add(load)
        db.session.flush()
        db.session.add(LoadTeacher(organization_id=college.id, load_id=load.id, employee_id=college.employees["teacher"], starts_on=date(2026, 9, 1)))
        db.session.add(Lesson(organization_id=college.id, group_term_id=college.other_group_term_id, load_id=load.id, date=date(2026, 11, 25), pair=2, room="5"))
        record(Actor.system(college.id, "test"), "fill", "test", label="lessons")
    with statements(app) as many:
        page = client.get(address).get_data(as_text=True)
    assert len(few) == len(many) and "накладка" in page


def test_printed_text_is_the_expected_one():
    paper = WeekPaper(
        samples.HEAD, "группы ИСП-21", "07.09.2026", "12.09.2026",
        (
            WeekDay("Понедельник, 07.09", "", (WeekLine(1, "08:30–10:00", ("Математика, Соколова Е. В., ауд. 12",)), WeekLine(2, "10:10–11:40", ("Английский язык, п/гр 1, Котова А. А., ауд. 5", "Английский язык, п/гр 2, Лис О. О., дистанционно")))),
            WeekDay("Вторник, 08.09", "День колледжа", ()), WeekDay("Среда, 09.09", "", (), ("09:00 экзамен: Математика, ауд. 40",)),
            WeekDay("Четверг, 10.09", "", (WeekLine(1, "08:30–10:00", ("История, ауд. 3",)),), ("14:00 консультация: Физика, ауд. 7",)),
        ),
        samples.SIGNS[:1], "М. П. Орлова",
    )  # fmt: skip
    text = "\n=== страница ===\n".join(pages(rendering.render("week_timetable.html", paper, None))).replace("\u00a0", " ")
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text + "\n")
    assert text + "\n" == GOLDEN.read_text()
