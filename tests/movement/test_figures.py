"""Movement and contingent: any sequence of orders, cancelled and retroactive ones included, keeps the equation."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.movement import figures
from app.movement.kinds import EXPULSIONS, GROUNDS, KINDS
from app.movement.timeline import Clash, Deed, Stay, derive

FIRST = date(2025, 9, 1)
DAYS = st.integers(0, 500).map(lambda n: FIRST + timedelta(days=n))
MOVERS = [code for code, kind in KINDS.items() if kind.moves]


@st.composite
def acts(draw):
    """Give what an office does one after another: an order on a student that takes effect on any day, or a cancellation."""
    if draw(st.integers(0, 4)) == 0:
        return ("cancel", draw(st.integers(0, 30)))
    kind = draw(st.sampled_from(MOVERS))
    choices = {"EXPEL": tuple(EXPULSIONS), "ENROLL": tuple(GROUNDS)}.get(kind, (None,))
    group = draw(st.sampled_from((1, 2, 3)))
    if kind == "ENROLL" and draw(st.booleans()):
        group = None
    return (
        "order", draw(st.integers(0, 3)), kind, draw(DAYS), group, draw(st.integers(1, 4)),
        draw(st.sampled_from(("budget", "contract", "target"))), draw(st.sampled_from(choices)), draw(st.booleans()),
    )  # fmt: skip


CARRIED = [
    [Stay(date(2024, 9, 1), None, 1)],
    [Stay(date(2023, 9, 1), date(2024, 8, 31), 2), Stay(date(2024, 9, 1), date(2025, 10, 10), 3)],
    [],
    [Stay(date(2025, 9, 1), None, 2, "academic")],
]


def office(done):
    """Do the acts as the office would: what clashes is refused and leaves no trace; gives (histories, lines in force)."""
    lines = [{} for _ in CARRIED]
    kept = []
    for number, act in enumerate(done, start=1):
        if act[0] == "cancel":
            if not kept:
                continue
            student, item = kept[act[1] % len(kept)]
            tried = {key: deed for key, deed in lines[student].items() if key != item}
        else:
            _, student, kind, on, group, course, funding, reason, with_group = act
            if kind in ("ACADEM_IN", "FORM") and not with_group:
                group = None
            deed = Deed(number, kind, on, (on, number), group=group, course=course, funding=funding, reason=reason, until=on)
            item, tried = number, lines[student] | {number: deed}
        try:
            derive(CARRIED[student], tried.values())
        except Clash:
            continue
        lines[student] = tried
        if act[0] == "cancel":
            kept.remove((student, item))
        else:
            kept.append((student, item))
    return [derive(carried, found.values()).stays for carried, found in zip(CARRIED, lines, strict=True)], lines


@settings(max_examples=150, deadline=None)
@given(st.lists(acts(), max_size=25), DAYS, st.integers(0, 400))
@example([("order", 3, "GROUP", FIRST, 1, 1, "budget", None, False)], FIRST, 0)  # takes the place of a carried stay of its own day
def test_start_plus_arrived_minus_left_is_end_for_every_group_and_the_college(done, first, length):
    people, lines = office(done)
    causes = {item: (deed.kind, deed.reason) for found in lines for item, deed in found.items()}
    last = first + timedelta(days=length)
    rows = figures.movement(people, causes, first, last, lambda stay: stay.group)
    for row in rows.values():
        assert row.balanced
        assert row.start - row.start_leave >= 0 and min(row.columns.values()) >= 0
    whole = figures.total(rows.values())
    assert whole.balanced and whole.columns["to_groups"] == whole.columns["from_groups"]
    alone = figures.movement(people, causes, first, last, lambda stay: 0).get(0, figures.Movement())
    assert (alone.start, alone.end, alone.arrived) == (whole.start, whole.end, whole.arrived - whole.columns["from_groups"])
    for day, counted in ((first - timedelta(days=1), "start"), (last, "end")):
        body = figures.contingent(people, day, lambda stay: stay.group)
        assert {key: one.total for key, one in body.items()} == {key: getattr(row, counted) for key, row in rows.items() if getattr(row, counted)}
        assert sum(one.total for one in body.values()) == sum(sum(one.fundings.values()) for one in body.values())


@settings(max_examples=100, deadline=None)
@given(st.lists(acts(), max_size=25))
def test_at_most_one_placement_a_day_and_a_cancelled_order_leaves_no_movement(done):
    people, lines = office(done)
    for stays in people:
        for before, stay in pairwise(stays):
            assert before.ends_on is not None and before.starts_on <= before.ends_on < stay.starts_on
    for student, found in enumerate(lines):
        used = {stay.item for stay in people[student]} | {stay.ended_by for stay in people[student]}
        assert used - {None} <= set(found)
        # the order in which the office typed them does not matter
        assert derive(CARRIED[student], reversed(list(found.values()))).stays == people[student]


def test_each_cause_has_its_column():
    stays = [Stay(date(2025, 9, 1), date(2026, 9, 30), 1, item=1, ended_by=2)]
    for kind, choice, column in (
        *(("EXPEL", code, reason.column) for code, reason in EXPULSIONS.items()), ("TRANSFER_OUT", None, "transferred_out"),
        ("GRADUATE", None, "graduated"),
    ):  # fmt: skip
        rows = figures.movement([stays], {2: (kind, choice)}, date(2026, 9, 1), date(2026, 12, 31), lambda stay: stay.group)
        assert (rows[1].start, rows[1].end, rows[1].columns[column], rows[1].left) == (1, 0, 1, 1)
    for kind, choice, column in (
        *(("ENROLL", code, ground.column) for code, ground in GROUNDS.items()), ("TRANSFER_IN", None, "transferred_in"),
        ("RESTORE", None, "restored"),
    ):  # fmt: skip
        rows = figures.movement([stays], {1: (kind, choice)}, date(2025, 9, 1), date(2025, 12, 31), lambda stay: stay.group)
        assert (rows[1].start, rows[1].end, rows[1].columns[column], rows[1].arrived) == (0, 1, 1, 1)


def test_who_came_from_a_group_that_the_reader_does_not_see_came_from_a_group():
    stays = [Stay(date(2025, 9, 1), None, 1, item=1)]
    found = [
        figures.movement([stays], {1: ("GROUP", None)}, date(2025, 9, 1), date(2025, 12, 31), lambda stay: stay.group, partial=partial)[1].columns
        for partial in (True, False)
    ]
    assert [(one["from_groups"], one["enrolled"]) for one in found] == [(1, 0), (0, 1)]


def test_a_leave_is_inside_and_outside():
    stays = [Stay(date(2025, 9, 1), date(2026, 9, 30), 1), Stay(date(2026, 10, 1), date(2026, 11, 30), 1, "academic"), Stay(date(2026, 12, 1), None, 2)]
    autumn = figures.movement([stays], {}, date(2026, 9, 1), date(2026, 11, 15), lambda stay: stay.group)[1]
    assert (autumn.start, autumn.end, autumn.end_leave, autumn.on_leave, autumn.left) == (1, 1, 1, 1, 0)
    winter = figures.movement([stays], {}, date(2026, 11, 16), date(2026, 12, 31), lambda stay: stay.group)
    assert (winter[1].off_leave, winter[1].columns["to_groups"], winter[2].columns["from_groups"], winter[2].on_leave) == (1, 1, 1, 0)
