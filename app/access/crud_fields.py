"""Form fields: native dates, decimals with a comma, rows of other tables chosen from a list or by typing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import Choice, SelectFieldBase
from wtforms.widgets import HiddenInput, Select

from app.access.crud_interface import BIGGEST_ID, Choices
from app.core.text import clean

# A list with more rows than this is not drawn: the field becomes search-as-you-type.
MOST_OPTIONS = 200
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _tidy(value: str | None) -> str | None:
    return (clean(value) or None) if value else None


def _tidy_lines(value: str | None) -> str | None:
    if not value:
        return None
    lines = [clean(line) for line in value.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip() or None


class _Printable:
    """Refuses control characters: PostgreSQL cannot keep NUL, papers cannot print the rest."""

    raw_data: Sequence[str] | None

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError when the text holds what cannot be typed."""
        if any(_CONTROL.search(typed) for typed in self.raw_data or ()):
            raise ValidationError(_("Remove the characters that cannot be printed."))


class TextField(_Printable, StringField):
    """One line; edge and double spaces and invisible marks are removed, an empty one is None."""

    def __init__(self, *args: Any, filters: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(_tidy, *filters), **kwargs)


class LongTextField(_Printable, TextAreaField):
    """Several lines."""

    def __init__(self, *args: Any, filters: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, filters=(_tidy_lines, *filters), **kwargs)


class NumberField(IntegerField):
    """A whole number that the database can hold."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read digits; raise ValueError with a sentence otherwise."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"[-+]?[0-9]{1,10}", text) or abs(int(text)) > BIGGEST_ID:
            raise ValueError(_("Type a whole number."))
        self.data = int(text)


class CommaDecimalField(DecimalField):
    """A decimal typed with a comma or a point, shown with a comma."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data}".replace(".", ",")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read «3,5» and «3.5» alike; raise ValueError with a sentence otherwise."""
        text = re.sub(r"[\s\u00a0\u202f]", "", valuelist[0]).replace(",", ".") if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(_("Type a number.")) from None
        if not number.is_finite() or len(text) > 30:
            raise ValueError(_("Type a number."))
        self.data = number


class DayField(DateField):
    """A calendar day; the browser shows it in the person's own format."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read 2026-09-01 or 01.09.2026; raise ValueError with a sentence otherwise."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if turned := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            text = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
        try:
            super().process_formdata([text])
        except ValueError:
            raise ValueError(_("Type a date such as 01.09.2026.")) from None
        if self.data and not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(_("Check the year of the date."))


class CodeField(SelectField):
    """One of the named codes of an enumeration; nothing is chosen beforehand in a required one."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        titles: Any = (),
        code: Callable[[str], Any] = str,
        **kwargs: Any,
    ) -> None:
        self.titles, self.code = titles, code
        super().__init__(label, validators, choices=self._offered, coerce=self._code, **kwargs)

    def _offered(self) -> list[tuple[str, str]]:
        titles = self.titles() if callable(self.titles) else self.titles
        pairs = titles.items() if hasattr(titles, "items") else titles
        return [("", _("— choose —")), *((str(code), str(title)) for code, title in pairs)]

    def _code(self, value: Any) -> Any:
        return None if value in (None, "") else self.code(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the code; one that was not offered is refused by ``pre_validate``."""
        text = valuelist[0] if valuelist else ""
        self._foreign = text not in {code for code, _title in self._offered()}
        self.data = None if self._foreign else self._code(text)

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError for a code that was not offered."""
        if getattr(self, "_foreign", False):
            raise ValidationError(_("Choose one of the offered values."))


class RelatedSelect(Select):
    """A select of rows; with many rows the browser asks the lookup address while the person types."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Draw it; ``data-lookup`` names the address when not all options are in the page."""
        if field.lookup and not field.complete:
            kwargs["data-lookup"] = field.lookup()
        kwargs.setdefault("data-combobox", "")
        return super().__call__(field, **kwargs)


class RelatedField(SelectFieldBase):
    """A row of another table. The posted id is resolved through the row limits: a foreign one is «not offered»."""

    widget = RelatedSelect()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        choices: Choices | None = None,
        lookup: Callable[[], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        if choices is None:
            raise TypeError("RelatedField needs its choices")
        self.choices, self.lookup = choices, lookup
        self._posted: str | None = None
        self._options: list[Any] | None = None

    @property
    def complete(self) -> bool:
        """Whether all options fit into the page."""
        return len(self._some()) <= MOST_OPTIONS

    def _some(self) -> list[Any]:
        if self._options is None:
            self._options = self.choices.some(MOST_OPTIONS + 1)
        return self._options

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Resolve the posted id."""
        self._posted = valuelist[0].strip() if valuelist else ""
        self.data = self.choices.one(self._posted) if self._posted else None

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError for an id that is malformed, absent, foreign or not offered."""
        if self._posted and self.data is None:
            raise ValidationError(_("Choose one of the offered values."))

    def iter_choices(self) -> Iterator[Choice]:
        """Give what is drawn; a chosen row that is not offered any more stays visible."""
        yield Choice("", _("— choose —"), self.data is None, {})
        rows = self._some() if self.complete else []
        for row in rows:
            yield Choice(str(row.id), str(row), row is self.data, {})
        if self.data is not None and all(row is not self.data for row in rows):
            yield Choice(str(self.data.id), str(self.data), True, {})


class RelatedManyField(RelatedField):
    """Several rows of another table."""

    widget = RelatedSelect(multiple=True)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Resolve the posted ids."""
        self._posted_many = list(dict.fromkeys(text for text in valuelist if text.strip()))
        self.data = list(self.choices.many(self._posted_many).values())

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError when one of the ids is not offered."""
        if len(self.data or []) != len(getattr(self, "_posted_many", self.data or [])):
            raise ValidationError(_("Choose one of the offered values."))

    def iter_choices(self) -> Iterator[Choice]:
        """Give what is drawn."""
        chosen = list(self.data or [])
        rows = self._some() if self.complete else chosen
        for row in [*rows, *(row for row in chosen if row not in rows)]:
            yield Choice(str(row.id), str(row), row in chosen, {})


class VersionField(Field):
    """Hidden: the state of the record that the form was drawn from."""

    widget = HiddenInput()

    def _value(self) -> str:
        return str(self.data or "")


KINDS: tuple[tuple[str, Callable[..., Field]], ...] = (
    ("is_text", LongTextField),
    ("is_string", TextField),
    ("is_boolean", BooleanField),
    ("is_integer", NumberField),
    ("is_numeric", CommaDecimalField),
    ("is_float", CommaDecimalField),
    ("is_datetime", DateTimeLocalField),
    ("is_date", DayField),
)

REQUIRED = _l("Fill in this field.")
