"""The editor of a plan: what a cell says, what a step does, what two people at once see; rules first, then over HTTP."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.errors import Invalid
from app.core.transaction import transaction
from app.curricula import operations_life, queries
from app.curricula.cells import cells_of, fingerprint, read_cells, read_semester, semester_text
from app.curricula.models import Curriculum, Programme
from app.curricula.sheet import Step, apply
from app.curricula.tree import Control, Item, Plan, Term
from app.extensions import db
from tests.counting import statements


def blank(kind="discipline", **more):
    return Item("К", "ОП.01", "Операционные системы", kind, **more)


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("discipline", "л20 пр14 ср4 ДЗ", "л20 пр14 ср4 ДЗ"),
        ("discipline", "20л, 14 пр.", None),
        ("discipline", "Лек 20; лаб 6", None),
        ("discipline", "34 дз", "34 ДЗ"),
        ("discipline", "л4,5 э", "л4,5 Э"),
        ("discipline", "л20 кп10 КП", "л20 кр10 КП"),
        ("discipline", "20 л20", "л20"),
        ("work_practice", "108 ДЗ", "108 ДЗ"),
        ("work_practice", "п108 ДЗ", "108 ДЗ"),
        ("module_exam", "18 эм", "18 ЭМ"),
        ("discipline", "л36 фпп20 ДЗ/1", "л36 фпп20 ДЗ/1"),
        ("discipline", "", ""),
    ],
)
def test_a_semester_is_one_line_of_keystrokes(kind, typed, shown):
    if shown is None:
        with pytest.raises(Invalid):
            read_semester(kind, 1, typed)
        return
    assert semester_text(kind, read_semester(kind, 1, typed)) == shown


@pytest.mark.parametrize("typed", ["л", "щ20", "л20 пр14 40", "ЗЗ", "л20001", "л1,234", "ДЗ/", "-5"])
def test_a_cell_that_means_nothing_is_refused_with_a_reason(typed):
    item, wrong = read_cells(blank(), {"s1": typed}, 8)
    if typed == "ДЗ/":
        assert item.term(1).controls == (Control("ДЗ"),)
        return
    assert list(wrong) == ["s1"] and item.terms == ()


def test_cells_written_and_read_again_are_the_same_line():
    line = blank(
        hours=Decimal(72), is_variable=True, is_counted=False, competences=("ОК 01", "ПК 1.1"), commission="ПЦК информатики",
        terms=(Term(3, lectures=Decimal(20), self_study=Decimal("4.5"), controls=(Control("Э"), Control("КП"))), Term(4, stated=Decimal(36))),
    )  # fmt: skip
    cells = {column: text for column, text in cells_of(line).items() if "." not in column}
    again, wrong = read_cells(Item("К", "", "", "other"), cells, 8)
    assert wrong == {} and again == line


def test_a_total_that_was_the_sum_goes_on_being_the_sum():
    line = blank(hours=Decimal(34), terms=(Term(1, stated=Decimal(34)),))
    changed, _wrong = read_cells(line, {"s1": "л20 пр20"}, 8)
    assert changed.hours is None and changed.total == 40
    kept, _wrong = read_cells(replace(line, hours=Decimal(50)), {"s1": "л20"}, 8)
    assert kept.hours == 50


def small():
    return Plan(
        "09.02.07", "Программирование", years=3, months=10,
        items=(
            Item("ОП", "ОП", "Общий цикл", "cycle"),
            Item("ОП.01", "ОП.01", "Системы", "discipline", "ОП", Decimal(36), terms=(Term(3, lectures=Decimal(36), controls=(Control("Э"),)),)),
            Item("ПЦ", "ПЦ", "Профессиональный цикл", "cycle"),
            Item("ПМ.01", "ПМ.01", "Модуль", "module", "ПЦ"),
            Item("МДК.01.01", "МДК.01.01", "Курс", "mdk", "ПМ.01"),
            Item("УП.01", "УП.01", "Практика", "study_practice", "ПМ.01"),
        ),
    )  # fmt: skip


def order(plan):
    return [item.key for item in plan.items]


def add(line, after, code, name="Строка", **cells):
    return Step("add", line, after=after, cells={"code": code, "name": name, **cells})


@pytest.mark.parametrize(
    ("code", "after", "parent", "place"),
    [
        ("МДК.01.02", "МДК.01.01", "ПМ.01", 5),
        ("ПМ.01.ЭК", "УП.01", "ПМ.01", 6),
        ("ПМ.02", "МДК.01.01", "ПЦ", 6),
        ("ОП.02", "ОП.01", "ОП", 2),
        ("ПДП", "УП.01", "ПЦ", 6),
        ("ГИА", "УП.01", "ПЦ", 6),
        ("ДВ", "ОП.01", None, 2),
    ],
)
def test_a_new_line_finds_its_place_by_its_index(code, after, parent, place):
    done = apply(small(), [add("~1", after, code)], 8)
    made = done.plan.item(done.made["~1"])
    assert (made.parent, order(done.plan).index(made.key)) == (parent, place)


def test_a_block_of_new_lines_stands_in_its_order_under_what_it_brings():
    steps = [
        add("~1", "УП.01", "ГИА.00", "Государственная итоговая аттестация"),
        add("~2", "~1", "ГИА.01", "Защита дипломного проекта", s8="216 ГИА"),
        add("~3", "~2", "ГИА.02", "Демонстрационный экзамен", s8="36 ДЭ"),
    ]
    done = apply(small(), steps, 8)
    assert done.is_sound
    assert [(item.key, item.parent) for item in done.plan.items[-3:]] == [
        ("CYCLE/ГИА.00", None), ("ГИА.01", "CYCLE/ГИА.00"), ("ГИА.02", "CYCLE/ГИА.00"),
    ]  # fmt: skip


def test_lines_move_with_their_parts_and_change_their_level():
    plan = small()
    assert order(apply(plan, [Step("move", "ПЦ", by=-1)], 8).plan)[:2] == ["ПЦ", "ПМ.01"]
    assert apply(plan, [Step("move", "ОП", by=-1)], 8).wrong["ОП"]
    out = apply(plan, [Step("level", "УП.01", by=-1)], 8)
    assert out.plan.item("УП.01").parent == "ПЦ"
    back = apply(out.plan, [Step("level", "УП.01", by=1)], 8)
    assert back.plan == plan
    assert apply(plan, [Step("level", "ОП.01", by=1)], 8).wrong["ОП.01"]
    assert order(apply(plan, [Step("delete", "ПМ.01")], 8).plan) == ["ОП", "ОП.01", "ПЦ"]


def test_one_wrong_line_of_a_block_stops_all_and_each_cell_says_why():
    done = apply(small(), [add("~1", "ОП.01", "ОП.02", s3="щ5"), add("~2", "~1", "ОП.01"), Step("save", "ПМ.01", cells={"s1": "36"})], 8)
    assert not done.is_sound
    assert {line: set(cells) for line, cells in done.wrong.items()} == {"~1": {"s3"}, "~2": {"code"}, "ПМ.01": {"kind"}}


def test_who_comes_second_sees_both_values():
    plan = small()
    seen = fingerprint(plan.item("ОП.01"))
    first = apply(plan, [Step("save", "ОП.01", seen, cells={"s3": "л40 Э"})], 8).plan
    second = apply(first, [Step("save", "ОП.01", seen, cells={"s3": "л30 Э"})], 8)
    assert not second.is_sound and second.stale["ОП.01"]["s3"] == "л40 Э"
    gone = apply(apply(first, [Step("delete", "ОП.01")], 8).plan, [Step("save", "ОП.01", seen, cells={"s3": "л30"})], 8)
    assert gone.stale == {"ОП.01": None}


@pytest.fixture
def draft(app, on_behalf):
    """Begin an empty draft of the college's programme for the next intake; give its id."""
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        programme = db.session.query(Programme).one()
        return operations_life.create_curriculum(actor, {"programme": programme, "intake_year": 2027, "fgos_order": None}).id


