"""Every rule of the regulation reads its events from the data: one college with a record of each kind, in time or not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.access.scope import unscoped
from app.acts.models import LocalActVersion
from app.attestation.models import AttestationSheet
from app.audit.models import INSTALLATION, AuditEvent
from app.audit.operations import record
from app.closing.models import ActSignature, SemesterAct
from app.core.actor import Actor
from app.core.clock import frozen
from app.core.transaction import transaction
from app.curator.models import AbsenceNote
from app.curricula.models import Curriculum
from app.deadlines import defaults, facts, queries, rules
from app.deadlines.models import DutyNote
from app.debts.models import AcademicDebt, Resit
from app.extensions import db
from app.gradebook.models import Mark
from app.lessonplans.models import LessonPlan
from app.movement.models import Order
from app.students.models import StudyGroup
from app.students.models_file import Benefit, FormerName
from app.teaching.models import Lesson, LoadTeacher
from app.teaching.rules import NO_HOMEWORK
from app.terms.models import GroupTerm
from tests.counting import statements


def at(day, hour=9):
    """Give a moment of a day of the year's autumn: ``at("10-15")``."""
    return datetime.fromisoformat(f"2026-{day}").replace(hour=hour, tzinfo=UTC)


@pytest.fixture
def year(app, college):
    """Enter a record of every kind, each of which its duty judges."""
    with app.app_context(), unscoped(), transaction() as session:
        for row in _rows(college):
            session.add(row)
        _lessons(session, college)
        session.flush()
        for moment, actor in ((at("11-17"), Actor.system(None)), (at("11-18"), Actor.system(college.id))):
            with frozen(moment):
                record(actor, "make_backup", "backup", label="x", organization_id=INSTALLATION)
        for day, act, model in (("09-12", "submit_plan", LessonPlan), ("11-20", "pack_semester", SemesterAct)):
            with frozen(at(day)):
                record(Actor.system(college.id), act, session.scalars(select(model)).one())
    return app


def _rows(college):
    student, teacher = college.students[0], college.employees["teacher"]
    own = {"organization_id": college.id}
    plan = db.session.get(Curriculum, college.curriculum_id)
    for group in db.session.scalars(select(StudyGroup).where(StudyGroup.id == college.group_id)):
        group.curator_id = college.employees["curator"]
    yield DutyNote(code=defaults.ORGANIZATION_CHECK, day=date(2026, 9, 1), action="С", found="Верно.", noted_by_name="К", recorded_at=at("09-01"), **own)
    yield LocalActVersion(number="1", approved_on=date(2026, 10, 1), address="https://x.example.test/a", published_on=date(2026, 10, 20), **own)
    yield FormerName(student_id=student, last_name="Прежняя", first_name="Анна", until=date(2026, 10, 26), basis="св-во", recorded_at=at("11-02"), **own)
    yield Benefit(student_id=student, kind="large_family", starts_on=date(2026, 11, 2), recorded_at=at("11-16"), **own)
    yield AbsenceNote(
        student_id=student, kind="illness", starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 12), received_on=date(2026, 11, 13),
        created_by_name="К", recorded_at=at("11-16"), **own,
    )  # fmt: skip
    yield Curriculum(programme_id=plan.programme_id, intake_year=plan.intake_year, version=9, recorded_at=at("10-01"), status="approved",
                     order_number="77", order_date=date(2026, 11, 9), approved_at=at("11-13"), **own)
    yield LessonPlan(load_id=college.load_id, group_term_id=college.group_term_id, item_key="x", status="submitted", author_id=teacher, **own)
    yield LoadTeacher(load_id=college.load_id, employee_id=college.employees["teacher2"], starts_on=date(2026, 11, 23), recorded_at=at("11-20"), **own)
    yield Order(
        kind="GRADUATE", state="applied", number="9", series="с", serial=9, year=2026, order_date=date(2026, 11, 10),
        effective_on=date(2026, 11, 10), title="О выпуске", **own,
    )  # fmt: skip
    for number, batch in (("10", None), ("11", "carried-over")):
        yield Order(kind="TRANSFER_OUT", state="signed", number=number, series="с", serial=int(number), year=2026, order_date=date(2026, 11, 13),
                    effective_on=date(2026, 12, 1), title="О переводе", batch=batch, **own)  # fmt: skip
    act = SemesterAct(semester_id=college.semester_id, revision=1, content="{}", root_sha256="a" * 64, audit_head="b" * 64, prepared_by_name="З", **own)
    yield act
    db.session.flush()
    yield ActSignature(act_id=act.id, signed_at=at("11-18"), signed_by_id=college.users["director"], signed_by_name="Д", **own)


