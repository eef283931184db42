"""A table off the screen: what is read of a page, what a spreadsheet gets, what paper gets."""

from datetime import date
from decimal import Decimal

from app.screens import rules
from app.screens.reading import read

PAGE = """
<h1>Ведомости <span class="count">2</span></h1>
<form role="search"><input name="q" value="Иванов"><select name="s"><option value="">любое</option><option value="x" selected>закрытые</option></select></form>
<ul class="chips"><li>Группа: ИСП-31 <a>×</a></li></ul>
<section><h2>График</h2></section><details><summary>Столбцы</summary></details>
<h2>Группа ИСП-31</h2>
<div class="table-wrap"><table><thead>
<tr><th rowspan="2"><input type="checkbox"></th><th rowspan="2">ФИО</th><th colspan="2">Отметки</th><th rowspan="2">Дата</th><th rowspan="2"></th></tr>
<tr><th>Экзамен</th><th>Итог</th></tr></thead><tbody>
<tr><td class="mark"><input type="checkbox" name="rowid"></td><td><a>Ива<mark>нов</mark> И.</a><br><small>староста</small></td>
<td><input type="text" value="5"></td><td><select><option value="1">да</option><option selected>4,50</option></select></td><td>01.09.2026</td><td><button>Открыть</button></td></tr>
<tr><td></td><td>=1+1</td><td>09.02</td><td>007</td><td>31.02.2026</td><td></td></tr>
</tbody></table></div>
<template><table><tr><td>заготовка</td></tr></table></template>
<nav class="pager"><b>1</b><a href="?page=2">2</a><a href="?page=7">7</a></nav>
"""


def table():
    return rules.without_idle(read(PAGE).tables[0])


def test_a_page_tells_its_title_its_choices_its_tables_and_its_pages():
    page = read(PAGE)
    assert (page.title, page.pages, len(page.tables)) == ("Ведомости", 7, 1)
    assert page.chosen == ("Иванов", "закрытые", "Группа: ИСП-31")
    assert page.tables[0].caption == "Группа ИСП-31"


def test_columns_of_boxes_and_buttons_are_left_out_and_heads_are_joined():
    assert rules.flat_heads(table()) == ["ФИО", "Отметки / Экзамен", "Отметки / Итог", "Дата"]


def test_cells_are_read_as_seen_and_only_what_is_a_number_or_a_day_is_typed():
    assert rules.flat_rows(table()) == [
        ["Иванов И.\nстароста", 5, Decimal("4.50"), date(2026, 9, 1)],
        ["=1+1", "09.02", "007", "31.02.2026"],
    ]


def test_a_cell_over_several_rows_stands_in_each_of_them():
    found = read("<table><tr><td rowspan=2>ИСП-31</td><td>а</td></tr><tr><td>б</td></tr></table>").tables[0]
    assert rules.flat_rows(found) == [["ИСП-31", "а"], ["ИСП-31", "б"]]


def test_a_column_holds_its_longest_word_and_the_shares_are_a_whole_sheet():
    found = read("<table><tr><th>Группа</th><th>Примечание</th></tr><tr><td>ИСП-11</td><td>" + "слово " * 40 + "</td></tr></table>").tables[0]
    shares = rules.widths(found, 85)
    assert 99.9 <= sum(shares) <= 100.1
    assert shares[0] * 85 / 100 >= len("ИСП-11")


def test_a_row_over_the_whole_table_stays_whole_without_an_idle_column():
    found = rules.without_idle(read("<table><tr><td colspan=3>Раздел</td></tr><tr><td></td><td>а</td><td>б</td></tr></table>").tables[0])
    assert [[cell.columns for cell in line] for line in found.rows] == [[2], [1, 1]]
