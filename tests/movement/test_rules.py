"""Rules of orders: steps, numbers, dates, and every refusal and warning of a line; no database."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.errors import Conflict, Invalid
from app.movement import rules
from app.movement.facts import GroupFacts, LineFacts
from app.movement.findings import line_findings, order_findings
from app.movement.kinds import EXPULSIONS, GROUNDS, KINDS, STANDING_TITLES, choices_of
from app.movement.timeline import Clash, Deed, Standing, Stay, derive

DAY = date(2026, 11, 20)
STUDIES = Standing("studying", 1, 1, "budget", "full_time", date(2026, 9, 1))
LEAVE = Standing("academic", 1, 2, "budget", "full_time", date(2025, 10, 1), date(2026, 12, 31))
HERE = GroupFacts(1, "ИСП-11", 10, "full_time", 1, 4, 20)
THERE = GroupFacts(2, "ИСП-12", 10, "full_time", 1, 4, 20)
ELSEWHERE = GroupFacts(3, "ЭБ-11", 20, "full_time", 1, 3, 25)
BY_POST = GroupFacts(4, "ИСПз-11", 10, "extramural", 1, 4, 3)


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("verb", rules.TRANSITIONS)
def test_every_step_from_every_state(verb, state):
    sources, target = rules.TRANSITIONS[verb]
    if state in sources:
        assert rules.transition(verb, state) == target and verb in rules.possible(state)
    else:
        with pytest.raises(Conflict):
            rules.transition(verb, state)


def test_nothing_leaves_the_signed_states_but_to_another_signed_one():
    for sources, target in rules.TRANSITIONS.values():
        assert not set(sources) & set(rules.SEALED) or target in rules.SEALED


@pytest.mark.parametrize(
    ("typed", "serial", "text", "series"),
    [("125", 125, "125", ""), ("№ 125-с", 125, "125", "с"), ("125/1-С", 125, "125/1", "с"), ("007 - лс", 7, "7", "лс"), ("12-к/у", 12, "12", "к/у")],
)
def test_a_number_is_read_as_the_register_has_it(typed, serial, text, series):
    assert rules.parse_number(typed) == rules.Number(serial, text, series)
    assert rules.parse_number(str(rules.parse_number(typed))) == rules.parse_number(typed)


@pytest.mark.parametrize("typed", ["", "с-125", "0", "12/", "1234567", "12-", "12-с 13-с", "-5"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Invalid):
        rules.parse_number(typed)


@pytest.mark.parametrize(("applied", "told"), [([], 0), ([None], 0), ([date(2026, 11, 10)], 0), ([date(2026, 11, 20), date(2026, 11, 9)], 1)])
def test_a_leave_is_decided_on_within_ten_days_of_the_application(applied, told):
    found = rules.decision_findings(applied, DAY)
    assert len(found) == told and not any(one.blocks for one in found)


@pytest.mark.parametrize(("serials", "said"), [([], ""), ([1, 2, 3], ""), ([3, 6], "1–2, 4–5"), ([2, 2, 4], "1, 3")])
def test_gaps_of_the_register(serials, said):
    assert rules.runs(rules.gaps(serials)) == said


@pytest.mark.parametrize(
    ("dated", "effective", "previous", "said"),
    [
        (DAY, DAY, None, []),
        (None, DAY, None, []),
        (date(2026, 11, 21), DAY, None, [True, False]),  # tomorrow; and so it takes effect before its date
        (DAY, date(2027, 11, 22), None, [True]),
        (DAY, date(2027, 3, 1), None, [False]),
        (DAY, date(2026, 9, 1), None, [False]),
        (DAY, DAY, date(2026, 11, 25), [False]),
        (date(2026, 8, 20), date(2026, 9, 1), date(2026, 8, 19), []),
    ],
)
def test_the_dates_of_an_order(dated, effective, previous, said):
    assert [one.blocks for one in rules.date_findings(dated, effective, DAY, previous)] == said


def line(kind, before=STUDIES, **more):
    group = more.get("now_group", HERE)
    return LineFacts(1, KINDS[kind], "Абрамов Пётр", DAY, before, filled=frozenset(KINDS[kind].needs), **more | {"now_group": group})


ADULT, MINOR, CHILD = date(2000, 1, 1), date(2010, 1, 1), date(2012, 1, 1)
# (what is judged, refusals, warnings): a word of each sentence that must be said.
LINES = [
    (line("GROUP", group=THERE), [], []),
    (line("GROUP", group=HERE), ["already is in group"], []),
    (line("GROUP", group=ELSEWHERE), ["another specialty"], ["already has"]),
    (line("GROUP", group=BY_POST), ["another form"], []),
    (line("SPEC", group=ELSEWHERE, course=1), [], ["already has"]),
    (line("SPEC", group=THERE, course=1), ["same specialty"], []),
    (line("SPEC", group=replace(ELSEWHERE, members=1), course=4), ["ends with course"], ["while group"]),
    (line("FORM", group=BY_POST), [], []),
    (line("FORM", group=THERE), ["same form"], []),
    (line("NEXT_COURSE", course=2), [], []),
    (line("NEXT_COURSE", course=5), ["last course"], []),
    (line("BASIS", funding="budget"), ["already studies so"], []),
    (line("BASIS", before=replace(STUDIES, funding="entity"), funding="federal"), [], ["decision of a commission"]),
    (line("BASIS", before=replace(STUDIES, funding="contract"), funding="budget", bases=frozenset({"commission"})), [], []),
    (line("BASIS", funding="contract"), [], ["contract is not named"]),
    (line("BASIS", funding="federal_t"), [], ["contract is not named"]),
    (line("BASIS", funding="federal"), [], []),
    (line("BASIS", funding="contract", bases=frozenset({"contract"})), [], []),
    (line("ACADEM_OUT", until=date(2027, 11, 19), reason="family"), [], []),
    (line("ACADEM_OUT", until=date(2026, 11, 19), reason="family"), ["end lies before"], []),
    (line("ACADEM_OUT", until=date(2028, 11, 20), reason="family"), ["2 years at most"], []),
    (line("ACADEM_OUT", until=date(2028, 11, 19), reason="medical"), [], ["medical conclusion"]),
    (line("ACADEM_OUT", until=date(2027, 11, 19), reason="military"), [], ["summons"]),
    (line("ACADEM_OUT", until=date(2027, 11, 19), reason="military", bases=frozenset({"summons"})), [], []),
    (line("CHILDCARE_OUT", until=date(2029, 11, 20)), ["3 years at most"], []),
    (line("MATERNITY_OUT", until=date(2027, 4, 1)), [], []),
    (line("LEAVE_EXTEND", LEAVE, until=date(2026, 12, 1)), ["already lasts"], []),
    (line("LEAVE_EXTEND", LEAVE, until=date(2028, 10, 1)), ["3 years at most"], []),
    (line("LEAVE_EXTEND", LEAVE, until=date(2027, 8, 31)), [], []),
    (line("ACADEM_IN", replace(LEAVE, until=date(2026, 9, 1))), [], ["leave ended"]),
    (line("EXPEL", reason="own_wish"), [], []),
    (line("EXPEL", LEAVE, reason="own_wish"), [], []),
    (line("EXPEL", LEAVE, reason="failure"), ["no expulsion on the initiative"], []),
    (line("EXPEL", replace(LEAVE, status="maternity"), reason="discipline", born=ADULT), ["no expulsion on the initiative"], []),
    (line("EXPEL", replace(LEAVE, status="childcare"), reason="no_payment"), ["no expulsion on the initiative"], []),
    (line("EXPEL", reason="no_return"), ["nothing to return from"], []),
    (line("EXPEL", LEAVE, reason="no_return"), ["leave lasts until"], []),
    (line("EXPEL", replace(LEAVE, until=date(2026, 11, 1)), reason="no_return"), [], []),
    (line("EXPEL", reason="gia_failed"), [], ["good reason"]),
    (line("EXPEL", reason="discipline", born=ADULT), [], []),
    (line("EXPEL", reason="discipline", born=MINOR), [], ["is a minor"]),
    (line("EXPEL", reason="discipline", born=CHILD), ["possible from"], []),
    (line("EXPEL", reason="discipline", born=ADULT, orphan=True), [], ["orphan"]),
    (line("EXPEL", reason="discipline", born=ADULT, unschooled=True), [], ["no basic general education"]),
    (line("EXPEL", reason="discipline", born=ADULT, orphan=True, bases=frozenset({"kdn"})), [], []),
    (line("RESTORE", Standing("expelled", 1, 1, since=date(2021, 11, 1), reason="own_wish"), group=THERE, course=1, funding="budget"), ["five years"], []),
    (line("RESTORE", Standing("expelled", 1, 1, since=date(2021, 11, 1), reason="failure"), group=THERE, course=1, funding="budget"), [], ["five years"]),
    (line("RESTORE", Standing("expelled", 1, 1, since=date(2026, 10, 1), reason="own_wish"), group=THERE, course=1, funding="budget", term_ends=date(2026, 12, 30)), ["half-year"], []),
    (line("RESTORE", Standing("expelled", 1, 1, since=date(2026, 10, 1), reason="discipline"), group=THERE, course=1, funding="budget", term_ends=date(2026, 12, 30)), [], ["half-year"]),
    (replace(line("ENROLL", Standing(), course=1), filled=frozenset({"ground", "funding", "course"})), ["name the group"], []),
    (replace(line("TRANSFER_OUT"), filled=frozenset()), ["is missing"], []),
]  # fmt: skip


@pytest.mark.parametrize(("judged", "refusals", "warnings"), LINES, ids=lambda one: getattr(getattr(one, "kind", None), "code", None))
def test_what_speaks_against_a_line(judged, refusals, warnings):
    found = line_findings(judged)
    for wanted, blocks in ((refusals, True), (warnings, False)):
        said = [one.msgid % dict(one.params) for one in found if one.blocks is blocks]
        assert len(said) == len(wanted) and all(word in text for word, text in zip(wanted, said, strict=True)), said


def test_an_order_as_a_whole():
    said = [one.msgid for one in order_findings([], [])]
    assert len(said) == 2
    assert [one.line for one in order_findings(["memo"], [(1, 7, "А"), (2, 8, "Б"), (3, 7, "А")])] == [3]


FROM = {
    "ENROLL": "candidate", "TRANSFER_IN": "candidate", "RESTORE": "expelled", "LEAVE_EXTEND": "academic", "ACADEM_IN": "academic",
}  # fmt: skip
HISTORY = {
    "candidate": [],
    "studying": [Deed(1, "ENROLL", date(2024, 9, 1), group=1, course=1, funding="budget")],
}
HISTORY["expelled"] = [*HISTORY["studying"], Deed(2, "EXPEL", date(2025, 9, 1), reason="own_wish")]
HISTORY["transferred"] = [*HISTORY["studying"], Deed(2, "TRANSFER_OUT", date(2025, 9, 1))]
HISTORY["graduated"] = [*HISTORY["studying"], Deed(2, "GRADUATE", date(2025, 9, 1))]
HISTORY["academic"] = [*HISTORY["studying"], Deed(2, "ACADEM_OUT", date(2025, 9, 1), until=date(2027, 8, 31))]
HISTORY["maternity"] = [*HISTORY["studying"], Deed(2, "MATERNITY_OUT", date(2025, 9, 1))]
HISTORY["childcare"] = [*HISTORY["studying"], Deed(2, "CHILDCARE_OUT", date(2025, 9, 1))]


@pytest.mark.parametrize("standing", HISTORY)
@pytest.mark.parametrize("kind", [code for code in KINDS if code not in ("AMEND", "CANCEL")])
def test_every_kind_from_every_standing(kind, standing):
    deed = Deed(9, kind, DAY, group=2, course=2, funding="contract", until=date(2027, 1, 1))
    if standing not in KINDS[kind].sources:
        with pytest.raises(Clash) as refused:
            derive([], [*HISTORY[standing], deed])
        assert refused.value.item == 9
        return
    found = derive([], [*HISTORY[standing], deed])
    assert found.before[9].status == standing
    assert found.last.status == (KINDS[kind].target or standing)
    if KINDS[kind].moves and kind != "LEAVE_EXTEND":
        assert found.stays[-1].ends_on == (date(2026, 11, 19) if KINDS[kind].target in ("expelled", "transferred", "graduated") else None)
    else:
        assert found.stays == derive([], HISTORY[standing]).stays


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [("GROUP", "BASIS", False), ("GROUP", "NEXT_COURSE", False), ("GROUP", "GROUP", True), ("GROUP", "EXPEL", True),
     ("BASIS", "ACADEM_OUT", False), ("NEXT_COURSE", "GRADUATE", True), ("ACADEM_OUT", "EXPEL", True), ("PRACTICE", "EXPEL", False),
     ("SPEC", "GROUP", True), ("NAME", "GROUP", False)],
)  # fmt: skip
def test_two_orders_of_one_day(first, second, clash):
    deeds = [*HISTORY["studying"], Deed(8, first, DAY, (1,), group=2, course=2, funding="target"), Deed(9, second, DAY, (2,), group=3, course=2, funding="target")]
    if clash:
        with pytest.raises(Clash):
            derive([], deeds)
    else:
        assert len([stay for stay in derive([], deeds).stays if stay.starts_on == DAY]) <= 1


def test_what_was_carried_over_stays_and_orders_begin_after_it():
    carried = [Stay(date(2024, 9, 1), date(2025, 8, 31), 1), Stay(date(2025, 9, 1), None, 2, journal_number=5)]
    found = derive(carried, [Deed(1, "GROUP", DAY, group=3)])
    assert [(one.group, one.ends_on) for one in found.stays] == [(1, date(2025, 8, 31)), (2, date(2026, 11, 19)), (3, None)]
    with pytest.raises(Clash, match="carried over"):
        derive(carried, [Deed(1, "GROUP", date(2025, 3, 1), group=3)])
    assert derive(carried, [Deed(1, "GROUP", date(2025, 9, 1), group=3)]).stays[-1].starts_on == date(2025, 9, 1)
    gone = [Stay(date(2024, 9, 1), date(2025, 8, 31), 1)]
    assert derive(gone, [Deed(1, "RESTORE", DAY, group=1, course=1, funding="budget")]).last.status == "studying"


def test_the_lists_of_reasons_are_as_long_as_the_office_needs_and_have_their_classes():
    assert len(EXPULSIONS) == 18 and len(GROUNDS) == 14
    assert all(one.statistics and one.words for one in (*EXPULSIONS.values(), *GROUNDS.values()))
    assert set(choices_of("reason")) == set(EXPULSIONS) and choices_of("note") == {}
    assert {kind.target for kind in KINDS.values() if kind.target} <= set(STANDING_TITLES)
