"""The canonical form of a snapshot: text only, NFC, sorted keys, so that the same term always gives the same SHA-256."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

FORMAT = "2"


def as_text(value: Any) -> Any:
    """Turn a value into text, lists and mappings of text; None stays. TypeError for a float and for anything unknown."""
    if value is None:
        return None
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", str(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {as_text(key): as_text(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(one) for one in value]
    raise TypeError(f"not for a snapshot: {type(value).__name__}")


def canonical(value: Any) -> str:
    """Give the one JSON text of ``value``."""
    return json.dumps(as_text(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Give the digest of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse(text: str) -> dict[str, Any]:
    """Give the contents of a stored snapshot."""
    return json.loads(text)
