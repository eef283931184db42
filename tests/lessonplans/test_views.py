"""Plans through HTTP, as each person: written, handed in, approved, told to the journal, printed."""

import io

import pytest
from python_calamine import CalamineWorkbook

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.extensions import db
from app.lessonplans.models import LessonPlan, LessonTopic
from app.teaching.models import Lesson, TeachingLoad
from tests.browser.college import text_of
from tests.counting import statements

TOPICS = ("Пределы", "Производная", "Интегралы")
COLUMNS = ("id", "section", "topic", "hours", "kind", "self_study", "materials", "homework", "planned_on")


def sheet(rows, version=0):
    drawn = {"version": str(version)} | {name: [row.get(name, "") for row in rows] for name in COLUMNS}
    return drawn


def even(topics=TOPICS, total=76):
    first = [{"topic": topic, "hours": "2", "section": "Раздел 1", "homework": f"§ {n}"} for n, topic in enumerate(topics, start=1)]
    left = total - 2 * len(topics)
    return [*first, *({"topic": f"Итоговая тема {n}", "hours": str(min(36, left - 36 * n)), "kind": "practical"} for n in range(-(-left // 36)))]


def save(client, college, rows, version=0, load=None):
    return client.post(f"/lesson-plans/{load or college.load_id}/save", data=sheet(rows, version))


def step(client, college, name, **fields):
    return client.post(f"/lesson-plans/{college.load_id}/{name}", data=fields)


def stored(app, college):
    with app.app_context(), unscoped():
        plan = db.session.query(LessonPlan).filter_by(load_id=college.load_id).one()
        return plan.status, plan.version, [(row.id, row.topic, row.hours) for row in plan.rows]


def approved(app, client_as, college):
    teacher = client_as("teacher")
    assert save(teacher, college, even()).status_code == 303
    assert step(teacher, college, "submit", version=1).status_code == 303
    assert step(client_as("methodist"), college, "approve", version=2, protocol="№ 1 от 28.08.2026").status_code == 303
    return stored(app, college)


def test_a_plan_is_written_handed_in_returned_and_approved(engine_app, client_as, college):
    app, teacher, deputy = engine_app, client_as("teacher"), client_as("deputy")
    assert "составляется" not in teacher.get(f"/lesson-plans/{college.load_id}").text
    assert save(teacher, college, even()[:2]).status_code == 303
    refused = step(teacher, college, "submit", version=1)
    assert refused.status_code == 422 and "4 ч, в нагрузке 76 ч" in refused.text
    ids = [row[0] for row in stored(app, college)[2]]
    rows = even()
    rows[0]["id"], rows[1]["id"] = str(ids[1]), str(ids[0])
    assert save(teacher, college, rows, version=1).status_code == 303
    assert [row[0] for row in stored(app, college)[2]][:2] == [ids[1], ids[0]]
    assert step(teacher, college, "submit", version=2).status_code == 303
    assert save(teacher, college, rows, version=3).status_code == 409
    assert "ждёт утверждения" in deputy.get("/lesson-plans/?status=submitted").text
    assert "Утвердить планы" in deputy.get("/").text
    assert step(deputy, college, "return", version=3, reason="  ").status_code == 422
    assert step(deputy, college, "return", version=3, reason="Добавьте раздел 2").status_code == 303
    assert "Добавьте раздел 2" in teacher.get(f"/lesson-plans/{college.load_id}").text
    assert step(teacher, college, "submit", version=4).status_code == 303
    assert step(deputy, college, "approve", version=4).status_code == 409
    assert step(deputy, college, "approve", version=5, protocol="№ 2").status_code == 303
    shown = teacher.get(f"/lesson-plans/{college.load_id}").text
    assert ", преподаватель" in shown, "the corner of the paper names the position of who approved"
    assert "Протокол: № 2." in shown and "утверждён" in shown and "data-plan>" not in shown


def test_wrong_cells_keep_what_was_typed_and_save_nothing(app, client_as, college):
    teacher = client_as("teacher")
    answer = save(teacher, college, [{"topic": "Пределы <b>", "hours": "два"}, {"topic": "", "hours": "2", "planned_on": "31.08.2026"}])
    assert answer.status_code == 422
    for told in ("Ничего не сохранено: 3 ячейки", "Пределы &lt;b&gt;", 'value="два"', "Укажите тему", "с 01.09.2026 по 30.12.2026"):
        assert told in answer.text
    with app.app_context(), unscoped():
        assert db.session.query(LessonPlan).count() == 0
    assert client_as("teacher").post(f"/lesson-plans/{college.load_id}/save", data={"version": "0", "topic": ["а", "б"]}).status_code == 422


def test_a_stale_sheet_is_refused_with_what_was_typed(app, client_as, college):
    teacher = client_as("teacher")
    save(teacher, college, even())
    stale = save(teacher, college, [{"topic": "Из второй вкладки", "hours": "2"}], version=0)
    assert stale.status_code == 409 and "Из второй вкладки" in stale.text and "тем временем изменили" in stale.text
    assert stored(app, college)[2][0][1] == TOPICS[0]


@pytest.mark.parametrize(
    ("key", "reads", "approves"),
    [("deputy", 200, 303), ("head_of_department", 200, 303), ("methodist", 200, 303), ("director", 200, 403), ("coordinator", 200, 403),
     ("secretary", 403, 403), ("curator", 403, 403), ("teacher2", 404, 403)],
)  # fmt: skip
def test_who_reads_and_who_approves(app, client_as, college, key, reads, approves):
    teacher = client_as("teacher")
    save(teacher, college, even())
    step(teacher, college, "submit", version=1)
    client = client_as(key)
    assert client.get(f"/lesson-plans/{college.load_id}").status_code == reads
    assert save(client, college, even(), version=2).status_code in (403, 404)
    assert step(client, college, "approve", version=2).status_code == approves


def test_a_head_of_another_department_and_another_college_find_nothing(app, client_as, college, world):
    save(client_as("teacher"), college, even())
    stranger = client_as("deputy", world.foreign)
    assert stranger.get(f"/lesson-plans/{college.load_id}").status_code == 404
    assert step(stranger, college, "approve", version=1).status_code == 404
    assert client_as("head_of_department").get(f"/lesson-plans/{college.other_load_id}").status_code == 404
    assert "ИСП-11" not in client_as("teacher2").get("/lesson-plans/").text


def test_topics_go_to_the_journal_one_by_one_and_in_order(app, client_as, college):
    with app.app_context(), unscoped(), transaction() as session:
        for lesson in session.query(Lesson).filter(Lesson.load_id == college.load_id):
            lesson.topic = None
        session.info["audit_records"] = 1
    rows = approved(app, client_as, college)[2]
    teacher = client_as("teacher")
    assert step(teacher, college, "topic", lesson=college.lessons[1], row=rows[2][0]).status_code == 303
    assert step(teacher, college, "topics").status_code == 303
    with app.app_context(), unscoped():
        topics = [db.session.get(Lesson, one).topic for one in college.lessons]
        assert topics == [TOPICS[0], TOPICS[2], TOPICS[1], "Итоговая тема 0", "Итоговая тема 0"]
        assert db.session.get(Lesson, college.lessons[0]).homework == "§ 1"
        assert db.session.query(LessonTopic).count() == 5
    assert step(teacher, college, "topic", lesson=college.lessons[1], row=999999).status_code == 404
    assert step(client_as("teacher2"), college, "topic", lesson=college.lessons[1], row=rows[0][0]).status_code in (403, 404)
    page = teacher.get(f"/lesson-plans/{college.load_id}").text
    assert "26.10.2026" in page and "Занятия без темы" not in page
    step(client_as("deputy"), college, "return", version=3, reason="изменить часы")
    gone = save(teacher, college, [row for row in even() if row["topic"] != TOPICS[0]], version=4)
    assert gone.status_code == 422 and "уже проведена" in gone.text


def test_a_long_row_has_two_lessons_and_two_short_rows_fit_one(app, client_as, college):
    """The page offers each lesson what it would take; hours taught stand beside the planned ones and follow the lesson."""
    with app.app_context(), unscoped(), transaction() as session:
        for lesson in session.query(Lesson).filter(Lesson.load_id == college.load_id):
            lesson.topic = None
        session.info["audit_records"] = 1
    teacher, short = client_as("teacher"), [{"topic": "Ряды", "hours": "1", "homework": "§ 5"}, {"topic": "Матрицы", "hours": "1", "homework": "§ 6"}]
    assert save(teacher, college, [{"topic": "Пределы", "hours": "4"}, *short, {"topic": "Итог", "hours": "34"}, {"topic": "Зачёт", "hours": "36"}]).status_code == 303
    rows = stored(app, college)[2]
    page = teacher.get(f"/lesson-plans/{college.load_id}").text
    assert f'<option value="{rows[1][0]}">2–3. Ряды; Матрицы</option>' in page
    assert page.count(f'<option value="{rows[0][0]}" selected>1. Пределы</option>') == 2
    assert page.count(f'<option value="{rows[1][0]}" selected>') == 1
    assert step(teacher, college, "topic", lesson=college.lessons[2], row=rows[1][0]).status_code == 303
    assert step(teacher, college, "topics").status_code == 303
    with app.app_context(), unscoped():
        told = [(lesson.topic, lesson.homework) for lesson in (db.session.get(Lesson, one) for one in college.lessons)]
        assert told[:4] == [("Пределы", None), ("Пределы", None), ("Ряды; Матрицы", "§ 5; § 6"), ("Итог", None)]
        assert db.session.query(LessonTopic).filter_by(lesson_id=college.lessons[2]).count() == 2
    step(teacher, college, "submit", version=1)
    read = " ".join(teacher.get(f"/lesson-plans/{college.load_id}").text.split())
    assert "проведено по этим строкам: 10 ч" in read and '<td class="num"><span>4</span></td>' in read
    # A lesson cut to one hour gives the plan one hour less.
    with app.app_context(), unscoped(), transaction() as session:
        session.get(Lesson, college.lessons[2]).hours = 1
        session.info["audit_records"] = 1
    assert "проведено по этим строкам: 9 ч" in teacher.get(f"/lesson-plans/{college.load_id}").text


def test_a_plan_begins_from_another_one_of_the_same_item(app, client_as, college):
    source = approved(app, client_as, college)
    other = client_as("teacher2")
    page = other.get(f"/lesson-plans/{college.other_load_id}").text
    assert "Начать с готового плана" in page
    with app.app_context(), unscoped():
        plan_id = db.session.query(LessonPlan.id).scalar()
    copied = other.post(f"/lesson-plans/{college.other_load_id}/copy", data={"source": plan_id})
    assert copied.status_code == 303
    with app.app_context(), unscoped():
        plan = db.session.query(LessonPlan).filter_by(load_id=college.other_load_id).one()
        assert [row.topic for row in plan.rows] == [row[1] for row in source[2]] and plan.status == "draft"
    assert other.post(f"/lesson-plans/{college.other_load_id}/copy", data={"source": plan_id}).status_code == 409


def test_nothing_changes_in_a_closed_term(app, client_as, college):
    rows = approved(app, client_as, college)[2]
    with app.app_context(), unscoped(), transaction() as session:
        session.get(TeachingLoad, college.load_id).group_term.status = "closed"
        session.info["audit_records"] = 1
    for answer in (
        save(client_as("teacher"), college, even(), version=3),
        step(client_as("deputy"), college, "return", version=3, reason="поздно"),
        step(client_as("teacher"), college, "topic", lesson=college.lessons[0], row=rows[0][0]),
    ):
        assert answer.status_code == 409 and "закрыт" in answer.text


def test_a_page_costs_the_same_whatever_its_rows(app, client_as, college):
    teacher = client_as("teacher")
    save(teacher, college, even()[:1])
    with statements(app) as few:
        teacher.get(f"/lesson-plans/{college.load_id}")
    save(teacher, college, [{"topic": f"Тема {n}", "hours": "1"} for n in range(60)], version=1)
    with statements(app) as many:
        assert teacher.get(f"/lesson-plans/{college.load_id}").status_code == 200
    assert len(many) == len(few)


def test_an_approved_plan_is_registered_once_and_a_draft_is_marked(app, client_as, college):
    teacher = client_as("teacher")
    save(teacher, college, even())
    draft = text_of(step(teacher, college, "print").data)
    assert "(ПРОЕКТ)" in draft and "Рег. №" not in draft
    step(teacher, college, "submit", version=1)
    step(client_as("methodist"), college, "approve", version=2, protocol="№ 1 от 28.08.2026")
    first = step(teacher, college, "print")
    assert first.data == step(client_as("deputy"), college, "print").data
    printed = " ".join(text_of(first.data).split())
    for told in ("УТВЕРЖДАЮ", "КАЛЕНДАРНО-ТЕМАТИЧЕСКИЙ ПЛАН", "на 1 семестр 2026/2027", "Производная", "Итого", "76", "№ 1 от 28.08.2026", "1-КТП"):
        assert told in printed
    assert step(client_as("secretary"), college, "print").status_code == 403


def test_the_workbook_has_the_columns_of_the_sheet(app, client_as, college):
    teacher = client_as("teacher")
    save(teacher, college, [{"topic": "=2+2", "hours": "2", "section": "Раздел"}])
    book = CalamineWorkbook.from_filelike(io.BytesIO(step(teacher, college, "xlsx").data)).get_sheet_by_index(0).to_python()
    assert book[0][:4] == ["Раздел", "Тема", "Часы", "Вид занятия"]
    assert book[1][:4] == ["Раздел", "=2+2", 2.0, "Занятие"]
