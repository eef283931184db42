"""A closed term stays closed whatever door a write comes through, on both engines."""

from contextlib import contextmanager
from datetime import date

import pytest
from flask_appbuilder import Model
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.access.refusals import ATTEMPT
from app.access.scope import unscoped
from app.attestation import filling, issuing
from app.attestation import operations as sheets
from app.attestation import queries as sheet_queries
from app.attestation.models import AttestationEntry, AttestationSheet, SheetExaminer
from app.attestation.typed import Typed
from app.audit.models import AuditEvent
from app.closing import checks, operations
from app.core import triggers
from app.core.errors import Conflict
from app.core.integrity import kind_of
from app.core.transaction import transaction
from app.core.triggers import CLOSED_MESSAGE
from app.extensions import db
from app.gradebook import operations as journal
from app.gradebook.models import Mark
from app.gradebook.operations import LessonFacts
from app.lessonplans.models import LessonPlan, LessonPlanRow, LessonTopic
from app.schema import writable
from app.students.models import Student, StudyGroup
from app.teaching.models import Lesson, TeachingLoad
from app.terms.models import GroupTerm
from tests.closing.conftest import audited

FROZEN = sorted(one.class_.__tablename__ for one in Model.registry.mappers if hasattr(one.class_, "__frozen_by__"))
TABLES = (*FROZEN, "group_term", "closing")


def with_rows_of_every_table(app, college):
    """Give the term what ``ready`` leaves out: a topic taken from a plan, a second examiner of a sheet."""
    own = {"organization_id": college.id}
    with app.app_context(), unscoped(), transaction():
        plan = LessonPlan(**own, group_term_id=college.group_term_id, load_id=college.load_id, item_key="x", status="approved")
        db.session.add(plan)
        db.session.flush()
        row = LessonPlanRow(**own, plan_id=plan.id, position=1, topic="Тема", hours=2, kind="lesson")
        db.session.add(row)
        db.session.flush()
        db.session.add(LessonTopic(**own, lesson_id=college.lessons[0], load_id=college.load_id, group_term_id=college.group_term_id, row_id=row.id, hours=2))
        sheet = db.session.scalars(select(AttestationSheet).where(AttestationSheet.group_term_id == college.group_term_id)).first()
        db.session.add(SheetExaminer(
            **own, group_term_id=college.group_term_id, sheet_id=sheet.id, sheet_kind=sheet.kind, role="member", position=2,
            employee_id=college.employees["teacher2"], name="Второй экзаменатор", signed_as="В. Экзаменатор",
        ))  # fmt: skip
        audited(college.id)


@pytest.fixture
def closed(engine_app, ready, on_behalf):
    """Give the college with its first term closed."""
    with_rows_of_every_table(engine_app, ready)
    with on_behalf("deputy") as actor, transaction():
        operations.close_term(actor, ready.group_term_id)
    return ready


def content():
    """Give every row of the frozen tables."""
    with unscoped():
        db.session.rollback()
        return {name: sorted(map(repr, db.session.execute(text(f"SELECT * FROM {name}")).all())) for name in TABLES}


def a_mark(college):
    return db.session.scalars(select(Mark).where(Mark.group_term_id == college.group_term_id).order_by(Mark.id)).first()


def open_lesson(college):
    return db.session.get(Lesson, college.other_lessons[0])


def change(college):
    a_mark(college).grades = "5 5"


def add(college):
    lesson = Lesson(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, date=text_date(), pair=7)
    db.session.add(lesson)


def text_date():
    return date(2026, 10, 1)


def remove(college):
    db.session.delete(a_mark(college))


def remove_with_cascade(college):
    db.session.delete(db.session.get(Lesson, college.lessons[0]))


def bulk_update(college):
    db.session.execute(update(Mark).where(Mark.group_term_id == college.group_term_id).values(grades="5"))


def bulk_delete(college):
    db.session.execute(delete(Mark).where(Mark.group_term_id == college.group_term_id))


def bulk_insert(college):
    row = {"organization_id": college.id, "group_term_id": college.group_term_id, "load_id": college.credit_load_id,
           "date": text_date(), "pair": 6, "hours": 2}  # fmt: skip
    db.session.execute(insert(Lesson), [row])


def bulk_objects(college):
    db.session.bulk_update_mappings(Mark, [{"id": a_mark(college).id, "grades": "2", "version": 1}])


def core_update(college):
    db.session.execute(Mark.__table__.update().where(Mark.__table__.c.group_term_id == college.group_term_id).values(grades="4"))


def raw_update(college):
    db.session.execute(text("UPDATE mark SET grades = '5' WHERE group_term_id = :term"), {"term": college.group_term_id})


def raw_minutes(college):
    statement = "UPDATE mark SET attendance = 'о', minutes_late = 15 WHERE group_term_id = :term"
    db.session.execute(text(statement), {"term": college.group_term_id})


