"""Closing a group's term on both engines: ready or not, once, with a snapshot that holds."""

import json

import pytest
from sqlalchemy import event, func, select

from app.access.scope import unscoped
from app.attestation.models import AttestationEntry, AttestationSheet
from app.audit import queries as audit
from app.backup import queries as stored
from app.closing import checks, operations, queries, snapshot
from app.closing.models import Closing
from app.closing.operations import NotReady
from app.closing.outlook import Outlook
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.terms.models import GroupTerm
from tests.closing.conftest import audited
from tests.closing.test_year import goes_on


def close(on_behalf, college, key="deputy", **options):
    with on_behalf(key) as actor, transaction():
        return operations.close_term(actor, college.group_term_id, **options)


def status(college):
    with unscoped():
        return db.session.scalar(select(GroupTerm.status).where(GroupTerm.id == college.group_term_id))


def test_a_term_with_gaps_is_not_closed_and_everything_missing_is_named(engine_app, on_behalf, college):
    with engine_app.app_context():
        with pytest.raises(NotReady) as refusal:
            close(on_behalf, college)
        codes = {(one.code, one.severity) for one in refusal.value.problems}
        assert {("control_without_sheet", "block"), ("control_without_load", "block")} <= codes
        assert ("hours_differ", "warn") in codes
        assert status(college) == "open"


def test_a_dry_run_tells_what_would_be_frozen_and_writes_nothing(engine_app, ready, on_behalf):
    with on_behalf("coordinator") as actor:
        outcome = operations.close_term(actor, ready.group_term_id, dry_run=True)
    assert (outcome.effect.students, outcome.effect.lessons, outcome.effect.marks) == (8, 5, 35)
    assert (outcome.effect.sheets, outcome.effect.entries) == (3, 24)
    assert outcome.closing is None
    assert status(ready) == "open"
    assert outcome.effect.outlook is None, "the plan ends with this term"
    goes_on(ready)
    with unscoped(), transaction():
        lines = db.session.scalars(select(AttestationEntry).order_by(AttestationEntry.id)).all()
        for student, result in ((ready.students[0], "2"), (ready.students[1], "неявка (ув.)")):
            line = next(one for one in lines if one.student_id == student)
            line.result = line.final = result
        audited(ready.id)
    with on_behalf("coordinator") as actor:
        effect = operations.close_term(actor, ready.group_term_id, dry_run=True).effect
    assert [(name, result) for name, _item, result in effect.debts] == [("Абрамов Пётр Ильич", "2")]
    assert effect.outlook == Outlook(6, ("Абрамов Пётр Ильич", "Белов Пётр Ильич"))

def test_the_close_writes_a_snapshot_chained_to_the_log(engine_app, ready, on_behalf):
    with unscoped(), transaction():
        late = db.session.scalars(select(Mark).where(Mark.group_term_id == ready.group_term_id, Mark.grades == "4 5")).first()
        late.attendance, late.minutes_late = "о", 15
        audited(ready.id)
    closing = close(on_behalf, ready).closing
    assert status(ready) == "closed"
    assert closing.sha256 == snapshot.sha256(closing.snapshot)
    told = json.loads(closing.snapshot)
    assert snapshot.canonical(told) == closing.snapshot
    assert told["term"]["group"] == "ИСП-11"
    assert told["students"][0]["name"] == "Абрамов Пётр Ильич"
    assert sum(map(len, told["marks"].values())) == 35
    assert {text for cells in told["marks"].values() for text in cells.values()} == {"5", "4", "3", "у", "н", "4 5", "о15 4 5", "2"}
    assert {line["result"] for sheet in told["sheets"] for line in sheet["entries"]} == {"4", "зачтено"}
    with unscoped():
        assert list(stored.unanchored_closings()) == []
        assert list(checks.closed_rows()) == []
    with on_behalf("director"):
        latest = audit.history_of(ready.id, "group_term", ready.group_term_id, 1)[0]
    assert latest.action == "close_term"
    assert latest.changes["sha256"] == (None, closing.sha256)


def test_a_second_close_gives_the_first_one(engine_app, ready, on_behalf):
    first, second = close(on_behalf, ready), close(on_behalf, ready)
    assert second.repeated
    assert second.closing.id == first.closing.id
    assert second.effect == first.effect
    with unscoped():
        assert db.session.scalar(select(func.count(Closing.id))) == 1


