"""Later attempts, complex sheets and the three marks, on both engines where locks and triggers matter."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation import filling, issuing, later, operations, queries, queries_results, queries_term, registry
from app.attestation.later import Panel
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.operations import Confirmation
from app.attestation.typed import Typed
from app.audit.operations import record
from app.closing import operations as closing
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm, TermControl
from app.extensions import db
from app.teaching.models import LoadTeacher, TeachingLoad
from tests.closing.conftest import make_ready

HELD, AGAIN, LAST = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture
def inside(engine_app: Flask):
    with engine_app.app_context():
        yield engine_app


def sign_and_close(on_behalf, sheet_id, results, signer="teacher"):
    with on_behalf(signer) as actor, transaction():
        filling.fill_many(actor, sheet_id, [Typed(student, result) for student, result in results.items()])
    with on_behalf(signer) as actor, transaction():
        operations.sign_sheet(actor, sheet_id, queries.sheet(sheet_id).version, Confirmation(actor.user_id, now()))
    with on_behalf("secretary") as actor, transaction():
        return operations.close_sheet(actor, sheet_id, queries.sheet(sheet_id).version)


def exam(on_behalf, college, results):
    with on_behalf("secretary") as actor, transaction():
        sheet = issuing.issue_sheet(
            actor, db.session.get(TeachingLoad, college.load_id), db.session.get(TermControl, college.control_ids["ОУП.01"]), HELD
        )
    return sign_and_close(on_behalf, sheet.id, results)


def again(on_behalf, college, kind, students, held, panel, basis="", key="secretary"):
    with on_behalf(key) as actor, transaction():
        return later.issue_later(actor, college.load_id, college.control_ids["ОУП.01"], kind, students, held, panel, basis).id


def test_attempts_go_on_after_the_close_up_to_a_commission_whose_chair_signs(inside, on_behalf, college):
    weak, ill, *others = college.students
    heard = []
    hook = registry.register_closed(lambda _actor, sheet: heard.append((sheet.kind, sheet.status)))
    try:
        make_ready(on_behalf, college)
        with on_behalf("deputy") as actor, transaction():
            old = queries.live_sheet(college.load_id, college.control_ids["ОУП.01"])
            fresh = operations.supersede_sheet(actor, old.id, old.version, "Ошибка ввода")
        sign_and_close(on_behalf, fresh.id, {weak: "2", ill: "неявка (ув.)"})
        with on_behalf("deputy") as actor, transaction():
            closing.close_term(actor, college.group_term_id)
        teacher = Panel((college.employees["teacher"],))
        with pytest.raises(Refused):
            again(on_behalf, college, "resit", [others[0]], AGAIN, teacher)
        with pytest.raises(Invalid):
            again(on_behalf, college, "resit", [weak], date(2026, 11, 1), teacher)
        resit = again(on_behalf, college, "resit", [weak], AGAIN, teacher)
        with pytest.raises(Conflict):
            again(on_behalf, college, "resit", [weak], AGAIN, teacher)
        with pytest.raises(NotFound):
            sign_and_close(on_behalf, resit, {weak: "2"}, signer="teacher2")
        sign_and_close(on_behalf, resit, {weak: "2"})
        deferred = again(on_behalf, college, "deferred", [ill], AGAIN, teacher)
        sign_and_close(on_behalf, deferred, {ill: "5"})
        panel = Panel(chair=college.employees["deputy"], members=(college.employees["teacher2"], college.employees["teacher"]))
        with pytest.raises(Invalid):
            again(on_behalf, college, "commission", [weak], LAST, Panel(chair=college.employees["deputy"]), "приказ № 7")
        with pytest.raises(Invalid):
            again(on_behalf, college, "commission", [weak], LAST, panel)
        board = again(on_behalf, college, "commission", [weak], LAST, panel, "приказ № 7")
        with on_behalf("teacher2") as actor, transaction():
            assert queries.sheet(board).group_term.group.name == "ИСП-11"
            filling.fill_entry(actor, board, weak, "3")
        with pytest.raises(Forbidden):
            sign_and_close(on_behalf, board, {weak: "3"}, signer="teacher2")
        sign_and_close(on_behalf, board, {weak: "3"}, signer="deputy")
        with on_behalf("deputy"):
            people = [(one.role, one.position) for one in queries.sheet(board).examiners]
            assert people == [("chair", 1), ("member", 2), ("member", 3)]
            found = {
                one.student_id: one
                for one in queries_results.results(group_id=college.group_id, control_id=college.control_ids["ОУП.01"])
            }
        assert [(one.kind, one.attempt, one.result) for one in found[weak].attempts] == [
            ("primary", 0, "2"), ("resit", 1, "2"), ("commission", 2, "3"),
        ]  # fmt: skip
        assert (found[weak].primary.result, found[weak].current.result, found[weak].final) == ("2", "3", "3")
        assert (found[ill].primary.result, found[ill].final) == ("неявка (ув.)", "5")
        assert heard[-4:] == [("primary", "closed"), ("resit", "closed"), ("deferred", "closed"), ("commission", "closed")]
    finally:
        registry._closed.remove(hook)


def test_the_office_of_another_college_issues_no_attempt_here(app, actor_as, on_behalf, world, college):
    from app.access.scope import acting

    with app.app_context():
        exam(on_behalf, college, dict.fromkeys(college.students, "2"))
        panel = Panel((world.foreign.employees["teacher"],))
        with acting(actor_as("secretary", world.foreign)) as actor, transaction(), pytest.raises(NotFound):
            later.issue_later(actor, college.load_id, college.control_ids["ОУП.01"], "resit", college.students[:1], AGAIN, panel)
        with pytest.raises(Refused):
            again(on_behalf, college, "resit", college.students[:1], AGAIN, panel)
        with pytest.raises(Forbidden):
            again(on_behalf, college, "resit", college.students[:1], AGAIN, Panel((college.employees["teacher"],)), key="deputy")


def test_the_signature_confirms_the_proposed_semester_and_final_marks(app, on_behalf, college):
    first, second, *rest = college.students
    with app.app_context():
        with on_behalf("secretary") as actor, transaction():
            sheet = issuing.issue_sheet(
                actor, db.session.get(TeachingLoad, college.load_id), db.session.get(TermControl, college.control_ids["ОУП.01"]), HELD
            )
        with on_behalf("teacher") as actor:
            with pytest.raises(Invalid), transaction():
                filling.fill_many(actor, sheet.id, [Typed(first, "2", semester="5", final="4")])
            with transaction():
                filling.fill_many(
                    actor, sheet.id, [Typed(first, "3", semester="5"), Typed(second, "5", semester="4", final="4"), *(Typed(one, "4") for one in rest)]
                )
            with transaction():
                operations.sign_sheet(actor, sheet.id, queries.sheet(sheet.id).version, Confirmation(actor.user_id, now()))
            found = {line.student_id: (line.semester, line.result, line.final) for line in queries.entries(sheet.id)}
        assert found[first] == ("5", "3", "3")
        assert found[second] == ("4", "5", "4")
        assert found[rest[0]] == (None, "4", "4")
        with on_behalf("secretary") as actor, transaction():
            operations.return_to_teacher(actor, sheet.id, queries.sheet(sheet.id).version, "Ошибка в строке")
        with on_behalf("teacher") as actor, transaction():
            filling.fill_many(actor, sheet.id, [Typed(first, "4", semester="5", final="3")])
            line = next(one for one in queries.entries(sheet.id) if one.student_id == first)
            assert (line.result, line.final) == ("4", None), "a final mark nobody retyped falls away with its exam"


def joint(college):
    """Make the exam of mathematics and one of history a complex event taught by two teachers."""
    with unscoped(), transaction():
        term = CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.03"], plan_semester=2, hours=10)
        db.session.add(term)
        history = db.session.get(TermControl, college.control_ids["ОУП.02"])
        history.form = "Э"
        history.joint_key = db.session.get(TermControl, college.control_ids["ОУП.01"]).joint_key = "К1"
        load = TeachingLoad(
            organization_id=college.id, group_term_id=college.group_term_id, curriculum_term_id=college.term_ids["ОУП.02"], hours=56
        )
        db.session.add(load)
        db.session.flush()
        db.session.add(
            LoadTeacher(organization_id=college.id, load_id=load.id, employee_id=college.employees["teacher2"], starts_on=date(2026, 9, 1))
        )
        db.session.flush()
        record(Actor.system(college.id), "test", load)
        return load.id


def test_a_complex_exam_is_one_sheet_with_a_mark_for_each_item(inside, on_behalf, college):
    load_id = joint(college)
    with on_behalf("secretary") as actor, transaction():
        made = issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, HELD)
        assert [len(sheet.parts) for sheet in made] == [2, 1]
        sheet = made[0]
        assert issuing.issue_sheet(
            actor, db.session.get(TeachingLoad, load_id), db.session.get(TermControl, college.control_ids["ОУП.02"]), HELD
        ).id == sheet.id
        assert [bool(line.sheet) for line in queries_term.matrix(college.group_term_id).lines] == [True, True, True]
    with on_behalf("teacher2") as actor:
        mathematics, history = [part.id for part in queries.sheet(sheet.id).parts]
        with pytest.raises(Refused), transaction():
            filling.fill_many(actor, sheet.id, [Typed(college.students[0], "4")])
        with transaction():
            filling.fill_many(
                actor, sheet.id,
                [Typed(s, "4", part_id=mathematics) for s in college.students] + [Typed(s, "5", part_id=history) for s in college.students],
            )  # fmt: skip
        with transaction():
            operations.sign_sheet(actor, sheet.id, queries.sheet(sheet.id).version, Confirmation(actor.user_id, now()))
    with on_behalf("secretary") as actor, transaction():
        operations.close_sheet(actor, sheet.id, queries.sheet(sheet.id).version)
    with on_behalf("deputy") as actor:
        found = queries_results.results(student_ids=college.students[:1])
        assert [(one.item_code, one.final) for one in found] == [("ОУП.01", "4"), ("ОУП.02", "5")]
        outcome = closing.close_term(actor, college.group_term_id, dry_run=True)
        blocks = [(one.code, one.params.get("item")) for one in outcome.problems if one.severity == "block"]
        assert ("empty_entry", "Физическая культура") in blocks
        assert {item for _, item in blocks} <= {"Физическая культура", None}
        with transaction():
            fresh = operations.supersede_sheet(actor, sheet.id, queries.sheet(sheet.id).version, "Ошибка в отметке")
        assert [(part.term_control_id, part.load_id) for part in queries.sheet(fresh.id).parts] == [
            (part.term_control_id, part.load_id) for part in queries.sheet(sheet.id).parts
        ]
        assert len(queries.entries(fresh.id)) == 16


def test_many_terms_are_issued_at_once_in_a_number_of_statements_that_does_not_grow(app, on_behalf, college):
    from app.terms import queries as terms
    from tests.counting import statements

    counts = []
    for ids in ([college.group_term_id], [college.group_term_id, college.other_group_term_id]):
        with app.app_context(), unscoped(), transaction():
            for model in (AttestationEntry,):
                assert db.session.scalar(select(model.id).limit(1)) is None
            record(Actor.system(college.id), "test", "test")
        with statements(app) as sent, app.app_context(), on_behalf("secretary") as actor:
            chosen = [terms.term(one) for one in ids]
            told = [one for one in issuing.preview(actor, chosen, HELD) if one.refusal is None]
            before = len(sent)
            try:
                with transaction():
                    made = issuing.issue_terms(actor, chosen, HELD)
                    assert len(made) == len(told)
                    counts.append(len(sent) - before)
                    raise KeyboardInterrupt  # the machine stops in the middle: nothing is left
            except KeyboardInterrupt:
                pass
    assert counts[1] == counts[0]
    with app.app_context(), unscoped():
        assert db.session.scalar(select(AttestationSheet.id).limit(1)) is None
