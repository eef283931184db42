"""Competences with their matrix, and work programmes with their versions and approval."""

from io import BytesIO

import pytest

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.errors import Invalid
from app.core.transaction import transaction
from app.curricula import operations_items, operations_life, queries
from app.curricula.cells import state_of
from app.curricula.checks import check
from app.curricula.competences import codes_of, read_list, with_matrix
from app.curricula.models import Curriculum
from app.curricula.models_programmes import WorkProgramme
from app.curricula.sheet import Step
from app.curricula.tree import Competence, Item, Plan
from app.extensions import db
from tests.counting import statements

PDF = b"%PDF-1.7 programme"


def test_the_list_is_read_line_by_line():
    assert read_list("ОК 01 Выбирать способы\n\nПК1.1. Разрабатывать модули\nЛР 4") == (
        Competence("ОК 01", "Выбирать способы"), Competence("ПК 1.1", "Разрабатывать модули"), Competence("ЛР 4", ""),
    )  # fmt: skip
    for text, line in (("ОК 01 А\nнечто", 2), ("ОК 01 А\n\nОК 01 Б", 3)):
        with pytest.raises(Invalid) as refused:
            read_list(text)
        assert refused.value.params["number"] == line


def test_the_matrix_says_what_no_line_forms_and_what_no_list_knows():
    plan = Plan("09.02.07", "П", items=(Item("Ц", "Ц", "Цикл", "cycle"), Item("А", "А", "А", "discipline", "Ц", competences=("ПК 9.9",))))
    listed = read_list("ОК 01 Первая\nОК 02 Вторая")
    assert codes_of(plan) == ("ПК 9.9",)
    made = with_matrix(plan, listed, {"А": ["ОК 01", "ПК 9.9", "ПК 7"], "Ц": ["ОК 01"]})
    assert made.item("А").competences == ("ОК 01", "ПК 9.9") and made.item("Ц").competences == ()
    found = {(each.code, each.params["code"]) for each in check(made) if each.code.startswith("competence")}
    assert found == {("competence_unknown", "ПК 9.9"), ("competence_unused", "ОК 02")}


@pytest.fixture
def draft(app, on_behalf, college):
    """Copy the college's plan as a draft; give its id."""
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        return operations_life.copy_curriculum(actor, queries.curriculum(college.curriculum_id)).id


def seen_of(app, pk):
    with app.app_context(), unscoped():
        return state_of(queries.plan_of(db.session.get(Curriculum, pk)))


def test_the_matrix_is_ticked_and_goes_along_to_the_next_intake(app, client_as, draft):
    client, address = client_as("methodist"), f"/curricula/competences/{draft}"
    old = seen_of(app, draft)
    listed = "ОК 01 Выбирать способы решения\nОК 02 Искать информацию"
    assert client.post(f"{address}/save", data={"listed": "нечто", "seen": old}).status_code == 422
    assert client.post(f"{address}/save", data={"listed": listed, "link": ["ОУП.01|ОК 01", "ОУП.02|ОК 01"], "seen": old}).status_code == 303
    page = client.get(address).text
    assert page.count(" checked") == 2 and "ОК 02" in page and "Искать информацию" in page
    assert client.post(f"{address}/save", data={"listed": listed, "seen": old}).status_code == 409
    made = client.post(f"/curricula/version/{draft}/next", data={"intake_year": "2028"}).headers["Location"].rsplit("/", 1)[1]
    with app.app_context(), unscoped():
        plan = queries.plan_of(db.session.get(Curriculum, int(made)))
    assert [each.code for each in plan.competences] == ["ОК 01", "ОК 02"] and plan.item("ОУП.02").competences == ("ОК 01",)
    assert client.post(f"/curricula/delete/{made}").status_code == 303


def test_others_read_the_matrix_and_an_approved_one_is_not_changed(app, client_as, college, draft, world):
    teacher = client_as("teacher")
    assert teacher.get(f"/curricula/competences/{draft}").status_code == 200
    assert teacher.post(f"/curricula/competences/{draft}/save", data={"listed": "", "seen": ""}).status_code == 403
    used = client_as("methodist").post(f"/curricula/competences/{college.curriculum_id}/save", data={"listed": "", "seen": ""})
    assert used.status_code == 409
    assert client_as("methodist", world.foreign).get(f"/curricula/competences/{draft}").status_code == 404


