"""A moment as people type it: in the college's own time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateTimeLocalField

from app.core.display import zone


class MomentField(DateTimeLocalField):
    """Day and time on the college's wall clock; the value is aware."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format="%Y-%m-%dT%H:%M", **kwargs)

    def process_data(self, value: Any) -> None:
        """Take a stored moment."""
        self.data = value.astimezone(zone()) if value is not None else None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; an empty field is no moment."""
        self.data = None
        if valuelist and valuelist[0].strip():
            super().process_formdata(valuelist)
            self.data = self.data.replace(tzinfo=zone()) if self.data is not None else None
