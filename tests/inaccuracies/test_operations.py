"""A statement goes its way on both engines, one person at a time; what is typed second is refused with a sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.scope import acting, unscoped
from app.audit import queries as audit
from app.audit.operations import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.operations import set_mark
from app.inaccuracies import operations, queries, rules
from app.inaccuracies.subjects import CELL, subject
from app.terms.models import EditWindow, GroupTerm
from tests.factories import TODAY

LESSON = 3


def report(actor, college, **changes):
    about = subject(actor, CELL, college.lessons[LESSON], college.students[0])
    with transaction():
        return operations.report(actor, about, "cell", changes.get("actual", "5"), evidence="контрольная работа")


def do(actor, item, verb, *values):
    with acting(actor), transaction():
        getattr(operations, verb)(actor, queries.statement(actor, item.id, locked=True), *values)
        return queries.statement(actor, item.id).status


def test_from_the_cell_to_the_correction(engine_app, college, actor_as):
    with engine_app.app_context():
        teacher, coordinator, director = (actor_as(role) for role in ("teacher", "coordinator", "director"))
        with acting(teacher):
            with transaction():
                set_mark(teacher, college.load_id, college.lessons[LESSON], college.students[0], "4", 0)
            item = report(teacher, college)
            assert (item.in_system, item.actual, item.status, item.number) == ("4", "5", rules.REPORTED, None)
            assert (item.group_term_id, item.load_id, item.lesson_id, item.student_id) == (
                college.group_term_id, college.load_id, college.lessons[LESSON], college.students[0],
            )  # fmt: skip
            with pytest.raises(Conflict):
                report(teacher, college, actual="3")
            with pytest.raises(Forbidden):
                operations.state(teacher, item, "описка", "работа")
        assert do(coordinator, item, "state", "описка при вводе", "контрольная работа от 16.11.2026") == rules.STATED
        with pytest.raises(Forbidden):
            do(coordinator, item, "approve", "", 3)
        assert do(director, item, "approve", "Исправить", 3) == rules.APPROVED
        with pytest.raises(Conflict):  # a second click, or a second director
            do(director, item, "reject", "нет")
        assert do(coordinator, item, "send", "01-15/204", TODAY) == rules.SENT
        assert do(coordinator, item, "answer", "77", TODAY, "Разрешено") == rules.ANSWERED
        with pytest.raises(Conflict) as second:
            do(director if director.may("inaccuracy", "update") else coordinator, item, "answer", "78", TODAY, "Отказано")
        assert "77" in str(second.value)
        with acting(coordinator):
            assert queries.statement(coordinator, item.id).answer == "Разрешено"
            with pytest.raises(Invalid):
                do(coordinator, item, "correct", subject(coordinator, CELL, college.lessons[LESSON], college.students[0]))
        with acting(teacher), transaction():
            set_mark(teacher, college.load_id, college.lessons[LESSON], college.students[0], "5", 1)
        with acting(coordinator):
            about = subject(coordinator, CELL, college.lessons[LESSON], college.students[0])
        assert do(coordinator, item, "correct", about) == rules.CORRECTED
        assert do(coordinator, item, "close") == rules.CLOSED
        with acting(coordinator):
            done = queries.statement(coordinator, item.id)
            before, after = queries.facts(done.before)[0], queries.facts(done.after)[0]
            assert (before.value, after.value, done.full_number) == ("4", "5", "1/2026")
            acts = [one.action for one in audit.history(done)]
            assert acts[::-1] == [
                "report_inaccuracy", "state_inaccuracy", "approve_inaccuracy", "send_letter", "record_answer",
                "correct_inaccuracy", "close_inaccuracy",
            ]  # fmt: skip
            sent = next(one for one in audit.history(done) if one.action == "send_letter")
            assert "Абрамов" in (sent.reason or "")  # whose data went to the operator
        with acting(teacher):
            assert report(teacher, college, actual="3").id != item.id  # finished: a new report is free


def test_an_approved_statement_opens_exactly_its_cell_for_exactly_its_time(engine_app, college, actor_as):
    with engine_app.app_context():
        teacher, coordinator, director = (actor_as(role) for role in ("teacher", "coordinator", "director"))
        cells = [(college.lessons[0], college.students[0]), (college.lessons[0], college.students[1]), (college.lessons[1], college.students[0])]
        past = clock.now() - timedelta(days=20)
        with clock.frozen(past), acting(teacher), transaction():
            for lesson, student in cells:
                set_mark(teacher, college.load_id, lesson, student, "4", 0)
        with acting(teacher):
            about = subject(teacher, CELL, *cells[0])
            with transaction():
                item = operations.report(teacher, about, "cell", "5")
        do(coordinator, item, "state", "описка", "работа")

        def change(cell, mark, version):
            with acting(teacher), transaction():
                set_mark(teacher, college.load_id, *cell, mark, version)

        with pytest.raises(DomainError):
            change(cells[0], "5", 1)
        do(director, item, "approve", "", 2)
        for other in cells[1:]:  # another student of the lesson, another lesson of the student
            with pytest.raises(DomainError):
                change(other, "5", 1)
        change(cells[0], "5", 1)
        with clock.frozen(clock.now() + timedelta(days=20)), pytest.raises(DomainError):
            change(cells[0], "3", 2)


def test_a_closed_term_is_opened_by_no_approval(app, college, actor_as):
    with app.app_context():
        teacher, coordinator, director = (actor_as(role) for role in ("teacher", "coordinator", "director"))
        with acting(teacher):
            item = report(teacher, college)
        do(coordinator, item, "state", "описка", "работа")
        with unscoped(), transaction() as session:
            session.get(GroupTerm, college.group_term_id).status = "closed"
            record(Actor.system(college.id), "test", "group_term")
        assert do(director, item, "approve", "", 2) == rules.APPROVED
        with unscoped():
            assert db.session.query(EditWindow).count() == 0
        with acting(teacher), pytest.raises(DomainError), transaction():
            set_mark(teacher, college.load_id, college.lessons[LESSON], college.students[0], "5", 0)


def test_numbers_go_on_within_a_year_and_a_college(engine_app, college, world, actor_as):
    with engine_app.app_context():
        coordinator = actor_as("coordinator")
        with acting(coordinator):
            for index in (0, 1):
                about = subject(coordinator, "student", college.students[index])
                with transaction():
                    item = operations.report(coordinator, about, "record_book", f"0{index}")
                    operations.state(coordinator, item, "описка", "зачётная книжка")
                assert item.full_number == f"{index + 1}/2026"
            with clock.frozen(clock.now() + timedelta(days=60)), transaction():
                item = operations.report(coordinator, about, "birth_date", "2010-02-02")
                operations.state(coordinator, item, "описка", "паспорт")
            assert item.full_number == "1/2027"
        stranger = actor_as("coordinator", world.foreign)
        with acting(stranger):
            assert queries.statements(stranger, "all", page=0, size=50) == ([], 0)
            with pytest.raises(NotFound):
                queries.statement(stranger, item.id)
            with pytest.raises(NotFound):
                subject(stranger, "student", college.students[0])


def test_the_decision_can_be_to_send_nothing(app, college, actor_as):
    with app.app_context():
        coordinator, director = actor_as("coordinator"), actor_as("director")
        with acting(coordinator):
            item = None
            with transaction():
                item = operations.report(coordinator, subject(coordinator, "student", college.students[0]), "record_book", "ЗК-7")
        standing_in = replace(coordinator, roles=frozenset({"coordinator", "director"}))
        do(standing_in, item, "state", "описка", "приказ")
        for verb, values in (("approve", ("", 1)), ("reject", ("нет",))):
            with pytest.raises(Forbidden):  # the direction delegated to the coordinator decides on no own statement
                do(standing_in, item, verb, *values)
        assert do(director, item, "approve", "", 1) == rules.APPROVED
        with pytest.raises(Forbidden):
            do(coordinator, item, "omit", "не требуется")
        assert do(director, item, "omit", "запись не передаётся в региональную систему") == rules.UNSENT
        with acting(coordinator):
            about = subject(coordinator, "student", college.students[0])
        assert do(coordinator, item, "correct", about, "исправлено в кадровой системе") == rules.CORRECTED
