"""Documents that people upload to be kept as they are: what is taken, and under which name."""

from __future__ import annotations

import re

from app.core.errors import Invalid
from app.core.text import N_

LARGEST_FILE = 5 << 20
# First bytes decide, not the name: a PDF, or a package of Office documents.
KINDS = {".pdf": (b"%PDF-", "application/pdf"), ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")}


def check_file(name: str, body: bytes) -> tuple[str, str]:
    """Give (safe name, type) of an uploaded file; Invalid for another kind, an empty or a too large one."""
    suffix = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    magic, kind = KINDS.get(suffix, (b"", ""))
    if not kind or not body.startswith(magic):
        raise Invalid(N_("Upload a PDF or a DOCX file."), field="file")
    if len(body) > LARGEST_FILE:
        raise Invalid(N_("The file is larger than %(most)s MB."), field="file", most=LARGEST_FILE >> 20)
    safe = re.sub(r"[^\w.\- ]+", "_", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]).strip("._ ")[:150]
    return safe or f"document{suffix}", kind
