"""Verification codes: readable by people, wrong ones told without asking the registry."""

import hashlib
import os

import pytest

from app.documents import codes
from tests.documents import samples

CODES = [codes.cut(hashlib.sha256(str(number).encode()).digest()) for number in range(300)]


def test_codes_are_twelve_letters_and_digits():
    assert all(len(code) == 12 and set(code) <= set(codes.ALPHABET) for code in CODES)
    assert len(set(CODES)) == len(CODES)


WAYS = (
    str.lower,
    codes.grouped,
    lambda code: f" {code[:5]} {code[5:]} ",
    lambda code: code.replace("0", "o").replace("1", "l"),
)


@pytest.mark.parametrize("write", WAYS)
def test_a_code_is_read_however_it_is_typed(write):
    assert [codes.tidy(write(code)) for code in CODES] == CODES


def test_every_wrong_symbol_and_every_swap_is_noticed():
    for code in CODES[:40]:
        for place in range(11):
            for symbol in codes.ALPHABET:
                if symbol != code[place]:
                    assert codes.tidy(code[:place] + symbol + code[place + 1 :]) is None
            if place < 10 and code[place] != code[place + 1]:
                assert codes.tidy(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is None


@pytest.mark.parametrize("typed", ["", "1", "ЯЯЯЯЯЯЯЯЯЯЯЯ", "0" * 13, "x" * 10_000, "../../etc", "000000000000\x00"])
def test_what_is_no_code_is_none(typed):
    assert codes.tidy(typed) is None


def test_any_change_of_a_paper_changes_its_digest():
    digest = codes.digest("sheet.html", samples.sheet(3))
    assert digest == codes.digest("sheet.html", samples.sheet(3))
    assert digest != codes.digest("other.html", samples.sheet(3))
    assert digest != codes.digest("sheet.html", samples.sheet(3, group="ИСП-22"))


def test_a_paper_of_anything_but_primitives_has_no_digest():
    with pytest.raises(TypeError):
        codes.digest("sheet.html", samples.sheet(1, item=os))
