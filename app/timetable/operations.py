"""Verbs of the timetable: check a file, publish it at once, take back what was made in one step."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, false, insert, literal, select, update

from app.access import crud_writing
from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_
from app.core.transaction import transaction
from app.exchange.parsing import parse
from app.exchange.reading import read
from app.exchange.rules import Finding, Grid
from app.exchange.wording import sentence
from app.exchange.writing import file_name
from app.extensions import db
from app.teaching.models import Lesson, LessonBatch
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED
from app.timetable import checking, queries, queries_imports
from app.timetable.models import (
    CHANGED,
    CHECKED,
    CHECKING,
    FAILED,
    GONE,
    NEW,
    PUBLISHED,
    WAITING,
    TimetableImport,
    TimetableRow,
)
from app.timetable.tables import LESSONS

TIMETABLE = "timetable"
PART, KEPT_REMARKS = 5_000, 300
OVERTAKEN = N_("The timetable or the load changed after this file was checked. Check it again: nothing was published.")
CELLS = ("hours", "kind", "room", "held_by_id", "is_remote", "link")
PLACE = ("group_term_id", "load_id", "date", "pair")


def send_file(actor: Actor, name: str, data: bytes, *, replaces: bool) -> TimetableImport:
    """Keep a file for its check; earlier ones that were never published go. Raises Forbidden, Unsupported, TooLarge."""
    crud_writing.require(actor, TIMETABLE, "import")
    if len(data) > LESSONS.limits.file_bytes:
        raise Invalid(
            N_("The file is larger than %(megabytes)s MB."), megabytes=LESSONS.limits.file_bytes // 1024 // 1024
        )
    for old in queries_imports.imports(50):
        old.content = None
        db.session.execute(delete(TimetableRow).where(TimetableRow.import_id == old.id))
        if old.state != PUBLISHED:
            record(actor, "discard_timetable", old, label=old.file_name)
            db.session.delete(old)
    sent = TimetableImport(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        file_name=file_name(name)[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        content=base64.b64encode(data).decode(),
        replaces=replaces,
        state=WAITING,
    )
    db.session.add(sent)
    db.session.flush()
    record(actor, "send_timetable", sent, label=sent.file_name)
    return sent


def check(actor: Actor, import_id: int, told: Callable[[int], None] = lambda _done: None) -> TimetableImport:
    """Read and compare the file, then keep its rows beside the timetable, where nobody but the preview sees them.

    Reads outside any write transaction and writes in parts of five thousand rows, each a short transaction of its own, so
    that teachers go on saving; call it outside ``transaction()``. A second call begins anew. Gives the checked import.
    """
    crud_writing.require(actor, TIMETABLE, "import")
    sent = queries_imports.import_of(import_id)
    if sent.state == PUBLISHED or sent.content is None:
        raise Conflict(N_("The file has been published already."))
    data, replaces = base64.b64decode(sent.content), sent.replaces
    _restart(actor, import_id)
    db.session.remove()
    # The cells as they stood are not needed any more: a large file takes a quarter less memory without them.
    parsed = replace(parse(LESSONS, read(data, LESSONS.limits)), grid=Grid(()))
    found = checking.Check(actor, parsed, replaces=replaces, told=told).run()
    db.session.rollback()
    for at in range(0, len(found.rows) if not found.errors else 0, PART):
        _stage(actor, import_id, found.rows[at : at + PART])
    return _checked(actor, import_id, found)


def _restart(actor: Actor, import_id: int) -> None:
    with transaction():
        sent = queries_imports.import_of(import_id)
        sent.state, sent.rows = CHECKING, 0
        record(actor, "check_timetable", sent, label=sent.file_name)
        db.session.execute(delete(TimetableRow).where(TimetableRow.import_id == import_id))


def _stage(actor: Actor, import_id: int, rows: list[dict[str, Any]]) -> None:
    common = {"organization_id": actor.organization_id, "import_id": import_id}
    with unscoped(), transaction():
        db.session.execute(insert(TimetableRow.__table__), [{**common, **row} for row in rows])  # type: ignore[arg-type]


def _checked(actor: Actor, import_id: int, found: checking.Checked) -> TimetableImport:
    with transaction():
        sent = queries_imports.import_of(import_id)
        sent.state, sent.errors, sent.stamp = (FAILED if found.errors else CHECKED), found.errors, found.stamp
        sent.rows, sent.starts_on, sent.ends_on = len(found.rows), found.first, found.last
        ordered = sorted(found.findings, key=lambda one: (one.level != "error", one.row or 0))
        sent.report = json.dumps(
            [_told(one) for one in ordered[:KEPT_REMARKS]] + [len(found.findings)], ensure_ascii=False
        )
        record(
            actor,
            "check_timetable",
            sent,
            changes={"errors": (None, found.errors), "rows": (None, sent.rows)},
            label=sent.file_name,
        )
    return sent


def _told(finding: Finding) -> list[str]:
    return [finding.cell, finding.value, str(finding.level), sentence(finding)]


def note_progress(import_id: int, done: int) -> None:
    """Keep how many rows of a file have been compared, for the page that shows its check; a short transaction of its own."""
    with unscoped(), transaction():
        db.session.execute(update(TimetableImport.__table__).where(TimetableImport.__table__.c.id == import_id).values(rows=done))  # type: ignore[arg-type]


def fail(actor: Actor, import_id: int, refusal: DomainError) -> None:
    """Keep why a file could not be read at all."""
    found = checking.Checked(findings=[Finding(refusal.msgid, refusal.params)])
    _checked(actor, import_id, found)


def publish(actor: Actor, import_id: int) -> LessonBatch:
    """Let the checked lessons appear, all in one transaction: what is new, what changed, what the file takes away.

    Raises Refused for a file with errors, Conflict when lessons changed after its check or a term was closed meanwhile:
    then nothing is published. A file that changes nothing makes no step.
    """
    crud_writing.require(actor, TIMETABLE, "import")
    sent = queries_imports.import_of(import_id)
    _require_ready(actor, sent)
    counts = queries_imports.verdicts(import_id)
    batch = LessonBatch(
        organization_id=actor.organization_id,
        kind="timetable",
        label=sent.file_name,
        lessons=counts.get(NEW, 0),
        made_by_id=actor.user_id,
    )
    db.session.add(batch)
    db.session.flush()
    with unscoped():
        removed = queries_imports.gone_ids(import_id)
        if set(removed) & queries.entered(removed):
            raise Conflict(OVERTAKEN)
        _apply(import_id, batch.id)
    sent.state, sent.published_at, sent.content = PUBLISHED, now(), None
    changes: dict[str, Any] = {verdict: (None, counts.get(verdict, 0)) for verdict in (NEW, CHANGED, GONE)}
    record(actor, "publish_timetable", batch, changes=changes, label=f"{sent.file_name} {sent.sha256[:16]}")
    return batch


def _require_ready(actor: Actor, sent: TimetableImport) -> None:
    if sent.state == FAILED:
        raise Refused(N_("The file has errors; nothing was saved."))
    if sent.state != CHECKED or sent.starts_on is None or sent.ends_on is None:
        raise Conflict(N_("The file is not checked, or it has been published already."))
    loads = queries.loads_of(actor, [term.id for term in queries.terms_between(actor, sent.starts_on, sent.ends_on)])
    if checking.stamp_of(queries.lessons_between(actor, sent.starts_on, sent.ends_on), loads) != sent.stamp:
        raise Conflict(OVERTAKEN)
    closed = select(GroupTerm.id).where(
        GroupTerm.status == CLOSED,
        GroupTerm.id.in_(select(TimetableRow.group_term_id).where(TimetableRow.import_id == sent.id)),
    )
    if db.session.scalar(closed.limit(1).execution_options(unscoped=True)) is not None:
        raise Conflict(OVERTAKEN)


def _apply(import_id: int, batch_id: int) -> None:
    """Write the rows of a checked file as lessons, by three statements."""
    row, lesson = TimetableRow.__table__, Lesson.__table__
    names = ("organization_id", *PLACE, *CELLS)
    fresh = select(
        *(row.c[name] for name in names),
        literal(1),
        false(),
        literal(batch_id),
        literal(now(), Lesson.recorded_at.type),
    ).where(row.c.import_id == import_id, row.c.verdict == NEW)
    with explained():
        db.session.execute(
            insert(lesson).from_select([*names, "weight", "is_required", "batch_id", "recorded_at"], fresh)
        )  # type: ignore[arg-type]
        db.session.execute(
            update(lesson)  # type: ignore[arg-type]
            .where(lesson.c.id == row.c.lesson_id, row.c.import_id == import_id, row.c.verdict == CHANGED)
            .values({name: row.c[name] for name in CELLS})
        )
        gone = select(row.c.lesson_id).where(row.c.import_id == import_id, row.c.verdict == GONE)
        db.session.execute(delete(lesson).where(lesson.c.id.in_(gone)))  # type: ignore[arg-type]


def discard(actor: Actor, import_id: int) -> None:
    """Put a file aside that was not published."""
    crud_writing.require(actor, TIMETABLE, "import")
    sent = queries_imports.import_of(import_id)
    if sent.state == PUBLISHED:
        raise Conflict(N_("The file has been published already."))
    record(actor, "discard_timetable", sent, label=sent.file_name)
    db.session.execute(delete(TimetableRow).where(TimetableRow.import_id == import_id))
    db.session.delete(sent)


def take_back(actor: Actor, batch_id: int) -> int:
    """Take back the lessons that one step made, all of them, while nothing is entered in any; gives how many.

    Raises Refused telling in how many lessons something is entered already.
    """
    crud_writing.require(actor, TIMETABLE, "delete")
    batch = queries_imports.batch_of(batch_id)
    found = queries_imports.lesson_ids(batch_id)
    if batch.undone_at is not None or not found:
        raise Conflict(N_("These lessons have been taken back already."))
    used = queries.entered(found)
    if used:
        raise Refused(
            N_("In %(count)s of these lessons something is entered already: they cannot be taken back in one step."),
            count=len(used),
        )
    batch.undone_at = now()
    record(actor, "take_back_lessons", batch, changes={"lessons": (len(found), 0)}, label=batch.label)
    db.session.flush()
    with unscoped(), explained():
        db.session.execute(delete(Lesson.__table__).where(Lesson.__table__.c.batch_id == batch_id))  # type: ignore[arg-type]
    return len(found)
