"""Numbers and texts of a request: what no row can have, and what no database can keep, is stopped at the door."""

import re
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1
# NUL, and halves of a pair without the other half: a script may write them so, PostgreSQL keeps neither.
_UNKEEPABLE = re.compile(
    r"\\u0000|\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f]", re.IGNORECASE
)


class RowId(IntegerConverter):
    """A whole number that fits the id of a row on both engines; anything larger answers 404 like any unknown id."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **({"max": LARGEST_ID} | options))  # type: ignore[arg-type]


def whole(text: str) -> int:
    """Give the whole number written in ``text``; ValueError for what is none or too large for a column.

    For ``request.args.get(name, type=whole)``, which gives its default then; ``int`` would take «१» and forty digits.
    """
    if not re.fullmatch(r"-?[0-9]{1,10}", text) or abs(int(text)) > LARGEST_ID:
        raise ValueError(f"no whole number: {text[:20]}")
    return int(text)


class BoundedJson(DefaultJSONProvider):
    """Reads JSON; a hostile body is «no JSON» (ValueError), whatever it would break further in."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Give what ``s`` holds; ValueError for numbers and characters that cannot be kept, and for endless nesting."""
        text = s if isinstance(s, str) else s.decode()
        if _UNKEEPABLE.search(text):
            raise ValueError("a character that cannot be kept")
        try:
            return super().loads(text, parse_int=whole, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


def init_app(app: Flask) -> None:
    """Let ``<int:…>`` of every route mean an id, and JSON hold what can be kept; call it before routes are added."""
    app.url_map.converters["int"] = RowId
    app.json = BoundedJson(app)
