"""Who holds which right and why; the direction delegated for the days of an absence, and never further."""

from datetime import timedelta

from app.core import clock


def form(college, key="deputy", **changes):
    return {
        "employee": str(college.employees[key]), "valid_from": "2026-11-23", "valid_to": "2026-11-30", "basis": "приказ № 140",
    } | changes  # fmt: skip


def test_rights_are_seen_with_their_basis(client_as, world):
    page = client_as("director").get("/rights/").text
    assert "приказ № 1" in page and "Петрова Анна Teacher2" in page and "не подписано" in page
    assert client_as("director", world.foreign).get("/rights/").status_code == 200
    assert client_as("teacher").get("/rights/").status_code == 403
    assert "Передать" not in client_as("coordinator").get("/rights/").text


def test_the_direction_is_delegated_for_its_days_and_never_further(app, client_as, college, world):
    director, deputy = client_as("director"), client_as("deputy")
    assert deputy.post("/rights/delegate", data=form(college, "teacher")).status_code == 403
    for wrong in ({"valid_to": "2026-11-20"}, {"valid_from": "2026-11-20"}, {"valid_to": "2027-02-01"}, {"basis": " "}):
        assert director.post("/rights/delegate", data=form(college, **wrong)).status_code == 422
    assert director.post("/rights/delegate", data=form(college, employee=str(world.foreign.employees["deputy"]))).status_code == 422
    assert director.post("/rights/delegate", data=form(college)).status_code == 303
    assert deputy.get("/appointments/add").status_code == 200  # acts for the director
    assert "исполняет обязанности директора" in director.get("/rights/").text
    assert deputy.post("/rights/delegate", data=form(college, "teacher")).status_code == 403
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert client_as("deputy").get("/appointments/add").status_code == 403


def test_the_direction_is_taken_back_at_once(app, client_as, college):
    director, deputy = client_as("director"), client_as("deputy")
    director.post("/rights/delegate", data=form(college))
    import re

    grant = re.search(r"/rights/(\d+)/end", director.get("/rights/").text)[1]
    assert deputy.post(f"/rights/{grant}/end", data={"reason": "сам"}).status_code == 403
    assert director.post(f"/rights/{grant}/end", data={"reason": " "}).status_code == 422
    assert director.post(f"/rights/{grant}/end", data={"reason": "вернулся"}).status_code == 303
    assert deputy.get("/appointments/add").status_code == 403
    assert director.post("/rights/999/end", data={"reason": "x"}).status_code == 404
