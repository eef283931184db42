"""Checks of a plan, forms of control, comparison of versions."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.errors import Invalid
from app.curricula import models
from app.curricula.checks import check
from app.curricula.comparison import FIELD_TITLES, carry_keys, difference
from app.curricula.plan_file import read_plan
from app.curricula.plan_json import from_json, to_json
from app.curricula.rules import CONTROLS, control, course_of, hours_by_semester, summary
from app.curricula.tree import HOUR_KINDS, Control, Item, Plan, Term


def lesson(key, *terms, **more):
    return Item(key, key, f"Дисциплина {key}", more.pop("kind", "discipline"), terms=terms, **more)


def term(semester, *forms, hours=36, joint=None, **more):
    return Term(semester, lectures=Decimal(hours), controls=tuple(Control(form, joint) for form in forms), **more)


def plan_of(*items, **more):
    return Plan("09.02.07", "Программирование", items=items, **more)


def codes(plan):
    return [finding.code for finding in check(plan)]


def test_every_form_of_the_database_is_described():
    assert set(CONTROLS) == set(models.CONTROL_FORMS)


def test_only_the_credit_is_passed_or_not_all_others_are_marked():
    assert {code for code, form in CONTROLS.items() if form.scale == "pass_fail"} == {"З"}


def test_controls_that_make_a_debt():
    assert all(control(code).makes_debt for code in ("Э", "ДЗ", "З", "КП", "КРаб", "ЭМ", "КЭ"))
    assert not any(control(code).makes_debt for code in ("ДР", "Оц", "ГИА"))


def test_a_plan_at_peace_with_itself_has_no_findings():
    assert codes(plan_of(lesson("ОП.01", term(1), term(2, "Э"), hours=Decimal(72)))) == []


def test_kinds_that_do_not_make_the_total():
    assert codes(plan_of(lesson("ОП.01", term(1, "З", stated=Decimal(40))))) == ["kinds_total"]


def test_semesters_that_do_not_make_the_total():
    assert codes(plan_of(lesson("ОП.01", term(1, "З"), hours=Decimal(70)))) == ["semesters_total"]


def test_parts_that_do_not_make_the_module():
    module = Item("ПМ.01", "ПМ.01", "Модуль", "module", hours=Decimal(100))
    assert codes(plan_of(module, lesson("МДК.01.01", term(1, "ДЗ"), parent="ПМ.01"))) == ["children_total"]
    assert codes(plan_of(module, lesson("МДК.01.01", term(1, "ДЗ", hours=100), parent="ПМ.01"))) == []


def test_an_alternative_is_not_part_of_the_module():
    module = Item("ПМ.01", "ПМ.01", "Модуль", "module", hours=Decimal(36))
    parts = [lesson(key, term(1, "ДЗ"), parent="ПМ.01", is_counted=key == "А") for key in "АБ"]
    assert codes(plan_of(module, *parts)) == []


@pytest.mark.parametrize("kind", ["discipline", "mdk", "work_practice"])
def test_an_item_that_ends_without_control(kind):
    assert codes(plan_of(lesson("ОП.01", term(1, "Э"), term(2), kind=kind))) == ["no_final_control"]


def test_final_attestation_needs_no_control_of_its_own():
    assert codes(plan_of(lesson("ГИА.01", term(1), kind="final_attestation"))) == []


def test_a_module_exam_comes_last_in_its_module():
    module = Item("ПМ.01", "ПМ.01", "Модуль", "module")
    exam = lesson("ПМ.01.ЭК", term(1, "ЭМ"), kind="module_exam", parent="ПМ.01")
    practice = lesson("ПП.01", term(2, "ДЗ"), kind="work_practice", parent="ПМ.01")
    assert codes(plan_of(module, exam, practice)) == ["exam_not_last"]
    assert codes(plan_of(module, replace(exam, terms=(term(2, "ЭМ"),)), practice)) == []


def test_a_week_of_practice_is_36_hours():
    practice = lesson("УП.01", term(1, "ДЗ", hours=70, weeks=Decimal(2)), kind="study_practice")
    assert codes(plan_of(practice)) == ["practice_weeks"]


@pytest.mark.parametrize(("hours", "found"), [(36, []), (37, ["overload"]), (30, ["calendar"])])
def test_a_week_holds_36_hours(hours, found):
    calendar = {1: {"theory": Decimal(1), "holidays": Decimal(2)}}
    plan = plan_of(lesson("ОП.01", term(1, "З", hours=hours)), calendar=calendar)
    assert codes(plan) == found
    assert codes(replace(plan, study_form="extramural")) == []


def test_eight_exams_a_year_and_no_more():
    items = [lesson(f"ОП.{number:02}", term(1 + number % 2, "Э")) for number in range(8)]
    assert codes(plan_of(*items)) == []
    assert codes(plan_of(*items, lesson("ПМ.01.ЭК", term(2, "ЭМ"), kind="module_exam"))) == ["many_exams"]
    assert codes(plan_of(*items, lesson("ОП.99", term(3, "Э")))) == []


def test_ten_credits_a_year_without_physical_education():
    items = [lesson(f"ОП.{number:02}", term(1, "ДЗ")) for number in range(10)]
    assert codes(plan_of(*items, lesson("ФК", term(2, "З"), is_physical=True))) == []
    assert codes(plan_of(*items, lesson("ОП.99", term(2, "З")))) == ["many_credits"]


def test_a_joint_control_counts_once_in_the_year():
    items = [lesson(f"ОП.{number:02}", term(1, "Э", joint="1.1" if number < 5 else None)) for number in range(12)]
    assert codes(plan_of(*items)) == []


def test_a_year_of_sessions_is_one_plan_semester():
    assert [course_of(number) for number in (1, 2, 3, 8)] == [1, 1, 2, 4]
    assert course_of(3, semesters_per_course=1) == 3


def test_the_total_is_compared_with_the_standard():
    plan = plan_of(lesson("ОП.01", term(1, "Э")))
    assert codes(replace(plan, fgos_hours=int(plan.items[0].total))) == codes(plan) == []
    assert codes(replace(plan, fgos_hours=5940)) == ["standard_total"]
    assert codes(replace(plan, fgos_hours=5940, is_shortened=True)) == []


def test_an_empty_plan_says_so():
    assert codes(plan_of()) == ["empty"]
    assert summary(plan_of())["hours_by_semester"] == []


def test_every_finding_is_a_sentence_without_holes(small_plx):
    small_plx.head["НомерФГОС"] = "1"
    small_plx.row("ОП.01", "Право", None, hours=10)
    for finding in summary(read_plan(small_plx.file()))["findings"]:
        assert "%(" not in finding["message"]
        assert finding["message"].endswith(".")


def test_findings_are_spoken_by_the_caller():
    plan = replace(plan_of(), findings=check(plan_of()))
    assert summary(plan, lambda msgid, params: "по-русски")["findings"][0]["message"] == "по-русски"


def test_hours_stated_without_kinds_count():
    plan = plan_of(lesson("ОП.01", Term(1, stated=Decimal(40), controls=(Control("З"),)), hours=Decimal(40)))
    assert hours_by_semester(plan) == [40]
    assert codes(plan) == []


def test_a_plan_survives_json(small_plx):
    plan = read_plan(small_plx.file())
    assert from_json(json.loads(json.dumps(to_json(plan)))) == plan


@pytest.mark.parametrize("damage", [{"items": [{}]}, {"items": 5}, {"calendar": {"x": {}}}, {"findings": [[1]]}])
def test_a_damaged_preview_is_refused(small_plx, damage):
    with pytest.raises(Invalid):
        from_json({**to_json(read_plan(small_plx.file())), **damage})


def test_equal_plans_do_not_differ(small_plx):
    assert difference(read_plan(small_plx.file()), read_plan(small_plx.file("utf-8"))) == ()


def test_the_difference_names_lines_hours_and_controls(small_plx):
    old = read_plan(small_plx.file())
    item = old.item("ОП.01")
    second = replace(item.terms[1], lectures=Decimal(16), controls=(Control("Э"),))
    renamed = replace(item, name="Операционные системы и среды", terms=(item.terms[0], second))
    kept = [renamed if each is item else each for each in old.items if each.key != "УП.01.01"]
    new = replace(old, qualification="Разработчик", items=(*kept, lesson("ОП.02", term(1, "З"))))
    changes = {(change.kind, change.field, change.key, change.semester): (change.old, change.new)
               for change in difference(old, new)}  # fmt: skip
    assert changes == {
        ("changed", "qualification", None, None): ("Программист", "Разработчик"),
        ("removed", "line", "УП.01.01", None): (144, None),
        ("added", "line", "ОП.02", None): (None, 36),
        ("changed", "name", "ОП.01", None): ("Операционные системы", "Операционные системы и среды"),
        ("changed", "lectures", "ОП.01", 2): (20, 16),
        ("changed", "controls", "ОП.01", 2): ("ДЗ", "Э"),
    }


def test_a_line_with_a_new_index_keeps_its_key():
    old = plan_of(Item("Ц", "Ц", "Цикл", "cycle"), lesson("ОП.01", term(1, "З"), parent="Ц"))
    renamed = replace(old.item("ОП.01"), key="ОП.07", code="ОП.07")
    new = plan_of(Item("Ц", "Ц", "Цикл", "cycle"), renamed)
    assert [change.field for change in difference(old, carry_keys(old, new))] == ["code"]


def test_lines_that_only_share_a_name_are_not_taken_for_one():
    practices = [replace(lesson(key, term(1, "ДЗ"), kind="study_practice"), name="Учебная практика") for key in "АБ"]
    old, new = plan_of(*practices), plan_of(*(replace(each, key=each.key * 2) for each in practices))
    assert [change.kind for change in difference(old, carry_keys(old, new))] == ["removed"] * 2 + ["added"] * 2


def test_every_field_of_a_difference_has_a_title():
    assert set(HOUR_KINDS) <= set(FIELD_TITLES)
