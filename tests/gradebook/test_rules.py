"""What may stand in a cell and what follows from the cells; no Flask, no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.gradebook.cells import Cell, parse_cell
from app.gradebook.rules import (
    Entry,
    Scoring,
    is_filled,
    mean_of,
    require_change_allowed,
    require_date,
    require_member,
    require_present,
    standing,
)

# A busy machine is no defect of the rules.
CALM = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("5", Cell(None, ("5",))),
        ("54", Cell(None, ("5", "4"))),
        ("уп,4", Cell("у", ("4",))),
        ("Н", Cell("н", ())),
        ("нп", Cell("н", ())),
        ("зачёт", Cell(None, ("зач",))),
        ("н/а", Cell(None, ("н/а",))),
        ("о 3", Cell("о", ("3",))),
        ("", Cell(None, ())),
        (" 5 ; 4 ", Cell(None, ("5", "4"))),
        ("2>4", Cell(None, ("2→4",))),
        ("2/4 5", Cell(None, ("2→4", "5"))),
        ("незач->зач", Cell(None, ("незач→зач",))),
        ("н 4", Cell("н", ("4",))),
        ("о", Cell("о", ())),
        ("о15", Cell("о", (), 15)),
        ("о 15", Cell("о", (), 15)),
        ("О15 5", Cell("о", ("5",), 15)),
        ("о 15, 54", Cell("о", ("5", "4"), 15)),
        ("5 оп15", Cell("о", ("5",), 15)),
        ("o15", Cell("о", (), 15)),
        ("оп 40", Cell("о", (), 40)),
        ("о25 25", Cell("о", ("2", "5"), 25)),
        ("о5", Cell("о", (), 5)),
        ("о 5 4", Cell("о", ("5", "4"))),
    ],
)
def test_a_cell_is_read_as_people_type_it(typed, cell):
    assert parse_cell(typed) == cell
    assert parse_cell(cell.text()) == cell


@pytest.mark.parametrize(("typed", "text"), [("о5", "о05"), ("оп15 5", "о15 5"), ("о 5", "о 5"), ("у 4", "у 4")])
def test_minutes_of_lateness_are_not_mistaken_for_marks(typed, text):
    assert parse_cell(typed).text() == text


@pytest.mark.parametrize("typed", ["1", "6", "отл", "н у", "5555", "2→зач", "2→1", "2→3→4", "=5", "5,5.5", "<b>5</b>", "о0", "о91", "о 120", "о 25", "о 6", "о15 н", "н15", "о10 о15", "15 о"])
def test_what_is_not_a_cell_is_refused(typed):
    with pytest.raises(DomainError):
        parse_cell(typed)


def line(*cells, hours=2, weight=1, required=False):
    return [Entry(hours, weight, required, parse_cell(cell)) for cell in cells]


@pytest.mark.parametrize(
    ("cells", "mean", "proposal"),
    [
        (("5", "4", "4"), "4.33", "4"),
        (("5", "4", "5", "4"), "4.50", "5"),
        (("4", "3", "4", "3"), "3.50", "4"),
        (("3", "2", "3", "2"), "2.50", "3"),
        (("2", "2", "3"), "2.33", "2"),
        (("5", "5"), "5.00", None),
        ((), None, None),
        (("зач", "зач", "зач"), None, None),
    ],
)
def test_the_proposed_mark_follows_the_mean(cells, mean, proposal):
    result = standing(line(*cells), Scoring())
    assert result.mean == (Decimal(mean) if mean else None)
    assert result.proposal == proposal


def test_a_credit_is_proposed_as_passed_or_not():
    assert standing(line("5", "3", "3"), Scoring(), pass_fail=True).proposal == "зач"
    assert standing(line("2", "2", "2"), Scoring(), pass_fail=True).proposal == "незач"


def test_weights_count():
    entries = [*line("5", weight=3), *line("3", "3")]
    assert standing(entries, Scoring()).mean == Decimal("4.20")


def test_a_mark_improved_at_a_make_up_class_counts_as_the_new_one_unless_the_college_says_otherwise():
    entries = line("2→4", "5", "3")
    assert (standing(entries, Scoring()).mean, standing(entries, Scoring()).marks) == (Decimal("4.00"), 3)
    assert standing(entries, Scoring(improved_replaces=False)).mean == Decimal("3.50")


def test_beside_an_absence_a_mark_stands_only_after_the_lesson_and_closes_what_was_owed():
    lesson, cell = date(2026, 11, 20), parse_cell("н 4")
    require_present(cell, lesson, date(2026, 11, 21))
    for day in (lesson, date(2026, 11, 19)):
        with pytest.raises(DomainError):
            require_present(cell, lesson, day)
    require_present(parse_cell("у 4"), lesson, lesson)
    (made_up,) = line("н 4", required=True)
    assert not made_up.is_open and standing([made_up], Scoring()).absent_hours == 2


@pytest.mark.parametrize(
    ("before", "after", "filled"),
    [("", "5", True), ("", "н", True), ("н", "н 4", True), ("н", "у", False), ("н", "4", False), ("2", "2→4", False), ("5", "5 4", False), ("5", "", False),
     ("о", "о15", True), ("о15", "о15 5", True), ("о15", "о10", False), ("о15", "о", False)],
)
def test_filling_what_was_empty_is_no_change_of_a_mark(before, after, filled):
    assert is_filled(parse_cell(before), parse_cell(after)) is filled


def test_by_correspondence_neither_the_number_of_marks_nor_absence_holds_a_proposal_back():
    extramural = Scoring().of_form("extramural")
    assert standing(line("4", "н", "н", "н"), extramural).proposal == "4"
    assert standing(line("4", "н", "н", "н"), Scoring().of_form("part_time")).proposal == "н/а"
    assert standing(line("4"), Scoring().of_form("full_time")).proposal is None


def test_a_required_task_without_a_mark_stops_the_proposal():
    result = standing([*line("5", "5", "5"), *line("", required=True)], Scoring())
    assert (result.proposal, result.open_tasks) == (None, 1)


def test_more_than_half_of_the_hours_missed_is_not_attested():
    assert standing(line("5", "5", "5", "н", "н", "б", "у"), Scoring()).proposal == "н/а"
    assert standing(line("5", "5", "5", "н", "н", "н"), Scoring()).proposal == "5"


def test_hours_missed_are_told_by_reason_and_exempt_lessons_are_left_out():
    result = standing(line("н", "у", "б", "о", "осв", "5"), Scoring())
    assert (result.absent_hours, result.excused_hours, result.total_hours) == (6, 4, 10)
    assert result.attendance_percent == Decimal("40.0")


@CALM
@given(st.lists(st.tuples(st.integers(2, 5), st.integers(1, 9)), min_size=1, max_size=60))
def test_a_mean_lies_between_its_marks_and_does_not_depend_on_order(pairs):
    mean = mean_of(pairs)
    assert min(m for m, _ in pairs) <= mean <= max(m for m, _ in pairs)
    assert mean == mean_of(reversed(pairs))


@CALM
@given(st.lists(st.sampled_from(["5", "4", "3", "2", "н", "у", ""]), max_size=60))
def test_missing_is_never_zero(cells):
    full, without = standing(line(*cells), Scoring()), standing(line(*(c for c in cells if c)), Scoring())
    assert full.mean == without.mean


def test_dates():
    with pytest.raises(DomainError):
        require_date(date(2026, 11, 24), date(2026, 11, 23))
    require_date(date(2026, 11, 23), date(2026, 11, 23))
    spans = [(date(2026, 9, 1), date(2026, 10, 1)), (date(2026, 11, 1), None)]
    for day in (date(2026, 9, 1), date(2026, 10, 1), date(2026, 12, 1)):
        require_member(day, spans, "Иванов")
    for day in (date(2026, 8, 31), date(2026, 10, 2)):
        with pytest.raises(DomainError):
            require_member(day, spans, "Иванов")
    require_change_allowed(date(2026, 11, 16), date(2026, 11, 23), 7)
    with pytest.raises(DomainError):
        require_change_allowed(date(2026, 11, 15), date(2026, 11, 23), 7)


CELLS = st.lists(
    st.tuples(st.sampled_from(["5", "4 5", "3", "2", "2→4", "н", "н 3", "у", "б 4", "о", "осв", "зач", "незач→зач", ""]), st.integers(1, 4), st.integers(1, 3), st.booleans()),
    max_size=30,
)


def entries_of(drawn):
    return [Entry(hours, weight, required, parse_cell(text), number) for number, (text, hours, weight, required) in enumerate(drawn)]


@CALM
@given(CELLS, st.randoms(use_true_random=False))
def test_a_standing_does_not_depend_on_the_order_of_lessons(drawn, random):
    entries = entries_of(drawn)
    mixed = random.sample(entries, len(entries))
    one, other = standing(entries, Scoring()), standing(mixed, Scoring())
    assert (one.mean, one.marks, one.absent_hours, one.total_hours, one.proposal) == (
        other.mean, other.marks, other.absent_hours, other.total_hours, other.proposal,
    )  # fmt: skip
    assert sorted(one.open_lessons) == sorted(other.open_lessons)


@CALM
@given(CELLS)
def test_a_standing_holds_together(drawn):
    result = standing(entries_of(drawn), Scoring())
    assert 0 <= result.excused_hours <= result.absent_hours <= result.total_hours
    assert (result.mean is None) == (result.marks == 0)
    if result.attendance_percent is not None:
        assert 0 <= result.attendance_percent <= 100
    if result.proposal in ("5", "4", "3", "2"):
        assert not result.open_lessons and result.marks >= Scoring().min_marks
        assert abs(Decimal(result.proposal) - result.mean) <= Decimal("0.50")
    assert result.is_behind == (bool(result.open_lessons) or result.proposal in ("2", "н/а"))


@CALM
@given(CELLS, st.integers(2, 5))
def test_a_better_mark_never_lowers_the_mean(drawn, grade):
    entries = entries_of(drawn)
    before = standing(entries, Scoring()).mean
    after = standing([*entries, Entry(2, 1, False, parse_cell(str(grade)))], Scoring()).mean
    if before is not None and grade >= before:
        assert after >= before


@pytest.mark.parametrize(
    ("text", "required", "is_open"), [("", True, True), ("у", True, True), ("4", True, False), ("осв", True, False), ("", False, False), ("н/а", True, False)]
)
def test_a_required_task_is_owed_until_it_has_a_mark(text, required, is_open):
    assert Entry(2, 1, required, parse_cell(text)).is_open is is_open
