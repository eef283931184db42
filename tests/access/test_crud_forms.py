"""Form fields: what people type, and what nobody may send."""

import re
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.access.crud_fields import CodeField, CommaDecimalField, DayField, LongTextField, NumberField, TextField
from app.students.file_parts import ContractView


class Sample(Form):
    text = TextField()
    long = LongTextField()
    number = NumberField()
    share = CommaDecimalField()
    day = DayField()
    state = CodeField(titles={"open": "открыт", "closed": "закрыт"})
    half = CodeField(titles={1: "первый", 2: "второй"}, code=int)


def typed(app: Flask, **values: str) -> Sample:
    with app.test_request_context():
        form = Sample(MultiDict(values))
        form.validate()
        return form


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", "  Иванов \u200b Иван ", "Иванов Иван"),
        ("text", "   ", None),
        ("long", " раз \r\n  два ", "раз\nдва"),
        ("number", " 12 ", 12),
        ("share", "3,5", Decimal("3.5")),
        ("share", "1 234.50", Decimal("1234.50")),
        ("day", "2026-09-01", date(2026, 9, 1)),
        ("day", "1.9.2026", date(2026, 9, 1)),
        ("state", "open", "open"),
        ("state", "", None),
        ("half", "2", 2),
    ],
)
def test_typed_text_becomes_a_value(app: Flask, name: str, text: str, value: object) -> None:
    form = typed(app, **{name: text})
    assert form[name].data == value and not form[name].errors


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "а\x00б"),
        ("text", "а\x1bб"),
        ("number", "двадцать"),
        ("number", "9" * 25),
        ("share", "NaN"),
        ("share", "1,2,3"),
        ("day", "31.02.2026"),
        ("day", "0001-01-01"),
        ("day", "9999-01-01"),
        ("state", "deleted"),
        ("half", "3"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(app: Flask, name: str, text: str) -> None:
    assert typed(app, **{name: text})[name].errors


def test_a_decimal_is_shown_with_a_comma(app: Flask) -> None:
    with app.test_request_context():
        assert 'value="3,5"' in Sample(share=Decimal("3.5")).share()


def test_own_fields_of_a_view_stand_where_its_columns_name_them(client_as) -> None:
    page = client_as("secretary").get("/study-contracts/add").text.split("<main")[1]
    drawn = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)
    assert [name for name in drawn if name in ContractView.add_columns] == list(ContractView.add_columns)
