"""Reopening something closed: the director asks, a second person confirms, exactly that opens, a new revision ends it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.access.permissions import Role
from app.access.scope import unscoped
from app.attestation import filling
from app.attestation import operations as sheets
from app.attestation import queries as attestation
from app.attestation.operations import Confirmation
from app.attestation.typed import Typed
from app.closing import checks, journals, operations, queries_reopening, reopening, reports
from app.closing.models import Closing, Reopening
from app.closing.reopening import Order, Scope
from app.closing.reopening_rules import CONSEQUENCES, changes
from app.core import clock
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.documents import queries as registry
from app.extensions import db
from app.gradebook import operations as journal
from app.gradebook.models import Mark
from app.gradebook.queries import load_head
from app.terms.models import EditWindow
from tests.closing.conftest import audited

SUMMARY = "group_summary"


@pytest.fixture
def real_time():
    """The database judges a window by its own clock, so that these tests run at the real time."""
    with clock.frozen(datetime.now(UTC)):
        yield


def act(on_behalf, key, deed):
    with on_behalf(key) as actor, transaction():
        return deed(actor)


def order(days=3, **changed):
    told = {"number": "12-у", "dated": today(), "reason": "Ошибка преподавателя", "until": today() + timedelta(days=days)}
    return Order(**(told | changed))


def close(on_behalf, college):
    return act(on_behalf, "deputy", lambda actor: operations.close_term(actor, college.group_term_id)).closing


def sheet_of(college):
    with unscoped():
        return attestation.live_sheet(college.credit_load_id, college.control_ids["ОУП.03"])


def asked(on_behalf, college, scope, **changed):
    return act(on_behalf, "director", lambda actor: reopening.request(actor, college.group_term_id, scope, order(**changed))).id


def test_a_mark_in_a_sheet_is_corrected_by_its_people_and_ends_in_a_revision(engine_app, ready, on_behalf, real_time):
    first, old = close(on_behalf, ready), sheet_of(ready)
    with on_behalf("coordinator") as actor:
        reports.print_summary(actor, ready.group_term_id)
        reports.print_sheet(actor, old.id)
        journals.print_journal(actor, ready.credit_load_id)
    scope = Scope(sheet_id=old.id, student_id=ready.students[0])
    for key in ("deputy", "coordinator", "secretary", "teacher"):
        with pytest.raises(Forbidden):
            act(on_behalf, key, lambda actor: reopening.request(actor, ready.group_term_id, scope, order()))
    for wrong in (order(number=" "), order(reason="—"), order(days=90), order(days=-1)):
        with pytest.raises(Invalid):
            act(on_behalf, "director", lambda actor, wrong=wrong: reopening.request(actor, ready.group_term_id, scope, wrong))
    number = asked(on_behalf, ready, scope)
    with pytest.raises(Conflict):
        asked(on_behalf, ready, scope)
    with pytest.raises(Forbidden):
        act(on_behalf, "director", lambda actor: reopening.confirm(actor, number))
    with pytest.raises(Forbidden, match="second person"):  # the director who stands in for the deputy is still one person
        act(on_behalf, "director", lambda actor: reopening.confirm(replace(actor, roles=actor.roles | {Role.DEPUTY}), number))
    with unscoped():
        assert db.session.scalar(select(func.count(EditWindow.id))) == 0
    fresh = act(on_behalf, "coordinator", lambda actor: reopening.confirm(actor, number)).new_sheet_id
    with pytest.raises(operations.NotReady):
        act(on_behalf, "deputy", lambda actor: reopening.finish(actor, number))
    with unscoped():
        assert list(checks.closed_rows()) == list(checks.windows()) == []
    with pytest.raises(DBAPIError):
        act(on_behalf, "teacher", lambda actor: filling.fill_many(actor, fresh, [Typed(ready.students[1], "незач")]))
    act(on_behalf, "teacher", lambda actor: filling.fill_many(actor, fresh, [Typed(ready.students[0], "незач")]))
    act(on_behalf, "teacher", lambda actor: sheets.sign_sheet(actor, fresh, attestation.sheet(fresh).version, Confirmation(actor.user_id, now())))
    act(on_behalf, "secretary", lambda actor: sheets.close_sheet(actor, fresh, attestation.sheet(fresh).version))
    with pytest.raises(Forbidden):
        act(on_behalf, "coordinator", lambda actor: reopening.finish(actor, number))
    second = act(on_behalf, "deputy", lambda actor: reopening.finish(actor, number))
    assert (first.revision, second.revision) == (1, 2)
    told = json.loads(second.snapshot)
    assert told["previous"] == first.sha256
    assert told["basis"].startswith("приказ № 12-у")
    found = changes(json.loads(first.snapshot), told)
    assert [(one.old, one.new) for one in found if one.kind not in CONSEQUENCES] == [("зачтено", "не зачтено")]
    assert {"debt", "stipend", "share"} <= {one.kind for one in found}
    with pytest.raises(Conflict):
        act(on_behalf, "teacher", lambda actor: filling.fill_many(actor, fresh, [Typed(ready.students[0], "зач")]))
    papers_of_the_first_revision_lose_force(ready, on_behalf, old, fresh)
    with unscoped():
        assert list(checks.closed_rows()) == list(checks.windows()) == []


def papers_of_the_first_revision_lose_force(college, on_behalf, old, fresh):
    from app.closing import queries

    with on_behalf("coordinator") as actor:
        term = queries.term(college.group_term_id)
        before = registry.of_subject(SUMMARY, term, 1)
        assert registry.verdict(before.code).status == "superseded"
        reports.print_summary(actor, college.group_term_id)
        db.session.expire_all()
        assert registry.of_subject(SUMMARY, term, 2).full_number == registry.verdict(before.code).replaced_by
        load = load_head(college.credit_load_id)
        assert registry.of_subject("journal", load, 1).status == "superseded"
        journals.print_journal(actor, college.credit_load_id)
        assert registry.of_subject("journal", load, 2).status == "issued"
        sheet = attestation.sheet(old.id)
        assert registry.of_subject("attestation_sheet", sheet, 1).status == "superseded"
        reports.print_sheet(actor, fresh)
        assert registry.of_subject("attestation_sheet", sheet, 2).status == "issued"


def test_one_cell_of_one_lesson_opens_and_nothing_beside_it(engine_app, ready, on_behalf, real_time):
    close(on_behalf, ready)
    scope = Scope(load_id=ready.load_id, lesson_id=ready.lessons[0], student_id=ready.students[0])
    number = asked(on_behalf, ready, scope)
    act(on_behalf, "deputy", lambda actor: reopening.confirm(actor, number))

    def type_in(lesson, student, text, version=1):
        return act(on_behalf, "teacher", lambda actor: journal.set_mark(actor, ready.load_id, lesson, student, text, version))

    for lesson, student in ((ready.lessons[0], ready.students[1]), (ready.lessons[1], ready.students[0])):
        with pytest.raises(DBAPIError):
            type_in(lesson, student, "3")
    type_in(ready.lessons[0], ready.students[0], "3")
    second = act(on_behalf, "deputy", lambda actor: reopening.finish(actor, number))
    with unscoped():
        first = db.session.scalars(select(Closing).where(Closing.revision == 1)).one()
        assert list(checks.closed_rows()) == []
    found = changes(json.loads(first.snapshot), json.loads(second.snapshot))
    assert [(one.kind, one.old, one.new) for one in found if one.kind not in CONSEQUENCES] == [("cell", "5", "3")]


def test_a_leave_ends_by_its_day_and_is_prolonged_by_a_second_person_only(engine_app, ready, on_behalf, real_time):
    close(on_behalf, ready)
    number = asked(on_behalf, ready, Scope(load_id=ready.load_id))
    act(on_behalf, "deputy", lambda actor: reopening.confirm(actor, number))
    with unscoped(), transaction():
        db.session.execute(text("UPDATE edit_window SET expires_at = '2020-01-01 00:00:00'"))
        audited(ready.id)
    change = lambda actor: journal.set_mark(actor, ready.load_id, ready.lessons[0], ready.students[0], "3", 1)  # noqa: E731
    with pytest.raises(Conflict):
        act(on_behalf, "teacher", change)
    with pytest.raises(Forbidden):
        act(on_behalf, "director", lambda actor: reopening.prolong(actor, number, today() + timedelta(days=5)))
    with pytest.raises(Forbidden, match="second person"):
        act(on_behalf, "director", lambda actor: reopening.prolong(replace(actor, roles=actor.roles | {Role.DEPUTY}), number, today() + timedelta(days=5)))
    act(on_behalf, "coordinator", lambda actor: reopening.prolong(actor, number, today() + timedelta(days=5)))
    act(on_behalf, "teacher", change)


def test_what_is_not_of_the_term_is_not_named_and_a_request_ends_without_a_window(app, ready, on_behalf, real_time, world):
    with pytest.raises(Refused):
        asked(on_behalf, ready, Scope(load_id=ready.load_id))
    close(on_behalf, ready)
    for scope in (Scope(load_id=ready.other_load_id), Scope(sheet_id=999_999)):
        with pytest.raises(NotFound):
            asked(on_behalf, ready, scope)
    for scope in (Scope(), Scope(load_id=ready.load_id, lesson_id=ready.other_lessons[0]), Scope(load_id=ready.load_id, student_id=ready.other_students[0])):
        with pytest.raises(Invalid):
            asked(on_behalf, ready, scope)
    with on_behalf("director", world.foreign) as actor, pytest.raises(NotFound), transaction():
        reopening.request(actor, ready.group_term_id, Scope(load_id=ready.load_id), order())
    number = asked(on_behalf, ready, Scope(load_id=ready.load_id))
    with on_behalf("deputy", world.foreign) as actor, pytest.raises(NotFound), transaction():
        reopening.confirm(actor, number)
    with pytest.raises(Invalid):
        act(on_behalf, "deputy", lambda actor: reopening.reject(actor, number, ""))
    act(on_behalf, "deputy", lambda actor: reopening.reject(actor, number, "Нет оснований"))
    act(on_behalf, "director", lambda actor: reopening.withdraw(actor, asked(on_behalf, ready, Scope(load_id=ready.load_id))))
    with unscoped():
        assert db.session.scalar(select(func.count(EditWindow.id))) == 0
        assert sorted(db.session.scalars(select(Reopening.status))) == ["rejected", "withdrawn"]
        with transaction():
            db.session.add(EditWindow(organization_id=ready.id, group_term_id=ready.group_term_id, basis="без приказа", reason="—", opened_by_id=ready.users["deputy"], confirmed_by_id=ready.users["deputy"], expires_at=now() + timedelta(hours=1)))
            audited(ready.id)
        assert ["past the director" in str(one) for one in checks.windows()] == [True]


def test_the_pages_lead_the_people_through_a_reopening(app, ready_outside, client_as, real_time):
    college = ready_outside
    director, deputy, teacher = client_as("director"), client_as("deputy"), client_as("teacher")
    assert deputy.post(f"/closing/{college.group_term_id}/close").status_code == 303
    new = f"/closing/reopening/new/{college.group_term_id}"
    assert f'href="{new}"' in director.get(f"/closing/{college.group_term_id}").text
    with app.app_context():
        sheet = sheet_of(college).id
    form = {"what": f"sheet-{sheet}", "order_number": "7", "order_date": today().strftime("%d.%m.%Y"), "reason": "Ошибка в ведомости",
            "until": (today() + timedelta(days=2)).strftime("%d.%m.%Y"), "student": str(college.students[0])}  # fmt: skip
    assert "Ошибка в ведомости" in director.post(new, data=form | {"order_number": ""}).text
    answer = director.post(new, data=form)
    assert answer.status_code == 303
    page = answer.location
    assert page in deputy.get("/").text
    assert director.post(f"{page}/confirm").status_code == 403
    assert deputy.post(f"{page}/confirm").status_code == 303
    with app.app_context(), unscoped():
        fresh = db.session.scalars(select(Reopening.new_sheet_id)).one()
    assert f"/sheets/{fresh}" in teacher.get("/").text
    assert "Подписать" in teacher.get(f"/sheets/{fresh}").text
    assert deputy.post(f"{page}/finish").status_code == 422
    assert client_as("secretary").get(page).status_code == 200
    assert client_as("head_of_department").get(page).status_code == 403
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(Mark.id))) == 40
        assert queries_reopening.open_terms() == {college.group_term_id}
