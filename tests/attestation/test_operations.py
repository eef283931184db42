"""A sheet from the office to the teacher and back; what two people do at once is in test_race."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.attestation import filling, issuing, operations, queries, queries_term
from app.attestation.filling import StaleLines
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.operations import Confirmation
from app.attestation.typed import Typed
from app.audit import queries as audit
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.curricula.models import TermControl
from app.extensions import db
from app.gradebook.models import Mark
from app.students.models import Placement
from app.teaching.models import LoadTeacher, Subgroup, SubgroupMember, TeachingLoad
from tests.factories import TODAY

HELD = date(2026, 11, 20)


@pytest.fixture
def inside(app: Flask):
    with app.app_context():
        yield app


def issue(on_behalf, college, item="ОУП.03", load="credit_load_id", held=HELD, key="secretary"):
    with on_behalf(key) as actor, transaction():
        return issuing.issue_sheet(
            actor, db.session.get(TeachingLoad, getattr(college, load)), db.session.get(TermControl, college.control_ids[item]), held
        )


def fill_all(on_behalf, college, sheet, result="зач", key="teacher"):
    with on_behalf(key) as actor, transaction():
        return filling.fill_many(actor, sheet.id, [Typed(student, result) for student in college.students])


def sign(on_behalf, sheet, key="teacher"):
    with on_behalf(key) as actor, transaction():
        version = queries.sheet(sheet.id).version
        return operations.sign_sheet(actor, sheet.id, version, Confirmation(actor.user_id, now()))


def close(on_behalf, sheet, key="secretary"):
    with on_behalf(key) as actor, transaction():
        return operations.close_sheet(actor, sheet.id, queries.sheet(sheet.id).version)


def test_the_office_issues_a_sheet_for_who_is_in_the_group_on_its_date(inside, on_behalf, college):
    with unscoped(), transaction():
        left = db.session.scalar(select(Placement).where(Placement.student_id == college.students[0]))
        left.ends_on = date(2026, 11, 1)
        came = db.session.scalar(select(Placement).where(Placement.student_id == college.students[1]))
        came.starts_on = HELD
        record(Actor.system(college.id), "test", left)
    sheet = issue(on_behalf, college)
    with on_behalf("secretary"):
        names = [line.student_name for line in queries.entries(sheet.id)]
        assert sheet.title == "Зачётная ведомость"
        assert sheet.status == "issued"
        assert len(names) == len(college.students) - 1
        assert "Абрамов Пётр Ильич" not in names
        assert "Белов Пётр Ильич" in names


def test_a_double_click_issues_one_sheet(inside, on_behalf, college):
    assert issue(on_behalf, college).id == issue(on_behalf, college).id
    with unscoped():
        assert db.session.scalar(select(func.count(AttestationSheet.id))) == 1


def test_sheets_are_numbered_in_order_within_the_year(inside, on_behalf, college):
    first = issue(on_behalf, college)
    second = issue(on_behalf, college, item="ОУП.01", load="load_id")
    assert (first.number, second.number) == ("1/2026", "2/2026")


def test_all_sheets_of_a_term_are_issued_at_once_and_never_twice(inside, on_behalf, college):
    with on_behalf("secretary") as actor, transaction():
        made = issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, HELD)
        assert len(made) == 2
        assert issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, HELD) == []


def test_every_control_of_an_item_and_every_subgroup_has_a_sheet_of_its_own(inside, on_behalf, college):
    """Key of a sheet: control of the term × (sub)group × kind × attempt (domain of the field, §0)."""
    with unscoped(), transaction():
        project = TermControl(organization_id=college.id, curriculum_term_id=college.term_ids["ОУП.01"], form="КП")
        half = Subgroup(organization_id=college.id, group_term_id=college.group_term_id, curriculum_term_id=college.term_ids["ОУП.03"], name="1")
        db.session.add_all([project, half])
        db.session.flush()
        db.session.add_all(SubgroupMember(organization_id=college.id, subgroup_id=half.id, student_id=one) for one in college.students[:3])
        db.session.get(TeachingLoad, college.credit_load_id).subgroup_id = half.id
        record(Actor.system(college.id), "test", project)
    with on_behalf("secretary") as actor, transaction():
        made = issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, HELD)
        told = {(one.title, one.load_id): len(queries.entries(one.id)) for one in made}
    assert told == {
        ("Экзаменационная ведомость", college.load_id): 8, ("Ведомость защиты курсовых проектов", college.load_id): 8,
        ("Зачётная ведомость", college.credit_load_id): 3,
    }  # fmt: skip


def test_a_control_of_another_item_is_refused(inside, on_behalf, college):
    with pytest.raises(Invalid):
        issue(on_behalf, college, item="ОУП.01", load="credit_load_id")


@pytest.mark.parametrize("held", [date(2026, 8, 31), date(2027, 9, 1)])
def test_a_day_outside_the_term_and_its_year_is_refused(inside, on_behalf, college, held):
    with pytest.raises(Invalid):
        issue(on_behalf, college, held=held)


@pytest.mark.parametrize("key", ["teacher", "deputy", "director", "methodist", "curator"])
def test_only_the_office_issues(inside, on_behalf, college, key):
    with pytest.raises(Forbidden):
        issue(on_behalf, college, key=key)


def test_the_office_of_another_college_does_not_even_see_the_load(inside, actor_as, world, college):
    from app.access.scope import acting

    with acting(actor_as("secretary", world.foreign)) as actor, transaction(), pytest.raises(NotFound):
        with unscoped():
            load, control = db.session.get(TeachingLoad, college.credit_load_id), db.session.get(TermControl, college.control_ids["ОУП.03"])
        issuing.issue_sheet(actor, load, control, HELD)


def test_the_teacher_fills_own_sheet_and_one_record_tells_old_and_new(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    fill_all(on_behalf, college, sheet)
    with on_behalf("teacher") as actor, transaction():
        line = filling.fill_entry(actor, sheet.id, college.students[0], "незач", version=2)
    assert (line.result, line.version) == ("не зачтено", 3)
    with on_behalf("director"):
        latest = audit.history(sheet, 1)[0]
    assert latest.action == "fill_sheet"
    assert latest.changes == {"Абрамов Пётр Ильич": ("зачтено", "не зачтено")}


def test_a_line_typed_as_it_stands_writes_nothing(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    before = fill_all(on_behalf, college, sheet)[0].version
    assert fill_all(on_behalf, college, sheet)[0].version == before


@pytest.mark.parametrize("key", ["secretary", "deputy", "director", "coordinator", "head_of_department"])
def test_nobody_fills_for_the_teacher(inside, on_behalf, college, key):
    sheet = issue(on_behalf, college)
    with pytest.raises(Forbidden):
        fill_all(on_behalf, college, sheet, key=key)


def test_a_foreign_teacher_does_not_see_the_sheet(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    with pytest.raises(NotFound):
        fill_all(on_behalf, college, sheet, key="teacher2")


def test_a_teacher_whose_load_was_taken_away_does_not_see_the_sheet(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    with unscoped(), transaction():
        interval = db.session.scalar(select(LoadTeacher).where(LoadTeacher.load_id == college.credit_load_id))
        interval.ends_on = date(2026, 11, 22)
        record(Actor.system(college.id), "test", interval)
    with pytest.raises(NotFound):
        fill_all(on_behalf, college, sheet)


def test_a_foreign_student_in_the_form_refuses_the_whole_form(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    with on_behalf("teacher") as actor, pytest.raises(Refused), transaction():
        filling.fill_many(actor, sheet.id, [Typed(college.students[0], "зач"), Typed(college.other_students[0], "зач")])
    with unscoped():
        assert db.session.scalar(select(func.count(AttestationEntry.result))) == 0


def test_one_wrong_result_saves_nothing(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    with on_behalf("teacher") as actor, pytest.raises(Invalid), transaction():
        filling.fill_many(actor, sheet.id, [Typed(college.students[0], "зач"), Typed(college.students[1], "5")])
    with unscoped():
        assert db.session.scalar(select(func.count(AttestationEntry.result))) == 0


def test_a_line_changed_in_another_tab_is_refused_with_both_values(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    with on_behalf("teacher") as actor:
        with transaction():
            filling.fill_entry(actor, sheet.id, college.students[0], "зач", version=1)
        with pytest.raises(StaleLines) as refusal, transaction():
            filling.fill_entry(actor, sheet.id, college.students[0], "незач", version=1)
    stale = refusal.value.details["stale"][0]
    assert (stale.current, stale.typed, stale.version) == ("зачтено", "не зачтено", 2)


def mark_lessons(college, student, grades):
    with unscoped(), transaction():
        from app.teaching.models import Lesson

        for back, grade in enumerate(grades):
            lesson = Lesson(
                organization_id=college.id, group_term_id=college.group_term_id, load_id=college.credit_load_id,
                date=date(2026, 10, 1 + back), pair=1, topic="Тема",
            )  # fmt: skip
            db.session.add(lesson)
            db.session.flush()
            mark = Mark(
                organization_id=college.id, group_term_id=college.group_term_id, load_id=college.credit_load_id,
                lesson_id=lesson.id, student_id=student, grades=grade,
            )  # fmt: skip
            db.session.add(mark)
        db.session.flush()
        record(Actor.system(college.id), "test", mark)


def test_proposals_of_the_journal_fill_only_what_is_empty(inside, on_behalf, college):
    mark_lessons(college, college.students[0], "543")
    sheet = issue(on_behalf, college)
    with on_behalf("teacher") as actor, transaction():
        filling.fill_entry(actor, sheet.id, college.students[1], "н")
        assert filling.take_proposals(actor, sheet.id) == 1
        results = {line.student_id: line.result for line in queries.entries(sheet.id)}
    assert results[college.students[0]] == "зачтено"
    assert results[college.students[1]] == "неявка"
    assert set(results.values()) == {"зачтено", "неявка", None}


def test_the_result_of_an_exam_is_not_taken_from_the_journal(inside, on_behalf, college):
    sheet = issue(on_behalf, college, item="ОУП.01", load="load_id")
    with on_behalf("teacher") as actor, pytest.raises(Refused), transaction():
        filling.take_proposals(actor, sheet.id)


def test_a_sheet_with_an_empty_line_is_not_signed(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    with on_behalf("teacher") as actor, transaction():
        filling.fill_many(actor, sheet.id, [Typed(student, "зач") for student in college.students[1:]])
    with pytest.raises(Refused) as refusal:
        sign(on_behalf, sheet)
    assert refusal.value.params["count"] == 1
    assert "Абрамов" in refusal.value.params["names"]


def test_a_sheet_is_not_signed_before_its_day(inside, on_behalf, college):
    sheet = issue(on_behalf, college, held=TODAY.replace(day=TODAY.day + 1))
    fill_all(on_behalf, college, sheet)
    with pytest.raises(Refused) as refusal:
        sign(on_behalf, sheet)
    assert refusal.value.params["day"] == f"{TODAY.day + 1}.11.2026"


def test_a_signed_sheet_is_read_only_for_the_teacher_until_the_office_returns_it(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    fill_all(on_behalf, college, sheet)
    sign(on_behalf, sheet)
    with pytest.raises(Conflict):
        fill_all(on_behalf, college, sheet, "незач")
    with on_behalf("secretary") as actor:
        with pytest.raises(Invalid), transaction():
            operations.return_to_teacher(actor, sheet.id, queries.sheet(sheet.id).version, "  ")
        with transaction():
            back = operations.return_to_teacher(actor, sheet.id, queries.sheet(sheet.id).version, "Не указаны билеты")
    assert (back.status, back.signed_at) == ("issued", None)
    fill_all(on_behalf, college, sheet, "незач")


def test_the_signature_of_another_person_is_refused(inside, on_behalf, actor_as, college):
    sheet = issue(on_behalf, college)
    fill_all(on_behalf, college, sheet)
    with on_behalf("teacher") as actor, pytest.raises(Forbidden), transaction():
        operations.sign_sheet(actor, sheet.id, queries.sheet(sheet.id).version, Confirmation(actor_as("deputy").user_id, now()))


def test_who_fills_a_sheet_does_not_close_it(inside, on_behalf, college):
    from dataclasses import replace

    sheet = issue(on_behalf, college)
    fill_all(on_behalf, college, sheet)
    signed = sign(on_behalf, sheet)
    with on_behalf("teacher") as actor, pytest.raises(Forbidden), transaction():
        operations.close_sheet(actor, sheet.id, signed.version)
    with on_behalf("teacher") as actor, pytest.raises(Refused), transaction():
        both = replace(actor, roles=actor.roles | {"secretary"})
        operations.close_sheet(both, sheet.id, signed.version)
    closed = close(on_behalf, sheet)
    assert closed.status == "closed"
    assert closed.closed_by_id is not None


def test_a_stale_page_neither_signs_nor_closes(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    fill_all(on_behalf, college, sheet)
    with on_behalf("teacher") as actor, pytest.raises(Conflict), transaction():
        operations.sign_sheet(actor, sheet.id, 1, Confirmation(actor.user_id, now()))
    sign(on_behalf, sheet)
    with on_behalf("secretary") as actor, pytest.raises(Conflict), transaction():
        operations.close_sheet(actor, sheet.id, 1)


def test_a_closed_sheet_is_corrected_by_a_new_revision_and_the_old_one_stays(inside, on_behalf, college):
    sheet = issue(on_behalf, college)
    fill_all(on_behalf, college, sheet)
    sign(on_behalf, sheet)
    closed = close(on_behalf, sheet)
    with on_behalf("secretary") as actor, pytest.raises(Forbidden), transaction():
        operations.supersede_sheet(actor, sheet.id, closed.version, "Ошибка в отметке Белова")
    with on_behalf("deputy") as actor, transaction():
        fresh = operations.supersede_sheet(actor, sheet.id, closed.version, "Ошибка в отметке Белова")
    assert (fresh.revision, fresh.status, fresh.number) == (2, "issued", sheet.number)
    fill_all(on_behalf, college, fresh, "незач")
    with on_behalf("deputy"):
        assert {line.result for line in queries.entries(sheet.id)} == {"зачтено"}
        assert {line.result for line in queries.entries(fresh.id)} == {"не зачтено"}
        assert queries.live_sheet(sheet.load_id, sheet.term_control_id).id == fresh.id


def test_the_matrix_costs_the_same_whatever_is_in_it(inside, on_behalf, college):
    issue(on_behalf, college)
    with on_behalf("secretary"):
        lines = queries_term.matrix(college.group_term_id).lines
    assert [(line.item.code, line.filled, line.total, bool(line.load)) for line in lines] == [
        ("ОУП.01", 0, 0, True), ("ОУП.02", 0, 0, False), ("ОУП.03", 0, 8, True),
    ]  # fmt: skip
    assert TODAY > HELD
