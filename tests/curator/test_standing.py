"""The whole group in all items: order, filters, the same numbers as the journal, cost, rights, prints."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curator import printing, standing
from app.curator.papers_standing import Slip, SlipRow, StandingPaper, StandingRow
from app.curator.queries_standing import group_standing
from app.curator.standing import StudentLine
from app.documents import rendering
from app.documents.rules import Signature
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.gradebook.queries import journal
from app.gradebook.rules import Standing
from app.students.models_file import Representative
from tests.counting import statements
from tests.curator.test_views import same_as_golden, text_of
from tests.documents.samples import HEAD, ITEMS, names
from tests.factories import TODAY


def one(mean="4.00", proposal="4", absent=0, excused=0, tasks=0):
    return Standing(Decimal(mean) if mean else None, 3, absent, excused, 20, tuple(range(tasks)), proposal, "")


def line(name, *cells):
    return StudentLine(0, name, cells)


def test_those_who_are_behind_come_first():
    lines = [
        line("хорошист", one(), one("4.50", "5")), line("прогульщик", one(absent=6, excused=2), one()),
        line("должник", one("2.10", "2"), one("", "н/а", absent=18)), line("без работы", one(proposal=None, tasks=2), None),
        line("без отметок", one(None, None)),
    ]  # fmt: skip
    assert [it.name for it in standing.in_order(lines)] == ["должник", "без работы", "прогульщик", "хорошист", "без отметок"]
    assert [len(standing.shown(lines, which)) for which in standing.SHOWN] == [5, 1, 1, 2]


def test_a_line_sums_what_the_student_hears():
    found = line("", one("4.33", absent=4, excused=2), None, one("3.00", "3", absent=2, tasks=1))
    assert (found.mean, found.missed, found.unexcused, found.behind, found.open_tasks) == (Decimal("3.67"), 6, 4, 0, 1)
    assert line("", None).mean is None


def mark(client_as, college, *texts, student=0):
    cells = [[lesson, college.students[student], text, 0] for lesson, text in zip(college.lessons, texts, strict=False)]
    assert client_as("teacher").post(f"/journals/{college.load_id}/cells", json={"cells": cells}).status_code == 200


def test_the_page_tells_what_the_journal_tells_at_a_fixed_cost(app, college, client_as, on_behalf):
    with app.app_context(), on_behalf("curator") as actor, statements(app) as few:
        group_standing(actor, college.group_id)
    for student in range(6):
        mark(client_as, college, "5", "2", "н", "4", "2", student=student)
    mark(client_as, college, "2", "2", "2", student=7)
    with app.app_context(), on_behalf("curator") as actor:
        with statements(app) as many:
            found = group_standing(actor, college.group_id)
        own = journal(college.load_id, TODAY).standings
        assert {it.student_id: it.cells[0] for it in found.lines} == own
    assert len(few) == len(many) <= 14
    assert [str(it.item.code) for it in found.items] == ["ОУП.01", "ОУП.03"]
    assert found.lines[0].student_id == college.students[7] and found.lines[0].behind == 1


def test_page_prints_and_workbook_as_each_person(app, college, world, client_as):
    mark(client_as, college, "2", "2", "2", student=1)
    page = f"/curator/{college.group_id}"
    with app.app_context(), unscoped(), transaction() as session:
        mother = Representative(
            organization_id=college.id, student_id=college.students[1], relation="mother", last_name="Белова", first_name="Анна",
            phone="+7 900 000-00-00",
        )  # fmt: skip
        session.add(mother)
        record(Actor.system(college.id), "test", mother)
    curator = client_as("curator")
    shown = curator.get(page)
    assert "Белова\u00a0А., +7 900 000-00-00" in shown.text
    assert shown.status_code == 200 and f"/journals/{college.load_id}" in shown.text and "Абрамов" in shown.text
    weak = curator.get(page, query_string={"show": "weak"}).text
    assert "Белов" in weak and "Абрамов" not in weak
    assert "Показать некого" in curator.get(page, query_string={"show": "tasks"}).text
    assert curator.get(page, query_string={"show": "x", "term": "nonsense"}).status_code == 200
    printed = text_of(curator.post(f"{page}/print", data={"show": "weak"}).data)
    assert "Белов Пётр Ильич" in printed and "Абрамов" not in printed
    slips = text_of(curator.post(f"{page}/slips").data)
    assert slips.count("Ознакомлен(а)") == 8
    grid = read(curator.post(f"{page}/table").data, Limits())
    assert list(grid.rows[1][1:4]) == ["Белов Пётр Ильич", 2, 2]
    assert curator.post(f"{page}/print", data={"show": "tasks"}).status_code == 422
    for key, status in (("curator2", 404), ("teacher", 403), ("head_of_department", 200), ("director", 200), ("methodist", 403)):
        assert client_as(key).get(page).status_code == status, key
    for way in ("print", "slips", "table"):
        assert client_as("curator2").post(f"{page}/{way}").status_code == 404
        assert client_as("deputy", world.foreign).post(f"{page}/{way}").status_code == 404
    assert client_as("curator").get(f"/curator/{college.other_group_id}").status_code == 404


def paper(count=30):
    cells = tuple((("4,12", "4"), ("2,30", "2"), ("—", "—"), ("", ""), ("—", "н/а"), ("4,80", "зач"))[at % 6] for at in range(14))
    rows = tuple(StandingRow(number, name, cells, "3,74", "48", "12", "2", "3") for number, name in enumerate(names(count), start=1))
    slip = Slip(names(1)[0], tuple(SlipRow(item, "Соколова Е. В.", "4,12", "9", "14 (6)", "1", "4") for item in ITEMS), "3,74", "48", "12")
    return StandingPaper(
        letterhead=HEAD, group="ИСП-21", semester="3", academic_year="2026/2027", day=date(2026, 11, 26), items=ITEMS, rows=rows,
        slips=(slip, slip), signatures=(Signature("Куратор группы", "Е. В. Соколова"),),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "template"), [("standing_30", "standing.html"), ("standing_slips", "standing_slips.html")])
def test_papers_for_the_meeting_of_parents_print_as_expected(name, template):
    same_as_golden(name, rendering.render(template, paper()))


def test_slips_of_a_large_group_are_set_in_parts_and_stand_in_their_order():
    found = paper()
    named = [replace(found.slips[0], name=f"Студент {number:02}", rows=found.slips[0].rows[:1]) for number in range(18)]
    text = text_of(printing.slips(replace(found, slips=tuple(named))))
    assert [text.find(one.name) for one in named] == sorted(text.find(one.name) for one in named) and "Студент 17" in text
