"""Giving out the load of a group's term and handing a load over, on both engines."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit import queries as audit_queries
from app.audit.operations import record
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.extensions import db
from app.staff.models import Employee
from app.teaching import operations, queries
from app.teaching.models import LoadTeacher, Subgroup, SubgroupMember, TeachingLoad
from app.teaching.operations import LoadRow, PartRow
from app.terms.models import GroupTerm


@pytest.fixture
def deputy(engine_app, on_behalf):
    with engine_app.app_context(), on_behalf("deputy") as actor:
        yield actor


def term(college):
    return db.session.get(GroupTerm, college.group_term_id)


def shown(college):
    """Give {code: [(subgroup, hours, teachers' employee ids), …]} of the term."""
    found = {}
    for item in queries.items_of_term(term(college), fresh=True):
        found[item.term.item.code] = [
            (load.subgroup.name if load.subgroup else None, load.hours, [t.employee_id for t in load.teachers])
            for load in item.loads
        ]
    return found


def assign(deputy, college, *rows, **options):
    with transaction():
        return operations.assign_loads(deputy, term(college), rows, **options)


def test_the_whole_plan_of_the_semester_is_there_with_what_is_missing(deputy, college):
    items = queries.items_of_term(term(college))
    assert [(i.term.item.code, i.planned, i.coverage.unassigned) for i in items] == [
        ("ОУП.01", 76, 0),
        ("ОУП.02", 56, 56),
        ("ОУП.03", 36, 0),
    ]
    assert items[0].coverage.is_complete and items[2].coverage.excess == 40


def test_a_teacher_is_given_the_hours_of_the_plan_from_the_first_day(deputy, college):
    teacher = college.employees["teacher2"]
    loads = assign(deputy, college, LoadRow(college.term_ids["ОУП.02"], (PartRow(teacher),)))
    assert shown(college)["ОУП.02"] == [(None, 56, [teacher])]
    assert [load.curriculum_term.item.code for load in loads] == ["ОУП.01", "ОУП.02", "ОУП.03"]
    new = loads[1]
    assert new.teachers[0].starts_on == date(2026, 9, 1)
    with unscoped():
        acts = audit_queries.history(new)
    assert [(a.action, a.changes["hours"]) for a in acts] == [("assign_load", (None, 56))]
    assert acts[0].label == "ОУП.02 История, ИСП-11"


def test_saving_the_same_again_writes_nothing(deputy, college):
    row = LoadRow(college.term_ids["ОУП.02"], (PartRow(college.employees["teacher2"], 50),))
    assign(deputy, college, row)
    before = db.session.scalar(select(func.count()).select_from(LoadTeacher))
    loads = assign(deputy, college, row)
    with unscoped():
        assert len(audit_queries.history(loads[1])) == 1
    assert db.session.scalar(select(func.count()).select_from(LoadTeacher)) == before


def test_labs_are_split_between_two_teachers_and_lectures_stay_whole(deputy, college):
    one, two = college.employees["teacher"], college.employees["teacher2"]
    first, second = frozenset(college.students[:4]), frozenset(college.students[4:])
    assign(
        deputy, college,
        LoadRow(
            college.term_ids["ОУП.02"],
            (PartRow(one, 26), PartRow(one, 30, "1", first), PartRow(two, 30, "2", second)),
        ),
    )  # fmt: skip
    assert shown(college)["ОУП.02"] == [(None, 26, [one]), ("1", 30, [one]), ("2", 30, [two])]
    item = queries.items_of_term(term(college))[1]
    assert item.coverage.is_complete
    assert {m.student_id for m in queries.members(item.split[1])} == second


def test_a_student_is_moved_between_subgroups(deputy, college):
    ct, pupils = college.term_ids["ОУП.02"], college.students
    parts = [PartRow(None, 56, "1", frozenset(pupils[:4])), PartRow(None, 56, "2", frozenset(pupils[4:]))]
    assign(deputy, college, LoadRow(ct, tuple(parts)))
    moved = [PartRow(None, 56, "1", frozenset(pupils[:5])), PartRow(None, 56, "2", frozenset(pupils[5:]))]
    assign(deputy, college, LoadRow(ct, tuple(moved)))
    item = queries.items_of_term(term(college), fresh=True)[1]
    assert [len(queries.members(load)) for load in item.split] == [5, 3]
    assert item.coverage.unassigned == 56  # nobody teaches the subgroups yet


def test_a_split_is_undone_while_there_are_no_lessons(deputy, college):
    ct, pupils = college.term_ids["ОУП.02"], college.students
    assign(deputy, college, LoadRow(ct, (PartRow(None, 56, "1", frozenset(pupils)),)))
    assign(deputy, college, LoadRow(ct, (PartRow(college.employees["teacher"]),)))
    assert shown(college)["ОУП.02"] == [(None, 56, [college.employees["teacher"]])]
    assert db.session.scalar(select(func.count()).select_from(Subgroup)) == 0
    assert db.session.scalar(select(func.count()).select_from(SubgroupMember)) == 0


def test_a_wrong_choice_is_corrected_while_there_are_no_lessons(deputy, college):
    ct = college.term_ids["ОУП.03"]
    assign(deputy, college, LoadRow(ct, (PartRow(college.employees["teacher2"], 36),), date(2026, 10, 1)))
    assert shown(college)["ОУП.03"] == [(None, 36, [college.employees["teacher2"]])]
    assert queries.items_of_term(term(college))[2].whole.teachers[0].starts_on == date(2026, 10, 1)
    assign(deputy, college, LoadRow(ct, (PartRow(None),)))
    assert shown(college)["ОУП.03"] == []


@pytest.mark.parametrize("parts", [(PartRow(None),), (), "other", "split"])
def test_a_load_with_lessons_is_neither_changed_nor_taken_away(deputy, college, parts):
    if parts == "other":
        parts = (PartRow(college.employees["teacher2"]),)
    if parts == "split":
        parts = (PartRow(college.employees["teacher"], 76, "1", frozenset(college.students)),)
    before = shown(college)
    with pytest.raises(Refused):
        assign(deputy, college, LoadRow(college.term_ids["ОУП.01"], parts))
    assert shown(college) == before


def test_hours_of_a_load_with_lessons_may_change(deputy, college):
    assign(
        deputy,
        college,
        LoadRow(college.term_ids["ОУП.01"], (PartRow(college.employees["teacher"], 70),), date(2026, 9, 15)),
    )
    item = queries.items_of_term(term(college), fresh=True)[0]
    assert (item.whole.hours, item.whole.teachers[0].starts_on) == (70, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("part", "error"),
    [
        (lambda c, w: PartRow(w.foreign.employees["teacher"]), Invalid),
        (lambda c, w: PartRow(999_999), Invalid),
        (lambda c, w: PartRow(c.employees["teacher"], -1), Invalid),
        (lambda c, w: PartRow(c.employees["teacher"], 5000), Invalid),
        (lambda c, w: PartRow(None, 10, "1", frozenset()), Invalid),
        (lambda c, w: PartRow(None, 10, "1", frozenset({c.other_students[0]})), Invalid),
        (lambda c, w: PartRow(None, 10, "1", frozenset({w.foreign.students[0]})), Invalid),
    ],
)
def test_wrong_people_hours_and_members_are_refused(deputy, world, college, part, error):
    before = shown(college)
    with pytest.raises(error):
        assign(deputy, college, LoadRow(college.term_ids["ОУП.02"], (part(college, world),)))
    assert shown(college) == before


def test_an_item_of_another_plan_is_not_there(deputy, world, college):
    with pytest.raises(NotFound):
        assign(deputy, college, LoadRow(world.foreign.term_ids["ОУП.02"], (PartRow(college.employees["teacher"]),)))


def test_a_dismissed_person_gets_no_load(deputy, college):
    with transaction():
        person = db.session.get(Employee, college.employees["teacher2"])
        person.dismissed_on = date(2026, 8, 31)
        record(deputy, "test", person)
    with pytest.raises(Refused):
        assign(deputy, college, LoadRow(college.term_ids["ОУП.02"], (PartRow(college.employees["teacher2"]),)))


def test_a_page_drawn_before_somebody_else_saved_is_refused(deputy, college):
    version = operations.state_of(queries.items_of_term(term(college)))
    row = LoadRow(college.term_ids["ОУП.02"], (PartRow(college.employees["teacher"]),))
    assign(deputy, college, row, version=version)
    with pytest.raises(Conflict):
        assign(deputy, college, LoadRow(college.term_ids["ОУП.03"], (PartRow(None),)), version=version)


def close(deputy, college):
    with transaction():
        closed = term(college)
        closed.status = "closed"
        record(deputy, "close", closed)


def test_a_closed_term_keeps_its_load(deputy, college):
    close(deputy, college)
    with pytest.raises(Conflict):
        assign(deputy, college, LoadRow(college.term_ids["ОУП.02"], (PartRow(college.employees["teacher"]),)))
    with pytest.raises(Conflict), transaction():
        person = queries.employee(college.employees["teacher2"])
        operations.replace_teacher(deputy, queries.load(college.load_id), person, date(2026, 11, 10), "пр. № 1")


@pytest.mark.parametrize("key", ["teacher", "secretary", "coordinator", "director"])
def test_only_the_deputy_gives_out_the_load(engine_app, college, on_behalf, key):
    with engine_app.app_context(), on_behalf(key) as actor:
        with pytest.raises(Forbidden), transaction():
            operations.assign_loads(actor, term(college), [LoadRow(college.term_ids["ОУП.02"], (PartRow(1),))])


def test_a_load_is_handed_over_from_a_day_on(deputy, college):
    with transaction():
        person = queries.employee(college.employees["teacher2"])
        operations.replace_teacher(
            deputy, queries.load(college.load_id), person, date(2026, 11, 10), "приказ № 12-к от 09.11.2026"
        )
    teachers = queries.items_of_term(term(college), fresh=True)[0].whole.teachers
    assert [(t.employee_id, t.starts_on, t.ends_on, t.basis) for t in teachers] == [
        (college.employees["teacher"], date(2026, 9, 1), date(2026, 11, 9), None),
        (college.employees["teacher2"], date(2026, 11, 10), None, "приказ № 12-к от 09.11.2026"),
    ]
    have = {
        day: [load.id for load in queries.loads_of_teacher(college.employees["teacher"], day)]
        for day in (date(2026, 11, 9), date(2026, 11, 10))
    }
    assert college.load_id in have[date(2026, 11, 9)] and college.load_id not in have[date(2026, 11, 10)]
    assert college.load_id in [load.id for load in queries.year_load(college.employees["teacher"], college.year_id)]
    with unscoped():
        act = audit_queries.history(queries.load(college.load_id))[0]
    assert (act.action, act.reason) == ("replace_teacher", "приказ № 12-к от 09.11.2026")


def test_after_the_replacement_the_new_teacher_sees_the_journal_and_the_former_does_not(engine_app, college, on_behalf):
    with engine_app.app_context():
        with on_behalf("teacher2"):
            assert db.session.get(TeachingLoad, college.load_id) is None
        with on_behalf("deputy") as deputy, transaction():
            person = queries.employee(college.employees["teacher2"])
            operations.replace_teacher(deputy, queries.load(college.load_id), person, date(2026, 11, 10), "пр. № 1")
        db.session.expunge_all()
        with on_behalf("teacher2"):
            assert queries.load(college.load_id).hours == 76
        db.session.expunge_all()
        with on_behalf("teacher"), pytest.raises(NotFound):
            queries.load(college.load_id)


@pytest.mark.parametrize(
    ("key", "day", "basis", "error"),
    [
        ("teacher", date(2026, 11, 10), "пр. № 1", Invalid),  # teaches it already
        ("teacher2", date(2026, 11, 10), "  ", Invalid),
        ("teacher2", date(2026, 9, 1), "пр. № 1", Invalid),
        ("teacher2", date(2027, 2, 1), "пр. № 1", Invalid),
    ],
)
def test_a_wrong_replacement_is_refused(deputy, college, key, day, basis, error):
    with pytest.raises(error), transaction():
        operations.replace_teacher(
            deputy, queries.load(college.load_id), queries.employee(college.employees[key]), day, basis
        )
    assert len(queries.load(college.load_id).teachers) == 1


def test_nobody_is_replaced_where_nobody_teaches(deputy, college):
    assign(deputy, college, LoadRow(college.term_ids["ОУП.02"], (PartRow(None, 56, "1", frozenset(college.students)),)))
    load = queries.items_of_term(term(college))[1].split[0]
    with pytest.raises(Refused), transaction():
        operations.replace_teacher(
            deputy, load, queries.employee(college.employees["teacher2"]), date(2026, 11, 10), "пр. № 1"
        )


def test_the_year_of_the_college_is_read_in_a_fixed_number_of_statements(deputy, college):
    from sqlalchemy import event

    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    found = queries.terms_with_loads(college.year_id)
    assert [(t.group.name, [i.coverage.unassigned for i in items]) for t, items in found] == [
        ("ИСП-11", [0, 56, 0]),
        ("ЭК-11", [0, 56, 36]),
    ]
    assert len([one for one in seen if one.lstrip().startswith("SELECT")]) <= 7
