"""One person entered twice: both files side by side, one of them in the end, nothing lost and nothing forged."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app import catalogue
from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.movement import comparing, merging
from app.movement.duplicates import FieldPair, Span, overlap, pairs
from app.movement.models import CarriedStay, OrderItem
from app.movement.titles import ROWS
from app.students.models import Placement, Student, StudyGroup
from app.students.models_file import FormerName, Photo, Representative
from app.terms.models import GroupTerm
from tests.movement.test_operations import put_through, stays
from tests.movement.test_views import count


def test_which_value_wins_and_when_two_histories_meet():
    both = {pair.name: pair for pair in pairs(("phone", "email", "sex", "inn"), {"phone": "1", "email": None, "sex": "m", "inn": ""}, {"phone": "2", "email": "a@b", "sex": "m", "inn": None})}
    assert list(both) == ["phone", "email", "sex"]
    assert [both[name].winner("take") for name in both] == ["2", "a@b", "m"] and both["phone"].winner("") == "1"
    assert [both[name].asked for name in both] == [True, False, False]
    assert FieldPair("x", "kept", None).winner("take") == "kept"  # an empty value never wins
    early, late = Span(date(2023, 9, 1), date(2024, 6, 30), "А"), Span(date(2024, 7, 1), None, "Б")
    assert overlap([early], [late]) is None
    assert overlap([late], [early, Span(date(2025, 1, 1), None, "В")]) == (date(2025, 1, 1), late, Span(date(2025, 1, 1), None, "В"))
    assert overlap([early], [Span(date(2024, 6, 30), date(2024, 6, 30), "Г")])[0] == date(2024, 6, 30)


def test_every_table_that_names_a_student_has_a_title_on_the_page():
    assert catalogue.MODULES
    assert {column.table.name for column in comparing.references()} == set(ROWS)


@pytest.fixture
def second(app, college):
    """The second file on SQLite."""
    return entered_twice(app, college)


def entered_twice(app, college):
    """Enter the first student once more: of the year before the last, with rows of its own behind it."""
    with app.app_context(), unscoped(), transaction() as session:
        first = session.get(Student, college.students[0])
        first.phone, first.email = "+79270000001", None
        twin = Student(
            organization_id=college.id, last_name="Абрамов", first_name="Пётр", middle_name="Ильич", birth_date=date(2010, 1, 1),
            record_book="СТ-7", phone="+79270000002", email="petr@example.test",
        )  # fmt: skip
        session.add(twin)
        session.flush()
        session.add(Placement(organization_id=college.id, student_id=twin.id, group_id=college.other_group_id, starts_on=date(2024, 9, 1), ends_on=date(2025, 6, 30), basis="список группы"))
        session.add(Representative(organization_id=college.id, student_id=twin.id, last_name="Абрамова", first_name="Анна", relation="mother"))
        record(Actor.system(college.id), "test", twin)
        session.add(Photo(organization_id=college.id, student_id=twin.id, body=b"jpeg"))
        return SimpleNamespace(id=twin.id, kept=college.students[0], number=college.students[1])


def versions(app, second):
    with app.app_context(), unscoped():
        kept, taken = (db.session.get(Student, one) for one in (second.kept, second.id))
        return {"keep": second.kept, "other": second.id, "kept_version": kept.row_version, "taken_version": taken.row_version, "compared": "1"}


def test_two_files_are_reviewed_and_made_one(app, client_as, world, college, second):
    office = client_as("secretary")
    listed = office.get("/duplicates/").text
    assert f"/duplicates/compare?keep={second.kept}&amp;other={second.id}" in listed and listed.count("/duplicates/compare") == 10  # and the namesakes of the two groups
    sent = office.post("/students/action_post", data={"action": "merge", "rowid": [second.kept, second.id]})
    page = office.get(sent.location).text
    assert "+79270000001" in page and "+79270000002" in page and "petr@example.test" in page and "представители" in page
    form = versions(app, second)
    unticked = office.post("/duplicates/merge", data={key: value for key, value in form.items() if key != "compared"})
    assert unticked.status_code == 422 and "Подтвердите, что оба дела" in unticked.text
    assert office.post("/duplicates/merge", data=form | {"taken_version": 77}).status_code == 409
    assert client_as("head_of_department").post("/duplicates/merge", data=form).status_code == 403
    assert office.get(f"/duplicates/compare?keep={second.kept}&other={world.foreign.students[0]}").status_code == 404
    assert office.get(f"/duplicates/compare?keep={second.kept}&other={second.kept}").status_code == 422
    done = office.post("/duplicates/merge", data=form | {"field-phone": "take", "field-record_book": "keep"})
    assert done.status_code == 303 and done.location.endswith(f"/students/show/{second.kept}")
    with app.app_context(), unscoped():
        kept = db.session.get(Student, second.kept)
        assert db.session.get(Student, second.id) is None
        assert (kept.phone, kept.email, kept.record_book) == ("+79270000002", "petr@example.test", "ИСП-11/1")
        assert kept.snils and kept.snils_index and db.session.get(Photo, second.kept).body == b"jpeg"
    assert stays_of(app, second.kept) == [(college.other_group_id, date(2024, 9, 1)), (college.group_id, date(2026, 9, 1))]
    assert count(app, Representative, Representative.student_id == second.kept) == 1
    assert count(app, AuditEvent, AuditEvent.action == "merge_student") == 1
    assert "принял(а) записи второго дела" in office.get(f"/students/show/{second.kept}").text
    assert office.get(f"/students/show/{second.id}").status_code == 404


def stays_of(app, student):
    with app.app_context():
        return [(group, first) for group, _state, first, _last in stays(student)]


def test_signed_lines_go_over_and_the_history_goes_on(engine_app, on_behalf, college):
    second = entered_twice(engine_app, college)
    with engine_app.app_context(), on_behalf("secretary") as actor:
        put_through(actor, "NAME", [second.kept], "5-с", new_name="Абрамян Пётр Ильич")
        put_through(actor, "EXPEL", [second.kept], "6-с", on=date(2026, 11, 21), reason="own_wish")
        with transaction():
            kept, taken = (db.session.get(Student, one) for one in (second.kept, second.id))
            merging.merge(actor, taken.id, kept.id, {"last_name": "take"}, versions=(taken.row_version, kept.row_version), compared=True)
        one = db.session.get(Student, second.id)
        assert one.full_name == "Абрамян Пётр Ильич" and "Абрамов Пётр Ильич" in one.former_names and one.snils
        with unscoped():
            assert set(db.session.scalars(select(OrderItem.student_id))) == {second.id}
            assert db.session.scalar(select(func.count()).select_from(CarriedStay).where(CarriedStay.student_id == second.id)) == 2
            assert db.session.scalar(select(func.count()).select_from(FormerName).where(FormerName.student_id == second.id)) == 1
        put_through(actor, "RESTORE", [second.id], "7-с", on=date(2027, 1, 1), group=group_of(college), course=1, funding="budget")
        assert [last for *_rest, last in stays(second.id)] == [date(2025, 6, 30), date(2026, 11, 20), None]


def group_of(college):
    with unscoped():
        return db.session.get(StudyGroup, college.group_id)


def test_what_cannot_be_one_person_stays_two_files(app, client_as, college, second):
    office = client_as("secretary")
    address = f"/duplicates/compare?keep={second.kept}&other="
    assert "учатся 01.09.2026" in office.get(f"{address}{second.number}").text
    with app.app_context(), unscoped(), transaction() as session:
        session.get(Student, second.id).snils = "123456789"
        record(Actor.system(college.id), "test", session.get(Student, second.id))
    assert "СНИЛС, и они различаются" in office.get(f"{address}{second.id}").text
    with app.app_context(), unscoped(), transaction() as session:
        session.get(Student, second.id).snils = None
        record(Actor.system(college.id), "test", session.get(Student, second.id))
        session.add(Mark(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, lesson_id=college.lessons[0], student_id=second.kept, grades="5"))
        session.flush()
        session.get(GroupTerm, college.group_term_id).status = "closed"
    form = versions(app, second)
    assert 'name="compared"' in office.get(f"{address}{second.id}").text  # the file with closed marks is the one that stays
    turned = form | {"keep": second.id, "other": second.kept, "kept_version": form["taken_version"], "taken_version": form["kept_version"]}
    refused = office.post("/duplicates/merge", data=turned)
    assert refused.status_code == 422 and "ИСП-11, 1" in refused.text
    assert office.post("/duplicates/merge", data=form).status_code == 303