@pytest.mark.parametrize("key", ["director", "coordinator", "secretary", "head_of_department", "teacher", "methodist"])
def test_only_the_deputy_closes(engine_app, ready, on_behalf, key):
    with pytest.raises(Forbidden):
        close(on_behalf, ready, key)


def test_the_deputy_of_another_college_does_not_see_the_term(app, ready, on_behalf, world):
    with on_behalf("deputy", world.foreign) as actor, pytest.raises(NotFound), transaction():
        operations.close_term(actor, ready.group_term_id)


def test_an_announcement_freezes_nothing_and_can_be_taken_back(engine_app, on_behalf, college):
    with engine_app.app_context():
        with on_behalf("coordinator") as actor, transaction():
            operations.announce_closing(actor, college.group_term_id)
        assert status(college) == "closing"
        with on_behalf("deputy") as actor, pytest.raises(Conflict), transaction():
            operations.announce_closing(actor, college.group_term_id)
        with on_behalf("deputy") as actor, transaction():
            operations.withdraw_closing(actor, college.group_term_id)
        assert status(college) == "open"
        with on_behalf("secretary") as actor, pytest.raises(Forbidden), transaction():
            operations.announce_closing(actor, college.group_term_id)


def test_a_closed_term_can_no_longer_be_announced(engine_app, ready, on_behalf):
    close(on_behalf, ready)
    with on_behalf("deputy") as actor, pytest.raises(Conflict), transaction():
        operations.withdraw_closing(actor, ready.group_term_id)


def test_the_checks_cost_the_same_whatever_the_term_holds(engine_app, ready, on_behalf):
    def count(term_id):
        told = []
        listener = lambda *arguments: told.append(arguments[2])  # noqa: E731
        with on_behalf("deputy") as actor:
            db.session.remove()
            operations.close_term(actor, term_id, dry_run=True)
            db.session.remove()
            event.listen(db.engine, "before_cursor_execute", listener)
            operations.close_term(actor, term_id, dry_run=True)
            event.remove(db.engine, "before_cursor_execute", listener)
        return len([one for one in told if one.startswith("SELECT")])

    full, almost_empty = count(ready.group_term_id), count(ready.other_group_term_id)
    assert full <= almost_empty + 2
    assert full <= 32


def test_verify_sees_a_frozen_row_that_was_changed_behind_the_guards(app, ready, on_behalf):
    from app.core import triggers
    from app.schema import writable

    close(on_behalf, ready)
    db.session.remove()
    with writable(db.engine) as connection:
        triggers.drop(connection)
        connection.exec_driver_sql("UPDATE mark SET attendance = 'о', minutes_late = 15 WHERE grades = '2'")
        connection.exec_driver_sql("UPDATE attestation_entry SET result = '5' WHERE position = 1")
        triggers.install(connection)
    with unscoped():
        found = [str(one) for one in checks.closed_rows()]
    assert len(found) == 2
    assert "marks differ" in found[0]
    assert "sheets differ" in found[1]


def test_a_changed_formula_does_not_reach_a_closed_term(app, ready, on_behalf):
    from app.settings.operations import choose

    closing = close(on_behalf, ready).closing
    before = json.loads(closing.snapshot)["standings"]
    with on_behalf("deputy") as actor, transaction():
        choose(actor, ready.id, {"gradebook.min_marks": 5})
    with on_behalf("deputy"):
        from app.closing.reports import told

        assert told(queries.term(ready.group_term_id), queries.last_closing(ready.group_term_id))["standings"] == before


def test_a_superseded_sheet_holds_the_close_until_its_successor_is_closed(app, ready, on_behalf):
    from app.attestation import operations as sheets

    with on_behalf("deputy") as actor, transaction():
        old = db.session.scalar(select(AttestationSheet).where(AttestationSheet.load_id == ready.credit_load_id))
        sheets.supersede_sheet(actor, old.id, old.version, "Ошибка")
    with pytest.raises(NotReady) as refusal:
        close(on_behalf, ready)
    assert [one.code for one in refusal.value.problems if one.severity == "block"] == ["sheet_not_signed"]
    with unscoped():
        assert db.session.scalar(select(func.count(Mark.id))) == 40
