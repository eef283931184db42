"""Reads of a college's half-year: its terms with their newest snapshots, its acts and their signatures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.attestation.models import AttestationSheet
from app.attestation.states import PRIMARY
from app.closing import queries_board, rules
from app.closing.models import ActSignature, Closing, SemesterAct
from app.closing.models_package import SemesterPackage
from app.core.errors import NotFound
from app.core.text import N_
from app.extensions import db
from app.organization import queries as organization
from app.organization.models import Semester
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Half:
    """A half-year: its terms, {term: newest snapshot without its text}, the newest act and its signature."""

    semester: Semester
    terms: Sequence[GroupTerm]
    closings: dict[int, Any]
    act: SemesterAct | None
    signature: ActSignature | None

    @property
    def left(self) -> list[GroupTerm]:
        """Give the terms that are not closed."""
        return [one for one in self.terms if one.id not in self.closings]

    @property
    def bare(self) -> list[GroupTerm]:
        """Give the terms that an early version of the program closed without counting their totals."""
        return [one for one in self.terms if one.id in self.closings and self.closings[one.id].totals == "{}"]

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Give what the root hash is taken of."""
        return [
            (one.group.name, str(one.plan_semester), str(self.closings[one.id].revision), self.closings[one.id].sha256)
            for one in self.terms
            if one.id in self.closings
        ]

    @property
    def is_current(self) -> bool:
        """Tell whether the newest act names exactly the newest snapshots of all terms."""
        return self.act is not None and not self.left and self.act.root_sha256 == rules.root_sha256(self.lines)

    @property
    def package_name(self) -> str:
        """Give the name of the package for storage; empty before the act."""
        year = self.semester.academic_year.label.replace("/", "-")
        return f"semester-{year}-{self.semester.number}-r{self.act.revision}.zip" if self.act is not None else ""

    @property
    def is_closed(self) -> bool:
        """Tell whether the half-year is closed: the act is current and signed."""
        return self.is_current and self.signature is not None


def half(semester: Semester) -> Half:
    """Give a half-year as it stands; a fixed number of statements."""
    halves = [(one.id, one.starts_on, one.ends_on) for one in organization.semesters_of(semester.academic_year)]
    terms = [
        one for one in queries_board.terms(semester.academic_year_id) if rules.half_of(one.starts_on, one.ends_on, halves) == semester.id
    ]
    terms.sort(key=lambda one: (one.group.sort_key, one.plan_semester))
    act = last_act(semester.id)
    return Half(semester, terms, newest([one.id for one in terms if one.status == "closed"]), act, signature(act.id) if act else None)


def newest(term_ids: Collection[int]) -> dict[int, Any]:
    """Give {term: id, revision, SHA-256, totals, when, who of its newest snapshot}."""
    last = (
        select(Closing.group_term_id, func.max(Closing.revision).label("revision"))
        .where(Closing.group_term_id.in_(list(term_ids)))
        .group_by(Closing.group_term_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Closing.id, Closing.group_term_id, Closing.revision, Closing.sha256, Closing.totals, Closing.closed_at, Closing.closed_by_name
        ).join(last, (last.c.group_term_id == Closing.group_term_id) & (last.c.revision == Closing.revision))
    )
    return {row.group_term_id: row for row in rows}


def last_act(semester_id: int, *, lock: bool = False) -> SemesterAct | None:
    """Give the newest act of a half-year."""
    query = select(SemesterAct).where(SemesterAct.semester_id == semester_id).order_by(SemesterAct.revision.desc()).limit(1)
    return db.session.scalar(query.with_for_update() if lock else query)


def act(act_id: int) -> SemesterAct:
    """Give an act with its half-year; NotFound for a foreign or unknown one."""
    found = db.session.scalar(
        select(SemesterAct).where(SemesterAct.id == act_id).options(joinedload(SemesterAct.semester).joinedload(Semester.academic_year))
    )
    if found is None:
        raise NotFound(N_("There is no such act."))
    return found


def acts(semester_id: int) -> list[tuple[SemesterAct, ActSignature | None]]:
    """Give the acts of a half-year with their signatures, the newest first."""
    rows = db.session.execute(
        select(SemesterAct, ActSignature)
        .outerjoin(ActSignature, ActSignature.act_id == SemesterAct.id)
        .where(SemesterAct.semester_id == semester_id)
        .order_by(SemesterAct.revision.desc())
    )
    return [(one, sign) for one, sign in rows]


def signature(act_id: int) -> ActSignature | None:
    """Give the signature under an act."""
    return db.session.scalar(select(ActSignature).where(ActSignature.act_id == act_id))


def all_acts() -> list[SemesterAct]:
    """Give every act of the installation; for ``verify``."""
    return list(db.session.scalars(select(SemesterAct).options(joinedload(SemesterAct.semester).joinedload(Semester.academic_year))))


def packages() -> list[SemesterAct]:
    """Give the newest act of every half-year whose data were closed: what its package is checked by."""
    newest_acts = select(func.max(SemesterAct.id)).group_by(SemesterAct.semester_id)
    query = select(SemesterAct).where(SemesterAct.id.in_(newest_acts)).options(joinedload(SemesterAct.semester).joinedload(Semester.academic_year))
    return list(db.session.scalars(query.order_by(SemesterAct.id.desc())))


def package_of(act_id: int, sha256: str) -> SemesterPackage | None:
    """Give the package of an act with exactly these bytes."""
    return db.session.scalar(select(SemesterPackage).where(SemesterPackage.act_id == act_id, SemesterPackage.sha256 == sha256))


def packages_of(semester_id: int) -> list[SemesterPackage]:
    """Give the packages made of a half-year, the newest first."""
    query = select(SemesterPackage).join(SemesterAct, SemesterAct.id == SemesterPackage.act_id).where(SemesterAct.semester_id == semester_id)
    return list(db.session.scalars(query.order_by(SemesterPackage.id.desc())))


def last_package(act_id: int) -> SemesterPackage | None:
    """Give the newest package made on the ground of an act."""
    return db.session.scalar(select(SemesterPackage).where(SemesterPackage.act_id == act_id).order_by(SemesterPackage.id.desc()).limit(1))


def digests() -> set[str]:
    """Give the SHA-256 of every snapshot of the installation; for ``verify``."""
    return set(db.session.scalars(select(Closing.sha256)))


def sheets_of(term_ids: Collection[int]) -> list[int]:
    """Give the ids of all sheets of the terms: their papers are about the first revision of each."""
    query = select(AttestationSheet.id).where(AttestationSheet.group_term_id.in_(list(term_ids)))
    return list(db.session.scalars(query.order_by(AttestationSheet.id)))


def closed_sheets(term_ids: Collection[int]) -> list[int]:
    """Give the ids of the closed primary sheets of the terms."""
    query = select(AttestationSheet.id).where(
        AttestationSheet.group_term_id.in_(list(term_ids)), AttestationSheet.kind == PRIMARY, AttestationSheet.status == "closed"
    )
    return list(db.session.scalars(query.order_by(AttestationSheet.id)))
