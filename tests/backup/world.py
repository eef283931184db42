"""Databases for backups: a migrated one with a college and rows of every awkward kind, on both engines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from app import schema
from app.backup import vault
from app.core import engine as rules
from app.core import secrets
from tests import migrated as migrated_file

SNILS = "112-233-445 95"


@dataclass(frozen=True)
class Place:
    """An installation: its engine and its folder."""

    engine: Engine
    folder: Path


def open_engine(url: str, folder: Path) -> Engine:
    """Open a database under the product's connection rules."""
    engine = create_engine(url, **rules.engine_options(url))
    rules.install(engine, folder / "queue" if url.startswith("sqlite") else None)
    return engine


def make_place(folder: Path, url: str | None = None, *, migrated: bool = True) -> Place:
    """Make an empty installation."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets.load(folder)
    if migrated and url is None:
        migrated_file.lay(folder / "college.sqlite3")
    place = Place(open_engine(url or f"sqlite:///{folder / 'college.sqlite3'}", folder), folder)
    if migrated and url is not None:
        schema.upgrade(place.engine)
    return place


def fill(place: Place) -> None:
    """Put a college with awkward values into it: keys, bytes, moments, decimals, JSON, a parent with a larger id."""
    from flask_appbuilder.security.sqla.models import User

    from app.access.models import Account
    from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, Programme, Specialty
    from app.documents.models import Document, DocumentFile
    from app.organization.models import Organization
    from app.students.models import Student

    with schema.writable(place.engine) as connection:

        def add(model: type, **values: object) -> None:
            connection.execute(model.__table__.insert().values(**values))  # type: ignore[attr-defined]

        add(Organization, id=1, full_name="Колледж", short_name="Колледж № 1", zone="Europe/Samara", row_version=1)
        add(
            User,
            id=3,
            first_name="Анна",
            last_name="Ёлкина",
            username="elkina.a",
            email="a@b",
            active=True,
            password="x",
            created_on=dt.datetime(2026, 9, 1, 8, 30, 15, 123456),
        )
        add(
            Account,
            user_id=3,
            organization_id=1,
            must_change_password=False,
            search_key="ёлкина",
            sort_key="елкина",
            one_time_until=dt.datetime(2026, 9, 4, tzinfo=dt.UTC),
            totp_secret="SECRET",
        )
        add(
            Student,
            id=5,
            organization_id=1,
            last_name="О'Нил-Ёж",
            first_name="Иван\n",
            funding="budget",
            snils=SNILS,
            birth_date=dt.date(2009, 2, 28),
            search_key="",
            sort_key="",
            recorded_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC),
            row_version=1,
        )
        add(Specialty, id=1, organization_id=1, code="09.02.07", name="ИСП", search_key="", sort_key="", row_version=1)
        add(
            Programme,
            id=1,
            organization_id=1,
            specialty_id=1,
            qualification="программист",
            base="9",
            study_form="full_time",
            years=3,
            months=10,
            search_key="",
            sort_key="",
            row_version=1,
        )
        add(
            Curriculum,
            id=1,
            organization_id=1,
            programme_id=1,
            intake_year=2026,
            version=1,
            status="approved",
            weeks={"1": [17, "А"], "б": None},
            search_key="",
            sort_key="",
            row_version=1,
            recorded_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC),
        )
        for id_, parent in ((9, None), (2, 9)):
            add(
                CurriculumItem,
                id=id_,
                organization_id=1,
                curriculum_id=1,
                parent_id=parent,
                position=id_,
                item_key=str(id_),
                code="ПМ",
                name="Модуль",
                kind="module",
                is_variable=False,
                is_counted=True,
                hours=63.75,
            )
        add(
            CurriculumTerm,
            id=1,
            organization_id=1,
            item_id=2,
            plan_semester=1,
            hours=63.75,
            lectures=60,
            practicals=0,
            labs=0,
            seminars=0,
            course_work=0,
            consultations=0,
            exam_hours=0,
            self_study=3.75,
            practice=0,
            practical_training=0,
        )
        add(
            Document,
            id=1,
            organization_id=1,
            kind="k",
            series="ЗЭВ",
            year=2026,
            number=1,
            issued_on=dt.date(2026, 12, 1),
            title="Ведомость",
            subject_type="x",
            subject_id=1,
            revision=1,
            status="issued",
            code="C0DE",
            created_by_name="А",
            pdf_sha256="0" * 64,
            created_at=dt.datetime(2026, 12, 1, 0, 0, 0, 1, tzinfo=dt.UTC),
            search_key="",
            sort_key="",
        )
        add(DocumentFile, document_id=1, body=bytes(range(256)) * 40)


@pytest.fixture()
def postgres(postgresql_database):
    """Give a maker of installations on empty PostgreSQL databases."""
    made: list[Engine] = []

    def make(folder: Path, *, migrated: bool = True) -> Place:
        place = make_place(folder, postgresql_database(), migrated=migrated)
        made.append(place.engine)
        return place

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture()
def place(tmp_path: Path) -> Place:
    """Give a filled installation on SQLite with its recovery phrase made."""
    made = make_place(tmp_path / "home")
    fill(made)
    return made


@pytest.fixture()
def phrase(place: Place) -> str:
    return vault.new_phrase(place.folder)


__all__ = ["SNILS", "Place", "fill", "make_place"]
