"""Row limits of the session: what each person reads, whatever way the query is written."""

import pytest
from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.orm import aliased, joinedload

from app.access.scope import UnscopedReadError, acting, unscoped
from app.audit.operations import record
from app.core.errors import Forbidden
from app.core.transaction import transaction
from app.extensions import db
from app.organization.models import Organization
from app.staff.models import Employee
from app.students.models import Placement, Student, StudyGroup
from app.teaching.models import Lesson, TeachingLoad

# Who reads how many of the 16 students of the college (two groups of eight).
SEEN = {
    "director": 16, "deputy": 16, "coordinator": 16, "secretary": 16, "methodist": 16, "head_of_department": 8, "curator": 8,
    "teacher": 8, "hr": 0, "tech_admin": 0, "operator": 0, "student": 0, "nobody": 0,
}  # fmt: skip


@pytest.mark.parametrize(("key", "count"), SEEN.items())
def test_each_person_sees_their_students(engine_app, on_behalf, college, key, count):
    with engine_app.app_context(), on_behalf(key):
        assert db.session.scalar(select(func.count(Student.id))) == count
        assert db.session.scalar(select(func.count(Placement.id))) == count
        mine = {row.id for row in db.session.scalars(select(Student))}
        assert mine <= {*college.students, *college.other_students}


def test_two_roles_add_up(engine_app, actor_as, college):
    from dataclasses import replace

    with engine_app.app_context():
        teacher = actor_as("teacher2")
        both = replace(teacher, roles=teacher.roles | {"head_of_department"}, departments=(college.department_id,))
        with acting(both):
            assert db.session.scalar(select(func.count(Student.id))) == 16


def test_no_way_of_writing_the_query_shows_a_foreign_row(engine_app, on_behalf, world):
    foreign = world.foreign.students[0]
    with engine_app.app_context(), on_behalf("director"):
        other = aliased(Student)
        queries = (
            select(Student.id).where(Student.id == foreign),
            select(other.id).where(other.id == foreign),
            select(Student.id).join(other, other.id != Student.id).where(other.id == foreign),
            select(Placement.id).join(Student).where(Student.id == foreign),
            select(StudyGroup.id).where(select(Placement.id).where(Placement.student_id == foreign).exists()),
            select(StudyGroup.id).where(exists().where(Student.id == foreign)),
            select(Student).where(Student.id == foreign).options(joinedload(Student.placements)),
            select(Student.id).where(Student.id == foreign).union(select(Student.id).where(Student.id == foreign)),
            select(select(Student.id).where(Student.id == foreign).cte().c.id),
        )
        for query in queries:
            assert db.session.execute(query).all() == [], str(query)
        assert db.session.get(Student, foreign) is None
        assert db.session.get(Organization, world.foreign.id) is None
        assert db.session.scalar(select(func.count(Employee.id))) == len(world.home.employees)


def test_bulk_changes_stop_at_the_limits(engine_app, on_behalf, world):
    with engine_app.app_context(), on_behalf("director") as actor, transaction():
        changed = db.session.execute(update(Student).where(Student.id == world.foreign.students[0]).values(phone="1"))
        gone = db.session.execute(delete(Lesson).where(Lesson.id == world.foreign.lessons[0]))
        record(actor, "test", "student")
        assert (changed.rowcount, gone.rowcount) == (0, 0)


def test_a_load_taken_away_is_gone_at_once(engine_app, on_behalf, college):
    from datetime import timedelta

    from app.core.actor import Actor
    from app.teaching.models import LoadTeacher
    from tests.factories import TODAY

    with engine_app.app_context():
        with on_behalf("teacher"):
            assert db.session.get(TeachingLoad, college.load_id) is not None
        db.session.remove()
        with unscoped(), transaction() as session:
            for row in session.scalars(select(LoadTeacher)):
                row.ends_on = TODAY - timedelta(days=1)
            record(Actor.system(college.id), "test", "load_teacher")
        db.session.remove()
        with on_behalf("teacher"):
            assert db.session.get(TeachingLoad, college.load_id) is None
            assert db.session.scalar(select(func.count(Student.id))) == 0


def test_nobody_reads_limited_tables_without_saying_for_whom(engine_app):
    with engine_app.app_context():
        with pytest.raises(UnscopedReadError):
            db.session.scalars(select(Student)).all()
        with pytest.raises(UnscopedReadError):
            db.session.execute(select(Student.__table__)).all()
        with unscoped():
            assert len(db.session.scalars(select(Student)).all()) == 32


def test_core_statements_on_limited_tables_are_refused(engine_app, on_behalf):
    with engine_app.app_context(), on_behalf("director"), pytest.raises(UnscopedReadError):
        db.session.execute(select(Student.__table__.c.id)).all()


def test_a_row_of_another_college_cannot_be_written(engine_app, on_behalf, world):
    with engine_app.app_context(), on_behalf("secretary") as actor:
        with pytest.raises(Forbidden), transaction() as session:
            session.add(Student(organization_id=world.foreign.id, last_name="Чужой", first_name="Иван"))
            record(actor, "test", "student")
        with transaction() as session:
            mine = Student(last_name="Свой", first_name="Иван")
            session.add(mine)
            session.flush()
            record(actor, "test", mine)
            assert mine.organization_id == world.home.id


def test_a_query_seen_before_is_limited_anew_for_the_next_person(app, actor_as, world):
    """What a statement reads is remembered by its shape, for whom never."""
    queries = [
        lambda: select(Lesson).options(joinedload(Lesson.load).joinedload(TeachingLoad.group_term)),
        lambda: select(Student.id).where(Student.id.in_(select(Placement.student_id))),
        lambda: select(func.count(aliased(Student).id)),
    ]
    with app.app_context():
        home, foreign = actor_as("deputy"), actor_as("deputy", world.foreign)
        for query in queries:
            seen = []
            for actor in (home, foreign, home):
                with acting(actor):
                    seen.append(repr([row[0] if isinstance(row[0], int) else row[0].id for row in db.session.execute(query()).unique()]))
                db.session.expunge_all()
            assert seen[0] == seen[2] and (seen[0] != seen[1] or "count" in str(query()))


def test_a_statement_made_once_is_limited_for_each_person_and_after_each_change_of_roles(app, actor_as, world):
    from dataclasses import replace

    foreign = world.foreign.students[0]
    kept = select(Student.id).where(Student.id != bindparam("but")).execution_options(constant=True)
    with app.app_context():
        seen = {}
        for key in ("director", "teacher", "curator", "director", "nobody", "teacher"):
            with acting(actor_as(key)):
                found = set(db.session.scalars(kept, {"but": -1}))
                assert foreign not in found and len(found) == SEEN[key] == seen.setdefault(key, len(found)), key
        with acting(replace(actor_as("teacher"), roles=frozenset())):
            assert db.session.scalars(kept, {"but": -1}).all() == []
        with pytest.raises(UnscopedReadError):
            db.session.scalars(kept, {"but": -1}).all()
