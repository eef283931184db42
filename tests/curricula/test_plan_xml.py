"""Broken, truncated, hostile and huge files get a sentence, whatever is in them."""

import time

import pytest

from app.core.errors import Invalid
from app.curricula import plan_xml
from app.curricula.plan_file import read_plan

BOMB = '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Документ>&b;</Документ>'
STEAL = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><Документ Тип="x">&a;</Документ>'


@pytest.mark.parametrize("hostile", [BOMB, STEAL, '<!DOCTYPE a SYSTEM "http://example.org/x.dtd"><Документ/>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_never_read(hostile, encoding):
    with pytest.raises(Invalid, match="document type or entities"):
        read_plan(f'<?xml version="1.0" encoding="{encoding}"?>{hostile}'.encode(encoding))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(small_plx, share):
    data = small_plx.file()
    with pytest.raises(Invalid):
        read_plan(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    "data",
    [b"", b"   \n", b"PK\x03\x04zip", b"\x00" * 500, b"not xml at all", b'<?xml version="1.0" encoding="klingon"?><a/>',
     b'<?xml version="1.0" encoding="utf-7"?><a/>', b"\xff\xfe<\x00", b"<a/>", "<Документ/>".encode(),
     "<Документ><План/></Документ>".encode(), b"\xff" * 100],
)  # fmt: skip
def test_what_is_no_plan_gets_a_sentence(data):
    with pytest.raises(Invalid) as refusal:
        read_plan(data)
    assert str(refusal.value).endswith(".")


def test_a_plan_without_head_or_lines_is_refused(plx):
    with pytest.raises(Invalid, match="no lines"):
        read_plan(plx.file())
    with pytest.raises(Invalid, match="no head"):
        read_plan(plx.file("utf-8").replace("ООП".encode(), b"Oop"))


def test_too_many_bytes_are_refused_before_parsing():
    with pytest.raises(Invalid, match="larger than 20 MB"):
        read_plan(b"<a>" + b" " * plan_xml.MAX_BYTES)


def test_too_many_elements_and_too_deep_nesting_stop_the_parser_at_once():
    started = time.perf_counter()
    for data in (b"<a>" + b"<b/>" * 4_000_000, b"<a>" * 5_000_000):
        with pytest.raises(Invalid, match="too large or too deep"):
            read_plan(data)
    assert time.perf_counter() - started < 5


def test_overlong_text_is_refused(small_plx):
    small_plx.row("ОП.02", "Я" * 801, -1)
    with pytest.raises(Invalid, match="longer than 800"):
        read_plan(small_plx.file())


def test_any_single_damage_of_a_plan_is_read_or_refused_never_a_crash(small_plx):
    data = small_plx.file("utf-8")
    for place in range(0, len(data), 37):
        try:
            read_plan(data[:place] + b"\x07<" + data[place + 1 :])
        except Invalid:
            continue
