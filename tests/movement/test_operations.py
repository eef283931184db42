"""Orders on both engines: drafted, signed, applied, amended and cancelled; where students are follows from them."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.access.scope import unscoped
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.extensions import db
from app.movement import applying, operations, passing, queries
from app.movement.judging import judge
from app.movement.models import CarriedStay, Order
from app.movement.operations import Basis
from app.schema import writable
from app.students import endings
from app.students.models import Placement, Student, StudyGroup
from app.teaching import queries as teaching
from app.teaching.models import TeachingLoad

APPLICATION = (Basis("application", "", "12", date(2026, 11, 18)),)
DAY = date(2026, 11, 20)


def draft(actor, kind, students, *, on=DAY, bases=APPLICATION, target=None, **values):
    with transaction():
        return operations.draft_order(actor, kind, students, effective_on=on, values=values, bases=bases, target=target).id


def step(verb, actor, order_id, *more):
    with transaction():
        return verb(actor, order_id, queries.order(order_id).row_version, *more)


def put_through(actor, kind, students, number, *, on=DAY, dated=date(2026, 11, 19), **more):
    order_id = draft(actor, kind, students, on=on, **more)
    step(passing.submit_order, actor, order_id)
    step(passing.register_order, actor, order_id, number, dated)
    step(applying.apply_order, actor, order_id)
    return order_id


def change(actor, order_id, lines=None, *, version=None, **head):
    order = queries.order(order_id)
    typed = {name: getattr(order, name) for name in ("title", "effective_on", "preamble", "control", "signer_position", "signer_name")}
    with transaction():
        operations.change_draft(actor, order_id, version or order.row_version, operations.Head(**typed | head), APPLICATION, lines or {})


def stays(student):
    with unscoped():
        rows = db.session.scalars(select(Placement).where(Placement.student_id == student).order_by(Placement.starts_on))
        return [(row.group_id, row.state, row.starts_on, row.ends_on) for row in rows]


@pytest.fixture
def office(engine_app, on_behalf):
    with engine_app.app_context(), on_behalf("secretary") as actor:
        yield actor


def parallel(college):
    """Another group of the same specialty: the world's second one studies by the same plan."""
    with unscoped():
        return db.session.get(StudyGroup, college.other_group_id)


def test_an_order_changes_nothing_until_it_is_applied_and_then_everything_follows(office, college):
    one, two = college.students[:2]
    order_id = draft(office, "GROUP", [two, one], group=parallel(college))
    assert [item.student_id for item in queries.lines(order_id)] == [one, two]  # in alphabetical order
    step(passing.submit_order, office, order_id)
    step(passing.register_order, office, order_id, "125-с", date(2026, 11, 19))
    assert stays(one) == [(college.group_id, "studying", date(2026, 9, 1), None)]
    step(applying.apply_order, office, order_id)
    assert stays(one) == [
        (college.group_id, "studying", date(2026, 9, 1), date(2026, 11, 19)), (college.other_group_id, "studying", DAY, None),
    ]  # fmt: skip
    with unscoped():
        numbers = [db.session.scalar(select(Placement.journal_number).where(Placement.student_id == s, Placement.starts_on == DAY)) for s in (one, two)]
        assert numbers == [9, 10]  # behind those who are there
        members = {m.student_id: m for m in teaching.members(db.session.get(TeachingLoad, college.load_id))}
        assert members[one].left_on == date(2026, 11, 19) and not members[one].present_on(DAY)
    order = queries.order(order_id)
    assert order.full_number == "125-с" and order.state == "applied"


def test_who_is_on_leave_stands_in_no_journal_and_comes_back_with_the_same_number(office, college):
    student = college.students[2]
    put_through(office, "ACADEM_OUT", [student], "1", on=date(2026, 10, 1), leave="family", ends_on=date(2027, 9, 30))
    with unscoped():
        load = db.session.get(TeachingLoad, college.load_id)
        assert [m.left_on for m in teaching.members(load) if m.student_id == student] == [date(2026, 9, 30)]
    put_through(office, "ACADEM_IN", [student], "2", on=DAY)
    with unscoped():
        member = next(m for m in teaching.members(load) if m.student_id == student)
        assert member.spans == ((date(2026, 9, 1), date(2026, 9, 30)), (DAY, None)) and member.journal_number == 3


