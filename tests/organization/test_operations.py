"""Verbs of the college's card and calendar, on both engines."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.errors import Forbidden, Invalid
from app.core.transaction import transaction
from app.extensions import db
from app.organization import operations, queries
from app.organization.models import AcademicYear, Semester


def test_a_new_present_year_takes_the_mark_from_the_former_one(engine_app: Flask, world, on_behalf) -> None:
    with engine_app.app_context(), on_behalf("deputy") as actor:
        former = queries.active_year()
        with transaction():
            year = operations.create_year(actor, date(2027, 9, 1), date(2028, 8, 31), active=True)
        assert (year.label, queries.active_year().id, former.is_active) == ("2027/2028", year.id, False)
        with unscoped():
            acts = db.session.scalars(
                select(AuditEvent.action).where(AuditEvent.object_type == "academic_year", AuditEvent.object_id.in_([former.id, year.id]))
                .order_by(AuditEvent.seq.desc()).limit(2)
            ).all()  # fmt: skip
        assert sorted(acts) == ["create", "update"]
        with transaction():
            operations.activate_year(actor, former)
        assert queries.active_year().id == former.id


def test_a_year_cannot_leave_its_semester_outside(engine_app: Flask, world, on_behalf) -> None:
    with engine_app.app_context(), on_behalf("deputy") as actor:
        year = queries.active_year()
        with pytest.raises(Invalid) as refusal, transaction():
            operations.change_year(actor, year, date(2026, 10, 1), date(2027, 8, 31), active=True)
        assert refusal.value.field == "ends_on"
    with engine_app.app_context(), unscoped():
        assert db.session.get(AcademicYear, world.home.year_id).starts_on == date(2026, 9, 1)


def test_a_semester_is_opened_and_corrected_within_its_year(engine_app: Flask, world, on_behalf) -> None:
    with engine_app.app_context(), on_behalf("deputy") as actor:
        year = queries.active_year()
        with transaction():
            made = operations.create_semester(actor, year, 2, date(2027, 1, 12), date(2027, 6, 30))
        with transaction():
            operations.change_semester(actor, made, year, 2, date(2027, 1, 11), date(2027, 7, 3))
        assert [(s.number, s.ends_on) for s in queries.semesters_of(year)][1] == (2, date(2027, 7, 3))
        with pytest.raises(Invalid), transaction():
            operations.change_semester(actor, made, year, 2, date(2026, 12, 1), date(2027, 7, 3))


def test_who_has_no_right_opens_nothing(app: Flask, world, on_behalf) -> None:
    with app.app_context(), on_behalf("teacher") as actor:
        year = queries.active_year()
        with pytest.raises(Forbidden), transaction():
            operations.create_year(actor, date(2027, 9, 1), date(2028, 8, 31))
        with pytest.raises(Forbidden), transaction():
            operations.create_semester(actor, year, 2, date(2027, 1, 12), date(2027, 6, 30))
    with app.app_context(), unscoped():
        assert db.session.scalar(select(Semester).where(Semester.number == 2)) is None


def test_a_wrong_requisite_is_refused_whoever_calls(app: Flask, world, on_behalf) -> None:
    with app.app_context(), on_behalf("director") as actor:
        organization = queries.own_organization(actor)
        with pytest.raises(Invalid) as refusal, transaction():
            operations.change_organization(actor, organization, {"inn": "7707083894"})
        assert refusal.value.field == "inn"