def _lessons(session, college):
    """Turn two lessons into works on paper, one marked late; give a topic a week after its lesson."""
    first, second, third, fourth, *_rest = (session.get(Lesson, one) for one in college.lessons)
    for pair, (lesson, day, task) in enumerate(((first, 2, "КР"), (second, 3, "СЗ"), (third, 5, None)), start=5):
        lesson.date, lesson.pair, lesson.task = date(2026, 11, day), pair, task
    third.topic, third.recorded_at = None, at("09-01")
    second.topic_at = at("11-04")
    fourth.kind = "consultation"
    session.flush()
    with frozen(at("11-11")):
        third.topic, third.homework = "Внесена через неделю", "§ 5"
    with frozen(at("11-03")):
        second.homework = NO_HOMEWORK
    own = {"organization_id": college.id, "group_term_id": college.group_term_id, "load_id": college.load_id}
    session.add(Mark(lesson_id=first.id, student_id=college.students[0], attendance="н", recorded_at=at("11-02"), **own))
    session.add(Mark(lesson_id=first.id, student_id=college.students[1], grades="4", recorded_at=at("11-12"), **own))


def judged(on_behalf, role="coordinator", since=date(2026, 9, 1), own=False):
    with on_behalf(role) as actor:
        found = queries.lines(actor, queries.Period(since, date(2026, 11, 23)), own=own)
    lines = {}
    for one in found:
        lines.setdefault(one.duty.code, []).append(one)
    return lines


def short(line):
    return (f"{line.due:%m-%d}", f"{line.event.done:%m-%d}" if line.event.done else "", line.verdict)


EXPECTED = {
    defaults.LOCAL_ACT: ("10-15", "10-20", rules.LATE),
    defaults.PLAN_CHANGE: ("11-12", "11-13", rules.LATE),  # three working days after the order, not after the draft
    defaults.FILE: ("11-02", "11-02", rules.IN_TIME),
    defaults.WRITTEN: ("11-09", "11-12", rules.LATE),  # «н» of the first day is not yet a mark
    defaults.SLICE: ("11-09", "", rules.OVERDUE),
    defaults.ABSENCE: ("11-16", "11-16", rules.IN_TIME),
    defaults.REPLACEMENT: ("11-20", "11-20", rules.IN_TIME),
    defaults.REGISTER: ("11-30", "", rules.PENDING),
    defaults.LESSON_PLAN: ("09-10", "09-12", rules.LATE),
    defaults.DIPLOMA: ("11-11", "", rules.OVERDUE),
    defaults.ARCHIVE: ("11-19", "11-20", rules.LATE),
    defaults.WORK_PROGRAMME: ("08-31", "", rules.OVERDUE),
    defaults.JOURNALS_WEEKLY: ("09-04", "", rules.OVERDUE),
    defaults.JOURNALS_MONTHLY: ("09-30", "", rules.OVERDUE),
    defaults.FILE_CHECK: ("10-01", "", rules.OVERDUE),
    defaults.ORGANIZATION_CHECK: ("09-01", "09-01", rules.IN_TIME),
    defaults.STATISTICS: ("10-01", "", rules.OVERDUE),
}