def test_a_cancelled_order_leaves_no_movement_and_an_amended_one_the_new_movement(office, college):
    one, two = college.students[:2]
    expelled = put_through(office, "EXPEL", [one, two], "10", reason="own_wish")
    with unscoped():
        ended = list(db.session.scalars(select(Placement.id).where(Placement.student_id.in_([one, two]))))
    assert sorted(endings.ended_by(ended)) == sorted(ended) and "№ 10" in endings.ended_by(ended)[ended[0]], "papers name the order"
    assert stays(one) == [(college.group_id, "studying", date(2026, 9, 1), date(2026, 11, 19))]
    target = queries.order(expelled)
    amended = draft(office, "AMEND", [one], target=target)
    item = queries.lines(amended)[0]
    assert (item.kind, item.choice, item.effective_on) == ("EXPEL", "own_wish", DAY)
    change(office, amended, {item.id: {"reason": "family", "effective_on": date(2026, 11, 21)}})
    step(passing.submit_order, office, amended)
    step(passing.register_order, office, amended, "11", date(2026, 11, 20))
    step(applying.apply_order, office, amended)
    assert stays(one) == [(college.group_id, "studying", date(2026, 9, 1), date(2026, 11, 20))]
    assert queries.order(expelled).state == "applied"  # the second student still leaves by it
    put_through(office, "CANCEL", [two], "12", target=target, dated=date(2026, 11, 21))
    assert stays(two) == [(college.group_id, "studying", date(2026, 9, 1), None)]
    assert queries.order(expelled).state == "cancelled"
    put_through(office, "CANCEL", [one], "13", target=queries.order(amended), dated=date(2026, 11, 22))
    assert stays(one) == [(college.group_id, "studying", date(2026, 9, 1), date(2026, 11, 19))]  # the first wording is back
    assert queries.order(expelled).state == "applied" and queries.order(amended).state == "cancelled"


def test_an_order_that_a_later_one_stands_on_is_not_cancelled_alone(office, college):
    one = college.students[0]
    leave = put_through(office, "ACADEM_OUT", [one], "1", on=date(2026, 10, 1), leave="family", ends_on=date(2027, 9, 30))
    put_through(office, "ACADEM_IN", [one], "2", on=DAY)
    order_id = draft(office, "CANCEL", [one], target=queries.order(leave))
    with pytest.raises(Refused, match="№ 2 of"):
        step(passing.submit_order, office, order_id)
    retroactive = draft(office, "EXPEL", [one], on=date(2026, 10, 15), reason="own_wish")
    with pytest.raises(Refused, match="№ 2 of"):
        step(passing.submit_order, office, retroactive)


def test_a_double_number_is_refused_and_a_signed_order_stays_as_it_is(office, college):
    first = put_through(office, "SCHOLARSHIP", [college.students[0]], "125/1-с", note="академическая")
    second = draft(office, "SCHOLARSHIP", [college.students[1]], note="социальная")
    with pytest.raises(Refused, match="no number"):
        step(passing.submit_order, office, second)
        with transaction():
            queries.order(second).state = "signed"
            operations.audit.record(office, "test", "order")
        step(applying.apply_order, office, second)
    with pytest.raises(Conflict, match="taken"):
        with transaction():
            passing._number(queries.order(second), "125/1-С", date(2026, 11, 20))
    for wrong in ("", "с-125", "0", "12-3-4-5-6-7-8-9-0-1-2"):
        with pytest.raises(Invalid):
            with transaction():
                passing._number(queries.order(second), wrong, date(2026, 11, 20))
    for sql in (
        "UPDATE movement_order SET title = 'x' WHERE id = :id", "UPDATE movement_order SET number = '7' WHERE id = :id",
        "UPDATE movement_order SET state = 'draft' WHERE id = :id", "DELETE FROM movement_order WHERE id = :id",
        "UPDATE order_item SET note = 'x' WHERE order_id = :id", "DELETE FROM order_item WHERE order_id = :id",
        "UPDATE order_basis SET title = 'x' WHERE order_id = :id", "UPDATE order_item SET order_id = :id WHERE order_id <> :id",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="ORDER_SEALED"), writable(db.engine) as connection:
            connection.execute(text(sql), {"id": first})


