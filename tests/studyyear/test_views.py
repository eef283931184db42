"""The calendar chart through the web: who paints, what is refused, what is kept, printed and copied."""

import json
import os
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import Curriculum
from app.documents import rendering
from app.extensions import db
from app.organization import operations as organization
from app.organization import queries as years
from app.students.models import StudyGroup
from app.studyyear import operations, queries, rules
from app.studyyear.models import CalendarRow
from app.studyyear.papers import ChartPaper, ChartRow
from app.studyyear.rules import CUSTOMARY
from tests.counting import statements
from tests.documents import samples
from tests.documents.test_rendering import pages

GOLDEN = Path(__file__).parents[1] / "golden" / "calendar_chart.txt"
ROW = ",".join(("Т",) * 17 + ("К",) * 2 + ("Т",) * 22 + ("ПА",) * 2 + ("К",) * 9)


def grid_of(client):
    page = client.get("/calendar-chart/").get_data(as_text=True)
    return json.loads(page.split('id="chart-data"')[1].split(">", 1)[1].split("</script>")[0])


def test_a_dispatcher_paints_the_weeks_and_others_read_them(app, college, world, client_as):
    client, address = client_as("dispatcher"), f"/calendar-chart/{college.year_id}/save"
    drawn = grid_of(client)
    assert [row[1:5] for row in drawn["rows"]] == [["ИСП-11", 1, "," * 51, 0], ["ЭК-11", 1, "," * 51, 0]]
    saved = client.post(address, json={"rows": {str(college.group_id): [0, ROW]}})
    assert saved.status_code == 200 and saved.get_json()["rows"][0][3:6] == [ROW, 1, 0]
    assert client.post(address, json={"rows": {str(college.group_id): [0, ROW]}}).status_code == 200  # the same again changes nothing
    stale = client.post(address, json={"rows": {str(college.other_group_id): [0, ROW], str(college.group_id): [0, "Т"]}})
    assert stale.status_code == 409 and "ИСП-11" in stale.get_json()["error"]
    wrong = client.post(address, json={"rows": {str(college.other_group_id): [0, "Т,Щ"]}})
    assert wrong.status_code == 422 and "2" in wrong.get_json()["error"] and "Щ" in wrong.get_json()["error"]
    assert client.post(address, json={"rows": {str(world.foreign.group_id): [0, ROW]}}).status_code == 404
    assert client.post(f"/calendar-chart/{world.foreign.year_id}/save", json={"rows": {"1": [0, ROW]}}).status_code == 404
    for body in ({"rows": []}, {"rows": {"x": [0, ROW]}}, {"rows": {"1": ROW}}, None):
        assert client.post(address, json=body).status_code == 422
    teacher = client_as("teacher")
    assert [(row[1], row[4]) for row in grid_of(teacher)["rows"]] == [("ИСП-11", 1)]
    assert teacher.post(address, json={"rows": {str(college.group_id): [1, "Т"]}}).status_code == 403
    with app.app_context(), unscoped():
        kept = db.session.scalars(select(CalendarRow)).all()
        assert [(row.group_id, row.weeks, row.version) for row in kept] == [(college.group_id, ROW, 1)]


def test_rows_are_drawn_from_the_plans_and_copied_to_the_next_year(app, college, client_as, on_behalf):
    client = client_as("deputy")
    address = f"/calendar-chart/{college.year_id}"
    assert "заведите два семестра" in client.post(f"{address}/fill", follow_redirects=True).get_data(as_text=True)
    with app.app_context(), on_behalf("deputy") as actor, transaction():
        year = queries.year(college.year_id)
        organization.create_semester(actor, year, 2, date(2027, 1, 11), date(2027, 6, 30))
        db.session.get(Curriculum, college.curriculum_id).weeks = {"1": {"theory": 17}, "2": {"theory": 22, "attestation": 2}}
        record(actor, "update", "test", label="plan")
    assert "Начерчены 2 строки" in client.post(f"{address}/fill", follow_redirects=True).get_data(as_text=True)
    with app.app_context(), on_behalf("deputy") as actor:
        lines = queries.chart(queries.year(college.year_id)).lines
        assert [line.is_draft for line in lines] == [True, True] and rules.pack(lines[0].cells) == ROW
        with transaction():
            following = organization.create_year(actor, date(2027, 9, 1), date(2028, 8, 31))
            assert operations.copy_calendar(actor, queries.year(college.year_id), following) == 0  # the plan has no second course
            assert [half.number for half in years.semesters_of(following)] == [1, 2]
    with app.app_context(), on_behalf("deputy") as actor, transaction():
        db.session.get(StudyGroup, college.other_group_id).intake_year = 2027  # a group that comes to the first course next year
        record(actor, "update", "test", label="intake")
        source, target = queries.year(college.year_id), years.years()[0]
        assert operations.copy_calendar(actor, source, target) == 1 and operations.copy_calendar(actor, source, target) == 0
        (copied,) = queries.rows_of(target.id).values()
        assert (copied.group_id, copied.weeks, copied.is_draft) == (college.other_group_id, f"{ROW},К", True)  # that year has a week more


