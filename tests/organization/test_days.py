"""Days of work and study, the college's own over the public calendar; the bells that ring on them."""

from datetime import date

from flask import Flask

from app.core.workdays import DAY_OFF, SHORTENED, WORKDAY, Days
from app.organization import queries, rules
from tests.factories import World


def test_the_public_calendar_holds_where_the_college_says_nothing() -> None:
    days = Days()
    assert not days.is_study_day(date(2026, 11, 4)) and "единства" in days.why_off(date(2026, 11, 4))
    assert days.is_study_day(date(2026, 11, 7)) and not days.is_workday(date(2026, 11, 7))
    assert not Days(study_week=5).is_study_day(date(2026, 11, 7)) and days.why_off(date(2026, 11, 8)) == ""


def test_a_day_of_the_college_decides_before_the_public_calendar() -> None:
    days = Days({
        date(2026, 11, 3): (DAY_OFF, "приказ № 41"), date(2026, 11, 8): (WORKDAY, "за 3 ноября"), date(2026, 11, 5): (SHORTENED, "педсовет"),
    })
    assert not days.is_study_day(date(2026, 11, 3)) and days.why_off(date(2026, 11, 3)) == "приказ № 41"
    assert days.is_study_day(date(2026, 11, 8)) and days.is_workday(date(2026, 11, 8))
    assert days.is_shortened(date(2026, 11, 5)) and days.is_study_day(date(2026, 11, 5))
    assert days.add_workdays(date(2026, 11, 2), 1) == date(2026, 11, 5)
    assert days.add_workdays(date(2026, 11, 3), 0) == date(2026, 11, 5)


def test_bells_follow_each_other_and_fall_back_to_the_ordinary() -> None:
    assert rules.clock_time("8.30") == "08:30" and rules.clock_time("24:00") is None
    assert [p.field for p in rules.bell_problems(2, "10:00", "9:00", ())] == ["ends_at"]
    assert [p.field for p in rules.bell_problems(2, "09:30", "11:00", [(1, "08:30", "10:00")])] == ["starts_at"]
    assert [p.field for p in rules.bell_problems(2, "07:00", "08:00", [(1, "08:30", "10:00")])] == ["pair"]
    assert rules.bell_kind(5, False, ["ordinary"]) == "ordinary" and rules.bell_kind(5, True, ["saturday", "shortened"]) == "shortened"


def test_the_dispatcher_enters_bells_and_moved_days(app: Flask, world: World, client_as, on_behalf) -> None:
    client = client_as("dispatcher")
    for pair, starts, ends in ((1, "8:30", "10.00"), (2, "10:10", "11:40")):
        assert client.post("/bells/add", data={"kind": "ordinary", "pair": pair, "starts_at": starts, "ends_at": ends}).status_code == 303
    wrong = client.post("/bells/add", data={"kind": "ordinary", "pair": 3, "starts_at": "11:00", "ends_at": "25:00"})
    assert wrong.status_code == 422 and 'value="25:00"' in wrong.get_data(as_text=True)
    day = {"day": "2026-11-03", "kind": "day_off", "note": "приказ № 41"}
    assert client.post("/special-days/add", data=day).status_code == 303
    assert client.post("/special-days/add", data=day).status_code in (409, 422)
    assert client_as("teacher").post("/special-days/add", data=day).status_code == 403
    with app.app_context(), on_behalf("teacher"):
        days = queries.days_of(world.home.id)
        rung = queries.ringing([date(2026, 11, 2)], days)
        assert rung[date(2026, 11, 2)] == {1: "08:30–10:00", 2: "10:10–11:40"}
        assert not days.is_study_day(date(2026, 11, 3))
        assert queries.days_of(world.foreign.id).is_study_day(date(2026, 11, 3))
