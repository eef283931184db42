"""Who was handed which paper and when: every print and reprint leaves a record on its document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, g

from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.documents import queries
from app.documents.models import Document

PRINT = "print"


@contextmanager
def handed_out(actor: Actor, *, job_id: int | None = None) -> Iterator[None]:
    """Record as printed by ``actor`` what the block takes out of the archive; a block that fails hands nothing out.

    Papers that the steps of the job ``job_id`` have issued are printed for the first time: the record of their issue says so.
    """
    before, g.papers_taken = g.get("papers_taken"), {}
    try:
        yield
        first = queries.issued_by_job(actor, job_id) if job_id else set()
        _record(actor, {key: one for key, one in g.papers_taken.items() if key not in first})
    finally:
        g.papers_taken = before


def taken(document: Document, *, first: bool = False) -> None:
    """Note that a paper leaves the archive; ``first`` is its issue, which has a record of its own.

    Outside a request and outside ``handed_out`` nobody is handed anything: a check or a package reads only.
    """
    noted = g.get("papers_taken")
    if noted is not None and document.id not in noted:
        noted[document.id] = None if first else document


def _record(actor: Actor, noted: dict[int, Document | None]) -> None:
    again = [document for document in noted.values() if document is not None]
    if again:
        with transaction():
            for document in again:
                record(actor, PRINT, document)


def _begin() -> None:
    g.papers_taken = {}


def _end(response: Response) -> Response:
    """A look never writes, but who was shown a paper is kept: one short write of its own after the answer is made."""
    noted = g.get("papers_taken")
    if noted and response.status_code == 200 and g.get("actor") is not None:
        g.papers_taken = {}
        _record(g.actor, noted)
    return response


def init_app(app: Flask) -> None:
    """Watch every request for papers that are handed out."""
    app.before_request(_begin)
    app.after_request(_end)
