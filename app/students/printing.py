"""From a student to the paper: who, where, since when, on what order; the name in the case the paper needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.core.actor import Actor
from app.core.errors import Invalid, Refused
from app.core.text import N_
from app.curricula.models import Programme
from app.organization.heads import director, letterhead, licences
from app.organization.models import Organization
from app.students import cases, queries_file, results, titles
from app.students.courses import course_on
from app.students.endings import ended_by
from app.students.funding import SOURCES
from app.students.models import Placement, Student
from app.students.models_papers import NAME_BOOK, TRAINING, Certificate
from app.students.papers import Book, BookLine, StudyCertificate, TrainingCertificate
from app.students.rules import study_ends

STUDY_FORMS = {"full_time": "очная", "part_time": "очно-заочная", "extramural": "заочная"}
LEAVES = {
    "academic": "академическом отпуске",
    "maternity": "отпуске по беременности и родам",
    "childcare": "отпуске по уходу за ребёнком",
}
RECIPIENTS = {
    "military": "в военный комиссариат",
    "social_fund": "в Социальный фонд России",
    "work": "по месту работы родителей (законных представителей)",
}


def dative(student: Student) -> str:
    """Give the name in the dative: the card's own spelling, else by the rules of declension."""
    return student.name_dative or cases.declined(
        student.last_name, student.first_name, student.middle_name, student.sex, cases.DATIVE
    )


def genitive(student: Student) -> str:
    """Give the name in the genitive: the card's own spelling, else by the rules of declension."""
    return student.name_genitive or cases.declined(
        student.last_name, student.first_name, student.middle_name, student.sex, cases.GENITIVE
    )


def contacts(organization: Organization) -> str:
    """Give address, phone and mail in one line."""
    parts = (organization.legal_address, organization.phone, organization.email)
    return ", ".join(part for part in parts if part)


def executor(actor: Actor, organization: Organization) -> str:
    """Give who made the paper, with the phone to ask at."""
    return ", ".join(part for part in (actor.name, organization.phone) if part)


def present_stay(student: Student, day: date) -> Placement | None:
    """Give the stay in a group that covers ``day``, if any."""
    return next((p for p in student.placements if p.starts_on <= day and (p.ends_on is None or p.ends_on >= day)), None)


def term_text(programme: Programme) -> str:
    """Give «3 года 10 месяцев»."""
    years, months = programme.years, programme.months
    words = f"{years} {'год' if years == 1 else 'года' if years < 5 else 'лет'}"
    return f"{words} {months} {'месяц' if months == 1 else 'месяца' if months < 5 else 'месяцев'}" if months else words


def prior_education(student: Student) -> str:
    """Give «аттестат № …, выдан 20.06.2026, МБОУ Школа № 5» of the latest document of education; empty where none is entered."""
    found = max(queries_file.educations(student.id), key=lambda one: (one.issued_on or date.min, one.id), default=None)
    if found is None:
        return ""
    number = f"{found.document or titles.EDUCATION[found.level]}{f' № {found.number}' if found.number else ''}"
    issued = f"выдан {found.issued_on:%d.%m.%Y}" if found.issued_on else str(found.year or "")
    return ", ".join(part for part in (number, issued, found.issuer) if part)


def study_certificate(
    actor: Actor, organization: Organization, student: Student, recipient: str, day: date
) -> StudyCertificate:
    """Build «Справка (по месту требования)»; raises Refused for who is in no group on ``day``."""
    stay = present_stay(student, day)
    if stay is None or stay.group is None:
        raise Refused(
            N_("%(name)s is in no group today. Those who have left get a certificate of training."), name=student.full_name
        )
    programme, first = stay.group.curriculum.programme, student.placements[0]
    return StudyCertificate(
        letterhead=letterhead(organization), contacts=contacts(organization), person=dative(student),
        birth_date=student.birth_date, sex=student.sex or "", course=stay.course or course_on(stay.group, day), group=stay.group.name,
        college=organization.short_name, specialty=str(programme.specialty), study_form=STUDY_FORMS[stay.study_form],
        funding=SOURCES[stay.funding].certified, leave=LEAVES.get(stay.state, ""), leave_from=stay.starts_on, starts_on=first.starts_on,
        ends_on=study_ends(date(stay.group.intake_year, 9, 1), programme.years, programme.months), basis=first.basis,
        recipient=recipient, signature=director(organization), executor=executor(actor, organization), licences=licences(day),
    )  # fmt: skip


def training_certificate(
    actor: Actor, organization: Organization, student: Student, asked: Certificate, day: date
) -> TrainingCertificate:
    """Build the certificate of training (273-ФЗ, ст. 60 ч. 12) or of a period of study with the results passed.

    Raises Refused for who never studied, and the certificate of the expelled for who still studies.
    """
    if not student.placements:
        raise Refused(N_("%(name)s has never been in a group: there is nothing to certify."), name=student.full_name)
    stay = present_stay(student, day)
    if stay is not None and asked.kind == TRAINING:
        raise Refused(
            N_("%(name)s still studies: a certificate of training is given to the expelled."), name=student.full_name
        )
    first, last = student.placements[0], stay or student.placements[-1]
    group = last.group or next((place.group for place in reversed(student.placements) if place.group), None)
    if group is None:
        raise Refused(N_("%(name)s has never been in a group: there is nothing to certify."), name=student.full_name)
    expelled_by = asked.basis or ended_by([last.id]).get(last.id, "")
    if asked.kind == TRAINING and not expelled_by:
        raise Invalid(N_("Name the paper: an order with its number and date."), field="basis")
    programme = group.curriculum.programme
    return TrainingCertificate(
        kind=asked.kind, letterhead=letterhead(organization), contacts=contacts(organization), person=dative(student),
        birth_date=student.birth_date, sex=student.sex or "", education=prior_education(student), specialty=str(programme.specialty),
        study_form=STUDY_FORMS[programme.study_form], term=term_text(programme), starts_on=first.starts_on,
        enrolled_by=first.basis, ends_on=None if stay else last.ends_on, expelled_by=expelled_by,
        passed=tuple(results.passed_by(student.id)), signature=director(organization),
        executor=executor(actor, organization), licences=licences(day),
    )  # fmt: skip


def book(organization: Organization, kind: str, year: int, students: Sequence[Student], day: date) -> Book:
    """Build a book of those enrolled in the academic year: by order of enrolment, or by name."""
    by_name = sorted(students, key=lambda s: (s.sort_key, s.id))
    if kind == NAME_BOOK:
        by_name.sort(key=lambda s: s.placements[0].starts_on)
    orders = ended_by([student.placements[-1].id for student in by_name])
    lines = tuple(_line(number, student, day, orders) for number, student in enumerate(by_name, start=1))
    return Book(kind, letterhead(organization), year, lines, director(organization))


def _line(number: int, student: Student, day: date, orders: Mapping[int, str]) -> BookLine:
    first, last = student.placements[0], student.placements[-1]
    left = last.ends_on is not None and last.ends_on < day
    return BookLine(
        number=number, record_book=student.record_book or "", name=student.full_name, birth_date=student.birth_date,
        enrolled_on=first.starts_on, enrolled_by=first.basis, group=last.group_name,
        specialty=str(last.group.curriculum.programme.specialty.code) if last.group else "",
        left_on=last.ends_on if left else None, left_by=orders.get(last.id, "") if left else "",
    )  # fmt: skip
