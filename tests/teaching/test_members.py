"""The list that journals and sheets share: who belongs to a (sub)group and when, in which order, in one statement."""

from datetime import date

import pytest
from sqlalchemy import event, select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.students.models import Placement
from app.teaching import queries
from app.teaching.models import Subgroup, SubgroupMember, TeachingLoad


def change(college, deed):
    with unscoped(), transaction() as session:
        deed(session)
        record(Actor.system(college.id), "test", "test", label="test")


def placement(student_id):
    return db.session.scalar(select(Placement).where(Placement.student_id == student_id))


def test_the_order_is_that_of_the_journal(engine_app, college, on_behalf):
    with engine_app.app_context(), on_behalf("teacher"):
        found = queries.members(db.session.get(TeachingLoad, college.load_id))
        assert [m.journal_number for m in found] == list(range(1, 9))
        assert found[3].name == "Ёлкин Пётр Ильич" and found[3].record_book == "ИСП-11/4"
        assert found[0].spans == ((date(2026, 9, 1), None),)


def test_one_statement_whatever_the_group(engine_app, college, on_behalf):
    with engine_app.app_context(), on_behalf("teacher"):
        load = db.session.get(TeachingLoad, college.load_id)
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        queries.members(load)
        assert len([one for one in seen if one.startswith("SELECT")]) == 1


def test_who_left_and_who_came_late_are_listed_with_their_days(engine_app, college, on_behalf):
    left, late, came_back, before = college.students[0], college.students[1], college.students[2], college.students[3]

    def deed(session):
        placement(left).ends_on = date(2026, 10, 5)
        placement(late).starts_on, placement(late).journal_number = date(2026, 11, 20), None
        placement(came_back).ends_on = date(2026, 9, 30)
        session.flush()
        session.add(
            Placement(
                organization_id=college.id,
                student_id=came_back,
                group_id=college.group_id,
                starts_on=date(2026, 11, 1),
                basis="пр. № 2",
            )
        )
        placement(before).starts_on, placement(before).ends_on = date(2026, 1, 1), date(2026, 8, 31)

    with engine_app.app_context():
        change(college, deed)
        with on_behalf("teacher"):
            load = db.session.get(TeachingLoad, college.load_id)
            found = {m.student_id: m for m in queries.members(load)}
            assert before not in found  # left before the term began
            assert found[left].spans == ((date(2026, 9, 1), date(2026, 10, 5)),)
            assert found[came_back].spans == ((date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 11, 1), None))
            assert found[came_back].journal_number == 3  # the number of the first stay is kept
            assert queries.members(load)[-1].student_id == late  # without a number: at the end
            on = {
                day: {m.student_id for m in queries.members(load, day)}
                for day in (date(2026, 10, 5), date(2026, 10, 6), date(2026, 11, 20))
            }
            assert left in on[date(2026, 10, 5)] and left not in on[date(2026, 10, 6)]
            assert came_back not in on[date(2026, 10, 6)] and {came_back, late} <= on[date(2026, 11, 20)]


def test_a_subgroup_has_only_its_members(engine_app, college, on_behalf):
    chosen = college.students[2:4]

    def deed(session):
        subgroup = Subgroup(
            organization_id=college.id,
            group_term_id=college.group_term_id,
            curriculum_term_id=college.term_ids["ОУП.01"],
            name="1",
        )
        session.add(subgroup)
        session.flush()
        for student in chosen:
            session.add(SubgroupMember(organization_id=college.id, subgroup_id=subgroup.id, student_id=student))
        db.session.get(TeachingLoad, college.load_id).subgroup_id = subgroup.id

    with engine_app.app_context():
        change(college, deed)
        with on_behalf("teacher"):
            load = db.session.get(TeachingLoad, college.load_id)
            assert [m.student_id for m in queries.members(load)] == chosen
            assert [m.student_id for m in queries.members(load, student_id=chosen[1])] == [chosen[1]]
            assert queries.members(load, student_id=college.students[0]) == []


@pytest.mark.parametrize("key", ["teacher2", "hr"])
def test_a_stranger_sees_nobody(engine_app, college, on_behalf, key):
    with engine_app.app_context(), unscoped():
        load = db.session.get(TeachingLoad, college.load_id)
    with engine_app.app_context(), on_behalf(key):
        assert queries.members(load) == []
