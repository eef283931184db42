"""From a student's file to the printed personal card; special fields come masked, as on the screen."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date

from app.core.actor import Actor
from app.core.display import day, plain
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.students import queries_file, queries_papers, special, titles
from app.students.card_tables import Table, told_tables
from app.students.models import Placement, Student
from app.students.models_file import Benefit, StudyContract
from app.students.papers import PersonalCard


def personal_card(actor: Actor, organization: Organization, student: Student) -> PersonalCard:
    """Build the card from everything that the acting person may see of the file."""
    photo = queries_file.photo(student.id)
    return PersonalCard(
        letterhead=letterhead(organization), name=student.full_name, record_book=student.record_book or "",
        blocks=(("Личные данные", _person(student)), ("Документы (особые сведения скрыты)", _hidden(actor, student)), ("Контакты", _contacts(student))),
        tables=(
            _study(student), _contracts(student), _parents(student), _education(student), _benefits(student), _names(student), _consents(student),
            _papers(student), *told_tables(student),
        ),
        photo=f"data:image/jpeg;base64,{base64.b64encode(photo.body).decode()}" if photo else "", signature=director(organization),
    )  # fmt: skip


def _filled(rows: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, plain(value) or "—") for label, value in rows)


def _person(student: Student) -> tuple[tuple[str, str], ...]:
    return _filled((
        ("Пол", str(titles.SEXES.get(student.sex or "", ""))), ("Дата рождения", student.birth_date), ("Место рождения", student.birth_place),
        ("Гражданство (код ОКСМ)", student.citizenship), ("Студенческий билет №", student.student_card), ("Логин", student.login),
        ("Иностранный язык", student.language), ("Воинский учёт", student.military_record),
    ))  # fmt: skip


def _contacts(student: Student) -> tuple[tuple[str, str], ...]:
    return _filled((
        ("Адрес регистрации", student.registration_address), ("Фактический адрес", student.actual_address), ("Телефон", student.phone),
        ("Электронная почта", student.email), ("Общежитие", str(titles.DORMITORY.get(student.dormitory or "", ""))),
    ))  # fmt: skip


def _hidden(actor: Actor, student: Student) -> tuple[tuple[str, str], ...]:
    found = []
    for one in special.hidden_of(actor, student):
        if not isinstance(one.row, Benefit):
            label = special.PRINTED[one.field]
            found.append((f"{titles.IDENTITY[one.row.kind]}: {label}" if one.row is not student else label, one.masked))
    return tuple(found)


def _study(student: Student) -> Table:
    rows = tuple(_stay(place) for place in student.placements)
    return "Обучение и движение", ("Группа", "Специальность", "Форма и основа", "Состояние", "Срок", "Основание"), rows


def _stay(place: Placement) -> tuple[str, ...]:
    specialty = place.group.curriculum.programme.specialty.code if place.group is not None else ""
    form = f"{titles.STUDY_FORMS[place.study_form]}; {titles.FUNDING[place.funding]}"
    return place.group_name, specialty, form, str(titles.STATES[place.state]), _span(place.starts_on, place.ends_on), place.basis


def _span(first: date | None, last: date | None) -> str:
    parts = (f"с\u00a0{day(first)}" if first else "", f"по\u00a0{day(last)}" if last else "")
    return " ".join(part for part in parts if part)


def _contracts(student: Student) -> Table:
    rows = tuple(_contract(one) for one in queries_file.contracts(student.id))
    return "Договоры об обучении", ("Договор", "Предмет", "Срок", "Заказчик", "Сумма, руб."), rows


def _contract(one: StudyContract) -> tuple[str, ...]:
    return str(one), str(titles.CONTRACTS[one.kind]), _span(one.starts_on, one.ends_on), one.payer or str(titles.PAYERS[one.payer_kind]), plain(one.amount)


def _parents(student: Student) -> Table:
    rows = tuple(
        (p.full_name, str(titles.RELATIONS[p.relation]), p.phone or "", p.workplace or "", day(p.consent_on)) for p in queries_file.representatives(student.id)
    )
    return "Законные представители", ("ФИО", "Кем приходится", "Телефон", "Место работы", "Согласие на обработку ПДн"), rows


def _education(student: Student) -> Table:
    rows = tuple(
        (str(titles.EDUCATION[e.level]), str(e), e.issuer or "", plain(e.year), plain(e.average)) for e in queries_file.educations(student.id)
    )
    return "Предыдущее образование", ("Уровень", "Документ", "Организация", "Год", "Средний балл"), rows


def _benefits(student: Student) -> Table:
    rows = tuple((str(titles.BENEFITS[b.kind]), day(b.starts_on), day(b.ends_on)) for b in queries_file.benefits(student.id))
    return "Льготы", ("Льгота", "С", "По"), rows


def _consents(student: Student) -> Table:
    found = queries_file.consents(student.id)
    rows = tuple((str(titles.CONSENTS[c.kind]), str(titles.SIGNERS[c.signer]), _span(c.given_on, c.valid_to), day(c.withdrawn_on)) for c in found)
    return "Согласия на обработку персональных данных", ("Цель", "Кто подписал", "Срок", "Отозвано"), rows


def _papers(student: Student) -> Table:
    found = [c for c in queries_papers.certificates_of(student.id) if c.document is not None]
    rows = tuple((c.document.title.split(",")[0], c.document.full_number, day(c.document.issued_on), c.recipient or "") for c in reversed(found))
    return "Выданные документы", ("Документ", "Номер", "Дата", "Куда"), rows


def _names(student: Student) -> Table:
    rows = tuple((n.full_name, day(n.until), n.basis) for n in queries_file.former_names(student.id))
    return "Прежние ФИО", ("ФИО", "По", "Основание"), rows

