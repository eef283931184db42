"""Medical groups for physical education: entered for the group at once, printed for a reason, each look logged, for few."""

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.extensions import db
from app.students.models import Student
from tests.counting import statements
from tests.curator.test_views import same_as_golden, text_of


def looks(app):
    with app.app_context(), unscoped():
        return db.session.query(AuditEvent).filter_by(action="reveal").count()


def test_a_curator_enters_and_prints_the_medical_groups_of_the_group(app, college, client_as):
    curator, address = client_as("curator"), f"/curator/{college.group_id}/medical"
    page = curator.get(address)
    assert page.status_code == 200 and "0 / 8" in page.text
    chosen = {f"group-{one}": code for one, code in zip(college.students, ("main", "special", "exempt"), strict=False)}
    wrong = curator.post(address, data=chosen | {f"group-{college.students[3]}": "strong"})
    assert wrong.status_code == 422 and "0 / 8" in curator.get(address).text  # nothing half-saved
    foreign = {f"group-{college.other_students[0]}": "main"}
    assert curator.post(address, data=chosen | foreign).status_code == 303
    shown = curator.get(address).text
    assert "3 / 8" in shown and "специальная" in shown and "Абрамов" in shown
    with app.app_context(), unscoped():
        assert db.session.get(Student, college.other_students[0]).health_group is None
        db.session.remove()
    refused = curator.post(f"{address}/print", data={"reason": "ы"})
    assert refused.status_code == 422 and looks(app) == 0
    printed = text_of(curator.post(f"{address}/print", data={"reason": "журнал физической культуры"}).data)
    assert "Абрамов Пётр Ильич основная" in printed and "специальная — 1" in printed.replace("\u00a0", " ")
    assert looks(app) == 3
    assert curator.post(f"{address}/print").status_code == 200  # the reason is asked once a session
    same_as_golden("medical_groups", curator.post(f"{address}/print").data)
    with statements(app) as seen:
        curator.get(address)
    assert len(seen) <= 8, seen


def test_medical_groups_are_for_those_who_answer_for_the_group(app, college, world, client_as):
    address = f"/curator/{college.group_id}/medical"
    assert client_as("deputy").get(address).status_code == 200  # of whom it is known, not which
    for key, way, status in (
        ("deputy", f"{address}/print", 403), ("deputy", address, 403), ("teacher", address, 403), ("teacher", f"{address}/print", 403),
        ("curator2", f"{address}/print", 404), ("curator2", address, 404), ("head_of_department", f"{address}/print", 403),
    ):  # fmt: skip
        answer = client_as(key).post(way, data={"reason": "журнал физкультуры", f"group-{college.students[0]}": "main"})
        assert answer.status_code == status, (key, way)
    assert client_as("director", world.foreign).post(f"{address}/print", data={"reason": "журнал физкультуры"}).status_code == 404
    assert looks(app) == 0
