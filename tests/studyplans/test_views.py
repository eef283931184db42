"""Groups put on a version with the effect listed, and the own plan of a student, as different people meet them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.access.scope import unscoped
from app.attestation import issuing
from app.attestation import queries as attestation
from app.attestation.queries_own import takers
from app.attestation.reports import summary_paper
from app.audit.models import AuditEvent
from app.closing import board, contents
from app.closing import queries as closing
from app.closing.snapshot import as_text
from app.core.text import full_name
from app.core.transaction import transaction
from app.curricula import operations_items, operations_life, queries
from app.curricula.models import Curriculum
from app.curricula.sheet import Step
from app.curricula.tree import Control, Item, Plan, Term
from app.extensions import db
from app.record import book
from app.students.models import Student, StudyGroup
from app.studyplans import operations
from app.studyplans import queries as studyplans
from app.studyplans.rules import effect
from app.terms.models import GroupTerm
from tests.factories import TODAY


def lesson(key, *terms):
    return Item(key, key, f"Дисциплина {key}", "discipline", terms=terms)


def term(semester, hours, *forms):
    return Term(semester, lectures=Decimal(hours), controls=tuple(map(Control, forms)))


def test_the_effect_tells_begun_semesters_from_those_to_come():
    old = Plan("09.02.07", "П", items=(lesson("А", term(1, 36, "Э"), term(3, 36, "ДЗ")), lesson("Б", term(1, 20, "З"))))
    new = Plan("09.02.07", "П", items=(lesson("А", term(1, 40, "Э", "КР"), term(3, 50, "ДЗ")), lesson("В", term(3, 30, "ДЗ"))))
    found = effect(old, new, {1, 2})
    assert [(each.kind, each.field, each.key, each.semester) for each in found.kept] == [
        ("removed", "line", "Б", None), ("changed", "lectures", "А", 1), ("changed", "controls", "А", 1),
    ]  # fmt: skip
    assert {(each.kind, each.key) for each in found.ahead} == {("added", "В"), ("changed", "А")}
    assert found.to_pass == ((1, "А Дисциплина А", "КР"),)


@pytest.fixture
def version(app, on_behalf, college):
    """Make and approve a second version of the plan in use, with one new control and one new line; give its id."""
    with app.app_context():
        with on_behalf("methodist") as actor, transaction():
            made = operations_life.copy_curriculum(actor, queries.curriculum(college.curriculum_id))
            steps = [
                Step("save", "ОУП.02", cells={"s1": "л60 ДЗ КР"}),
                Step("add", "~1", after="ОУП.03", cells={"code": "ОУП.04", "name": "Физика", "kind": "дисц.", "s2": "л40 Э"}),
            ]
            assert operations_items.save_steps(actor, made.id, steps).outcome.is_sound
        with on_behalf("deputy") as actor, transaction():
            operations_life.approve_curriculum(actor, queries.locked(made.id), "12", TODAY)
        return made.id


def test_groups_are_put_on_a_version_and_begun_semesters_keep_theirs(app, client_as, college, version):
    deputy, address = client_as("deputy"), f"/study-plans/{version}"
    assert address in deputy.get(f"/curricula/show/{version}").text
    page = deputy.get(address).text
    assert "ОУП.02 История — КР" in page and "ОУП.04 Физика" in page
    assert deputy.post(address, data={}).status_code == 422
    assert deputy.post(address, data={"group": "999"}).status_code == 404
    assert deputy.post(address, data={"group": str(college.group_id)}).status_code == 303
    with app.app_context(), unscoped():
        assert db.session.get(StudyGroup, college.group_id).curriculum_id == version
        assert db.session.get(GroupTerm, college.group_term_id).curriculum_id == college.curriculum_id
        assert db.session.query(AuditEvent).filter_by(action="assign_plan").count() == 1
    assert "Группа обучается по этой версии" in deputy.get(address).text
    # A version in use is changed only by another version, and its approval stays.
    assert client_as("methodist").get(f"/curricula/sheet/{version}").status_code == 409
    assert deputy.post(f"/curricula/withdraw/{version}").status_code == 409


def test_a_draft_takes_no_group(app, client_as, on_behalf, college):
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        draft = operations_life.copy_curriculum(actor, queries.curriculum(college.curriculum_id)).id
    refused = client_as("deputy").post(f"/study-plans/{draft}", data={"group": str(college.group_id)})
    assert refused.status_code == 409


def test_a_student_studies_by_an_own_version_with_its_overrides(app, client_as, on_behalf, college):
    methodist, student = client_as("methodist"), college.students[0]
    short = methodist.post(f"/study-plans/student/{student}/begin", data={"basis": " "}, follow_redirects=True)
    assert "основание" in short.text.lower()
    begun = methodist.post(f"/study-plans/student/{student}/begin", data={"basis": "приказ № 15-с от 02.11.2026"})
    own = int(begun.headers["Location"].rsplit("/", 1)[1])
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        operations_items.save_steps(actor, own, [Step("delete", "ОУП.03")])
    assert "ОУП.03" in methodist.get(f"/curricula/version/{own}/difference").text
    card = methodist.get(f"/students/show/{student}").text
    assert "приказ № 15-с" in card and f"/curricula/show/{own}" in card
    again = methodist.post(f"/study-plans/student/{student}/begin", data={"basis": "приказ № 16-с"}, follow_redirects=True)
    assert "уже есть" in again.text
    with app.app_context(), on_behalf("secretary"):
        group = db.session.get(StudyGroup, college.group_id)
        assert studyplans.plan_of(student, group) == own
        assert studyplans.plan_of(college.students[1], group) == college.curriculum_id
    assert methodist.post(f"/study-plans/student/{student}/end").status_code == 303
    with app.app_context(), on_behalf("secretary"):
        assert studyplans.plan_of(student, db.session.get(StudyGroup, college.group_id)) == college.curriculum_id
    with app.app_context(), unscoped():
        assert db.session.get(Curriculum, own).is_individual


def test_the_record_asks_for_the_controls_of_the_own_plan(app, on_behalf, college, monkeypatch):
    with app.app_context():
        with on_behalf("methodist") as actor, transaction():
            own = operations.begin_own(actor, college.students[0], "приказ № 15-с", TODAY).curriculum_id
            operations_items.save_steps(actor, own, [Step("delete", "ОУП.03")])
        monkeypatch.setattr(book.queries, "semester_now", lambda group: 2)
        with on_behalf("secretary"):
            mine, other = (book.record_of(student) for student in college.students[:2])
            both = {record.student.id: record for record in book.records_of_group(mine.group)}
        assert {line.control.item_key for line in other.due} - {line.control.item_key for line in mine.due} == {"ОУП.03"}
        assert len(both[college.students[0]].due) == len(mine.due)


def test_a_sheet_lists_those_whose_own_plan_names_the_control(app, on_behalf, college):
    with app.app_context():
        with on_behalf("methodist") as actor, transaction():
            for student, day in ((college.students[0], TODAY), (college.students[1], TODAY + timedelta(days=1)), (college.students[2], TODAY)):
                own = operations.begin_own(actor, student, "приказ № 15-с", day).curriculum_id
                if student != college.students[2]:
                    operations_items.save_steps(actor, own, [Step("delete", "ОУП.01")])
        with on_behalf("secretary") as actor, transaction():
            term = db.session.get(GroupTerm, college.group_term_id)
            made = {sheet.load_id: sheet for sheet in issuing.issue_all(actor, term, TODAY)}
            listed = {key: {line.student_id for line in attestation.entries(sheet.id)} for key, sheet in made.items()}
        # Who begins tomorrow and whose own plan names the exam are listed; the first one goes on to take the other items.
        exam, credit = listed[college.load_id], listed[college.credit_load_id]
        assert credit - exam == {college.students[0]} and {*college.students[1:3]} <= exam
        with on_behalf("deputy"), unscoped():
            rows = closing.rows(closing.term(college.group_term_id))
            faults = [one for one in contents.facts(rows, rows.standings()).controls if one.sheet_id and (one.left_out or one.foreign)]
        assert faults == []


def test_a_control_that_only_an_own_plan_names_gets_a_sheet_of_that_student(app, client_as, on_behalf, college):
    """The item taught to the group has an exam for one student only; another item is taught to that student alone."""
    with app.app_context():
        with on_behalf("methodist") as actor, transaction():
            own = operations.begin_own(actor, college.students[0], "приказ № 15-с", TODAY).curriculum_id
            steps = [
                Step("save", "ОУП.03", cells={"s1": "л40 ДЗ"}),
                Step("add", "~1", after="ОУП.03", cells={"code": "ОУП.09", "name": "Астрономия", "kind": "дисц.", "s1": "л20 ДЗ"}),
            ]
            assert operations_items.save_steps(actor, own, steps).outcome.is_sound
        with on_behalf("secretary") as actor:
            term = db.session.get(GroupTerm, college.group_term_id)
            told = {(one.planned.name, one.planned.form): one for one in issuing.preview(actor, [term], TODAY) if one.planned.own}
        with unscoped():
            student = db.session.get(Student, college.students[0])
            name = full_name(student.last_name, student.first_name, student.middle_name)
    assert {key: (one.students, one.refusal is None) for key, one in told.items()} == {
        (f"Физическая культура / {name}", "ДЗ"): (1, True), (f"Астрономия / {name}", "ДЗ"): (0, False),
    }  # fmt: skip
    address, deputy = f"/study-plans/items/{college.group_term_id}", client_as("deputy")
    assert address in deputy.get(f"/group-terms/show/{college.group_term_id}").text
    page = client_as("dispatcher").get(address).text
    assert "Астрономия" in page and name in page and "Физическая" not in page
    line = page.split('name="line" value="')[1].split('"')[0]
    form = {"line": line, "employee": str(college.employees["teacher"]), "hours": "20"}
    dispatcher = client_as("dispatcher")
    assert dispatcher.post(address, data=form | {"hours": "5000"}).status_code == 422
    assert dispatcher.post(address, data=form).status_code == 303
    assert deputy.post(address, data=form).status_code == 409
    assert name.split()[0] in deputy.get(f"/loads/term/{college.group_term_id}").text
    assert client_as("secretary").post(address, data=form).status_code == 403
    with app.app_context():
        with on_behalf("secretary") as actor, transaction():
            made = issuing.issue_terms(actor, [db.session.get(GroupTerm, college.group_term_id)], TODAY)
            lists = {(one.control.form, one.control.term.item.name): [line.student_id for line in attestation.entries(one.id)] for one in made}
            assert issuing.issue_terms(actor, [db.session.get(GroupTerm, college.group_term_id)], TODAY) == []
            mine = [one for one in made if len(lists[one.control.form, one.control.term.item.name]) == 1]
            # A later attempt and a topic belong to the same load and student.
            assert len(mine) == 2 and all(attestation.belongs(one.control, one.load) for one in mine)
            assert [[member.student_id for member in takers(one.load, one.control)] for one in mine] == [[college.students[0]]] * 2
        assert lists["ДЗ", "Физическая культура"] == lists["ДЗ", "Астрономия"] == [college.students[0]]
        assert college.students[0] not in lists["З", "Физическая культура"]
        with on_behalf("deputy"), unscoped():
            rows = closing.rows(closing.term(college.group_term_id))
            told = {one.item: one for one in contents.facts(rows, rows.standings()).controls if name in one.item}
            drawn = board.build([closing.term(college.group_term_id)], closing.policy(1), TODAY, "Europe/Samara").lines[0].tallies
            paper = summary_paper(as_text(contents.contents(rows, rows.standings(), [])), "", TODAY)
        assert set(told) == {f"Физическая культура / {name}", f"Астрономия / {name}"}
        assert all(one.sheet_id and not one.left_out and not one.foreign for one in told.values())
        assert drawn["control_without_load"].count == 1 and "control_without_sheet" not in drawn and not drawn["not_in_sheet"].count and not drawn["outside_group"].count
        assert [item.name for block in paper.blocks for item in block.columns if "инд." in item.name]


@pytest.mark.parametrize(("role", "assign", "begin"), [("teacher", 403, 403), ("secretary", 403, 403), ("methodist", 403, 303), ("deputy", 200, 403)])
def test_rights(client_as, college, version, role, assign, begin):
    client = client_as(role)
    assert client.get(f"/study-plans/{version}").status_code == assign
    assert client.post(f"/study-plans/student/{college.students[0]}/begin", data={"basis": "приказ № 1-с"}).status_code == begin


def test_another_college_does_not_exist(client_as, world, college, version):
    assert client_as("deputy", world.foreign).get(f"/study-plans/{version}").status_code == 404
    stranger = client_as("methodist", world.foreign)
    for way in ("begin", "end"):
        assert stranger.post(f"/study-plans/student/{college.students[0]}/{way}", data={"basis": "приказ № 1"}).status_code == 404
