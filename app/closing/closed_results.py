"""What the snapshots say of students: the reading «as closed» of the record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation.models import AttestationEntry
from app.attestation.states import PRIMARY, SUPERSEDED
from app.closing import snapshot
from app.closing.models import Closing
from app.extensions import db
from app.record.closed import ClosedResult, register_reader


@register_reader
def closed_results(student_ids: Collection[int]) -> Sequence[ClosedResult]:
    """Give the results of the students in the last snapshot of each of their closed terms; two statements."""
    wanted = {str(one) for one in student_ids}
    with unscoped():  # the students were read within the reach
        terms = select(AttestationEntry.group_term_id).where(AttestationEntry.student_id.in_(list(student_ids))).distinct()
        rows = db.session.scalars(
            select(Closing).where(Closing.group_term_id.in_(list(db.session.scalars(terms)))).order_by(Closing.revision)
        )
        last = {one.group_term_id: one.snapshot for one in rows}
    return [one for text in last.values() for one in _results(snapshot.parse(text), wanted)]


def _results(told: dict[str, Any], wanted: Collection[str]) -> Iterator[ClosedResult]:
    year = told["term"]["year"]
    for sheet in told["sheets"]:
        if sheet["status"] == SUPERSEDED or sheet.get("kind", PRIMARY) != PRIMARY:
            continue
        # A snapshot of the first format has sheets of one control, without parts.
        controls = {part["id"]: part["control"] for part in sheet.get("parts", ())}
        for line in sheet["entries"]:
            mark = line.get("final") or line["result"]
            if mark and line["student"] in wanted:
                held_on = date.fromisoformat(sheet["held_on"]) if sheet["held_on"] else None
                control = controls.get(line.get("part", ""), sheet["control"])
                yield ClosedResult(int(line["student"]), int(control), mark, held_on, year, int(sheet["id"]), sheet["number"] or "—")
