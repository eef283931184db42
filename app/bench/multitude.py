"""The list, the search and the card of a student while the database grows to very many of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from app.bench import cases, growth, measure, place
from app.bench.measure import Row, Times
from app.core.text import search_key, sort_key

MANY, RUNS = 100_000, 40
# The growth is told by the processor's time: it stays the same on a busy machine.
GROWN, FRAGMENT_MS = 2.0, 50.0
_SURNAMES = ("Кузнецов", "Кузьмин", "Соколов", "Попов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков", "Зайцев", "Павлов", "Голубев")
_NAMES = ("Александр", "Максим", "Дмитрий", "Артем", "Иван", "Кирилл", "Никита", "Егор", "Даниил", "Арсений", "Тимофей", "Матвей", "Глеб")
_HEADS, _VOWELS, _TAILS = "БВГДЖЗКЛМНПРСТХЧШ", "аеиоуя", ("ов", "ев", "ин", "ский", "енко", "ук", "их")
# (what is asked, address, whether it is a fragment: bounded by milliseconds, not by the growth)
ADDRESSES = (
    ("list of students", "/students/list/", False),
    ("search by the begin of a surname", "/students/list/?q=кузн", False),
    ("search by surname and name", "/students/list/?q=кузнецов+иван", False),
    ("search by a rare fragment", "/students/list/?q=ждеств", True),
    ("search by a common fragment", "/students/list/?q=ов", True),
    ("card of a student", "/students/show/1", False),
)


def crowd_in(folder: Path, wanted: int) -> int:
    """Add students who left long ago, and their stays, until ``wanted`` are stored; gives their number."""
    connection = place.bare(folder)
    there = connection.execute("SELECT count(*) FROM student").fetchone()[0]
    first = connection.execute("SELECT max(id) FROM student").fetchone()[0] + 1
    group = connection.execute("SELECT min(id) FROM study_group").fetchone()[0]
    pick = random.Random(1)
    connection.execute("BEGIN IMMEDIATE")
    for number in range(first, first + max(0, wanted - there)):
        last = _surname(pick, number)
        name, father, book = pick.choice(_NAMES), pick.choice(_NAMES) + "ович", f"9{number:06d}"
        born = f"{pick.randint(1980, 2005)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        growth._insert(
            connection, "student", id=number, organization_id=1, last_name=last, first_name=name, middle_name=father, sex="m", birth_date=born,
            record_book=book, funding="budget", row_version=1, recorded_at="2026-01-01 00:00:00", search_key=search_key(last, name, father, book),
            sort_key=sort_key(last, name, father, born),
        )  # fmt: skip
        growth._insert(
            connection, "placement", organization_id=1, student_id=number, group_id=group, starts_on="2015-09-01", ends_on="2019-06-30",
            state="studying", funding="budget", study_form="full_time", basis="bench", recorded_at="2026-01-01 00:00:00",
        )  # fmt: skip
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    stored = int(connection.execute("SELECT count(*) FROM student").fetchone()[0])
    connection.close()
    return stored


def _surname(pick: random.Random, number: int) -> str:
    """Give one of the frequent surnames in every tenth case, a rare one otherwise, as among people."""
    if number % 5000 == 0:
        return "Рождественский"
    if pick.random() < 0.1:
        return pick.choice(_SURNAMES)
    made = "".join(pick.choice(_HEADS).lower() + pick.choice(_VOWELS) for _ in range(pick.randint(1, 3)))
    return (made + pick.choice(_HEADS).lower() + pick.choice(_TAILS)).capitalize()


def rows(app: Flask, folder: Path) -> Iterator[Row]:
    """Measure the pages before and after the growth, in one run; the growth is gated as a ratio."""
    client = place.client_of(app, "secretary")
    before = {name: measure.spent(cases.fetch(client, address), RUNS) for name, address, _bounded in ADDRESSES}
    stored = crowd_in(folder, MANY)
    for name, address, bounded in ADDRESSES:
        yield _row(name, cases.fetch(client, address), before[name], stored, bounded)


def _row(name: str, work: Any, before: Times, stored: int, bounded: bool) -> Row:
    row = Row(name, f"{stored} students", size=len(work()), target_ms=FRAGMENT_MS if bounded else None)
    row.times, row.limit = measure.spent(work, RUNS), before
    row.ratio = row.times.least / before.least
    if not bounded:
        row.gate("growth", row.ratio, GROWN)
    return row
