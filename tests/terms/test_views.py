"""The screens of terms over HTTP."""

from datetime import date

import pytest

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.organization.models import Semester
from app.terms.models import GroupTerm


@pytest.fixture
def spring(app, college):
    with app.app_context(), unscoped(), transaction() as session:
        from app.audit.operations import record
        from app.core.actor import Actor

        semester = Semester(
            organization_id=college.id,
            academic_year_id=college.year_id,
            number=2,
            starts_on=date(2027, 1, 11),
            ends_on=date(2027, 6, 30),
        )
        session.add(semester)
        session.add(
            CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.01"], plan_semester=2, hours=40)
        )
        record(Actor.system(college.id), "test", semester, label="test")
        session.flush()
        return semester.id


def terms(app):
    with app.app_context(), unscoped():
        return db.session.query(GroupTerm).count()


@pytest.mark.parametrize(
    ("role", "status"), [("deputy", 200), ("secretary", 200), ("teacher", 200), ("hr", 403), (None, 302)]
)
def test_who_sees_the_list(client_as, role, status):
    assert client_as(role).get("/group-terms/list/").status_code == status


def test_the_entry_of_the_menu_leads_to_the_present_year(client_as, college):
    answer = client_as("deputy").get("/group-terms/")
    assert (answer.status_code, answer.location) == (302, f"/group-terms/list/?f.academic_year={college.year_id}")


def test_the_list_and_the_card_show_the_term_in_words(client_as, college):
    client = client_as("deputy")
    page = client.get("/group-terms/list/").text
    assert "ИСП-11" in page and "01.09.2026" in page
    assert "30.12.2026" in client.get(f"/group-terms/show/{college.group_term_id}").text


def test_terms_of_another_college_answer_404(client_as, world):
    client = client_as("deputy")
    for path in ("show", "edit"):
        assert client.get(f"/group-terms/{path}/{world.foreign.group_term_id}").status_code == 404
    assert client.post(f"/group-terms/delete/{world.foreign.group_term_id}").status_code == 404
    assert client.get(f"/group-terms/opening?semester={world.foreign.semester_id}").status_code == 404


def test_a_teacher_does_not_open_terms(client_as):
    assert client_as("teacher").get("/group-terms/opening").status_code == 403
    assert client_as("teacher").post("/group-terms/opening").status_code == 403


def test_the_form_proposes_and_opens_the_marked_groups(app, client_as, college, spring):
    client, before = client_as("secretary"), terms(app)
    page = client.get(f"/group-terms/opening?semester={spring}").text
    assert f'name="{college.group_id}-plan_semester" value="2"' in page
    line = f"{college.group_id}-"
    typed = {
        f"{line}chosen": "1",
        f"{line}plan_semester": "2",
        f"{line}course": "1",
        f"{line}starts_on": "2027-01-11",
        f"{line}ends_on": "2027-06-25",
    }
    answer = client.post(f"/group-terms/opening?semester={spring}", data=typed)
    assert answer.status_code == 303 and terms(app) == before + 1
    assert f'name="{college.group_id}-plan_semester"' not in client.get(f"/group-terms/opening?semester={spring}").text


def test_a_wrong_line_keeps_what_was_typed_and_opens_nothing(app, client_as, college, spring):
    client, before = client_as("secretary"), terms(app)
    line, other = f"{college.group_id}-", f"{college.other_group_id}-"
    typed = {}
    for prefix, end in ((line, "2027-06-25"), (other, "2027-12-25")):
        typed |= {
            f"{prefix}chosen": "1",
            f"{prefix}plan_semester": "2",
            f"{prefix}course": "1",
            f"{prefix}starts_on": "2027-01-11",
            f"{prefix}ends_on": end,
        }
    answer = client.post(f"/group-terms/opening?semester={spring}", data=typed)
    assert answer.status_code == 422 and terms(app) == before
    assert 'value="2027-12-25"' in answer.text and f'id="{other}ends_on-bad"' in answer.text
    assert client.post(f"/group-terms/opening?semester={spring}", data={}).status_code == 422


def test_the_days_are_corrected_on_the_card(app, client_as, college):
    client = client_as("deputy")
    page = client.get(f"/group-terms/edit/{college.group_term_id}").text
    version = page.split('name="row_version"')[1].split('value="')[1].split('"')[0]
    typed = {"course": "1", "starts_on": "2026-09-01", "ends_on": "2026-12-26", "row_version": version}
    assert client.post(f"/group-terms/edit/{college.group_term_id}", data=typed).status_code == 303
    assert "26.12.2026" in client.get(f"/group-terms/show/{college.group_term_id}").text
