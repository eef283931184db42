"""The package of a closed half-year for storage: snapshots, papers, tables, manifest and the script that checks it."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from app.audit.operations import record
from app.closing import period, queries_reopening, queries_semester, reports, semester
from app.closing.models_package import SemesterPackage
from app.closing.papers import CONTROL_ACT
from app.closing.queries_semester import Half
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Forbidden, Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents import rendering
from app.documents.rules import transliterate
from app.extensions import db
from app.terms import queries as terms

EPOCH = (1980, 1, 1, 0, 0, 0)
IN_MEMORY = 16 << 20


def pack(actor: Actor, semester_id: int) -> tuple[str, IO[bytes]]:
    """Give (name, archive) of a half-year whose act is current: the same contents give the same bytes.

    In it: the snapshots in the text their SHA-256 is taken of, the archived PDF of every paper issued on these terms, the
    indicators as a workbook, the manifest and verify.py; but for the act of control, which names size and SHA-256 of the
    package. Raises Forbidden without the right, Refused before the act.
    """
    if not actor.may("closing", "print"):
        raise Forbidden(N_("You have no right to do this with the close of a term."))
    half = queries_semester.half(terms.semester(semester_id))
    require_ready(half)
    assert half.act is not None
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - handed to whoever sends it
    digests: dict[str, str] = {}
    snapshots: dict[str, str] = {}
    papers: dict[str, list[int]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body, digest in _snapshots(half):
            snapshots[name] = digest
            _put(archive, digests, name, body)
        for kind, name, body in _papers(half):
            _put(archive, digests, name, body)
            counted = papers.setdefault(kind, [0, 0])
            papers[kind] = [counted[0] + 1, counted[1] + rendering.pages_of(body)]
        _put(archive, digests, "tables/indicators.xlsx", period.workbook(half, half.act.prepared_at))
        _put(archive, digests, "verify.py", (Path(__file__).parent / "verify_package.py").read_bytes())
        _put(archive, {}, "manifest.json", _manifest(half, digests, snapshots))
    made = _remember(actor, half, file, papers)
    record(actor, "pack_semester", half.act, changes={"files": (None, len(digests)), "size": (None, made.size), "sha256": (None, made.sha256)})
    return made.name, file


def _remember(actor: Actor, half: Half, file: IO[bytes], papers: Mapping[str, list[int]]) -> SemesterPackage:
    """Keep name, size and digest of the bytes that are handed out; the same bytes once."""
    assert half.act is not None
    size, digest = _measure(file)
    there = queries_semester.package_of(half.act.id, digest)
    if there is not None:
        return there
    made = SemesterPackage(
        organization_id=half.act.organization_id, act_id=half.act.id, name=half.package_name, size=size, sha256=digest,
        papers=json.dumps([[kind, *papers[kind]] for kind in sorted(papers)]), packed_at=now(), packed_by_name=actor.name[:200],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _measure(file: IO[bytes]) -> tuple[int, str]:
    """Give size and SHA-256 of a file and set it to its begin."""
    file.seek(0)
    size, digest = 0, hashlib.sha256()
    while part := file.read(1 << 20):
        size += len(part)
        digest.update(part)
    file.seek(0)
    return size, digest.hexdigest()


def require_ready(half: Half) -> None:
    """Raise Refused unless every term is closed and the act names exactly these snapshots."""
    semester.require_closed(half)
    if not half.is_current or half.act is None:
        raise Refused(N_("Prepare the act first: the package is checked by its root hash."))


def _snapshots(half: Half) -> Iterator[tuple[str, bytes, str]]:
    for one in half.terms:
        closing = half.closings[one.id]
        name = f"snapshots/{transliterate(one.group.name)}-{one.id}-s{one.plan_semester}-r{closing.revision}.json"
        yield name, queries_reopening.snapshot_of(one.id, closing.revision).encode(), closing.sha256


def _papers(half: Half) -> Iterator[tuple[str, str, bytes]]:
    """Give (kind, name in the archive, PDF) of every paper in force on the half-year, but for the act over the package itself."""
    ids = [one.id for one in half.terms]
    found = [*registry.in_force("group_term", ids), *registry.in_force("semester", [half.semester.id])]
    sheet_ids = queries_semester.sheets_of(ids)
    for at in range(0, len(sheet_ids), 500):
        found += registry.in_force("attestation_sheet", sheet_ids[at : at + 500])
    for document in found:
        if document.kind == CONTROL_ACT:
            continue
        yield document.kind, f"papers/{document.kind}/{document.year}-{transliterate(document.full_number)}.pdf", documents.bytes_of(document)


def _manifest(half: Half, digests: dict[str, str], snapshots: dict[str, str]) -> bytes:
    assert half.act is not None
    told: dict[str, Any] = {
        "format": "1", "year": half.semester.academic_year.label, "semester": half.semester.number, "act_revision": half.act.revision,
        "root": half.act.root_sha256, "audit_head": half.act.audit_head, "prepared_at": half.act.prepared_at.isoformat(),
        "lines": json.loads(half.act.content)["lines"], "snapshots": snapshots, "files": digests,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _put(archive: zipfile.ZipFile, digests: dict[str, str], name: str, body: bytes) -> None:
    digests[name] = hashlib.sha256(body).hexdigest()
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, body)


def print_missing(actor: Actor, semester_id: int) -> int:
    """Issue the summary, the act and every sheet of a closed half-year that was never printed; gives how many papers there are.

    What was issued before comes from the archive, so that a broken run is simply started again.
    """
    half = queries_semester.half(terms.semester(semester_id))
    semester.require_closed(half)
    ids = [one.id for one in half.terms]
    for term_id in ids:
        reports.print_summary(actor, term_id)
        reports.print_closing_act(actor, term_id)
    sheet_ids = queries_semester.closed_sheets(ids)
    for sheet_id in sheet_ids:
        reports.print_sheet(actor, sheet_id)
    return 2 * len(ids) + len(sheet_ids)
