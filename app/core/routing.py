"""Numbers and texts of a request: what no row can have, and what no database can keep, is stopped at the door."""

import io
import json
import re
from typing import Any

from flask import Flask, Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1
# The longest sheets have some thousand fields; a Russian letter takes six bytes.
MOST_FIELDS, LONGEST_FORM = 20_000, 8 << 20
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


class BoundedJson:
    """Reads the JSON of requests; a hostile body is «no JSON» (ValueError), whatever it would break further in."""

    @staticmethod
    def loads(body: str | bytes, **_options: Any) -> Any:
        """Give what ``body`` holds; ValueError for numbers and characters that cannot be kept, and for endless nesting."""
        text = body if isinstance(body, str) else body.decode()
        if _UNKEEPABLE.search(text):
            raise ValueError("a character that cannot be kept")
        try:
            return json.loads(text, parse_int=whole)
        except RecursionError:
            raise ValueError("nested too deep") from None


class BoundedForms(FormDataParser):
    """Reads forms; the library bounds those with files alone, and half a million empty fields cost seconds of everybody."""

    def parse(self, stream: Any, mimetype: str, content_length: int | None, options: Any = None) -> Any:
        """Give what ``stream`` holds; RequestEntityTooLarge (413) beyond ``MOST_FIELDS`` and ``LONGEST_FORM``."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        body = stream.read(LONGEST_FORM + 1)
        if len(body) > LONGEST_FORM or body.count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge
        return super().parse(io.BytesIO(body), mimetype, len(body), options)


class Asked(Request):
    """A request with bounded forms and JSON; Flask would hand it the application's own, which reads our session cookies too."""

    form_data_parser_class = BoundedForms
    json_module = property(lambda _self: BoundedJson, lambda _self, _own: None)  # type: ignore[assignment]


def init_app(app: Flask) -> None:
    """Let ``<int:…>`` of every route mean an id, and JSON hold what can be kept; call it before routes are added."""
    app.url_map.converters["int"] = RowId
    app.request_class = Asked
