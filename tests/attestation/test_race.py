"""Two people at one sheet, a double submit, a race with the close of the term, a crash in the middle: one effect or none."""

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.attestation import filling, issuing, later, operations, queries, registry
from app.attestation.later import Panel
from app.attestation.models import AttestationSheet
from app.attestation.operations import Confirmation
from app.attestation.typed import Typed
from app.closing import operations as closing
from app.closing.models import Closing
from app.core.clock import now
from app.core.transaction import transaction
from app.curricula.models import TermControl
from app.debts.models import AcademicDebt
from app.extensions import db
from app.teaching.models import TeachingLoad
from tests.closing.conftest import HELD, make_ready
from tests.racing import race


def test_whoever_comes_second_reads_why(engine_app, college, actor_as, on_behalf):
    control = college.control_ids["ОУП.01"]

    def issue(actor):
        return issuing.issue_sheet(actor, db.session.get(TeachingLoad, college.load_id), db.session.get(TermControl, control), HELD)

    with engine_app.app_context():
        teacher, office, head = (actor_as(one) for one in ("teacher", "secretary", "head_of_department"))
        assert race(engine_app, (office, issue), (office, issue)) == ["done", "done"], "a double submit gives the sheet there is"
        with unscoped():
            sheet = db.session.scalars(select(AttestationSheet.id)).one()
        first = college.students[0]
        told = race(engine_app, *[(teacher, lambda actor, mark=mark: filling.fill_entry(actor, sheet, first, mark, version=1)) for mark in "35"])
        assert told == ["Somebody has changed these lines meanwhile: %(lines)s. Nothing was saved; compare and save again to keep yours.", "done"]
        with on_behalf("teacher") as actor, transaction():
            filling.fill_many(actor, sheet, [Typed(one, "2" if one == first else "4") for one in college.students])
            version = queries.sheet(sheet).version
        told = race(engine_app, *[(teacher, lambda actor: operations.sign_sheet(actor, sheet, version, Confirmation(actor.user_id, now())))] * 2)
        assert told == ["Somebody has changed the sheet meanwhile. Look at it again and repeat.", "done"]
        told = race(engine_app, *[(one, lambda actor: operations.close_sheet(actor, sheet, version + 1)) for one in (office, head)])
        assert told == ["Somebody has changed the sheet meanwhile. Look at it again and repeat.", "done"]
        with unscoped():
            assert db.session.scalar(select(func.count(AcademicDebt.id))) == 1, "the debt was opened once"

        def again(actor):
            return later.issue_later(actor, college.load_id, control, "resit", college.students[:1], HELD, Panel((college.employees["teacher"],)))

        told = race(engine_app, (office, again), (office, again))
        assert told == ["%(student)s is already in sheet № %(number)s, which is not closed.", "done"]
        with unscoped():
            assert db.session.scalar(select(func.count(AttestationSheet.id))) == 2
        deputy = actor_as("deputy")
        told = race(engine_app, *[(deputy, lambda actor: operations.supersede_sheet(actor, sheet, version + 2, "Ошибка ввода"))] * 2)
        assert told == ["Somebody has changed the sheet meanwhile. Look at it again and repeat.", "done"]
        with unscoped():
            assert db.session.scalar(select(func.count(AttestationSheet.id)).where(AttestationSheet.revision == 2)) == 1


def test_a_correction_and_the_close_of_the_term_exclude_each_other(engine_app, college, actor_as, on_behalf):
    with engine_app.app_context():
        deputy = actor_as("deputy")
        make_ready(on_behalf, college)
        with on_behalf("deputy"):
            sheet = queries.live_sheet(college.load_id, college.control_ids["ОУП.01"])
            asked = sheet.id, sheet.version
        told = race(
            engine_app, (deputy, lambda actor: operations.supersede_sheet(actor, *asked, "Ошибка ввода")),
            (deputy, lambda actor: closing.close_term(actor, college.group_term_id)),
        )  # fmt: skip
        with unscoped():
            closed = db.session.scalar(select(func.count(Closing.id)))
            revisions = db.session.scalar(select(func.count(AttestationSheet.id)).where(AttestationSheet.revision == 2))
        assert told.count("done") == 1 and (closed, revisions) in ((1, 0), (0, 1)), told


def test_a_crash_in_the_middle_of_a_close_leaves_the_sheet_as_it_was(app, college, on_behalf):
    with app.app_context():
        with on_behalf("secretary") as actor, transaction():
            sheet = issuing.issue_sheet(
                actor, db.session.get(TeachingLoad, college.load_id), db.session.get(TermControl, college.control_ids["ОУП.01"]), HELD
            ).id
        with on_behalf("teacher") as actor, transaction():
            filling.fill_many(actor, sheet, [Typed(one, "2") for one in college.students])
            operations.sign_sheet(actor, sheet, queries.sheet(sheet).version, Confirmation(actor.user_id, now()))

        def crash(_actor, _sheet):
            raise RuntimeError("the power goes off")

        registry.register_closed(crash)
        try:
            with on_behalf("secretary") as actor, pytest.raises(RuntimeError), transaction():
                operations.close_sheet(actor, sheet, queries.sheet(sheet).version)
        finally:
            registry._closed.remove(crash)
        with unscoped():
            db.session.expire_all()
            assert db.session.get(AttestationSheet, sheet).status == "signed"
            assert db.session.scalar(select(func.count(AcademicDebt.id))) == 0, "debts were opened before the crash and are gone with it"
        with on_behalf("secretary") as actor, transaction():
            operations.close_sheet(actor, sheet, queries.sheet(sheet).version)
        with unscoped():
            assert db.session.scalar(select(func.count(AcademicDebt.id))) == len(college.students)
