"""Digests and codes of a training copy: made anew over what stands in it, so that ``verify`` finds the copy whole."""

from __future__ import annotations

import hashlib
import json
from types import SimpleNamespace
from typing import Any

from app.audit.operations import GENESIS
from app.closing.rules import root_sha256
from app.closing.snapshot import canonical, sha256
from app.documents import codes
from app.documents.queries import mac_of
from app.privacy.faking import Row, paper

# After everything they name: an act of a half-year names snapshots, an act of a year names acts.
LAST = ("closing", "semester_act", "year_act")


class Seals:
    """Remembers which digest took the place of which."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}

    def sealed(self, table: str, old: Row, row: Row) -> Row:
        """Give the row with its digests right again."""
        if table == "closing":
            return self._snapshot(old, row)
        if table in LAST:
            return self._act(old, row)
        return _document(row) if table == "document" else row

    def _snapshot(self, old: Row, row: Row) -> Row:
        digest = sha256(row["snapshot"])
        self._new[old["sha256"]] = digest
        return row | {"sha256": digest, "audit_head": GENESIS}

    def _act(self, old: Row, row: Row) -> Row:
        told = self._renewed(json.loads(row["content"]))
        root = root_sha256([tuple(line) for line in told["lines"]])
        self._new[old["root_sha256"]] = root
        return row | {"content": canonical(told), "root_sha256": root, "audit_head": GENESIS}

    def _renewed(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._renewed(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._renewed(one) for one in value]
        return self._new.get(value, value) if isinstance(value, str) else value


def _document(row: Row) -> Row:
    told = hashlib.sha256(f"{row['kind']} {row['id']}".encode()).hexdigest() if row["content_sha256"] else None
    row = row | {"content_sha256": told, "pdf_sha256": hashlib.sha256(paper()).hexdigest() if row["pdf_sha256"] else None}
    return row | {"code": codes.cut(mac_of(SimpleNamespace(**row)))}  # type: ignore[arg-type]