def post(client, pk, way, **body):
    return client.post(f"/curricula/sheet/{pk}/{way}", json=body)


def step(act, line, **more):
    return {"act": act, "line": line, **more}


def typed(line, after, code, name, **cells):
    return step("add", line, after=after, cells={"code": code, "name": name, **cells})


def rows(answer):
    return {row[4].get("code"): row for row in answer.json["rows"]}


def test_a_plan_is_typed_saved_taken_back_and_brought_again(app, client_as, draft):
    client = client_as("methodist")
    assert "plan-data" in client.get(f"/curricula/sheet/{draft}").text
    block = [typed("~1", None, "ОП", "Общий цикл"), typed("~2", "~1", "ОП.01", "Операционные системы", s3="л20 пр14"), typed("~3", "~2", "ОП.02", "Сети", s3="36 ДЗ")]
    saved = post(client, draft, "save", steps=block)
    assert saved.status_code == 200
    line = rows(saved)["ОП.01"]
    assert line[4]["s3"] == "л20 пр14" and line[1] == 1 and rows(saved)["ОП"][5][3] == "70"
    assert [finding[3] for finding in saved.json["findings"]] == [line[0]]
    again = post(client, draft, "save", steps=[step("save", line[0], seen=line[3], cells={"s3": "л20 пр14 Э"})])
    assert again.json["findings"] == []
    # A second editor still has the first fingerprint.
    late = post(client_as("coordinator"), draft, "save", steps=[step("save", line[0], seen=line[3], cells={"s3": "л10 Э"})])
    assert late.status_code == 409 and late.json["stale"][line[0]]["s3"] == "л20 пр14 Э"
    gone = post(client, draft, "save", steps=[step("delete", rows(again)["ОП"][0], seen=rows(again)["ОП"][3])])
    assert gone.json["rows"] == []
    back = post(client, draft, "undo", token=gone.json["undo"], seen=gone.json["state"])
    assert back.json["rows"] == again.json["rows"]
    stale = post(client, draft, "undo", token=gone.json["undo"], seen=gone.json["state"])
    assert stale.status_code == 409
    with app.app_context(), unscoped():
        acts = [event.action for event in db.session.query(AuditEvent).filter_by(object_type="curriculum_item").order_by(AuditEvent.seq)]
        stored = queries.plan_of(db.session.get(Curriculum, draft))
    assert acts == ["create"] * 3 + ["update"] + ["delete"] * 3 + ["create"] * 3
    assert [fingerprint(item) for item in stored.items] == [row[3] for row in back.json["rows"]]


