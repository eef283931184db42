"""Files that wait for their confirmation."""

from datetime import timedelta

from sqlalchemy import select

from app.access.scope import unscoped
from app.core import clock
from app.core.transaction import transaction
from app.exchange import operations, queries
from app.exchange.models import Upload
from app.extensions import db


def test_a_file_waits_encrypted_until_another_of_its_kind_comes(app, on_behalf):
    with app.app_context(), on_behalf("secretary") as actor:
        with transaction():
            first = operations.keep(actor, "students", "../список\r\n.xlsx", "Иванов".encode(), 5)
        assert operations.content_of(queries.waiting(actor, "students", first.id)) == "Иванов".encode()
        assert "/" not in first.file_name and "\n" not in first.file_name
        raw = db.session.connection().exec_driver_sql("SELECT content FROM upload").scalar()
        assert "Иванов".encode() not in raw and b"0JjQsdCw0L3QvtCy" not in raw
        with transaction():
            second = operations.keep(actor, "students", "б.csv", b"2")
            operations.keep(actor, "employees", "в.csv", b"3")
        assert queries.waiting(actor, "students", first.id) is None
        assert queries.waiting(actor, "employees", second.id) is None
        assert queries.waiting(actor, "students", second.id) is not None


def test_another_person_does_not_see_it(app, on_behalf):
    with app.app_context():
        with on_behalf("secretary") as actor, transaction():
            upload = operations.keep(actor, "students", "а.csv", b"1")
        with on_behalf("deputy") as other:
            assert queries.waiting(other, "students", upload.id) is None


def test_files_older_than_a_day_are_gone_with_the_next_one(app, on_behalf):
    with app.app_context():
        with on_behalf("secretary") as actor, transaction():
            operations.keep(actor, "students", "а.csv", b"1")
        with on_behalf("hr") as other, clock.frozen(clock.now() + timedelta(days=1, minutes=1)), transaction():
            operations.keep(other, "employees", "б.csv", b"2")
        with unscoped():
            assert [upload.kind for upload in db.session.scalars(select(Upload))] == ["employees"]


def test_the_choice_of_columns_comes_back_as_it_was(app, on_behalf):
    with app.app_context(), on_behalf("secretary") as actor:
        with transaction():
            upload = operations.keep(actor, "students", "а.csv", b"1")
            assert operations.chosen_columns(upload) is None
            operations.choose_columns(upload, {10: "sex", 2: "last_name"})
        assert operations.chosen_columns(upload) == {2: "last_name", 10: "sex"}
