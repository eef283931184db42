"""Ids in addresses: what no row can have is no page."""

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1


class RowId(IntegerConverter):
    """A whole number that fits the id of a row on both engines; anything larger answers 404 like any unknown id."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **({"max": LARGEST_ID} | options))  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    """Let ``<int:…>`` of every route mean an id; call it before routes are added."""
    app.url_map.converters["int"] = RowId