def raw_delete(college):
    db.session.execute(text("DELETE FROM attestation_entry WHERE group_term_id = :term"), {"term": college.group_term_id})


def move_out(college):
    """Move a frozen mark to an open term."""
    lesson = open_lesson(college)
    mark = a_mark(college)
    mark.group_term_id, mark.load_id, mark.lesson_id = lesson.group_term_id, lesson.load_id, lesson.id


def move_in(college):
    """Move an open lesson into the closed term."""
    lesson = open_lesson(college)
    lesson.group_term_id, lesson.load_id = college.group_term_id, college.load_id


def change_sheet(college):
    db.session.scalars(select(AttestationSheet).where(AttestationSheet.group_term_id == college.group_term_id)).first().held_on = text_date()


def change_kind(college):
    """Turn a frozen primary sheet into a re-sit, which does not freeze."""
    db.session.execute(
        text("UPDATE attestation_sheet SET kind = 'resit' WHERE group_term_id = :term"), {"term": college.group_term_id}
    )


def change_entry(college):
    db.session.scalars(select(AttestationEntry).where(AttestationEntry.group_term_id == college.group_term_id)).first().result = "5"


def shift_date(college):
    db.session.get(Lesson, college.lessons[0]).date = text_date()


def reopen(college):
    db.session.get(GroupTerm, college.group_term_id).status = "open"


def drop_term(college):
    db.session.execute(text("DELETE FROM group_term WHERE id = :term"), {"term": college.group_term_id})


def edit_snapshot(college):
    db.session.execute(text("UPDATE closing SET snapshot = '{}' WHERE group_term_id = :term"), {"term": college.group_term_id})


def drop_snapshot(college):
    db.session.execute(text("DELETE FROM closing WHERE group_term_id = :term"), {"term": college.group_term_id})


def drop_load(college):
    db.session.execute(text("DELETE FROM teaching_load WHERE id = :load"), {"load": college.load_id})


def drop_student(college):
    db.session.execute(text("DELETE FROM student WHERE id = :student"), {"student": college.students[0]})


def drop_group(college):
    db.session.execute(text("DELETE FROM study_group WHERE id = :group"), {"group": college.group_id})


def upsert(college):
    mark = a_mark(college)
    db.session.execute(
        text(
            "INSERT INTO mark (organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at)"
            " VALUES (:o, :t, :l, :lesson, :s, '5', 1, false, CURRENT_TIMESTAMP)"
            " ON CONFLICT (lesson_id, student_id) DO UPDATE SET grades = '5'"
        ),
        {"o": college.id, "t": mark.group_term_id, "l": mark.load_id, "lesson": mark.lesson_id, "s": mark.student_id},
    )


PATHS = (
    change, add, remove, remove_with_cascade, bulk_update, bulk_delete, bulk_insert, bulk_objects, core_update, raw_update, raw_minutes,
    raw_delete, move_out, move_in, change_sheet, change_kind, change_entry, shift_date, reopen, drop_term, edit_snapshot,
    drop_snapshot, drop_load, drop_student, drop_group, upsert,
)  # fmt: skip


def paths_that_changed(college, paths):
    """Take every way in one world (a database made anew for each would say no more); name those that changed anything."""
    before = content()
    changed = []
    for path in paths:
        db.session.rollback()
        try:
            with unscoped(), transaction():
                path(college)
                db.session.flush()
                audited(college.id)
            changed.append(path.__name__)
        except DBAPIError:
            pass
        db.session.expunge_all()
        if content() != before:
            changed.append(f"{path.__name__} changed rows")
    return changed


def test_no_write_path_changes_a_closed_term(closed):
    assert paths_that_changed(closed, PATHS) == []
    with unscoped():
        assert list(checks.closed_rows()) == []


WRITES = (
    "UPDATE {table} SET group_term_id = group_term_id WHERE group_term_id = :term",
    "DELETE FROM {table} WHERE group_term_id = :term",
    "INSERT INTO {table} SELECT * FROM {table} WHERE group_term_id = :term LIMIT 1",
)


def test_every_table_that_says_it_is_frozen_is_whatever_package_it_belongs_to(closed):
    """A table of a later package comes in by itself; one without a row in this term fails here, so that it gets one."""
    assert {"lesson", "lesson_topic", "mark", "sheet_part", "sheet_examiner", "attestation_sheet", "attestation_entry"} <= set(FROZEN)
    passed = []
    for table in FROZEN:
        for write in WRITES:
            try:
                with unscoped(), transaction():
                    done = db.session.execute(text(write.format(table=table)), {"term": closed.group_term_id})
                    passed.append((write.format(table=table), done.rowcount))
                    db.session.rollback()
            except DBAPIError as error:
                assert kind_of(error) == CLOSED_MESSAGE, (table, error)
    assert passed == []


@pytest.mark.parametrize("statement", ["INSERT OR REPLACE INTO", "REPLACE INTO"])
def test_replacing_a_frozen_row_is_refused(closed, statement):
    replace(closed, statement if db.engine.dialect.name == "sqlite" else "INSERT INTO")


