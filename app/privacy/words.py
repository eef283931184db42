"""How the extract calls columns and codes: Russian, as every paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.audit import titles
from app.debts.rules import EXCLUSION_TITLES, STATE_TITLES
from app.documents.registry import kinds as papers
from app.inaccuracies.rules import STATUS_TITLES
from app.movement.judging import CHOSEN
from app.movement.kinds import KINDS, STANDING_TITLES, choices_of
from app.record.rules import ORIGIN_TITLES
from app.students import titles as students

COLUMNS = {
    "snils": "СНИЛС", "inn": "ИНН", "health_group": "Группа здоровья", "health": "Льгота по здоровью", "document": "Документ", "issuer": "Кем выдан",
    "received_on": "Получен", "created_by_name": "Кто внёс", "withdrawn_at": "Отозвано", "withdrawn_by_name": "Кто отозвал",
    "withdrawal_reason": "Почему отозвано",
    "paper": "Документ", "basis": "Основание", "last_name": "Фамилия", "first_name": "Имя", "middle_name": "Отчество", "issued": "Кем и когда выдан",
    "body": "Файл", "media": "Вид файла", "curriculum_id": "Учебный план", "group_id": "Группа", "from_group_id": "Из группы", "course": "Курс",
    "from_course": "С курса", "funding": "Финансирование", "study_form": "Форма обучения", "order_id": "Приказ", "position": "№ по порядку",
    "student_name": "ФИО", "effective_on": "С какого дня", "programme_id": "Программа", "choice": "Причина, вид", "contract": "Договор",
    "honours": "С отличием",
    "new_name": "Новое ФИО", "note": "Примечание", "term_control_id": "Дисциплина", "load_id": "Дисциплина", "part_id": "Дисциплина", "origin": "Происхождение",
    "paper_date": "Дата документа", "protocol": "Протокол", "annulled_at": "Аннулировано", "annul_reason": "Почему аннулировано", "due_on": "Срок",
    "supervisor_id": "Руководитель", "sheet_id": "Ведомость", "new_sheet_id": "Новая ведомость", "settled_on": "Ликвидирована", "lesson_id": "Занятие",
    "minutes_late": "Опоздание, мин", "is_late": "Внесена позже", "old_text": "Было", "new_text": "Стало", "reason": "Причина", "requested_by_id": "Кто просил",
    "decided_by_id": "Кто решил", "decided_at": "Когда решено", "answer": "Ответ", "basis_kind": "Вид основания", "requested_by_name": "Кто просил",
    "confirmed_at": "Подтверждено", "confirmed_by_name": "Кто подтвердил", "ended_at": "Завершено", "ended_by_name": "Кто завершил", "refusal": "Отказ",
    "record_book": "№ зачётной книжки", "ticket": "Билет", "score": "Балл", "proposed": "Предложено", "semester": "За семестр", "final": "Итоговая",
    "since": "Обнаружено", "reporter_id": "Кто сообщил", "reporter_name": "Кто сообщил", "section": "Раздел", "record": "Запись",
    "subject_part": "Часть записи", "cause": "Причина",
    "evidence": "Подтверждение", "consequence": "Последствия", "before": "Было в записи", "after": "Стало в записи", "no_letter_reason": "Почему без письма",
    "answer_number": "Номер ответа", "answer_date": "Дата ответа", "corrected_on": "Исправлено", "corrected_by_name": "Кто исправил",
    "correction_note": "Как исправлено", "closed_on": "Завершено", "room": "Аудитория", "examiners": "Экзаменаторы", "panel": "Комиссия", "outcome": "Исход",
    "valid_until": "Действителен до", "issued_on": "Выдан", "returned_at": "Возвращён", "series": "Серия", "printed_number": "Номер на бумаге",
    "withdrawn_on": "Отозвано",
}  # fmt: skip
TABLES = {"excused_cell": "Уважительный пропуск", "carried_stay": "Перенесённое нахождение в группе", "course_topic": "Тема курсовой работы (проекта)"}
_HEALTH = students.HEALTH_BENEFITS
CODES: dict[str, Mapping[Any, Any]] = {
    "sex": students.SEXES, "dormitory": students.DORMITORY, "relation": students.RELATIONS, "funding": students.FUNDING,
    "study_form": students.STUDY_FORMS, "health_group": students.HEALTH_GROUPS, "health": _HEALTH, "signer": students.SIGNERS,
    "level": students.EDUCATION, "payer_kind": students.PAYERS,
    "choice": {code: title for field in CHOSEN for code, title in choices_of(field).items()},
    "origin": {**ORIGIN_TITLES, "sheet": "ведомость", "opening": "перенесена"}, "status": STATUS_TITLES,
    "outcome": {"pass": "сдано", "fail": "не сдано", "excused": "уважительная причина", "withdraw": "снято"},
}  # fmt: skip
_KINDS: dict[str, Mapping[Any, Any]] = {
    "identity_document": students.IDENTITY, "benefit": students.BENEFITS, "consent": students.CONSENTS, "study_contract": students.CONTRACTS,
    "order_item": {code: kind.title for code, kind in KINDS.items()},
    "excluded_period": EXCLUSION_TITLES, "absence_note": {"illness": "болезнь", "statement": "заявление", "order": "приказ"},
}  # fmt: skip


def table_title(table: str) -> str:
    """Give the name of a kind of records with a capital letter."""
    told = TABLES.get(table) or titles.object_title(table)
    return told[:1].upper() + told[1:]


def column_title(table: str, name: str) -> str:
    """Give the name of a column: that of its screen, else the one of papers."""
    told = titles.field_title(table, name)
    return COLUMNS.get(name, name) if told == name else told


def code_text(table: str, name: str, value: Any) -> str | None:
    """Give the words of a code; None for what is no code known here."""
    if name == "kind":
        known = _KINDS.get(table) or {code: kind.title for code, kind in papers().items()}
    elif table == "academic_debt" and name == "state":
        known = STATE_TITLES
    elif name == "state" and table in ("placement", "carried_stay"):
        known = STANDING_TITLES
    else:
        known = CODES.get(name, {})
    told = known.get(value)
    return None if told is None else _(told) if isinstance(told, str) else str(told)