def bring(client, item, body=PDF, name="РП.pdf"):
    return client.post(f"/work-programmes/item/{item}/bring", data={"file": (BytesIO(body), name), "note": "новая тема"})


def test_a_programme_is_brought_reviewed_returned_and_approved(app, client_as, college, world):
    teacher, methodist, deputy, item = client_as("teacher"), client_as("methodist"), client_as("deputy"), college.item_ids["ОУП.01"]
    assert bring(teacher, item, b"<html>").status_code == 422
    assert bring(teacher, item).status_code == 303
    with app.app_context(), unscoped():
        pk = db.session.query(WorkProgramme.id).scalar()
    assert teacher.post(f"/work-programmes/{pk}/review", data={"protocol": "№ 1"}).status_code == 403
    assert deputy.post(f"/work-programmes/{pk}/approve").status_code == 409
    assert methodist.post(f"/work-programmes/{pk}/review", data={"protocol": ""}).status_code == 422
    assert methodist.post(f"/work-programmes/{pk}/review", data={"protocol": "№ 1 от 28.08.2026"}).status_code == 303
    assert methodist.post(f"/work-programmes/{pk}/approve").status_code == 403
    assert deputy.post(f"/work-programmes/{pk}/return", data={"reason": "нет тем"}).status_code == 303
    assert methodist.post(f"/work-programmes/{pk}/review", data={"protocol": "№ 2 от 30.08.2026"}).status_code == 303
    assert deputy.post(f"/work-programmes/{pk}/approve").status_code == 303
    page = teacher.get(f"/work-programmes/item/{item}").text
    assert "№ 2 от 30.08.2026" in page and "нет тем" in page
    assert teacher.get(f"/work-programmes/{pk}/file").data == PDF
    assert methodist.post(f"/work-programmes/{pk}/delete").status_code == 409
    assert bring(teacher, item).status_code == 303
    listed = teacher.get(f"/work-programmes/plan/{college.curriculum_id}").text
    assert "РП.pdf" in listed and "1 из 2" in listed and "ОУП.02" not in listed and "1 из 3" in methodist.get(f"/work-programmes/plan/{college.curriculum_id}").text
    assert bring(teacher, college.item_ids["ОУП.02"]).status_code == 404, "not the own item"
    assert teacher.get(f"/work-programmes/item/{college.item_ids['ОУП.02']}").status_code == 404
    assert client_as("teacher2").get(f"/work-programmes/item/{college.item_ids['ОУП.03']}").status_code == 404
    stranger = client_as("methodist", world.foreign)
    for address in (f"/work-programmes/plan/{college.curriculum_id}", f"/work-programmes/item/{item}", f"/work-programmes/{pk}/file"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/work-programmes/{pk}/delete").status_code == 404
    with app.app_context(), unscoped():
        acts = [each.action for each in db.session.query(AuditEvent).filter_by(object_type="work_programme").order_by(AuditEvent.seq)]
    assert acts == ["bring_programme", "review_programme", "return_programme", "review_programme", "approve_programme", "bring_programme"]


def test_a_programme_belongs_to_the_line_in_every_version(app, client_as, on_behalf, college, draft):
    assert bring(client_as("teacher"), college.item_ids["ОУП.01"]).status_code == 303
    client = client_as("methodist")
    with statements(app) as few:
        assert "РП.pdf" in client.get(f"/work-programmes/plan/{draft}").text
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        steps = [Step("add", f"~{n}", after="ОУП.03", cells={"code": f"ОУП.{n}", "name": f"Дисциплина {n}", "s1": "36 ДЗ"}) for n in range(10, 30)]
        assert operations_items.save_steps(actor, draft, steps).outcome.is_sound
    with statements(app) as many:
        client.get(f"/work-programmes/plan/{draft}")
    assert len(many) == len(few)
