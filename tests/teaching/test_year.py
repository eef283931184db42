"""The year as a sheet, the account, substitutions and papers of the load, as each role meets them."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.documents.models import Document
from app.extensions import db
from app.organization.models import AcademicYear
from app.staff.models import Employee
from app.teaching import queries_account
from app.teaching.models import Lesson, LoadHours, LoadTeacher, TeachingLoad
from app.teaching.models_year import Substitution
from tests.counting import statements

LESSON = {"date": "2026-11-20", "pair": "5", "hours": "2", "kind": "lesson", "weight": "1"}
ABSENT = {"absent": "Петрова Анна Teacher", "starts_on": "2026-11-18", "ends_on": "2026-11-25", "reason": "illness", "basis": "пр. № 7-к"}


def hidden(page):
    return dict(re.findall(r'name="(version-\d+)" value="(\w+)"', page))


def rows(app, model, *where):
    with app.app_context(), unscoped():
        return list(db.session.scalars(select(model).where(*where).order_by(model.id if hasattr(model, "id") else model.kind)))


def key(college, code, load=0):
    return f"{college.group_term_id}-{college.term_ids[code]}-{load}"


def typed_in(page):
    """Give what stands in the cells, as a browser sends it."""
    found = dict(re.findall(r'name="([a-z_]+-\d+-\d+-\d+)" value="([^"]*)"', page))
    return {name: value for name, value in found.items() if not name.startswith("g-")} | hidden(page)


def test_a_groups_year_is_given_out_in_one_table(app, client_as, college):
    client, address = client_as("dispatcher"), f"/load-year/group/{college.group_id}"
    typed = typed_in(client.get(address).text)
    mine = key(college, "ОУП.02")
    assert typed[f"lectures-{mine}"] == "56"
    done = client.post(address, data=typed | {f"t-{mine}": "Петрова Анна Teacher2", f"lectures-{mine}": "50"})
    assert done.status_code == 303
    load = rows(app, TeachingLoad, TeachingLoad.curriculum_term_id == college.term_ids["ОУП.02"], TeachingLoad.group_term_id == college.group_term_id)[0]
    assert load.hours == 50
    page = client.get(address).text
    assert "Не распределено: 6 ч" in page
    again = typed_in(page)
    assert client.post(address, data=again).status_code == 303
    stale = client.post(address, data=typed | {f"t-{mine}": ""})
    assert stale.status_code == 409 and "тем временем" in stale.text


def test_a_wrong_cell_is_named_at_its_line_and_nothing_is_saved(app, client_as, college):
    client, address = client_as("deputy"), f"/load-year/group/{college.group_id}"
    typed, before = typed_in(client.get(address).text), len(rows(app, TeachingLoad))
    mine, other = key(college, "ОУП.02"), key(college, "ОУП.03", college.credit_load_id)
    answer = client.post(address, data=typed | {f"t-{mine}": "Никто", f"lectures-{other}": "много"})
    assert answer.status_code == 422 and "нет «Никто»" in answer.text and 'value="много"' in answer.text
    assert client.post(address, data=typed | {f"t-{mine}": "Петрова"}).status_code == 422  # several are called so
    assert len(rows(app, TeachingLoad)) == before and not rows(app, LoadHours)


def test_a_teachers_year_offers_what_nobody_has(app, client_as, college):
    client, person = client_as("deputy"), college.employees["master"]
    address = f"/load-year/teacher/{person}"
    page = client.get(address).text
    mine = key(college, "ОУП.02")
    assert "ИСП-11" in page and f'name="g-{mine}"' in page
    assert client.post(address, data=typed_in(page) | {f"g-{mine}": "1", f"lectures-{mine}": "30", "q": ""}).status_code == 303
    assert [row.load_id for row in rows(app, LoadTeacher, LoadTeacher.employee_id == person)]
    assert "Назначено 30 ч" in client.get(address).text


def test_who_may_give_out_a_year(client_as, college, world):
    head = client_as("head_of_department")
    assert head.get(f"/load-year/group/{college.group_id}").status_code == 200
    assert head.get(f"/load-year/group/{college.other_group_id}").status_code == 404
    assert head.get(f"/load-year/group/{world.foreign.group_id}").status_code == 404
    assert client_as("deputy").get(f"/load-year/teacher/{world.foreign.employees['teacher']}").status_code == 404
    for role in ("teacher", "curator", "secretary", "director"):
        assert client_as(role).get(f"/load-year/group/{college.group_id}").status_code == 403
    for role in ("teacher", "secretary"):
        assert client_as(role).post("/substitutions/new", data=ABSENT).status_code == 403
    assert head.post("/load-papers/tarification").status_code == 403  # a list of the whole college


@pytest.fixture
def substituted(app, client_as, college):
    """Give a client of the deputy after teacher2 stands in for the teacher from 18 to 25 November."""
    client = client_as("deputy")
    page = client.get("/substitutions/new", query_string={name: ABSENT[name] for name in ("absent", "starts_on", "ends_on")}).text
    assert f"load-{college.load_id}" in page
    done = client.post("/substitutions/new", data=ABSENT | {f"load-{college.load_id}": "Петрова Анна Teacher2"})
    assert done.status_code == 303, done.text
    return client


def test_the_journal_follows_the_days_of_a_substitution(app, substituted, client_as, college):
    absent, instead = client_as("teacher"), client_as("teacher2")
    address = f"/journals/{college.load_id}/lessons/add"
    assert instead.post(address, data=LESSON).status_code == 302
    assert absent.post(address, data=LESSON | {"pair": "6"}).status_code in (403, 422)
    assert instead.post(address, data=LESSON | {"date": "2026-11-17"}).status_code in (403, 422)
    assert absent.post(address, data=LESSON | {"date": "2026-11-17", "pair": "6"}).status_code == 302
    (made,) = rows(app, Substitution)
    assert (made.number, made.absent_id) == (1, college.employees["teacher"])
    own = substituted.get(f"/loads/teacher/{college.employees['teacher']}").text
    other = substituted.get(f"/loads/teacher/{college.employees['teacher2']}").text
    assert "снято 2 ч" in own and "из них за других 2 ч" in other
    page = substituted.get("/substitutions/").text
    assert "болезнь" in page and "Проведено вместо отсутствующих: 2 ч" in page
    assert substituted.post("/substitutions/print").data[:4] == b"%PDF"
    for period in ({"first": "2026-09-01", "last": "2026-09-30"}, {"first": "2026-12-01", "last": "2026-12-31"}, {"first": "2026-09-01", "last": "2026-09-30"}):
        assert substituted.post("/substitutions/print", data=period).data[:4] == b"%PDF"
    with app.app_context(), unscoped():
        papers = db.session.execute(select(Document.revision, Document.status).where(Document.kind == "substitutions")).all()
        assert [tuple(one) for one in papers] == [(1, "issued")] * 3, "another period supersedes nothing"
    assert substituted.post("/substitutions/xlsx").data[:2] == b"PK"


def test_a_substitution_is_refused_where_it_cannot_be(app, substituted, client_as, college):
    mine = f"load-{college.load_id}"
    again = substituted.post("/substitutions/new", data=ABSENT | {mine: "Петрова Анна Curator"})
    assert again.status_code == 409 and "не у отсутствующего" in again.text
    later = ABSENT | {"starts_on": "2026-11-26", "ends_on": "2026-11-27"}
    assert substituted.post("/substitutions/new", data=later | {mine: "Петрова Анна Teacher"}).status_code == 422
    assert substituted.post("/substitutions/new", data=later | {mine: "Петрова Анна Curator", "basis": " "}).status_code == 422
    assert substituted.post("/substitutions/new", data=later | {"ends_on": "2026-11-01", mine: "Петрова Анна Curator"}).status_code == 422
    assert substituted.post("/substitutions/new", data=later).status_code == 422
    assert substituted.post("/substitutions/new", data=later | {f"load-{college.other_load_id}": "Петрова Анна Curator"}).status_code == 409
    assert len(rows(app, Substitution)) == 1


def test_a_substitution_ends_early_and_the_load_comes_back(app, substituted, client_as, college):
    (made,) = rows(app, Substitution)
    end = f"/substitutions/{made.id}/end"
    assert substituted.post(end, data={"last": "2026-11-25"}).status_code == 422
    client_as("teacher2").post(f"/journals/{college.load_id}/lessons/add", data=LESSON)
    assert substituted.post(end, data={"last": "2026-11-19"}).status_code == 422  # a lesson was held on the 20th
    assert substituted.post(end, data={"last": "2026-11-20"}).status_code == 303
    spans = [(one.employee_id, one.starts_on, one.ends_on) for one in rows(app, LoadTeacher, LoadTeacher.load_id == college.load_id)]
    teacher, other = college.employees["teacher"], college.employees["teacher2"]
    assert sorted(spans, key=lambda one: one[1]) == [
        (teacher, date(2026, 9, 1), date(2026, 11, 17)), (other, date(2026, 11, 18), date(2026, 11, 20)), (teacher, date(2026, 11, 21), None),
    ]  # fmt: skip
    assert client_as("teacher").post(f"/journals/{college.load_id}/lessons/add", data=LESSON | {"date": "2026-11-23", "pair": "6"}).status_code == 302


def test_a_head_sees_whole_accounts_of_those_who_teach_in_the_own_groups(app, client_as, on_behalf, college):
    with app.app_context(), unscoped(), transaction():
        load = TeachingLoad(organization_id=college.id, group_term_id=college.other_group_term_id, curriculum_term_id=college.term_ids["ОУП.02"], hours=31)
        db.session.add(load)
        db.session.flush()
        db.session.add(LoadTeacher(organization_id=college.id, load_id=load.id, employee_id=college.employees["teacher"], starts_on=date(2026, 9, 1)))
        record(Actor.system(college.id, "test"), "fill", "test", label="load")
        year = db.session.get(AcademicYear, college.year_id)
        mine, other = (db.session.get(Employee, college.employees[key]) for key in ("teacher", "teacher2"))
    with app.app_context(), on_behalf("head_of_department") as head:
        assert queries_account.account(head, year, mine, date(2026, 11, 23)).given == 76 + 76 + 31
        assert queries_account.account(head, year, other, date(2026, 11, 23)).given == 0, "nobody of the own groups"
    assert "Тарификационный список" not in client_as("head_of_department").get("/loads/everybody").text
    assert "Тарификационный список" in client_as("deputy").get("/loads/everybody").text


def test_a_teacher_sees_and_prints_the_own_card_only(app, client_as, college):
    teacher = client_as("teacher")
    with app.app_context(), unscoped():
        held = sum(one.hours for one in db.session.scalars(select(Lesson).where(Lesson.load_id == college.load_id, Lesson.date <= date(2026, 11, 23))))
    page = teacher.get("/loads/mine").text
    assert f"Проведено {held} ч" in page and "Математика" in page
    assert teacher.post(f"/load-papers/card/{college.employees['teacher']}").data[:4] == b"%PDF"
    assert teacher.post(f"/load-papers/card/{college.employees['teacher']}/xlsx").data[:2] == b"PK"
    assert teacher.post(f"/load-papers/card/{college.employees['teacher2']}").status_code == 403
    deputy = client_as("deputy")
    assert deputy.post("/load-papers/tarification").data[:4] == b"%PDF"
    assert deputy.post("/load-papers/tarification/xlsx").data[:2] == b"PK"


def test_the_pages_cost_the_same_for_few_loads_and_many(app, client_as, college):
    client = client_as("deputy")
    addresses = ("/loads/everybody", f"/load-year/group/{college.group_id}", f"/loads/teacher/{college.employees['teacher']}")
    counts = []
    for typed in ({}, {f"t-{key(college, 'ОУП.02')}": "Петрова Анна Teacher"}):
        if typed:
            page = client.get(addresses[1]).text
            assert client.post(addresses[1], data=typed_in(page) | typed).status_code == 303
        with statements(app) as seen:
            for address in addresses:
                client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