def test_nothing_is_saved_of_a_block_with_one_wrong_cell(client_as, draft):
    client = client_as("methodist")
    answer = post(client, draft, "save", steps=[typed("~1", None, "ОП", "Цикл"), typed("~2", "~1", "ОП.01", "", s3="щ7")])
    assert answer.status_code == 422 and set(answer.json["wrong"]["~2"]) == {"s3", "name"} and answer.json["rows"] == []
    assert "л20" in answer.json["wrong"]["~2"]["s3"]


@pytest.mark.parametrize(
    "body",
    [None, [], {"steps": []}, {"steps": [1]}, {"steps": [{"act": "save", "line": "К"}]}, {"steps": [{"act": "drop", "line": "К", "seen": ""}]},
     {"steps": [{"act": "add", "line": "~1", "cells": {"s1": 5}}]}],
)  # fmt: skip
def test_a_damaged_request_is_refused(client_as, draft, body):
    assert client_as("methodist").post(f"/curricula/sheet/{draft}/save", json=body).status_code == 422


def test_a_plan_in_use_is_not_edited(client_as, college):
    client = client_as("methodist")
    assert client.get(f"/curricula/sheet/{college.curriculum_id}").status_code == 409
    assert post(client, college.curriculum_id, "save", steps=[typed("~1", None, "ОП", "Цикл")]).status_code == 409


def test_only_who_edits_plans_opens_the_editor_and_only_of_the_own_college(client_as, draft, world):
    for role, status in (("teacher", 403), ("deputy", 403), ("secretary", 403)):
        assert client_as(role).get(f"/curricula/sheet/{draft}").status_code == status
        assert post(client_as(role), draft, "save", steps=[typed("~1", None, "ОП", "Ц")]).status_code == status
    methodist = client_as("methodist")
    assert methodist.get(f"/curricula/sheet/{world.foreign.curriculum_id}").status_code == 404
    assert post(methodist, world.foreign.curriculum_id, "save", steps=[typed("~1", None, "ОП", "Ц")]).status_code == 404


def test_the_editor_asks_the_same_number_of_statements_for_any_number_of_lines(app, client_as, draft):
    client = client_as("methodist")
    post(client, draft, "save", steps=[typed("~1", None, "ОП", "Общий цикл"), typed("~2", "~1", "ОП.01", "Первая", s1="36 ДЗ")])
    with statements(app) as few:
        client.get(f"/curricula/sheet/{draft}")
    lines = [typed(f"~{n}", f"~{n - 1}" if n > 3 else None, f"ОП.{n:02d}", f"Дисциплина {n}", s2="л10 пр10 Э") for n in range(3, 40)]
    lines[0]["after"] = "ОП.01"
    assert post(client, draft, "save", steps=lines).status_code == 200
    with statements(app) as many:
        client.get(f"/curricula/sheet/{draft}")
    assert len(many) == len(few)
