"""A plan as a spreadsheet: the full plan of 5 940 hours comes in by import, goes out, comes back without a difference; on paper."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.curricula import operations_life, papers, queries, workbook
from app.curricula.checks import check
from app.curricula.comparison import difference
from app.curricula.models import Curriculum, CurriculumItem, Programme
from app.curricula.rules import hours_by_semester, settled
from app.curricula.tree import Competence, Plan
from app.demo.plans import software_plan
from app.documents import rendering
from app.documents.models import Document
from app.documents.rules import Letterhead
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.exchange.writing import to_xlsx
from app.extensions import db
from tests.curator.test_views import same_as_golden
from tests.factories import TODAY

HEADS = ["Индекс", "Наименование", "Вид строки", *(f"{number} семестр" for number in range(1, 9))]
SEMESTERS = [612, 864, 612, 864, 612, 864, 612, 900]


def full_plan_rows():
    """Give the recipe's plan as an office would type it: hours of a semester with its controls in one cell, no «stands under»."""
    rows = []
    for line in software_plan():
        cells = [" ".join([str(line.hours.get(n, "")), *line.controls.get(n, ())]).strip() for n in range(1, 9)]
        rows.append([line.code, line.name, "цикл" if line.kind == "cycle" else "", *cells])
    return rows


@pytest.fixture
def draft(app, on_behalf):
    """Begin an empty draft; give its id."""
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        programme = db.session.query(Programme).one()
        programme.years, programme.months = 3, 10
        return operations_life.create_curriculum(actor, {"programme": programme, "intake_year": 2027, "fgos_order": None}).id


def send(client, draft, heads, rows):
    sent = client.post("/curricula/workbook/send", data={"target": str(draft), "file": (BytesIO(to_xlsx("План", heads, rows)), "план.xlsx")})
    assert sent.status_code == 303
    return sent.headers["Location"]


def confirm(client, address):
    return client.post(f"{address}/confirm", follow_redirects=True)


def plan_in(app, pk):
    with app.app_context(), unscoped():
        return queries.plan_of(db.session.get(Curriculum, pk))


def test_the_full_plan_comes_in_balances_goes_out_and_comes_back(app, client_as, draft):
    client = client_as("methodist")
    preview = send(client, draft, HEADS, full_plan_rows())
    assert "будет добавлена" in client.get(preview).text
    assert "План перенесён" in confirm(client, preview).text
    plan = plan_in(app, draft)
    assert [int(hours) for hours in hours_by_semester(plan)] == SEMESTERS and sum(SEMESTERS) == 5940
    module = plan.item("ПМ.01")
    assert plan.item("МДК.01.01").parent == "ПМ.01" and plan.item(module.parent).kind == "cycle"
    assert {finding.code for finding in check(plan)} <= {"many_credits", "many_exams", "exam_not_last", "no_final_control"}
    exported = client.post(f"/curricula/paper/{draft}/xlsx").data
    grid = read(exported, Limits(rows=600))
    assert len(grid.rows) == len(plan.items) + 1
    again = client.post("/curricula/workbook/send", data={"target": str(draft), "file": (BytesIO(exported), "план.xlsx")}).headers["Location"]
    assert "будет" not in re.sub(r"<title>.*?</title>", "", client.get(again).text.split("<table")[-1])
    assert "ничего не изменено" in confirm(client, again).text
    assert difference(settled(plan), settled(plan_in(app, draft))) == ()


def test_a_plan_of_every_kind_of_cell_survives_the_round_trip():
    old = Plan("09.02.07", "П", years=3, months=10)
    rows = [
        (2, {"code": "ОП", "name": "Цикл", "kind": "цикл"}),
        (3, {"code": "ОП.01", "name": "Системы", "s3": "л20 пр14,5 ср4 фпп10 ДЗ/1 КП", "competences": "ОК 01, ПК 1.1", "part": "вар.", "hours": "50"}),
        (4, {"code": "ОП", "name": "Опрос", "kind": "прочее", "counted": "не в счёт", "s1": "36", "commission": "ПЦК"}),
        (5, {"code": "ПЦ", "name": "Цикл", "kind": "цикл"}),
        (6, {"code": "ПМ.01", "name": "Модуль", "parent": "ПЦ", "hours": "108"}),
        (7, {"code": "ПП.01", "name": "Практика", "parent": "ПМ.01", "s4": "108 ДЗ"}),
    ]
    plan, wrong, _made = workbook.plan_from(old, rows)
    assert wrong == {}
    again, wrong, _made = workbook.plan_from(
        plan, [(n, dict(zip(workbook.COLUMNS, row, strict=True))) for n, row in enumerate(workbook.rows_of(plan), start=2)]
    )
    assert wrong == {} and again == plan
    assert plan.item("ОП.01").term(3).practicals == Decimal("14.5") and not plan.item("ОП").is_counted