def test_rights_and_reach(engine_app, college, on_behalf, world):
    with engine_app.app_context():
        with on_behalf("head_of_department") as head:
            mine = draft(head, "EXPEL", college.students[:1], reason="own_wish")
            with pytest.raises(NotFound):
                draft(head, "EXPEL", college.other_students[:1], reason="own_wish")
            with pytest.raises(Forbidden):
                step(passing.submit_order, head, mine)
        with on_behalf("curator") as curator:
            assert queries.order(mine).id == mine
            with pytest.raises(Forbidden):
                draft(curator, "EXPEL", college.students[:1], reason="own_wish")
        with on_behalf("curator2"), pytest.raises(NotFound):
            queries.order(mine)
        with on_behalf("secretary", world.foreign), pytest.raises(NotFound):
            queries.order(mine)
        with on_behalf("secretary") as secretary:
            step(passing.submit_order, secretary, mine)
            with pytest.raises(Forbidden):
                step(passing.sign_order, secretary, mine)
        with on_behalf("deputy") as deputy:
            step(passing.endorse_order, deputy, mine)
        with on_behalf("director") as director:
            step(passing.sign_order, director, mine)
        with on_behalf("secretary") as secretary:
            with pytest.raises(Refused, match="no number"):
                step(applying.apply_order, secretary, mine)
            step(passing.register_order, secretary, mine, "4", DAY)
            with pytest.raises(Conflict, match="changed"):
                with transaction():
                    applying.apply_order(secretary, mine, 1)
            step(applying.apply_order, secretary, mine)


def test_a_new_student_is_enrolled_without_a_group_and_gets_one_later(office, college):
    with transaction() as session:
        person = Student(organization_id=college.id, last_name="Новикова", first_name="Вера", funding="budget")
        session.add(person)
        session.flush()
        operations.audit.record(office, "create", person)
        student = person.id
    with unscoped():
        programme = parallel(college).curriculum.programme
    put_through(office, "ENROLL", [student], "20", on=date(2026, 9, 1), ground="average", funding="federal_t", course=1, programme=programme)
    assert db.session.get(Student, student).funding == "federal_t", "the budget of which level, and targeted"
    assert stays(student) == [(None, "studying", date(2026, 9, 1), None)]
    put_through(office, "GROUP", [student], "21", on=date(2026, 9, 1), group=parallel(college))
    assert stays(student) == [(college.other_group_id, "studying", date(2026, 9, 1), None)]
    named = put_through(office, "NAME", [student], "22", new_name="Петрова Вера")
    renamed = db.session.get(Student, student)
    assert (renamed.full_name, renamed.former_names) == ("Петрова Вера", "Новикова Вера")
    put_through(office, "CANCEL", [student], "23", target=queries.order(named))
    assert (renamed.full_name, renamed.former_names) == ("Новикова Вера", None)


def test_the_next_course_gives_new_numbers_from_the_first_of_september(office, college):
    order_id = put_through(office, "NEXT_COURSE", college.students[1:], "30", on=date(2027, 9, 1), outcome="transferred")
    assert [item.course for item in queries.lines(order_id)] == [2] * 7
    with unscoped():
        rows = db.session.scalars(select(Placement).where(Placement.group_id == college.group_id, Placement.starts_on == date(2027, 9, 1)))
        found = sorted((row.journal_number, row.course) for row in rows)
    assert found == [(n, 2) for n in range(2, 9)]  # number 1 is with the one who was not transferred


def test_drafts_go_signed_orders_stay(office, college):
    order_id = draft(office, "EXPEL", college.students[:1], reason="own_wish", bases=())
    assert [f.msgid for f in judge(queries.order(order_id), queries.lines(order_id)) if f.blocks] == ["Name at least one document the order stands on."]
    with transaction():
        operations.discard_draft(office, order_id)
    assert db.session.get(Order, order_id) is None
    assert db.session.scalar(select(CarriedStay.id)) is None