def test_every_rule_reads_its_events_from_the_data(year, on_behalf, college):
    with year.app_context():
        lines = judged(on_behalf)
        assert {code: short(lines[code][0]) for code in EXPECTED} == EXPECTED
        benefit = lines[defaults.FILE][1]
        assert short(benefit) == ("11-10", "11-16", rules.LATE) and "многодет" not in benefit.event.what.lower()
        assert lines[defaults.ABSENCE][0].event.person_id == college.employees["curator"]
        assert [short(one)[2] for one in lines[defaults.BACKUP] if one.due in (date(2026, 11, 17), date(2026, 11, 18))] == [rules.IN_TIME] * 2
        assert next(one for one in lines[defaults.BACKUP] if one.due == date(2026, 11, 19)).verdict == rules.OVERDUE
        topic = next(one for one in lines[defaults.TOPIC] if one.event.on == date(2026, 11, 5))
        assert short(topic) == ("11-05", "11-11", rules.LATE)  # the moment of the topic, not of the lesson
        # Nothing was given and nobody says so: due; «без задания» is an answer; after a consultation nothing is asked for.
        told = {one.event.on: short(one) for one in lines[defaults.HOMEWORK] if one.event.target[2] == college.load_id}
        assert told[date(2026, 11, 5)] == ("11-05", "11-11", rules.LATE)
        assert told[date(2026, 11, 3)] == ("11-03", "11-03", rules.IN_TIME)
        assert told[date(2026, 11, 2)] == ("11-02", "", rules.OVERDUE) and len(told) == len(college.lessons) - 1
        own = [one for one in lines[defaults.CELLS] if one.event.target[2] == college.load_id]
        assert short(next(one for one in own if one.event.on == date(2026, 11, 2))) == ("11-02", "11-02", rules.IN_TIME)
        # Nobody was absent or marked: the attendance is taken with the topic.
        assert short(next(one for one in own if one.event.on == date(2026, 11, 3))) == ("11-03", "11-04", rules.LATE)
        # Signed on a Friday and not applied: due on the Monday, whatever day it takes effect from; carried over ones are not asked for.
        assert [short(one) for one in lines[defaults.MOVEMENT]] == [("11-11", "11-10", rules.IN_TIME), ("11-16", "", rules.OVERDUE)]
        weeks = {one.event.on: one for one in lines[defaults.TIMETABLE]}
        assert weeks[date(2026, 11, 9)].due == date(2026, 11, 2) and "групп" in weeks[date(2026, 11, 9)].event.what
        assert [one.event.what for one in lines[defaults.CALENDAR_YEAR]][-2:] == ["Календарный график года: групп 0 из 2", "Расписание звонков"]
        assert short(lines[defaults.ROLLOVER][0])[0] == "09-10"


def test_what_is_left_is_what_all_of_it_holds_without_the_entered(year, on_behalf, college):
    """The home page reads the left records alone, once for all duties of lessons; they are those of the full reading."""
    with year.app_context(), on_behalf("coordinator") as actor:
        period = queries.Period(date(2026, 9, 1), date(2026, 11, 23))
        told = lambda found: sorted((one.duty.code, str(one.event.what), one.due) for one in found if one.event.done is None)  # noqa: E731
        assert told(queries.lines(actor, period, own=False, only_left=True)) == told(queries.lines(actor, period, own=False)) != []
        with statements(year) as made:
            queries.lines(actor, period, own=False, only_left=True)
        assert sum("FROM lesson JOIN" in one for one in made) == 1 and sum(one.startswith("SELECT mark.lesson_id") for one in made) == 1
        everything = queries.lines(actor, period, own=False)
    # Whoever answers for a duty reads what it is computed from: the dispatcher the lessons, the personnel office the staff.
    for role in ("teacher", "curator", "coordinator", "dispatcher", "secretary", "methodist", "hr", "tech_admin", "deputy"):
        with year.app_context(), on_behalf(role) as actor:
            assert told(queries.lines(actor, period, own=True)) == told(one for one in everything if queries.is_mine(actor, one)), role


def test_the_schedule_of_resits_waits_for_the_last_debt(year, on_behalf, college):
    with year.app_context():
        with unscoped(), transaction() as session:
            term = session.get(GroupTerm, college.group_term_id)
            term.ends_on = date(2026, 11, 6)
            sheet = AttestationSheet(
                organization_id=college.id, group_term_id=term.id, load_id=college.load_id, term_control_id=college.control_ids["ОУП.01"],
                title="В", number="1", held_on=date(2026, 11, 5), status="closed",
            )  # fmt: skip
            session.add(sheet)
            session.flush()
            for student in college.students[:2]:
                debt = AcademicDebt(
                    organization_id=college.id, student_id=student, term_control_id=college.control_ids["ОУП.01"], load_id=college.load_id,
                    sheet_id=sheet.id, origin="sheet", paper="В", result="2", opened_on=date(2026, 11, 5),
                )  # fmt: skip
                session.add(debt)
            session.flush()
            session.add(Resit(organization_id=college.id, debt_id=debt.id, student_id=debt.student_id, number=1, held_on=date(2026, 11, 20), examiners="П",
                              recorded_at=at("11-10")))  # fmt: skip
            record(Actor.system(college.id), "test", "debt")
        line = judged(on_behalf)[defaults.RESITS][0]
        assert short(line) == ("11-16", "", rules.OVERDUE) and "1 из 2" in line.event.what


