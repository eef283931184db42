"""The list of a group on both engines: all or nothing, the second time nothing, nobody guessed."""

from dataclasses import asdict
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.transaction import transaction
from app.exchange.parsing import parse
from app.exchange.rules import Grid
from app.extensions import db
from app.students import grouping, importing, operations, previewing, queries, special
from app.students.models import Placement, Student, StudyGroup
from app.students.rules import ANOTHER, same_as
from app.students.tables import group_list

HEAD = ("Фамилия", "Имя", "Отчество", "Дата рождения", "СНИЛС", "Зачётная книжка")
YASHINA = ("Яшина", "Ольга", "Ильинична", "06.05.2010", "112-233-445 95", "26-101")
YUDIN = ("Юдин", "Пётр", "Олегович", "08.07.2010", "", "26-102")


def records(*rows, head=HEAD):
    parsed = parse(group_list(date(2026, 11, 23), date(2026, 9, 1)), Grid((head, *rows)))
    assert parsed.ok, parsed.findings
    return parsed.records


def totals():
    with unscoped():
        return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (Student, Placement))


@pytest.fixture
def group(engine_app, on_behalf, college):
    """An empty group, seen by the secretary of the home college."""
    with engine_app.app_context(), on_behalf("secretary") as actor:
        present = db.session.get(StudyGroup, college.group_id)
        values = {
            "name": "ИСП-12",
            "curriculum": present.curriculum,
            "intake_year": 2026,
            "department": None,
            "curator": None,
        }
        with transaction():
            found = grouping.create_group(actor, values)
        yield actor, found


def enter(actor, group, rows, decisions=None, **kwargs):
    with transaction():
        return importing.import_students(actor, group, rows, decisions or {}, **kwargs)


def test_a_list_is_entered_in_alphabetical_order_from_the_first_of_september(group):
    actor, found = group
    outcome = enter(actor, found, records(YASHINA, YUDIN), basis="приказ № 1")
    assert asdict(outcome) == {"created": 2, "placed": 0, "completed": 0, "unchanged": 0}
    places = queries.placements_of_group(found.id)
    assert [(p.journal_number, p.student.last_name, p.starts_on) for p in places] == [
        (1, "Юдин", date(2026, 9, 1)),
        (2, "Яшина", date(2026, 9, 1)),
    ]


def test_the_same_list_again_is_a_no_op_and_latecomers_follow(group):
    actor, found = group
    enter(actor, found, records(YASHINA, YUDIN))
    before = totals()
    again = enter(actor, found, records(YASHINA, YUDIN))
    assert again.nothing and again.unchanged == 2 and totals() == before
    later = enter(actor, found, records(YASHINA, ("Аронов", "Лев", "", "01.01.2010", "", ""), YUDIN))
    assert later.created == 1 and later.unchanged == 2
    assert [p.journal_number for p in queries.placements_of_group(found.id) if p.student.last_name == "Аронов"] == [3]


def test_one_impossible_row_leaves_nothing_of_the_list(group, college):
    actor, found = group
    with unscoped():
        book = db.session.get(Student, college.students[0]).record_book
    before = totals()
    with pytest.raises(Refused):
        enter(actor, found, records(YUDIN, ("Чужой", "Олег", "", "01.01.2010", "", book)))
    assert totals() == before


def test_a_namesake_without_an_answer_stops_the_list_and_an_answer_decides(group, college):
    actor, found = group
    twin = ("Абрамов", "Пётр", "Ильич", "05.05.2009", "", "")
    before = totals()
    plan = previewing.plan_students(found, records(YUDIN, twin))
    assert [q.number for q in plan.questions] == [3] and plan.fresh == 1
    with pytest.raises(Conflict):
        enter(actor, found, records(YUDIN, twin))
    with pytest.raises(Conflict):
        enter(actor, found, records(YUDIN, twin), {3: same_as(10**9)})
    assert totals() == before
    assert enter(actor, found, records(YUDIN, twin), {3: ANOTHER}).created == 2


def test_who_studies_elsewhere_is_not_moved_by_a_list(group, college):
    actor, found = group
    twin = ("Абрамов", "Пётр", "Ильич", "05.05.2009", "", "")
    with pytest.raises(Refused):
        enter(actor, found, records(twin), {2: same_as(college.students[0])})


def test_a_known_student_without_a_group_is_placed_and_completed(group, college):
    actor, found = group
    with transaction():
        student = db.session.get(Student, college.students[0])
        student.birth_date = date(2009, 9, 9)
        queries.open_placement(student.id).ends_on = date(2026, 10, 1)
        operations.audit.record(actor, "test", student)
    row = ("Абрамов", "Пётр", "Ильич", "09.09.2009", "", "")
    outcome = enter(actor, found, records(row), starts_on=date(2026, 10, 2), basis="приказ № 5")
    assert (outcome.created, outcome.placed) == (0, 1)
    assert queries.open_placement(college.students[0]).group_id == found.id


def test_two_rows_cannot_be_one_student(group, college):
    actor, found = group
    rows = records(
        ("Абрамов", "Пётр", "Ильич", "05.05.2009", "", ""), ("Абрамов", "Пётр", "Ильич", "06.06.2009", "", "")
    )
    with transaction():
        queries.open_placement(college.students[0]).ends_on = date(2026, 10, 1)
        operations.audit.record(actor, "test", found)
    with pytest.raises(Refused):
        enter(actor, found, rows, {2: same_as(college.students[0]), 3: same_as(college.students[0])})


def test_a_second_person_cannot_get_a_snils_that_is_taken(group, college):
    actor, found = group
    enter(actor, found, records(YASHINA))
    with pytest.raises(Conflict), transaction():
        special.keep(actor, db.session.get(Student, college.students[0]), {"snils": "11223344595"})
    with pytest.raises(Invalid), transaction():
        special.keep(actor, db.session.get(Student, college.students[0]), {"snils": "11223344596"})


def test_nobody_is_enrolled_twice_or_without_a_paper(group, college):
    actor, found = group
    student = db.session.get(Student, college.students[0])
    with pytest.raises(Conflict), transaction():
        operations.enrol(actor, student, found, date(2026, 9, 1), "приказ № 1")
    with pytest.raises(Invalid), transaction():
        operations.enrol(actor, student, found, date(2026, 9, 1), "  ")


def test_the_verbs_ask_for_the_right(engine_app, on_behalf, college):
    with engine_app.app_context(), on_behalf("teacher") as actor:
        student, found = db.session.get(Student, college.students[0]), db.session.get(StudyGroup, college.group_id)
        for verb in (
            lambda: importing.import_students(actor, found, [], {}),
            lambda: special.keep(actor, student, {"snils": "11223344595"}),
            lambda: special.reveal(actor, student, f"student.snils:{student.id}", "любопытство"),
            lambda: operations.enrol(actor, student, found, date(2026, 9, 1), "приказ"),
            lambda: grouping.create_group(actor, {"name": "Х"}),
        ):
            with pytest.raises(Forbidden), transaction():
                verb()


def test_the_snils_lies_encrypted_in_the_database(group):
    actor, found = group
    enter(actor, found, records(YASHINA))
    with unscoped():
        raw = (
            db.session.connection()
            .exec_driver_sql("SELECT snils, snils_index FROM student WHERE last_name = 'Яшина'")
            .one()
        )
    assert b"11223344595" not in bytes(raw[0]) and "11223344595" not in raw[1]
