"""What blocks a close and what only warns; the canonical text of a snapshot. No database."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.closing import snapshot
from app.closing.readiness import BLOCK, WARN, ControlFact, Facts, LoadFact, blocking, problems
from app.closing.rules import CHECKS, COLUMNS, Column, Policy, Tally, cell, half_of, late_from, polyline, progress

GOOD_CONTROL = ControlFact("Математика", "экзамен", True, True, 7, True, True, "1/2026", 25, 25)
GOOD_LOAD = LoadFact(3, "Математика", True, 36, 36, 0, 120, 25, 0)


def facts(control=GOOD_CONTROL, load=GOOD_LOAD, **changes):
    told = {"term_id": 1, "group_id": 2, "students": 25, "has_curator": True, "controls": (control,), "loads": (load,)}
    return Facts(**(told | changes))


def found(told):
    return [(one.code, one.severity) for one in problems(told, Policy())]


def test_a_complete_term_has_nothing_to_mend():
    assert problems(facts(), Policy()) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (facts(students=0), ("no_students", BLOCK)),
        (facts(has_curator=False), ("no_curator", WARN)),
        (facts(uncovered=("Астрономия",)), ("item_without_load", WARN)),
        (facts(ControlFact("Химия", "экзамен", True, False)), ("control_without_load", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True)), ("control_without_sheet", BLOCK)),
        (facts(ControlFact("Химия", "контрольная работа", False, True)), ("optional_without_sheet", WARN)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, False, False, "1", 25, 25)), ("sheet_not_signed", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, True, False, "1", 25, 25)), ("sheet_not_closed", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, False, False, "1", 23, 25)), ("empty_entry", BLOCK)),
        (facts(ControlFact("Химия", "контрольная работа", False, True, 7, True, False, "1", 25, 25)), ("sheet_not_closed", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, True, True, "1", 1, 1, ("Белов",))), ("outside_group", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, True, True, "1", 1, 1, (), ("Белов",))), ("not_in_sheet", BLOCK)),
        (facts(unconfirmed=True), ("not_confirmed", BLOCK)),
        (facts(load=LoadFact(3, "Химия", False, 36, 36, 0, 9, 25, 0)), ("load_without_teacher", BLOCK)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 2, 9, 25, 0)), ("no_topic", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 34, 0, 9, 25, 0)), ("hours_differ", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 0, 0, 25, 25)), ("no_marks", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 0, 9, 25, 4)), ("no_proposal", WARN)),
        (facts(orders=((5, "Об отчислении № 7"),)), ("order_not_applied", BLOCK)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 0, 9, 25, 0, plan_approved=False)), ("plan_not_approved", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 0, 9, 25, 0, 1)), ("change_waits", BLOCK)),
    ],
)
def test_each_gap_is_found_alone(told, expected):
    assert found(told) == [expected]
    assert bool(blocking(problems(told, Policy()))) == (expected[1] == BLOCK)


def test_what_blocks_comes_first_and_counts_its_rows():
    told = facts(ControlFact("Химия", "экзамен", True, True, 7, False, False, "12/2026", 23, 25), has_curator=False)
    first, second = problems(told, Policy())
    assert (first.code, first.count, second.code) == ("empty_entry", 2, "no_curator")
    assert str(first) == "«Химия» (экзамен), sheet № 12/2026: filled 23 of 25."
    assert first.link == ("SheetView.show", (("sheet_id", 7),))


def test_the_canonical_text_does_not_depend_on_order_zone_or_composition():
    at = datetime(2026, 12, 30, 12, tzinfo=UTC)
    one = {"b": at, "a": ["Ёлкин", 5, None], "day": date(2026, 12, 30), "mean": Decimal("4.50"), "yes": True}
    other = {
        "yes": True, "mean": Decimal("4.50"), "day": date(2026, 12, 30), "a": ("Е\u0308лкин", 5, None),
        "b": at.astimezone(timezone(timedelta(hours=4))),
    }  # fmt: skip
    assert snapshot.canonical(one) == snapshot.canonical(other)
    assert json.loads(snapshot.canonical(one))["a"] == ["Ёлкин", "5", None]
    assert snapshot.sha256(snapshot.canonical(one)) != snapshot.sha256(snapshot.canonical(one | {"mean": Decimal("4.5")}))


@pytest.mark.parametrize("value", [1.5, {"a": [2.0]}, object(), {1, 2}])
def test_a_snapshot_refuses_what_has_no_exact_text(value):
    with pytest.raises(TypeError):
        snapshot.canonical(value)


VALUES = st.recursive(st.none() | st.text() | st.integers() | st.booleans(), lambda s: st.lists(s) | st.dictionaries(st.text(), s), max_leaves=15)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(VALUES)
def test_reading_a_snapshot_and_writing_it_again_gives_the_same_text(value):
    text = snapshot.canonical(value)
    assert snapshot.canonical(json.loads(text)) == text


def test_the_local_act_softens_and_sharpens_what_is_its_own_and_nothing_else():
    lax, strict = Policy(frozenset()), Policy(frozenset(check.code for check in CHECKS))
    gaps = facts(GOOD_CONTROL, LoadFact(3, "Химия", False, 36, 34, 2, 0, 25, 0), has_curator=False, unconfirmed=True, students=0)
    assert {one.code for one in blocking(problems(gaps, lax))} == {"no_students"}
    assert not [one for one in problems(gaps, strict) if one.severity == WARN]
    assert {check.code for check in CHECKS if check.fixed} == {
        "no_students", "control_without_load", "control_without_sheet", "empty_entry", "sheet_not_signed", "outside_group", "not_in_sheet",
    }  # fmt: skip


def test_a_cell_of_the_cockpit_gathers_its_codes_and_is_late_by_the_earliest():
    column = next(one for one in COLUMNS if one.key == "load")
    tallies = {"load_without_teacher": Tally(), "item_without_load": Tally()}
    assert cell(column, tallies, Policy()).state == "done"
    tallies["item_without_load"].add(2, ("LoadView.term", 5))
    assert (cell(column, tallies, Policy()).state, cell(column, tallies, Policy()).blocks) == ("missing", False)
    tallies["load_without_teacher"].add(1, ("LoadView.term", 6), date(2026, 12, 3), 1)
    tallies["load_without_teacher"].add(1, ("LoadView.term", 7), date(2026, 12, 1), 1)
    found = cell(column, tallies, Policy())
    assert (found.state, found.count, found.blocks, found.since, found.place) == ("late", 4, True, date(2026, 12, 1), ("LoadView.term", 6))


def test_every_check_has_its_column_but_the_one_counted_on_the_terms_own_page():
    shown = [code for column in COLUMNS for code in column.codes]
    assert sorted([*shown, "no_proposal"]) == sorted(check.code for check in CHECKS)
    assert isinstance(COLUMNS[0], Column)


def test_a_deed_is_late_on_the_day_after_its_last_one():
    assert late_from(date(2026, 12, 1), 2, date(2026, 12, 3)) is None
    assert late_from(date(2026, 12, 1), 2, date(2026, 12, 4)) == date(2026, 12, 4)
    assert late_from(None, 2, date(2026, 12, 4)) is None


def test_progress_is_drawn_as_a_line_from_the_left_lower_corner():
    days = [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)]
    found = progress(days, [date(2026, 12, 2), date(2026, 11, 5), date(2026, 12, 9)])
    assert found == [1, 2, 2]
    assert polyline(found, 4, 300, 60) == "0,45 150,30 300,30"
    assert polyline([0, 0], 0, 300, 60) == "0,60 300,60"


def test_a_term_belongs_to_the_half_year_it_shares_most_days_with():
    halves = [(1, date(2026, 9, 1), date(2026, 12, 31)), (2, date(2027, 1, 11), date(2027, 6, 30))]
    assert half_of(date(2026, 9, 1), date(2027, 1, 20), halves) == 1
    assert half_of(date(2026, 12, 20), date(2027, 5, 30), halves) == 2
    assert half_of(date(2027, 7, 1), date(2027, 8, 1), halves) is None
