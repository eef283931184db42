"""Who dealt with personal data, when it is too much, incidents against the clock, measures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.transaction import transaction
from app.extensions import db
from app.oversight import rules
from app.oversight.models import ProtectionMeasure, SecurityIncident
from app.oversight.rules import Access
from app.students.models import Student

FOUND = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("noticed", "answered", "passed", "late"),
    [
        (None, None, 23, (False, False)), (None, None, 25, (True, False)), (None, None, 73, (True, True)),
        (24, 72, 200, (False, False)), (25, 73, 200, (True, True)), (10, None, 71, (False, False)),
    ],
)  # fmt: skip
def test_an_incident_has_24_and_72_hours(noticed, answered, passed, late):
    after = lambda hours: FOUND + timedelta(hours=hours) if hours is not None else None  # noqa: E731
    found = rules.terms(FOUND, after(noticed), after(answered), after(passed))
    assert (found.notice_late, found.result_late) == late
    assert (found.notice_until - FOUND, found.result_until - FOUND) == (timedelta(days=1), timedelta(days=3))


@pytest.mark.parametrize(
    ("moments", "field"),
    [((24, None, None), "found_at"), ((0, -1, None), "noticed_at"), ((0, 1, 24), "answered_at")],
)
def test_moments_ahead_or_out_of_order_are_refused(moments, field):
    at = [FOUND + timedelta(hours=hours) if hours is not None else None for hours in moments]
    with pytest.raises(Invalid) as refusal:
        rules.check_incident(*at, FOUND + timedelta(hours=12))
    assert refusal.value.field == field


def test_mass_viewing_is_more_than_the_limit_in_one_day():
    day = date(2026, 11, 20)
    found = [Access("А", day, rules.VIEW)] * 3 + [Access("Б", day, rules.PRINT)] * 9 + [Access("А", date(2026, 11, 21), rules.VIEW)] * 2
    assert rules.mass_views(found, 2) == [("А", day, 3)]
    assert rules.mass_views(found, 3) == []
    assert rules.by_person(found)[0] == ("Б", {rules.PRINT: 9})


def test_the_log_is_found_by_both_sides_and_mass_viewing_warns(app, client_as, actor_as, college, world):
    with app.app_context():
        curator = actor_as("curator")
        with unscoped(), transaction() as session:
            one, other = (session.get(Student, college.students[index]) for index in (0, 1))
            for _ in range(21):
                record(curator, "reveal", one, reason="справка")
            record(curator, "export", "student", label="Студенты")
            record(Actor.system(college.id), "reveal", other, reason="сверка-77")
    director = client_as("director")
    page = director.get("/oversight/?who=Curator&subject=Абрамов&kind=view").text
    assert page.count("справка") == 21 and "сверка-77" not in page and "Массовый просмотр" in page
    assert "Белов" in director.get("/oversight/?subject=Белов").text
    assert "Массовый просмотр" in director.get("/").text
    assert director.post("/oversight/print", data={"month": "2026-11"}).mimetype == "application/pdf"
    for wrong in ("x", "0001-01", "9999-12"):
        assert director.post("/oversight/print", data={"month": wrong}).status_code == 422, wrong
    assert client_as("deputy").get("/oversight/").status_code == 403
    assert "справка" not in client_as("director", world.foreign).get("/oversight/").text


def test_an_incident_is_watched_from_the_discovery_to_the_result(app, client_as, world):
    coordinator = client_as("coordinator")
    data = {"found_at": "2026-11-21T09:00", "summary": "Утеря распечатки", "what": "Список группы", "people": "25"}
    assert coordinator.post("/incidents/add", data=data | {"found_at": "2026-11-30T09:00"}).status_code == 422
    assert coordinator.post("/incidents/add", data=data).status_code == 303
    with app.app_context(), unscoped():
        incident = db.session.query(SecurityIncident).one()
        assert incident.found_at == datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # Samara is UTC+4
        pk = incident.id
    assert "уведомить Роскомнадзор" in client_as("director").get("/").text
    card = coordinator.get(f"/incidents/show/{pk}").text
    assert "22.11.2026 09:00" in card and "24.11.2026 09:00" in card
    assert "2026-11-21T09:00" in coordinator.get(f"/incidents/edit/{pk}").text
    assert coordinator.post("/incidents/print").mimetype == "application/pdf"
    assert client_as("teacher").get("/incidents/list/").status_code == 403
    assert client_as("coordinator", world.foreign).get(f"/incidents/show/{pk}").status_code == 404


def test_the_table_of_measures_begins_with_the_model_and_is_printed(app, client_as):
    coordinator = client_as("coordinator")
    for _ in range(2):
        assert coordinator.post("/measures/begin").status_code == 303
    with app.app_context(), unscoped():
        assert db.session.query(ProtectionMeasure).count() == 12
    assert "УПД.1" in coordinator.get("/measures/list/").text
    assert coordinator.post("/measures/print").mimetype == "application/pdf"
