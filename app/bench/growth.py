"""Larger journals and a fuller database for the measurement, written past the product in bulk."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.bench import place


def wide_journal(folder: Path, students: int, lessons: int) -> int:
    """Add a journal of the person who signs in as the teacher, two thirds of its cells filled; gives its load."""
    connection = place.bare(folder)
    connection.execute("BEGIN IMMEDIATE")
    load = _load(connection)
    chosen = [row[0] for row in connection.execute("SELECT id FROM student ORDER BY id DESC LIMIT ?", (students,))]
    group, starts, ends = connection.execute(
        "SELECT group_id, starts_on, ends_on FROM group_term WHERE id = (SELECT group_term_id FROM teaching_load WHERE id = ?)", (load,)
    ).fetchone()
    subgroup = connection.execute("SELECT subgroup_id FROM teaching_load WHERE id = ?", (load,)).fetchone()[0]
    organization = 1
    joined = (date.fromisoformat(starts) - timedelta(days=1)).isoformat()  # beside the student's own placement
    for student in chosen:
        if not connection.execute("SELECT 1 FROM placement WHERE student_id = ? AND group_id = ?", (student, group)).fetchone():
            _insert(
                connection, "placement", organization_id=organization, student_id=student, group_id=group, starts_on=joined, ends_on=ends,
                basis="bench", recorded_at="2026-01-01 00:00:00",
            )  # fmt: skip
        _insert(connection, "subgroup_member", organization_id=organization, subgroup_id=subgroup, student_id=student)
    _cells(connection, load, chosen, lessons, date.fromisoformat(starts))
    connection.execute("COMMIT")
    connection.close()
    return load


def _load(connection: Any) -> int:
    """Copy a load of the teacher as one of a subgroup of its own."""
    source, term, item, employee = connection.execute(
        "SELECT l.id, l.group_term_id, l.curriculum_term_id, t.employee_id FROM teaching_load l JOIN load_teacher t ON t.load_id = l.id "
        "JOIN employee e ON e.id = t.employee_id JOIN ab_user u ON u.id = e.user_id WHERE u.username = 'teacher' ORDER BY l.id LIMIT 1"
    ).fetchone()
    number = connection.execute("SELECT count(*) FROM subgroup").fetchone()[0]
    subgroup = _insert(connection, "subgroup", organization_id=1, group_term_id=term, curriculum_term_id=item, name=f"замер {number}")
    load = _insert(
        connection, "teaching_load", organization_id=1, group_term_id=term, curriculum_term_id=item, subgroup_id=subgroup, hours=240,
        recorded_at="2026-01-01 00:00:00",
    )  # fmt: skip
    starts = connection.execute("SELECT starts_on FROM load_teacher WHERE load_id = ?", (source,)).fetchone()[0]
    _insert(
        connection, "load_teacher", organization_id=1, load_id=load, employee_id=employee, starts_on=starts,
        recorded_at="2026-01-01 00:00:00",
    )  # fmt: skip
    return load


def _cells(connection: Any, load: int, students: list[int], lessons: int, starts: date) -> None:
    term = connection.execute("SELECT group_term_id FROM teaching_load WHERE id = ?", (load,)).fetchone()[0]
    common = {"organization_id": 1, "group_term_id": term, "load_id": load, "recorded_at": "2026-01-01 00:00:00"}
    for number in range(lessons):
        day = starts + timedelta(days=number * 60 // lessons)
        lesson = _insert(
            connection, "lesson", **common, date=day.isoformat(), pair=number % 8 + 1, hours=2, kind="lesson", weight=1, is_required=0,
            topic=f"Тема {number + 1}. Основные понятия",
        )  # fmt: skip
        for place_, student in enumerate(students):
            if (number + place_) % 3:
                absent = (number * 7 + place_) % 9 == 0
                _insert(
                    connection, "mark", **common, lesson_id=lesson, student_id=student, attendance="н" if absent else None,
                    grades="" if absent else "5432"[(number + place_) % 4], version=1, is_late=0,
                )  # fmt: skip


def _insert(connection: Any, table: str, **values: Any) -> int:
    places = ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", tuple(values.values()))
    return int(cursor.lastrowid)


def grow(folder: Path, wanted: int) -> int:
    """Copy lessons and marks of others' journals into earlier years until ``wanted`` marks are stored; gives their number."""
    connection = place.bare(folder)
    step = connection.execute("SELECT max(id) FROM lesson").fetchone()[0]
    lessons = _columns(connection, "lesson")
    marks = _columns(connection, "mark")
    measured = (
        "SELECT t.load_id FROM load_teacher t JOIN employee e ON e.id = t.employee_id JOIN ab_user u ON u.id = e.user_id "
        "WHERE u.username = 'teacher'"
    )
    # The demonstration has closed terms, whose rows nothing may join.
    copied = f"load_id NOT IN ({measured}) AND group_term_id NOT IN (SELECT id FROM group_term WHERE status = 'closed')"
    there = connection.execute("SELECT count(*) FROM mark").fetchone()[0]
    base = connection.execute(f"SELECT count(*) FROM mark WHERE {copied}").fetchone()[0]
    for copy in range(1, max(0, -(-(wanted - there) // base)) + 1):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            f"INSERT INTO lesson (id, date, {lessons}) SELECT id + ?, date(date, ?), {lessons} FROM lesson WHERE id <= ? AND {copied}",
            (step * copy, f"-{copy * 400} days", step),
        )
        connection.execute(
            f"INSERT INTO mark (lesson_id, {marks}) SELECT lesson_id + ?, {marks} FROM mark WHERE lesson_id <= ? AND {copied}",
            (step * copy, step),
        )
        connection.execute("COMMIT")
    stored = int(connection.execute("SELECT count(*) FROM mark").fetchone()[0])
    connection.close()
    return stored


def _columns(connection: Any, table: str) -> str:
    own = {"id", "date", "lesson_id"}
    return ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in own)