def replace(college, statement):
    """Put a row of an open term in the place of a frozen mark; it must be refused and change nothing."""
    before = content()
    mark = a_mark_of(college)
    with pytest.raises(DBAPIError), unscoped(), transaction():
        db.session.execute(
            text(
                f"{statement} mark (id, organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at)"
                " VALUES (:id, :o, :t, :l, :lesson, :s, '5', 1, false, CURRENT_TIMESTAMP)"
            ),
            {"id": mark.id, "o": college.id, "t": college.other_group_term_id, "l": college.other_load_id,
             "lesson": college.other_lessons[0], "s": college.other_students[0]},
        )  # fmt: skip
        audited(college.id)
    assert content() == before


@contextmanager
def past_the_guards():
    """Write as the owner of the database may: with the guards taken off and put back."""
    db.session.remove()
    with writable(db.engine, foreign_keys=False) as connection:
        triggers.drop(connection)
        yield connection
        triggers.install(connection)


def a_mark_of(college):
    with unscoped():
        return a_mark(college)


def test_the_verbs_refuse_with_a_sentence_that_names_group_and_semester(closed, on_behalf):
    before = content()
    with on_behalf("teacher") as actor:
        sheet = sheet_queries.live_sheet(closed.credit_load_id, closed.control_ids["ОУП.03"])
        deeds = (
            lambda: journal.set_mark(actor, closed.load_id, closed.lessons[0], closed.students[0], "5", 1),
            lambda: journal.add_lesson(actor, closed.load_id, LessonFacts(text_date(), 3, 2, "lesson")),
            lambda: filling.fill_many(actor, sheet.id, [Typed(closed.students[0], "незач")]),
            lambda: filling.take_proposals(actor, sheet.id),
        )
        for deed in deeds:
            with pytest.raises(Conflict) as refusal, transaction():
                deed()
            assert refusal.value.params == {"group": "ИСП-11", "semester": 1}
    with on_behalf("deputy") as actor, pytest.raises(Conflict), transaction():
        sheets.supersede_sheet(actor, sheet.id, sheet.version, "После закрытия")
    with on_behalf("secretary") as actor, pytest.raises(Conflict), transaction():
        issuing.issue_all(actor, db.session.get(GroupTerm, closed.group_term_id), text_date())
    assert content() == before


def test_what_is_not_frozen_may_still_change(closed):
    with unscoped(), transaction():
        db.session.get(Student, closed.students[0]).last_name = "Абрамович"
        db.session.get(StudyGroup, closed.group_id).name = "ИСП-11а"
        open_lesson(closed).topic = "Другая тема"
        audited(closed.id)
    with unscoped():
        assert db.session.get(TeachingLoad, closed.load_id) is not None
        assert list(checks.closed_rows()) == []


def test_the_pages_answer_409_in_a_closed_term(engine_app, ready_outside, client_as):
    closed = ready_outside
    teacher, deputy, secretary = client_as("teacher"), client_as("deputy"), client_as("secretary")
    assert deputy.post(f"/closing/{closed.group_term_id}/close").status_code == 303
    with engine_app.app_context():
        with unscoped():
            sheet = sheet_queries.live_sheet(closed.credit_load_id, closed.control_ids["ОУП.03"])
            sheet_id, version = sheet.id, sheet.version
        before = content()
        db.session.remove()
    line = {f"r-{closed.students[0]}": "незач", f"v-{closed.students[0]}": "2", f"w-{closed.students[0]}": "зачтено||"}
    cell = {"cells": [[closed.lessons[0], closed.students[0], "5", 1]]}
    answers = [
        teacher.post(f"/sheets/{sheet_id}/save", data=line),
        teacher.post(f"/sheets/{sheet_id}/proposals"),
        secretary.post(f"/sheets/{sheet_id}/return", data={"version": version, "reason": "ошибка"}),
        deputy.post(f"/sheets/{sheet_id}/supersede", data={"version": version, "reason": "ошибка"}),
        secretary.post(f"/sheets/term/{closed.group_term_id}/issue", data={"held_on": "2026-11-20"}),
        teacher.post(f"/journals/{closed.load_id}/cells", json=cell),
        deputy.post(f"/closing/{closed.group_term_id}/withdraw"),
    ]
    assert [answer.status_code for answer in answers] == [409] * len(answers)
    assert [teacher.get("/closing/board").status_code, deputy.get("/closing/9999").status_code] == [404, 404]  # looking is no attempt
    assert "INSERT" not in "".join(answer.text for answer in answers)
    with engine_app.app_context():
        assert content() == before
        with unscoped():
            told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == ATTEMPT).order_by(AuditEvent.seq)).all()
        assert len(told) == len(answers)
        assert "Семестр закрыт: группа ИСП-11, семестр 1" in told[0].details
        db.session.remove()
