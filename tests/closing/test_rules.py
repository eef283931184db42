"""What blocks a close and what only warns; the canonical text of a snapshot. No database."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.closing import snapshot
from app.closing.readiness import BLOCK, WARN, ControlFact, Facts, LoadFact, blocking, problems

GOOD_CONTROL = ControlFact("Математика", "экзамен", True, True, 7, True, "1/2026", 25, 25)
GOOD_LOAD = LoadFact(3, "Математика", True, 36, 36, 0, 120, 25, 0)


def facts(control=GOOD_CONTROL, load=GOOD_LOAD, **changes):
    told = {"term_id": 1, "group_id": 2, "students": 25, "has_curator": True, "controls": (control,), "loads": (load,)}
    return Facts(**(told | changes))


def found(told):
    return [(one.code, one.severity) for one in problems(told)]


def test_a_complete_term_has_nothing_to_mend():
    assert problems(facts()) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (facts(students=0), ("no_students", BLOCK)),
        (facts(has_curator=False), ("no_curator", WARN)),
        (facts(uncovered=("Астрономия",)), ("item_without_load", WARN)),
        (facts(ControlFact("Химия", "экзамен", True, False)), ("control_without_load", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True)), ("control_without_sheet", BLOCK)),
        (facts(ControlFact("Химия", "контрольная работа", False, True)), ("control_without_sheet", WARN)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, False, "1", 25, 25)), ("sheet_not_closed", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, False, "1", 23, 25)), ("empty_entry", BLOCK)),
        (facts(ControlFact("Химия", "контрольная работа", False, True, 7, False, "1", 25, 25)), ("sheet_not_closed", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, True, "1", 1, 1, ("Белов",))), ("outside_group", BLOCK)),
        (facts(ControlFact("Химия", "экзамен", True, True, 7, True, "1", 1, 1, (), ("Белов",))), ("not_in_sheet", BLOCK)),
        (facts(load=LoadFact(3, "Химия", False, 36, 36, 0, 9, 25, 0)), ("load_without_teacher", BLOCK)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 2, 9, 25, 0)), ("no_topic", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 34, 0, 9, 25, 0)), ("hours_differ", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 0, 0, 25, 25)), ("no_marks", WARN)),
        (facts(load=LoadFact(3, "Химия", True, 36, 36, 0, 9, 25, 4)), ("no_proposal", WARN)),
    ],
)
def test_each_gap_is_found_alone(told, expected):
    assert found(told) == [expected]
    assert bool(blocking(problems(told))) == (expected[1] == BLOCK)


def test_what_blocks_comes_first_and_counts_its_rows():
    told = facts(ControlFact("Химия", "экзамен", True, True, 7, False, "12/2026", 23, 25), has_curator=False)
    first, second = problems(told)
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


@given(VALUES)
def test_reading_a_snapshot_and_writing_it_again_gives_the_same_text(value):
    text = snapshot.canonical(value)
    assert snapshot.canonical(json.loads(text)) == text
