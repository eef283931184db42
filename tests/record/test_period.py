"""The whole time of study of a group: page, paper, workbook, pages of record books; the reading «as closed»."""

import io

import pytest
from pypdf import PdfReader

from app.access.scope import acting
from app.attestation.states import IMPROVEMENT
from app.closing import operations as closing
from app.core.transaction import transaction
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.record import book
from app.record.papers import PERIOD_TEMPLATE
from app.record.period import PeriodSemester
from app.record.period_reports import WIDEST, _chunks
from app.record.rules import Reading
from tests.attestation.test_later import Panel, again, sign_and_close
from tests.closing.conftest import make_ready
from tests.counting import statements
from tests.factories import TODAY


def text_of(body):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


@pytest.mark.parametrize(
    ("widths", "pages"), [((10, 12, 9), [[10, 12], [9]]), ((22, 1), [[22], [1]]), ((30, 5), [[22], [8, 5]]), ((), [])]
)
def test_semesters_are_put_on_pages_that_are_wide_enough(widths, pages):
    found = _chunks([PeriodSemester(number, tuple(range(width))) for number, width in enumerate(widths, start=1)])
    assert [[len(one.controls) for one in page] for page in found] == pages and WIDEST == 22 and PERIOD_TEMPLATE


def test_the_summary_of_a_group_is_the_same_on_screen_on_paper_and_in_the_workbook(app, client_as, world, college, older, on_behalf):
    from tests.debts.conftest import carry

    with app.app_context(), on_behalf("secretary") as actor:
        carry(actor, older, {"Лосев": ("2", "не зачтено"), "Медведев": ("4", "зачтено"), "Носова": ("5", "зачтено")})
    address, secretary = f"/record/group/{older.group_id}/period", client_as("secretary")
    with statements(app) as seen:
        page = secretary.get(address).text
    assert len(seen) <= 17 and "незач." in page and "5,00" in page
    pdf = secretary.post(f"{address}/print").data
    assert "№ 1-СВП" in text_of(pdf) and "Носова Олег" in text_of(pdf) and secretary.post(f"{address}/print").data == pdf
    rows = read(secretary.get(f"{address}/xlsx").data, Limits(50, 50, 1 << 20, 1 << 22)).rows
    heads, best = rows[0], next(row for row in rows if row[0] == "Носова Олег")
    items = {head: mark for head, mark in zip(heads, best, strict=False) if str(head).startswith("Итог: ")}
    assert {head: mark or "" for head, mark in items.items()} == {
        "Итог: ОУП.01 Математика, 140 ч": "", "Итог: ОУП.02 История, 100 ч": "", "Итог: ОУП.03 Физическая культура, 40 ч": "зачтено",
    }, "hours of all semesters; no mark while a control of the item has no result"  # fmt: skip
    assert "Итоговые отметки по дисциплинам" in text_of(pdf) and "отметка последнего контроля" in text_of(pdf)
    assert rows[2][-1] is not None and any("ОУП.01" in str(head) for head in rows[0])
    books = text_of(secretary.post(f"/record/group/{older.group_id}/books").data)
    assert books.count("Зачётная книжка №") >= 2 and "хорошо" in books and "неудовлетворительно" not in books, "no failure in a book"
    assert "№ 24-3" in text_of(secretary.post(f"/record/{older.students['Носова']}/book").data)
    for stranger, status in ((client_as("teacher"), 403), (client_as("curator2"), 404), (client_as("secretary", world.foreign), 404)):
        assert stranger.get(address).status_code == status
        assert stranger.post(f"{address}/print").status_code == stranger.post(f"/record/group/{older.group_id}/books").status_code == (403 if status == 403 else 404)


def test_a_closed_term_is_read_as_its_snapshot_whatever_comes_later(app, client_as, college, on_behalf):
    with app.app_context():
        make_ready(on_behalf, college)
        first = college.students[0]
        with on_behalf("secretary") as actor:
            assert not [line for line in book.record_of(first, Reading.CLOSED).lines if line.result], "nothing is closed yet"
        with on_behalf("deputy") as actor, transaction():
            closing.close_term(actor, college.group_term_id)
        better = again(on_behalf, college, IMPROVEMENT, [first], TODAY, Panel((college.employees["teacher"],)), "разрешение № 3")
        sign_and_close(on_behalf, better, {first: "5"})
        with on_behalf("secretary") as actor, acting(actor):
            marks = {
                reading: next(line.result for line in book.record_of(first, reading).lines if line.control.id == college.control_ids["ОУП.01"])
                for reading in Reading
            }
    assert marks == {Reading.CLOSED: "4", Reading.CURRENT: "4", Reading.FINAL: "5"}
    secretary = client_as("secretary")
    assert "по снимкам" in secretary.get(f"/record/{first}?reading=closed").text
    assert "на дату закрытия семестров" in text_of(secretary.post(f"/record/{first}/print?reading=closed").data)
    together = secretary.post(f"/reports/sheets/{college.group_term_id}")
    assert together.status_code == 200 and len(PdfReader(io.BytesIO(together.data)).pages) >= 3
    assert client_as("teacher").post(f"/reports/sheets/{college.group_term_id}").status_code == 403