def test_each_error_stands_at_its_cell_and_nothing_is_saved(app, client_as, draft):
    client = client_as("methodist")
    rows = [["ОП", "Цикл", "", *[""] * 8], ["ОП.01", "Системы", "", "щ20", *[""] * 7], ["ОП.01", "Сети", "дисц.", "36 ДЗ", *[""] * 7],
            ["ОП.02", "Базы", "курс", "36 ЗЗ", *[""] * 7]]  # fmt: skip
    page = client.get(send(client, draft, HEADS, rows)).text
    for cell in ("D3", "A4", "C5", "D5"):
        assert cell in page
    assert "Формы контроля «ЗЗ» нет" in page
    with app.app_context(), unscoped():
        assert db.session.query(CurriculumItem).filter_by(curriculum_id=draft).count() == 0
    refused = client.post(send(client, draft, HEADS, rows) + "/confirm")
    assert refused.status_code == 422


def test_lines_that_the_file_lacks_are_told_and_go(app, client_as, draft):
    client = client_as("methodist")
    confirm(client, send(client, draft, HEADS, [["ОП", "Цикл", "", *[""] * 8], ["ОП.01", "Системы", "", "36 ДЗ", *[""] * 7], ["ОП.02", "Сети", "", "36 ДЗ", *[""] * 7]]))
    preview = send(client, draft, HEADS, [["ОП", "Цикл", "", *[""] * 8], ["ОП.02", "Сети и связь", "", "40 ДЗ", *[""] * 7]])
    page = client.get(preview).text
    assert "будет удалена" in page and "будет изменена" in page
    confirm(client, preview)
    assert [(item.key, item.name) for item in plan_in(app, draft).items] == [("CYCLE/ОП", "Цикл"), ("ОП.02", "Сети и связь")]


def test_only_the_methodist_imports_others_export_or_print(client_as, college, draft, world):
    for role, imports, exports, prints in (("methodist", 200, 200, 200), ("deputy", 403, 200, 200), ("secretary", 403, 403, 200), ("teacher", 403, 403, 403)):
        client = client_as(role)
        assert client.get("/curricula/workbook/").status_code == imports
        assert client.post(f"/curricula/paper/{draft}/xlsx").status_code == exports
        assert client.post(f"/curricula/paper/{draft}/pdf").status_code == prints
    stranger = client_as("methodist", world.foreign)
    for address in (f"/curricula/paper/{draft}/xlsx", f"/curricula/paper/{draft}/pdf", f"/curricula/workbook/template?target={draft}"):
        assert stranger.post(address).status_code == 404


def test_an_approved_plan_is_printed_once_and_then_comes_from_the_archive(app, client_as, college):
    deputy = client_as("deputy")
    first = deputy.post(f"/curricula/paper/{college.curriculum_id}/pdf")
    assert first.data.startswith(b"%PDF") and deputy.post(f"/curricula/paper/{college.curriculum_id}/pdf").data == first.data
    with app.app_context(), unscoped():
        assert db.session.query(Document).filter_by(kind="curriculum").count() == 1


def test_the_printed_plan(app, client_as, on_behalf, draft):
    client = client_as("methodist")
    confirm(client, send(client, draft, HEADS, full_plan_rows()))
    with app.app_context(), app.test_request_context(), on_behalf("methodist"):
        found = queries.curriculum(draft)
        plan = queries.plan_of(found)
        plan = replace(plan, competences=(Competence("ОК 01", "Выбирать способы решения задач"),))
        found.order_number, found.order_date, found.approved_by_name = "145", TODAY, "Заместитель директора"
        paper = papers.paper_of(found, plan, Letterhead("ГБПОУ «Колледж»", founder="Министерство образования"))
        db.session.rollback()
        pdf = rendering.render(papers.TEMPLATE, paper)
    assert paper.totals[0][2] == "5940"
    same_as_golden("curriculum", pdf)
