"""List arguments: what a hostile or careless address does to a list."""

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.access.crud_arguments import ListArguments, parse
from app.access.crud_interface import parse_id
from app.access.crud_list import page_numbers


def read(**args: str) -> ListArguments:
    return parse(MultiDict(args), sortable=["name"], filterable=["group"], default_size=50)


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("value", ["abc", "-1", "1.5", "1e3", "٣", "9" * 30, "1 OR 1=1"])
def test_malformed_numbers_are_refused(name: str, value: str) -> None:
    with pytest.raises(BadRequest):
        read(**{name: value})


def test_size_is_clamped_to_an_offered_one() -> None:
    assert read(size="1").size == 25
    assert read(size="999999").size == 200


def test_order_and_filters_outside_the_declared_ones_are_ignored() -> None:
    asked = read(sort="password", **{"f.password": "x", "f.group": "5", "_flt_0_name": "x"})
    assert (asked.sort, dict(asked.filters)) == ("", {"group": "5"})
    assert read(sort="-name").descending


def test_zero_bytes_and_invisible_marks_leave_the_search() -> None:
    assert read(q="  Ива\x00нов\u200b  И ").q == "Иванов И"


def test_links_keep_the_search_and_return_to_the_first_page() -> None:
    asked = read(q="иванов", page="3", size="100", **{"f.group": "5"})
    assert asked.query_string(sort="name") == "?q=%D0%B8%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2&f.group=5&sort=name&size=100"
    assert asked.query_string(page=4).endswith("page=4")
    assert "f.group" not in asked.without_filter("group")


@pytest.mark.parametrize("text", ["", "0", "-1", "abc", "1\x00", "2147483648", "9223372036854775808", "1" * 40, "१", "1.0"])
def test_what_cannot_be_an_id_is_no_id(text: str) -> None:
    assert parse_id(text) is None


def test_the_largest_id_is_an_id() -> None:
    assert parse_id("2147483647") == 2**31 - 1


def test_page_links_show_the_ends_the_neighbours_and_the_gaps() -> None:
    assert page_numbers(1, 1) == []
    assert page_numbers(10, 20) == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert page_numbers(1, 4) == [1, 2, 3, 4]
