"""Values between the database and JSON: the same text whichever engine the row came from."""

import base64
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Numeric, String, Time
from sqlalchemy.types import TypeEngine

from app.core.types import EncryptedText, Hours, UTCDateTime

# The type a tag stands for when rows are loaded. An encrypted column travels as the bytes it is stored as.
TYPES: dict[str, TypeEngine[Any]] = {
    "int": Integer(), "text": String(), "bool": Boolean(create_constraint=False), "bytes": LargeBinary(), "date": Date(),
    "moment": UTCDateTime(), "naive": DateTime(), "time": Time(), "decimal": Hours(), "float": Float(),
    "json": JSON(none_as_null=True),
}  # fmt: skip


def tag_of(column: Column[Any]) -> str:
    """Give the tag of a column's type; raises TypeError for a type that backups do not know yet."""
    kinds = (
        (EncryptedText, "bytes"), (UTCDateTime, "moment"), (Hours, "decimal"), (Boolean, "bool"), (Integer, "int"),
        (String, "text"), (LargeBinary, "bytes"), (DateTime, "naive"), (Date, "date"), (Time, "time"), (JSON, "json"),
        (Float, "float"), (Numeric, "decimal"),
    )  # fmt: skip
    for kind, tag in kinds:
        if isinstance(column.type, kind):
            return tag
    raise TypeError(f"backups do not know the type of {column}: {column.type!r}")


def _bytes_out(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decimal_out(value: Decimal | int | float) -> str:
    return format(Decimal(str(value)).normalize(), "f")


def _iso(value: Any) -> str:
    return value.isoformat()


ENCODERS: dict[str, Callable[[Any], Any]] = {
    "bytes": _bytes_out, "date": _iso, "moment": _iso, "naive": _iso, "time": _iso, "decimal": _decimal_out, "bool": bool,
}  # fmt: skip
DECODERS: dict[str, Callable[[Any], Any]] = {
    "bytes": base64.b64decode, "date": date.fromisoformat, "moment": datetime.fromisoformat,
    "naive": datetime.fromisoformat, "time": time.fromisoformat, "decimal": Decimal,
}  # fmt: skip
