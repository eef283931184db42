"""The one way to write: inside a transaction, with a record of who did what."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core.transaction import UnauditedWriteError, transaction
from app.extensions import db
from app.students.models import Student


def _name() -> str:
    with unscoped():
        return db.session.scalars(sa.select(Student.last_name).order_by(Student.id)).first()


def test_a_page_that_only_reads_cannot_write(engine_app):
    """On both engines: nothing outside ``transaction()`` reaches the database, by the ORM or by SQL."""
    with engine_app.app_context(), unscoped():
        before = _name()
        for change in (
            lambda: setattr(db.session.scalars(sa.select(Student).order_by(Student.id)).first(), "last_name", "Чужая"),
            lambda: db.session.execute(sa.text("UPDATE student SET last_name = 'Чужая'")),
        ):
            with pytest.raises(DBAPIError, match=r"readonly|read-only"):
                change()
                db.session.commit()
            db.session.rollback()
        assert _name() == before


def test_a_write_without_a_record_is_a_defect_and_keeps_nothing(engine_app, on_behalf):
    """The law of the log: audited rows and their record stand together or not at all."""
    with engine_app.app_context(), on_behalf("secretary") as actor:
        before = _name()
        records = sa.select(sa.func.count()).select_from(AuditEvent)
        with pytest.raises(UnauditedWriteError, match="student"), transaction() as session:
            session.scalars(sa.select(Student).order_by(Student.id)).first().last_name = "Тихая"
        assert _name() == before
        with unscoped():
            known = db.session.scalar(records)
        with transaction() as session:
            student = session.scalars(sa.select(Student).order_by(Student.id)).first()
            student.last_name = "Громкая"
            record(actor, "student.update", student)
        with unscoped():
            assert (_name(), db.session.scalar(records)) == ("Громкая", known + 1)