def test_a_curator_and_a_teacher_are_asked_of_their_own_alone(year, on_behalf, college):
    with year.app_context():
        curator = judged(on_behalf, "curator", own=True)
        assert {defaults.ABSENCE, defaults.FILE, defaults.FILE_CHECK} <= set(curator)
        assert all(one.event.person_id == college.employees["curator"] for code in (defaults.ABSENCE, defaults.FILE_CHECK) for one in curator[code])
        assert {one.event.person_id for one in judged(on_behalf, "teacher", own=True)[defaults.TOPIC]} == {college.employees["teacher"]}
        assert defaults.ABSENCE not in judged(on_behalf, "teacher2", own=True)


def test_a_round_is_noted_once_by_who_is_asked_and_shown_in_the_journal_of_control(year, client_as, college, on_behalf):
    coordinator = client_as("coordinator")
    page = coordinator.get("/deadlines/").text
    assert "Проверить журналы (неделя с 16.11 по 22.11)" in page and "не внесено, срок 20.11 (каждую неделю)" in page
    address = "/deadlines/note/journals_weekly/2026-11-16/0"
    assert address in page
    # What the data tell stands in the field already.
    drawn = coordinator.get(address.replace("2026-11-16", "2026-11-02")).text
    assert "С 02.11.2026 по 08.11.2026 занятий: 4. Не внесено: домашние задания — 2. Кем: Петрова" in drawn
    checks = {"curator": f"/deadlines/note/file_check/2026-10-01/{college.group_id}", "coordinator": "/deadlines/note/statistics/2026-10-01/0"}
    assert "несовершеннолетних без законного представителя: " in client_as("curator").get(checks["curator"]).text
    assert "без пола: " in coordinator.get(checks["coordinator"]).text
    assert coordinator.post(address, data={"found": " "}).status_code == 422
    assert coordinator.post(address, data={"found": "Просмотрено 12 журналов, без темы два занятия."}).status_code == 303
    assert coordinator.post(address, data={"found": "Ещё раз."}).status_code == 404
    assert client_as("teacher").post("/deadlines/note/journals_weekly/2026-11-09/0", data={"found": "x"}).status_code == 404
    assert coordinator.get("/deadlines/note/journals_weekly/сегодня/0").status_code == 404
    journal = client_as("deputy").get("/timeliness/notes").text
    assert "Просмотрено 12 журналов" in journal and "Проверить журналы" in journal
    assert "Просмотрено" not in client_as("deputy", None).get("/duties/").text
    with year.app_context():
        (check,) = judged(on_behalf)[defaults.ORGANIZATION_CHECK]
        with on_behalf("hr") as actor:
            assert "не заполнено: " in facts.told(actor, check) and "лицензия" in facts.told(actor, check) and "без даты приёма: " in facts.told(actor, check)
        weeks = {one.event.on: one for one in judged(on_behalf)[defaults.JOURNALS_WEEKLY]}
        assert short(weeks[date(2026, 11, 16)]) == ("11-20", "11-23", rules.LATE)
        assert weeks[date(2026, 11, 9)].verdict == rules.OVERDUE
        assert weeks[date(2026, 11, 23)].due - timedelta(days=4) == date(2026, 11, 23)


def test_nobody_is_late_with_rounds_from_before_the_college_came(app, on_behalf, college):
    with app.app_context():
        first = db.session.scalar(select(AuditEvent.at).where(AuditEvent.chain == college.id).order_by(AuditEvent.seq))
        with frozen(first + timedelta(days=40)):
            lines = judged(on_behalf, since=first.date() - timedelta(days=7))
        assert min(one.event.on for one in lines[defaults.BACKUP]) >= first.date() - timedelta(days=1)


def test_both_engines_read_the_same_terms(engine_app, on_behalf):
    with engine_app.app_context(), on_behalf("coordinator") as actor:
        period = queries.Period(date(2026, 9, 1), date(2026, 11, 23))
        found = queries.lines(actor, period, own=False)
        left = queries.lines(actor, period, own=False, only_left=True)
    assert {defaults.TOPIC, defaults.TIMETABLE, defaults.CELLS, defaults.CALENDAR_YEAR, defaults.LOAD} <= {one.duty.code for one in found}
    assert sorted((one.duty.code, one.due) for one in left) == sorted((one.duty.code, one.due) for one in found if one.event.done is None)
