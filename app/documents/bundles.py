"""Many papers as one file, made in the background: one PDF to print, or a ZIP of files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.text import N_
from app.documents import handing, operations, queries, rendering
from app.documents.models import Document
from app.documents.rules import file_name
from app.jobs import operations as jobs
from app.jobs.models import Job
from app.jobs.registry import Arguments, Kind, register_kind
from app.jobs.rules import Result, Step

PDF, ZIP = "pdf", "zip"
FORMS = (PDF, ZIP)
EPOCH = (1980, 1, 1, 0, 0, 0)
DOCUMENTS = "bundle_documents"


def bundle(title: str, papers: Sequence[tuple[str, bytes]], form: str) -> Result:
    """Give (name, PDF) pairs as one file called ``title``; the same papers give the same bytes."""
    name = file_name(title)
    if form == PDF:
        return Result(name, "application/pdf", rendering.merge(body for _name, body in papers))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # PDFs are packed already
        for number, (inner, body) in enumerate(papers, start=1):
            entry = zipfile.ZipInfo(f"{number:03d} {file_name(inner)}", EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return Result(name.removesuffix(".pdf") + ".zip", "application/zip", buffer.getvalue())


def require_form(form: str) -> str:
    """Give ``form`` back; Invalid for anything but one PDF or a ZIP."""
    if form not in FORMS:
        raise Invalid(N_("Choose one PDF or a ZIP archive."))
    return form


def bundle_documents(actor: Actor, items: Sequence[Document], form: str, title: str) -> Job:
    """Leave the joining of registered papers to the server, inside a transaction; gives the job."""
    return jobs.enqueue(actor, DOCUMENTS, {"ids": [one.id for one in items], "form": require_form(form), "title": title}, title)


def _plan(_actor: Actor, arguments: Arguments) -> list[Step]:
    found = {key: queries.one(key) for key in arguments["ids"]}
    return [Step(str(key), str(one) if one else f"№ {key}") for key, one in found.items()]


def _document(key: str) -> Document:
    found = queries.one(int(key))
    if found is None:
        raise NotFound(N_("There is no such paper."))
    return found


def _step(_actor: Actor, _arguments: Arguments, key: str) -> None:
    """Prove that the archive holds the paper as it was issued."""
    operations.bytes_of(_document(key))


def _finish(actor: Actor, arguments: Arguments, keys: list[str]) -> Result:
    with handing.handed_out(actor):
        papers = [(str(one), operations.bytes_of(one)) for one in map(_document, keys)]
    return bundle(arguments["title"], papers, arguments["form"])


register_kind(Kind(DOCUMENTS, "document", "print", _plan, _step, _finish))
