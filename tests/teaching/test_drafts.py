"""The load of a year taken over as drafts, and imported from a table."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from app.access.scope import acting, unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.organization.models import AcademicYear
from app.staff.models import Employee
from app.teaching import drafts
from app.teaching.drafting import History, Taught, Wanted, next_semesters
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.models_year import LoadDraft
from app.terms.models import GroupTerm

Y1, Y2 = date(2024, 9, 1), date(2025, 9, 1)
HISTORY = History(
    [
        Taught("ОП.01", 1, 10, 1, Y1, 100, "старшая"), Taught("ОП.01", 1, 10, 2, Y1, 101, "старшая"), Taught("ОП.01", 1, 11, 1, Y2, 102, "своя"),
        Taught("ОП.02", 1, 10, 3, Y2, 103, "старшая"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        (Wanted("ОП.01", 1, 11, 2), 102),  # who began with the group goes on
        (Wanted("ОП.01", 1, 12, 2), 101),  # the same semester of the elder group
        (Wanted("ОП.01", 1, 12, 1), 102),  # the latest of two years
        (Wanted("ОП.02", 1, 12, 4), 103),  # another semester of the item
        (Wanted("ОП.02", 2, 12, 3), None),  # another programme
    ],
)
def test_a_draft_proposes_who_taught_it(wanted, who):
    found = HISTORY.propose(wanted)
    assert (found.employee_id if found else None) == who


def test_the_next_year_has_the_two_semesters_after_the_last():
    assert next_semesters(2, [], 12) == [3, 4]
    assert next_semesters(None, [], 12) == [1, 2]
    assert next_semesters(11, [], 12) == [12]
    assert next_semesters(2, [4, 3], 12) == [3, 4]


@pytest.fixture
def next_year(app, college):
    """Give (the id of the next year, the term opened in it): the plan goes on with mathematics in the third semester."""
    with app.app_context(), unscoped(), transaction():
        year = AcademicYear(organization_id=college.id, label="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31), is_active=False)
        db.session.add_all([year, CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.01"], plan_semester=2, hours=50, lectures=50)])
        db.session.flush()
        db.session.add(GroupTerm(organization_id=college.id, group_id=college.group_id, academic_year_id=year.id, curriculum_id=college.curriculum_id, plan_semester=2, course=1, starts_on=date(2027, 9, 1), ends_on=date(2027, 12, 30)))
        record(Actor.system(college.id), "test", "test")
        db.session.flush()
        return year.id


def rows(app, model, *where):
    with app.app_context(), unscoped():
        return list(db.session.scalars(select(model).where(*where).order_by(model.id)))


def test_a_year_is_taken_over_looked_through_and_accepted(app, client_as, college, next_year):
    client = client_as("deputy")
    assert client.post("/load-drafts/copy", data={"year": str(next_year)}).status_code == 303
    found = {one.group_id: one for one in rows(app, LoadDraft)}
    mine = found[college.group_id]
    assert (mine.employee_id, mine.hours) == (college.employees["teacher"], 50) and college.other_group_id in found
    page = client.get(f"/load-drafts/?year={next_year}").text
    assert "ИСП-11, 2026/2027" in page and "семестр не открыт" in page and not rows(app, LoadTeacher, LoadTeacher.starts_on == date(2027, 9, 1))
    ticked = {"year": str(next_year), "draft": str(mine.id), f"teacher-{mine.id}": "Никто"}
    assert client.post("/load-drafts/accept", data=ticked).status_code == 422
    assert client.post("/load-drafts/accept", data={"year": str(next_year)}).status_code == 422
    assert client.post("/load-drafts/accept", data=ticked | {f"teacher-{mine.id}": "Петрова Анна Teacher2"}).status_code == 303
    (turn,) = rows(app, LoadTeacher, LoadTeacher.starts_on == date(2027, 9, 1))
    assert turn.employee_id == college.employees["teacher2"]
    assert client.post("/load-drafts/accept", data=ticked | {f"teacher-{mine.id}": "Петрова Анна Teacher2"}).status_code == 409
    assert client.post("/load-drafts/copy", data={"year": str(college.year_id)}).status_code == 422  # no earlier year
    assert client_as("head_of_department").get("/load-drafts/").status_code == 403


def test_the_close_of_a_year_may_take_its_load_over(app, college, next_year):
    actor = Actor.system(college.id)
    with app.app_context(), acting(actor), transaction():
        years = [db.session.get(AcademicYear, one) for one in (college.year_id, next_year)]
        db.session.get(Employee, college.employees["teacher2"]).dismissed_on = date(2027, 7, 1)
        first = drafts.copy_year(actor, *years)
        assert drafts.copy_year(actor, *years) == first == len(list(db.session.scalars(select(LoadDraft))))
        assert {one.employee_id for one in db.session.scalars(select(LoadDraft))} == {college.employees["teacher"]}


HEAD = ["Группа", "Семестр", "Дисциплина", "Преподаватель", "Часы", "Теория", "Практические"]
GOOD = ["ИСП-11", 1, "История", "Петрова Анна Teacher2", "", 40, 16]


def preview(client, *lines):
    sent = {"file": (io.BytesIO(to_xlsx("Лист", HEAD, lines)), "нагрузка.xlsx")}
    answer = client.post("/load-import/send", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_load_is_imported_once(app, client_as, college):
    client, before = client_as("dispatcher"), len(rows(app, TeachingLoad))
    page = preview(client, GOOD)
    assert "будет распределено" in client.get(page).text
    assert client.post(f"{page}/confirm").status_code == 303
    load = rows(app, TeachingLoad)[-1]
    assert len(rows(app, TeachingLoad)) == before + 1 and load.hours == 56
    page = preview(client, GOOD)
    assert "уже есть" in client.get(page).text
    client.post(f"{page}/confirm")
    assert len(rows(app, TeachingLoad)) == before + 1


def test_each_error_stands_at_its_cell_and_nothing_is_saved(app, client_as, college):
    client, before = client_as("deputy"), len(rows(app, TeachingLoad))
    page = preview(
        client, GOOD, ["ИСП-99", 1, "История", "Петрова Анна Teacher2", 4, "", ""], ["ИСП-11", 9, "История", "Петрова Анна Teacher2", 4, "", ""],
        ["ИСП-11", 1, "Магия", "Петрова Анна Teacher2", 4, "", ""], ["ЭК-11", 1, "История", "Мерлин", 4, "", ""],
        ["ИСП-11", 1, "ОУП.01", "Петрова Анна Teacher2", 76, "", ""],
    )  # fmt: skip
    text = client.get(page).text
    for cell in ("A3", "B4", "C5", "D6", "D7"):
        assert cell in text, cell
    assert client.post(f"{page}/confirm").status_code == 422
    assert len(rows(app, TeachingLoad)) == before
    page = preview(client, ["ИСП-11", 1, "История", "Петрова Анна Teacher2", 50, 40, 16])
    assert "E2" in client.get(page).text  # the kinds do not sum to the hours
    assert client_as("teacher").get("/load-import/").status_code == 403
