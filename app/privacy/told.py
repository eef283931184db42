"""The extract as the person reads it (a paper) and as a machine does (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask_appbuilder import Model
from flask_babel import gettext as _

from app.access.permissions import MATRIX, ROLE_TITLES, Action, Resource
from app.audit import titles
from app.core.actor import Actor
from app.core.clock import now
from app.core.display import moment
from app.core.identity import format_snils
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.privacy import subject, words
from app.privacy.papers import SubjectPaper, Table
from app.privacy.subject import Extract, Part, Row, plain, points_at
from app.students.models import Student

MOST_COLUMNS = 6
HIDDEN = frozenset({"id", "student_id", "subject_id", "subject_type", "recorded_at", "group_term_id", "sheet_kind", "version", *subject.SILENT})
PROCESSING = (
    ("Правовое основание", "Федеральный закон от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации»; согласия, перечисленные ниже"),
    ("Цели", "приём, обучение и аттестация, приказы по контингенту, выдача документов, льготы и стипендии, отчётность образовательной организации"),
    ("Способы", "автоматизированная обработка в информационной системе колледжа и на бумаге; данные хранятся в Российской Федерации"),
    ("Источник", "сам студент, его законные представители, организации, выдавшие документы; приказы и ведомости колледжа"),
    ("Сроки", "по номенклатуре дел колледжа; согласия действуют до срока, указанного в них, или до отзыва"),
    ("Передача за границу, поручение обработки", "не осуществляется"),
)  # fmt: skip


def paper(actor: Actor, college: Organization, student: Student, found: Extract, reason: str) -> SubjectPaper:
    """Build the paper: what is processed and why, every record, who saw, changed, printed it."""
    made = (("Кто имеет доступ к личному делу", readers()), ("Выписка сделана", f"{moment(now())}, {actor.name}; {reason}"))
    return SubjectPaper(
        letterhead=letterhead(college), name=student.full_name, facts=(*PROCESSING, *made),
        tables=(*(table for part in found.parts if (table := _table(found, part)).rows or table.records), _log(found)), signature=director(college),
    )  # fmt: skip


def machine(actor: Actor, college: Organization, student: Student, found: Extract, reason: str) -> bytes:
    """Give the same as JSON: every table with the titles of its columns, values in full, files in base64, the log."""
    told = {
        "operator": {"name": college.full_name, "address": college.legal_address, "inn": college.inn},
        "subject": student.full_name, "made_at": now().isoformat(), "made_by": actor.name, "reason": reason,
        "processing": dict(PROCESSING),
        "tables": [
            {
                "table": part.table, "title": words.table_title(part.table),
                "columns": {name: words.column_title(part.table, name) for name in part.rows[0]},
                "rows": [{name: plain(value) for name, value in row.items()} | _called(found, part.table, row) for row in part.rows],
            }
            for part in found.parts
        ],
        "log": [
            {
                "at": one.at.isoformat(), "who": one.actor, "act": titles.act_title(one.action), "about": titles.object_title(one.object_type),
                "record": one.object_id, "reason": one.reason, "changes": {name: list(pair) for name, pair in one.changes.items()},
            }
            for one in found.records
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def readers() -> str:
    """Give the roles that read personal files, by the matrix of rights."""
    return ", ".join(_(ROLE_TITLES[role]).lower() for (on, role), actions in MATRIX.items() if on == Resource.PERSONAL_FILE and Action.READ in actions)


def _called(found: Extract, table: str, row: Row) -> dict[str, Any]:
    names = {}
    for column in Model.metadata.tables[table].columns:
        target = points_at(column)
        name = found.names.get((target, row.get(column.name) or 0)) if target else None
        if name:
            names[f"{column.name}:name"] = name
    return names


def _table(found: Extract, part: Part) -> Table:
    columns = [name for name in part.rows[0] if is_told(part.table, name) and any(row[name] not in (None, "", False) for row in part.rows)]
    heads = tuple(words.column_title(part.table, name) for name in columns)
    rows = tuple(tuple(_text(found, part.table, name, row[name]) for name in columns) for row in part.rows)
    title = words.table_title(part.table)
    if not columns:
        return Table(title, (), (), ())
    if part.table == "student" or len(columns) > MOST_COLUMNS:
        facts = tuple(tuple((head, cell) for head, cell in zip(heads, row, strict=True) if cell) for row in rows)
        return Table(title, (), (), facts)
    return Table(title, heads, rows, ())


def is_told(table: str, name: str) -> bool:
    """Tell whether the paper has a column: not keys, not versions, not references to what has no name."""
    column = Model.metadata.tables[table].c[name]
    if name in HIDDEN:
        return False
    return not column.foreign_keys or points_at(column) is not None


def _text(found: Extract, table: str, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    target = points_at(Model.metadata.tables[table].c[name])
    if target:
        return found.names.get((target, value), str(value))
    if isinstance(value, bytes):
        return f"файл, {len(value)} байт (в машиночитаемой выписке)"
    if name == "snils":
        return format_snils(value)
    code = words.code_text(table, name, value)
    return code if code is not None else titles.value_text(table, name, value.isoformat() if isinstance(value, date | datetime) else value)


def _log(found: Extract) -> Table:
    rows = tuple(
        (moment(one.at), one.actor, titles.act_title(one.action), f"{titles.object_title(one.object_type)}{_detail(one)}", one.reason or "")
        for one in found.records
    )
    return Table("Кто смотрел, печатал, выгружал и менял данные", ("Когда", "Кто", "Что сделал", "С чем", "Зачем"), rows, ())


def _detail(one: Any) -> str:
    fields = list(_fields(one))
    return f": {', '.join(fields)}" if fields else ""


def _fields(one: Any) -> Iterator[str]:
    for name, (_old, new) in one.changes.items():
        if name == "field" and isinstance(new, str):
            table, _, column = new.partition(".")
            yield words.column_title(table, column)
        else:
            yield words.column_title(one.object_type, name)