def test_kinds_of_weeks_belong_to_the_college(app, college, client_as):
    client = client_as("dispatcher")
    assert client.post("/week-kinds/customary").status_code == 303 and client.post("/week-kinds/customary").status_code == 409
    client.post(f"/calendar-chart/{college.year_id}/save", json={"rows": {str(college.group_id): [0, ROW]}})
    with app.app_context(), unscoped():
        theory = db.session.execute(select(queries.WeekKind.id).where(queries.WeekKind.letters == "Т")).scalar()
    assert client.post(f"/week-kinds/delete/{theory}").status_code == 409
    added = {"letters": "ИК", "name": "Итоговый контроль", "colour": "lime", "used_as": "attestation", "position": 9}
    assert client.post("/week-kinds/add", data=added).status_code == 303
    assert client.post("/week-kinds/add", data=added | {"letters": "А,Б"}).status_code == 422
    assert ["ИК", "Итоговый контроль", "lime", "attestation"] in grid_of(client)["kinds"]
    assert client_as("teacher").post("/week-kinds/add", data=added).status_code == 403


def test_the_page_costs_the_same_whatever_the_groups(app, college, client_as):
    client = client_as("dispatcher")
    client.get("/calendar-chart/")
    with statements(app) as few:
        client.get("/calendar-chart/")
    with app.app_context(), unscoped(), transaction():
        columns = {"organization_id": college.id, "curriculum_id": college.curriculum_id, "intake_year": 2026, "shift": 1}
        first = db.session.get(StudyGroup, college.group_id)
        same = {column.key: getattr(first, column.key) for column in StudyGroup.__table__.columns if column.key not in ("id", "name")}
        db.session.execute(insert(StudyGroup.__table__), [{**same, **columns, "name": f"ГР-{n}", "sort_key": f"гр-{n:03}"} for n in range(60)])
        record(Actor.system(college.id, "test"), "fill", "test", label="groups")
    with statements(app) as many:
        assert len(grid_of(client)["rows"]) == 62
    assert len(few) == len(many)


def test_the_chart_is_printed_once_and_again_when_it_changed(college, client_as):
    client, address = client_as("dispatcher"), f"/calendar-chart/{college.year_id}"
    client.post(f"{address}/save", json={"rows": {str(college.group_id): [0, ROW]}})
    first = client.post(f"{address}/print")
    assert first.status_code == 200 and first.data[:4] == b"%PDF" and client.post(f"{address}/print").data == first.data
    client.post(f"{address}/save", json={"rows": {str(college.other_group_id): [0, ROW]}})
    assert client.post(f"{address}/print").data != first.data
    assert client.post(f"{address}/xlsx").data[:2] == b"PK"
    assert client_as("teacher").post(f"{address}/print").status_code == 403


def test_printed_text_is_the_expected_one():
    colours = {kind.letters: kind.colour for kind in CUSTOMARY}
    cells = tuple((one, colours[one]) for one in ROW.split(","))
    rows = tuple(ChartRow(f"ИСП-{n}1", n, cells, ("39", "2", "", "", "11")) for n in range(1, 5))
    weeks = rules.weeks_of(date(2026, 9, 1), date(2027, 8, 31))
    paper = ChartPaper(
        samples.HEAD, "2026/2027", tuple((str(month), span) for month, span in rules.month_spans(weeks)), tuple(f"{day:%d}" for day in weeks),
        rows, tuple((kind.letters, kind.name, kind.colour) for kind in CUSTOMARY), ("теор.", "атт.", "практ.", "ГИА", "кан."), samples.SIGNS,
    )  # fmt: skip
    text = "\n=== страница ===\n".join(pages(rendering.render("calendar_chart.html", paper, samples.IMPRINT))).replace("\u00a0", " ")
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text + "\n")
    assert text + "\n" == GOLDEN.read_text()
