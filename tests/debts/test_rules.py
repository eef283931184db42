"""Debts by art. 58 of 273-ФЗ: every passage, the year with its excluded days, the next course, a year of a college."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from app.core.errors import Conflict, Refused
from app.debts.rules import (
    OWED,
    TRANSITIONS,
    Age,
    Course,
    Event,
    State,
    Trial,
    age_of,
    deadline,
    is_over,
    makes_debt,
    next_course,
    next_number,
    outcome_of,
    require_day,
    state_of,
    transition,
    union,
)

A, R1, R2, CLEARED, FAILED = State.ACTIVE, State.RETAKE1, State.RETAKE2, State.CLEARED, State.FAILED
PASS, FAIL, EXCUSED, WITHDRAW = Event.PASS, Event.FAIL, Event.EXCUSED, Event.WITHDRAW
FORMED = date(2026, 1, 20)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("event", list(Event))
def test_a_passage_is_in_the_table_or_is_refused(state, event):
    if (state, event) in TRANSITIONS:
        assert transition(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(Conflict):
            transition(state, event)


def test_nothing_leaves_the_last_states_but_a_corrected_sheet():
    assert {event for state, event in TRANSITIONS if state is CLEARED} == {Event.ANNUL}
    assert {event for state, event in TRANSITIONS if state is State.ANNULLED} == set()
    assert {event for state, event in TRANSITIONS if state is State.EXPULSION} == {Event.ANNUL}
    assert {event for state, event in TRANSITIONS if state is FAILED} == {Event.PROPOSE, Event.ANNUL}


# What the re-sits lead to: art. 58 p. 5 (two attempts), p. 6 (a commission), the local act (a good reason is no attempt).
@pytest.mark.parametrize(
    "outcomes, state",
    [
        ([], A),
        ([None], R1),
        ([PASS], CLEARED),
        ([FAIL], R2),
        ([EXCUSED], A),
        ([WITHDRAW], A),
        ([EXCUSED, None], R1),
        ([EXCUSED, EXCUSED, PASS], CLEARED),
        ([FAIL, None], R2),
        ([FAIL, PASS], CLEARED),
        ([FAIL, FAIL], FAILED),
        ([FAIL, EXCUSED], R2),
        ([FAIL, EXCUSED, WITHDRAW, FAIL], FAILED),
        ([EXCUSED, FAIL, EXCUSED, PASS], CLEARED),
    ],
)
def test_the_state_that_re_sits_lead_to(outcomes, state):
    trials = [Trial(1, FORMED + timedelta(days=number), one) for number, one in enumerate(outcomes, start=1)]
    assert state_of(trials) is state


@pytest.mark.parametrize("outcomes, number", [([], 1), ([EXCUSED], 1), ([FAIL], 2), ([FAIL, EXCUSED], 2), ([WITHDRAW, FAIL], 2)])
def test_the_attempt_that_comes_next(outcomes, number):
    assert next_number([Trial(1, FORMED, one) for one in outcomes]) == number


def test_a_third_re_sit_does_not_exist():
    with pytest.raises(Refused):
        next_number([Trial(1, FORMED, FAIL), Trial(2, FORMED, FAIL)])
    with pytest.raises(Conflict):
        state_of([Trial(1, FORMED, FAIL), Trial(2, FORMED, FAIL), Trial(3, FORMED, PASS)])


@pytest.mark.parametrize(
    "result, event",
    [("5", PASS), ("3", PASS), ("зачтено", PASS), ("осв.", PASS), ("2", FAIL), ("не зачтено", FAIL), ("неявка", FAIL), ("н/доп", FAIL),
     ("неявка (ув.)", EXCUSED), ("н/а", FAIL), (None, FAIL)],
)  # fmt: skip
def test_what_a_result_of_a_re_sit_is(result, event):
    assert outcome_of(result) is event


# Only a control named in the plan; excused absence opens none; the flag is on the form (art. 58 p. 2; the local act).
@pytest.mark.parametrize(
    "form, result, opens",
    [("Э", "2", True), ("З", "не зачтено", True), ("ДЗ", "неявка", True), ("КП", "н/доп", True), ("Э", "н/а", True), ("Э", "3", False),
     ("Э", "неявка (ув.)", False), ("Э", "осв.", False), ("ДКР", "2", False), ("Оц", "2", False), ("Э", None, False)],
)  # fmt: skip
def test_which_results_open_a_debt(form, result, opens):
    assert makes_debt(form, result) is opens


def d(month, day, year=2026):
    return date(year, month, day)


# Art. 58 p. 5: a year from the formation without illness, academic leave and maternity leave.
@pytest.mark.parametrize(
    "formed, excluded, last",
    [
        (FORMED, [], d(1, 20, 2027)),
        (date(2024, 2, 29), [], date(2025, 2, 28)),
        (FORMED, [(d(2, 1), d(2, 10))], d(1, 30, 2027)),
        (FORMED, [(d(2, 1), d(2, 10)), (d(2, 5), d(2, 14))], d(2, 3, 2027)),
        (FORMED, [(d(2, 1), d(2, 10)), (d(2, 1), d(2, 10))], d(1, 30, 2027)),
        (FORMED, [(d(1, 10), d(1, 25))], d(1, 25, 2027)),
        (FORMED, [(d(1, 1), d(1, 20))], d(1, 20, 2027)),
        (FORMED, [(d(1, 15, 2027), d(1, 24, 2027))], d(1, 30, 2027)),
        (FORMED, [(d(2, 1), d(2, 10)), (d(1, 25, 2027), d(1, 26, 2027))], d(2, 1, 2027)),
        (FORMED, [(d(3, 1, 2027), d(3, 10, 2027))], d(1, 20, 2027)),
    ],
)
def test_the_year_counts_every_excluded_day_once(formed, excluded, last):
    assert deadline(formed, excluded) == last
    assert not is_over(formed, excluded, last) and is_over(formed, excluded, last + timedelta(days=1))


def test_periods_join_by_days():
    assert union([(d(2, 5), d(2, 9)), (d(2, 1), d(2, 4)), (d(3, 1), None)], d(3, 5)) == [(d(2, 1), d(2, 9)), (d(3, 1), d(3, 5))]


@pytest.mark.parametrize(
    "held, excluded, trials, fits",
    [
        (d(1, 19), [], [], False),
        (d(1, 20), [], [], True),
        (d(2, 5), [(d(2, 1), d(2, 10))], [], False),
        (d(2, 11), [(d(2, 1), d(2, 10))], [], True),
        (d(1, 20, 2027), [], [], True),
        (d(1, 21, 2027), [], [], False),
        (d(2, 1), [], [Trial(1, d(2, 2), FAIL)], False),
        (d(2, 3), [], [Trial(1, d(2, 2), FAIL)], True),
    ],
)
def test_which_day_a_re_sit_may_have(held, excluded, trials, fits):
    if fits:
        require_day(FORMED, trials, excluded, held, "Иванов")
    else:
        with pytest.raises(Refused, match="Иванов"):
            require_day(FORMED, trials, excluded, held, "Иванов")


@pytest.mark.parametrize(
    "today, age", [(d(2, 19), Age.FRESH), (d(2, 20), Age.MONTH), (d(4, 21), Age.QUARTER), (d(12, 21), Age.ENDING), (d(1, 21, 2027), Age.OVER)]
)
def test_the_age_of_a_debt(today, age):
    assert age_of(FORMED, deadline(FORMED, []), today) is age


# Art. 58 p. 8: with a debt on condition; p. 11: not settled in time, no transfer.
@pytest.mark.parametrize(
    "states, waits, course",
    [([], False, Course.TRANSFERRED), ([CLEARED, State.ANNULLED], False, Course.TRANSFERRED), ([A], False, Course.CONDITIONAL),
     ([R2, CLEARED], False, Course.CONDITIONAL), ([], True, Course.CONDITIONAL), ([FAILED], False, Course.NOT), ([A, State.EXPULSION], True, Course.NOT)],
)  # fmt: skip
def test_the_next_course(states, waits, course):
    assert next_course(states, waits=waits) is course


# ---- a year of a college: 300 students, all debts end as the law says ----------------------------------------------


def _life(random: Random, formed: date) -> tuple[State, list[Trial], list[tuple[date, date]], date]:
    """Live one debt through: illness, re-sits that are missed, failed or passed; gives how it ended and when."""
    excluded = [
        (begin := formed + timedelta(days=random.randrange(400)), begin + timedelta(days=random.randrange(60)))
        for _ in range(random.choice((0, 0, 1, 2)))
    ]
    trials: list[Trial] = []
    day = formed
    while state_of(trials) in (A, R1, R2):
        day += timedelta(days=random.randrange(5, 120))
        if is_over(formed, excluded, day):
            return transition(state_of(trials), Event.YEAR_OVER), trials, excluded, day
        try:
            require_day(formed, trials, excluded, day, "студент")
        except Refused:
            continue
        outcome = random.choices((PASS, FAIL, EXCUSED, WITHDRAW), (45, 35, 12, 8))[0]
        trials.append(Trial(next_number(trials), day, outcome))
    return state_of(trials), trials, excluded, day


def test_all_debts_of_a_year_of_a_college_end_as_the_law_says():
    random, ends = Random(58), Counter()
    for _student in range(300):
        for _debt in range(random.choices((0, 1, 2, 3), (60, 22, 12, 6))[0]):
            formed = date(2025, 12, 20) + timedelta(days=random.randrange(40))
            state, trials, excluded, day = _life(random, formed)
            failed = [one for one in trials if one.outcome is FAIL]
            passed = [one for one in trials if one.outcome is PASS]
            assert state in (CLEARED, FAILED)
            assert len(failed) + len(passed) <= 2, "two attempts at most"
            assert all(one.number == 1 for one in trials[: trials.index(failed[0]) + 1]) if failed else True
            assert all(one.held_on <= deadline(formed, excluded) for one in trials), "within the year"
            assert not any(begin <= one.held_on <= end for one in trials for begin, end in excluded), "never while ill"
            assert (state is CLEARED) == bool(passed)
            assert state is CLEARED or len(failed) == 2 or is_over(formed, excluded, day), "failed twice or too late"
            assert next_course([state]) is (Course.TRANSFERRED if state is CLEARED else Course.NOT)
            ends[state, len(failed)] += 1
    assert {CLEARED, FAILED} == {state for state, _ in ends} and sum(ends.values()) > 100
    assert ends[CLEARED, 0] and ends[CLEARED, 1] and ends[FAILED, 2] and (ends[FAILED, 0] or ends[FAILED, 1])
    assert not set(OWED) & {CLEARED, State.ANNULLED}
