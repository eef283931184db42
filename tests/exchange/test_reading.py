"""A file as an office sends it: what is read, what is refused, and that nothing is guessed."""

import io
import struct
import time
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from app.exchange.reading import decode, find_delimiter, read
from app.exchange.rules import BadCell, Limits, TooLarge, Unsupported

LIMITS = Limits(rows=5_000, columns=200, file_bytes=5 * 1024 * 1024, unpacked_bytes=50 * 1024 * 1024)
LIST = "Фамилия;Имя;Дата рождения\r\nИванов;Пётр;01.09.2007\r\nЩукина;Ольга;02.03.2008\r\n"


def workbook(fill, **options) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    fill(book)
    book.close()
    return buffer.getvalue()


def simple(rows) -> bytes:
    def fill(book):
        sheet = book.add_worksheet("Группа")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def replaced(data: bytes, name: str, change) -> bytes:
    """Rewrite one part of an xlsx."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return buffer.getvalue()


def sheet_xml(cells: str) -> bytes:
    plain = simple([["a"]])
    body = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return replaced(plain, "xl/worksheets/sheet1.xml", lambda _: body.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_list_in_any_customary_encoding_and_delimiter_reads_the_same(encoding, delimiter):
    grid = read(LIST.replace(";", delimiter).encode(encoding), LIMITS)
    assert grid.rows[1] == ("Иванов", "Пётр", "01.09.2007")
    assert grid.rows[2][0] == "Щукина"


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "utf-16-le", "utf-16-be", "mac-cyrillic"])
def test_an_encoding_that_would_give_garbage_is_refused(encoding):
    with pytest.raises(Unsupported):
        read(LIST.encode(encoding), LIMITS)


def test_text_that_was_already_garbled_when_saved_is_refused():
    garbled = LIST.encode().decode("cp1251", errors="ignore")
    with pytest.raises(Unsupported):
        decode(garbled.encode())


def test_a_broken_utf16_is_a_sentence():
    with pytest.raises(Unsupported):
        read(LIST.encode("utf-16") + b"\x00", LIMITS)


def test_quoted_cells_keep_delimiters_and_breaks():
    grid = read('ФИО;Примечание\r\n"Иванов; Пётр";"две\nстроки"\r\n'.encode(), LIMITS)
    assert grid.rows[1] == ("Иванов; Пётр", "две\nстроки")


def test_an_open_quotation_mark_is_a_sentence_with_its_row():
    with pytest.raises(Unsupported) as refusal:
        read('ФИО;Имя\r\nИванов;"Пётр\r\n'.encode(), LIMITS)
    assert refusal.value.params["row"] == 2


def test_the_delimiter_excel_names_itself_is_obeyed_and_rows_keep_their_numbers():
    grid = read("sep=,\r\nФамилия,Имя\r\nИванов,Пётр\r\n".encode(), LIMITS)
    assert grid.rows == ((), ("Фамилия", "Имя"), ("Иванов", "Пётр"))


def test_commas_inside_names_do_not_win_over_semicolons():
    assert find_delimiter("ФИО;Адрес\nИванов;Самара, ул. Мира, 1\nПетров;Самара, ул. Мира, 2\n") == ";"


def test_a_guarded_formula_of_our_own_export_comes_back_as_it_was():
    assert read("Телефон;Имя\r\n'+7 900;'Аль\r\n".encode(), LIMITS).rows[1] == ("+7 900", "'Аль")


def test_cells_of_a_workbook_keep_their_types():
    def fill(book):
        sheet = book.add_worksheet("Лист")
        sheet.write_row(1, 1, ["Иванов", 5, 4.5, True])
        sheet.write_datetime(1, 5, datetime(2007, 9, 1), book.add_format({"num_format": "dd.mm.yyyy"}))

    grid = read(workbook(fill), LIMITS)
    assert grid.rows[1] == ("", "Иванов", 5.0, 4.5, True, date(2007, 9, 1))
    assert grid.sheet == "Лист"


def test_spreadsheet_errors_and_formulas_without_value_are_marked():
    data = sheet_xml(
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c>'
        '<c r="D1" t="inlineStr"><is><t>да</t></is></c><c r="F1"><f>A1</f><v></v></c></row>'
    )
    row = read(data, LIMITS).rows[0]
    assert row[0] == BadCell("#N/A")
    assert row[1] == BadCell("=")
    assert row[2:4] == (2.0, "да")
    assert row[5] == BadCell("=")


def test_hidden_sheets_are_not_read_and_further_ones_are_named():
    def fill(book):
        book.add_worksheet("Пустой")
        hidden = book.add_worksheet("Скрытый")
        hidden.write(0, 0, "тайна")
        hidden.hide()
        book.add_worksheet("Первый").write(0, 0, "раз")
        book.add_worksheet("Второй").write(0, 0, "два")

    grid = read(workbook(fill), LIMITS)
    assert (grid.sheet, grid.rows, grid.others) == ("Первый", (("раз",),), ("Второй",))


def test_a_bomb_is_refused_from_the_directory_in_no_time():
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range(200):
            stream.write(b" " * 1024 * 1024)
    started = time.monotonic()
    with pytest.raises(TooLarge):
        read(buffer.getvalue(), LIMITS)
    assert time.monotonic() - started < 1


def test_a_directory_that_lies_about_sizes_deceives_nobody():
    bomb = replaced(simple([["a"]]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 100_000_000)
    data = bytearray(bomb)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    size = struct.pack("<I", member.file_size)
    place = bytes(data).find(size)
    while place >= 0:
        data[place : place + 4] = struct.pack("<I", 1_000)
        place = bytes(data).find(size, place + 4)
    started = time.monotonic()
    with pytest.raises(Unsupported):
        read(bytes(data), LIMITS)
    assert time.monotonic() - started < 1


def test_more_rows_than_declared_are_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 6_000))
    with pytest.raises(TooLarge):
        read(sheet_xml(rows), LIMITS)
    with pytest.raises(TooLarge):
        read("ФИО;Имя\n".encode() + "Иванов;Пётр\n".encode() * 5_001, LIMITS)
    assert len(read("ФИО;Имя\n".encode() + "Иванов;Пётр\n".encode() * 5_000, LIMITS).rows) == 5_001


@pytest.mark.parametrize("address", ["XFD1048576", "A1048576", "XFD1"])
def test_a_cell_at_the_edge_of_the_world_is_refused_before_anything_is_allocated(address):
    number = address.lstrip("AXFD")
    with pytest.raises(TooLarge):
        read(sheet_xml(f'<row r="{number}"><c r="{address}"><v>1</v></c></row>'), LIMITS)


def test_empty_formatted_cells_far_away_do_no_harm():
    data = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read(data, LIMITS).rows == ((1.0,),)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_entities_are_refused_in_every_part(part):
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>'
    with pytest.raises(Unsupported):
        read(replaced(simple([["a"]]), part, lambda xml: xml.replace(b"?>", b"?>" + bomb, 1)), LIMITS)


def test_other_kinds_of_files_get_a_sentence_each():
    macro = replaced(
        simple([["a"]]), "[Content_Types].xml", lambda xml: xml.replace(b"sheet.main", b"sheet.macroEnabled.main")
    )
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    files = {
        "password": ole + "EncryptedPackage".encode("utf-16-le"),
        "old": ole + b"Workbook",
        "exe": b"MZ\x90\x00" + b"\x00" * 300,
        "pdf": b"%PDF-1.7\n",
        "macro": macro,
        "ods": ods.getvalue(),
        "cut": simple([["a"]])[:-300],
        "empty": b" \n",
    }
    said = {}
    for name, data in files.items():
        with pytest.raises(Unsupported) as refusal:
            read(data, LIMITS)
        assert refusal.value.status == 415
        said[name] = refusal.value.msgid
    assert "password" in said["password"] and "old format" in said["old"] and "macros" in said["macro"]
    assert "empty" in said["empty"] and "damaged" in said["cut"]


def test_a_file_larger_than_declared_is_refused():
    with pytest.raises(TooLarge):
        read(b"x" * 101, Limits(file_bytes=100))
