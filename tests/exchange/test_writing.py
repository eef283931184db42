"""What leaves as a table: text stays text, names of files break nothing."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.access.scope import acting
from app.core.actor import Actor
from app.core.clock import frozen
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.exchange.writing import content_disposition, file_name, to_csv, to_xlsx

FORMULAS = ["=1+1", "+7 900", "-Иванов", "@cmd", "\tтаб", '=HYPERLINK("http://x")', "http://evil"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_would_be_formula_is_text_in_a_workbook(text):
    data = to_xlsx("Список", ["Имя"], [[text]])
    assert read(data, Limits()).rows[1] == (text,)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml and "hyperlink" not in xml


@pytest.mark.parametrize("text", [text for text in FORMULAS if not text.startswith("http")] + ["\rвозврат"])
def test_a_would_be_formula_is_guarded_in_csv(text):
    line = to_csv(["Имя"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")


def test_an_export_reads_back_the_same_from_both_kinds():
    rows = [["Ёлкин", date(2007, 9, 1), 5, Decimal("4.5"), None], ["=Ж", date(2008, 2, 29), 0, Decimal(0), "конец"]]
    headers = ["Фамилия", "Дата", "Число", "Средний балл", "Прим."]
    back = read(to_xlsx("Группа [ИСП/21]", headers, rows), Limits()).rows
    assert back[0] == tuple(headers)
    assert back[1][:4] == ("Ёлкин", date(2007, 9, 1), 5.0, 4.5)
    csv = read(to_csv(headers, rows), Limits()).rows
    assert csv[2] == ("=Ж", "29.02.2008", "0", "0", "конец")


def test_control_characters_cannot_break_a_workbook():
    assert read(to_xlsx("\x00", ["Имя"], [["Ива\x00нов\x0b"]]), Limits()).rows[1] == ("Иванов",)


def test_an_empty_list_is_still_a_workbook_with_its_head():
    assert read(to_xlsx("", ["Имя"], []), Limits()).rows == (("Имя",),)


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nSet-Cookie: x=1.xlsx",
        "../../etc/passwd.xlsx",
        "a\"b'.xlsx",
        "\u202egpj.xlsx",
        "Ж" * 300 + ".xlsx",
        "",
        "...",
        "a;b%.xlsx",
    ],
)
def test_no_file_name_breaks_the_header_of_a_download(name):
    header = content_disposition(name)
    assert re.fullmatch(r"attachment; filename=\"[ -~]+\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+", header)
    assert "/" not in header.split("''")[0] and "\\" not in header
    assert len(file_name(name)) <= 106
    assert header.count('"') == 2


def test_a_russian_name_has_a_readable_fallback():
    assert 'filename="Studenty ISP-21 № .xlsx"'.replace("№ ", "N") in content_disposition("Студенты ИСП-21 №.xlsx")


def test_a_file_tells_at_the_foot_of_each_page_who_took_it_and_when():
    person = Actor(user_id=1, name="Иванова <А> & Б", organization_id=1, roles=frozenset({"secretary"}))
    with acting(person), frozen(datetime(2026, 11, 23, 8, 5, tzinfo=UTC)):
        data = to_xlsx("Список", ["Имя"], [["Петров"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "Иванова &lt;А&gt; &amp;&amp; Б, 23.11.2026 12:05" in archive.read("xl/worksheets/sheet1.xml").decode()
    with zipfile.ZipFile(io.BytesIO(to_xlsx("Список", ["Имя"], []))) as archive:
        assert "oddFooter" not in archive.read("xl/worksheets/sheet1.xml").decode()
