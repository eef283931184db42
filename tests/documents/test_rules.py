"""Dates, numbers and file names as a Russian office writes them."""

from datetime import date
from decimal import Decimal

import pytest

from app.documents import rules


def test_dates_are_russian():
    assert rules.ru_date(date(2025, 9, 1)) == "01.09.2025"
    assert rules.ru_long_date(date(2026, 5, 9)) == "09\u00a0мая\u00a02026\u00a0г."
    assert rules.ru_date(None) == rules.ru_long_date(None) == ""


def test_decimals_have_a_comma_and_nothing_is_a_dash():
    assert rules.decimal_text(Decimal("83.3")) == "83,3"
    assert rules.decimal_text(None) == "—"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Ведомость", "15-ЗЭВ"), "Ведомость_15-ЗЭВ.pdf"),
        (("a\r\nSet-Cookie: x=1",), "aSet-Cookie-_x=1.pdf"),
        (("../../etc/passwd",), "etc-passwd.pdf"),
        (('he said "no"; filename=evil.exe',), "he_said_-no-_filename=evil.exe.pdf"),
        (("invoice\u202efdp.exe",), "invoicefdp.exe.pdf"),
        (("\x00\x1f",), "document.pdf"),
        (("Ы" * 300,), "Ы" * 100 + ".pdf"),
        (("",), "document.pdf"),
    ],
)
def test_file_names_are_safe(parts, expected):
    assert rules.file_name(*parts) == expected


def test_the_ascii_fallback_is_readable():
    assert rules.transliterate("Ведомость_15-ЗЭВ.pdf") == "Vedomost_15-ZEV.pdf"
    assert rules.transliterate("№ 7 Щукарь.pdf") == "N_7_Shchukar.pdf"
    assert rules.transliterate("日本") == "document.pdf"
