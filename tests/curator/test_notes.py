"""Papers about absences over real journals: applied, met by later entries, withdrawn, refused."""

from datetime import date, timedelta

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.errors import DomainError, Forbidden, NotFound
from app.core.transaction import transaction
from app.curator import operations, queries
from app.curator.queries_attendance import attendance
from app.curator.rules import ILLNESS, ORDER, STATEMENT, NoteFacts
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.operations import set_mark
from app.terms.models import GroupTerm
from tests.counting import statements
from tests.factories import TODAY


def facts(college, back_from=4, back_to=1, **changes):
    fields = {
        "student_id": college.students[0], "kind": ILLNESS, "number": "15", "issuer": "Поликлиника",
        "starts_on": TODAY - timedelta(days=7 * back_from), "ends_on": TODAY - timedelta(days=7 * back_to), "received_on": TODAY,
    }  # fmt: skip
    return NoteFacts(**(fields | changes))


def cells(college, student=0):
    with unscoped():
        rows = db.session.query(Mark).filter_by(student_id=college.students[student]).order_by(Mark.lesson_id).all()
        return [" ".join(part for part in (row.attendance, row.grades) if part) for row in rows]


def type_in(on_behalf, college, *texts, student=0, version=0):
    for lesson, text in zip(college.lessons, texts, strict=False):
        with on_behalf("teacher") as actor, transaction():
            saved = set_mark(actor, college.load_id, lesson, college.students[student], text, version)
    return saved


def enter(on_behalf, what, key="curator"):
    with on_behalf(key) as actor, transaction():
        note, effect = operations.add_note(actor, what)
        return note.id, effect


def test_a_note_turns_absences_into_illness_and_gives_them_back(engine_app, on_behalf, college):
    with engine_app.app_context():
        type_in(on_behalf, college, "н", "5", "н", "о 4", "н")
        with on_behalf("curator") as actor:
            told = operations.preview(actor, facts(college))
            assert [(one.group, one.item, one.cells, one.hours) for one in told.changed] == [("ИСП-11", "Математика", 2, 4)]
        note_id, effect = enter(on_behalf, facts(college))
        assert effect == told
        assert cells(college) == ["б", "5", "б", "о 4", "н"]
        with on_behalf("teacher") as actor, transaction():  # somebody changes one of them after all
            set_mark(actor, college.load_id, college.lessons[0], college.students[0], "б 4", 2)
        with on_behalf("curator") as actor, transaction():
            back = operations.withdraw_note(actor, note_id, "справка не подтверждена")
        assert (back.cells, [one.cells for one in back.kept]) == (1, [1])
        assert cells(college) == ["б 4", "5", "н", "о 4", "н"]
        with on_behalf("curator") as actor, pytest.raises(DomainError), transaction():
            operations.withdraw_note(actor, note_id, "ещё раз")


def test_a_later_absence_meets_the_paper_and_goes_back_with_it(engine_app, on_behalf, college):
    with engine_app.app_context():
        note_id, effect = enter(on_behalf, facts(college, kind=ORDER, number="7-с"), key="secretary")
        assert effect.cells == 0
        assert type_in(on_behalf, college, "н").text == "у"
        type_in(on_behalf, college, "н", student=1)
        assert (cells(college), cells(college, 1)) == (["у"], ["н"])
        with on_behalf("curator") as actor:
            sheet = attendance(actor, college.group_id, (TODAY - timedelta(days=28)).replace(day=1))
            assert [(one.name.split()[0], one.reasons) for one in sheet.lines[:3]] == [
                ("Абрамов", {ORDER: 2}), ("Белов", {"truancy": 2}), ("Васильев", {})
            ]  # fmt: skip
        with on_behalf("secretary") as actor, transaction():
            operations.withdraw_note(actor, note_id, "приказ отменён")
        assert cells(college) == ["н"]


def test_another_paper_of_the_same_days_takes_over(app, on_behalf, college):
    with app.app_context():
        type_in(on_behalf, college, "н")
        first, _ = enter(on_behalf, facts(college))
        enter(on_behalf, facts(college, kind=STATEMENT))
        assert cells(college) == ["б"]
        with on_behalf("curator") as actor, transaction():
            operations.withdraw_note(actor, first, "ошибка")
        assert cells(college) == ["у"]


def test_a_closed_term_is_left_alone_and_named(engine_app, on_behalf, college):
    with engine_app.app_context():
        type_in(on_behalf, college, "н")
        with unscoped(), transaction() as session:
            term = session.get(GroupTerm, college.group_term_id)
            term.status = "closed"
            record(Actor.system(college.id), "test", term)
        _note, effect = enter(on_behalf, facts(college))
        assert (effect.cells, [one.item for one in effect.closed]) == (0, ["Математика"])
        assert cells(college) == ["н"]


def test_papers_are_entered_for_own_students_by_those_who_may(app, on_behalf, world):
    college = world.home
    with app.app_context():
        for key, expected in (("curator2", NotFound), ("teacher", Forbidden), ("deputy", Forbidden), ("head_of_department", Forbidden)):
            with on_behalf(key) as actor, pytest.raises(expected), transaction():
                operations.add_note(actor, facts(college))
        with on_behalf("secretary", world.foreign) as actor, pytest.raises(NotFound), transaction():
            operations.add_note(actor, facts(college))
        with on_behalf("curator") as actor, pytest.raises(DomainError) as refused, transaction():
            operations.add_note(actor, facts(college, ends_on=date(2026, 9, 1)))
        assert refused.value.field == "ends_on"
        note_id, _ = enter(on_behalf, facts(college))
        for key, where in (("curator2", college), ("secretary", world.foreign)):
            with on_behalf(key, where), pytest.raises(NotFound):
                queries.note(note_id)


def test_the_month_costs_the_same_whatever_it_holds(app, on_behalf, college):
    month = TODAY.replace(day=1)
    with app.app_context():
        with on_behalf("curator") as actor, statements(app) as few:
            attendance(actor, college.group_id, month)
        for student in range(4):
            type_in(on_behalf, college, "н", "б", "у", "н", "н", student=student)
        enter(on_behalf, facts(college))
        with on_behalf("curator") as actor, statements(app) as many:
            attendance(actor, college.group_id, month)
        assert len(few) == len(many) <= 6
