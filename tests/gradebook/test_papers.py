"""The journal on paper and as a workbook: expected texts, spreads that face each other, rights, the closed term."""

import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from app.access.scope import unscoped
from app.core.errors import NotFound
from app.documents import rendering
from app.documents.models import Document
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.extensions import db
from app.gradebook import reports, tables
from tests.closing.test_journals import volume_of
from tests.gradebook.papers import told
from tests.gradebook.test_views import save

GOLDEN = Path(__file__).parent.parent / "golden"


def pages(pdf):
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pypdfium2.PdfDocument(pdf)]


def same_as_golden(name, pdf):
    text = "\n=== page ===\n".join(pages(pdf)) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_a_full_journal_prints_as_spreads_and_a_closing_page():
    paper = reports.journal_paper(told(30, 24), 1)
    pdf = rendering.render("journal.html", paper)
    same_as_golden("journal_30_by_24", pdf)
    found = pages(pdf)
    assert len(found) == 6
    assert ["Фамилия, имя, отчество" in page for page in found] == [True, False, True, False, True, False]
    assert "проведено — 48 ч" in found[4].replace("\u00a0", " ")


def test_a_lesson_ahead_has_no_kind_no_teacher_and_is_not_counted_as_held():
    paper = reports.journal_paper(told(2, 4), 1, "Предварительные данные", date(2026, 9, 3))
    columns = paper.spreads[0].columns
    assert paper.held_hours == "4" and [bool(one.held_by) for one in columns] == [True, True, False, False]
    assert [one.kind for one in columns] == ["лекция", "практ. занятие", "контр. работа", ""], "a topic written in advance keeps its kind"


def test_an_empty_journal_and_the_pages_of_the_volume_print():
    same_as_golden("journal_empty", rendering.render("journal.html", reports.journal_paper(told(0, 0), 1, "Предварительные данные")))
    paper = reports.journal_paper(told(2, 1), 1)
    front = reports.cover(told(2, 1), [reports.contents_line(paper, "12-ЖУЗ", 4, 4)])
    same_as_golden("journal_cover", rendering.render("journal_cover.html", front))
    same_as_golden("journal_students", rendering.render("journal_cover.html", reports.last_pages(told(2, 1))))


@pytest.mark.parametrize(("cells", "short"), [(("5", "б", "3 5", ""), True), (("у 4",), False), (("осв",), False), (("о15",), False), (("5 4 3",), False)])
def test_only_narrow_cells_share_a_box(cells, short):
    assert reports.JournalLine(1, "Иванов", cells).is_short is short


@pytest.mark.parametrize("cells", [["5"] * 20, [""] * 19 + ["5"], ["3 5"] * 20, [""] * 19 + ["3 5"], ["б"] * 19 + ["3 5"]])
def test_cells_that_share_a_box_stand_in_their_columns(cells):
    """The stops of the typesetter drift by what stands between them; no mark may come near the next column."""
    paper = reports.journal_paper(told(1, 20), 1)
    spread = replace(paper.spreads[0], lines=(replace(paper.spreads[0].lines[0], name="Абрамов", cells=tuple(cells)),))
    page = pypdfium2.PdfDocument(rendering.render("journal.html", replace(paper, spreads=(spread,))))[0]
    text = page.get_textpage()
    right = (210 - 12) / 25.4 * 72
    column = 22.36 * 0.75
    boxes = [(text.get_charbox(at), text.get_text_range(at, 1)) for at in range(text.count_chars())]
    bottom = min(box[1] for box, char in boxes if char.strip() and box[1] > 60)
    found = [(box, char) for box, char in boxes if abs(box[1] - bottom) < 5 and char.strip() and box[0] > right - 20 * column]
    expected = [(at, char) for at, cell in enumerate(cells) for char in cell if char.strip()]
    assert len(found) == len(expected)
    for (box, char), (at, wanted) in zip(found, expected, strict=True):
        start = right - (20 - at) * column
        assert char == wanted and start < box[0] and box[2] < start + column


def test_sixty_lessons_split_into_spreads_and_nobody_of_another_subgroup_is_listed():
    contents = told(5, 61)
    contents["standings"]["1"].pop("4")
    paper = reports.journal_paper(contents, 1)
    assert [len(one.columns) for one in paper.spreads] == [20, 20, 20, 1]
    assert [len(one.lines) for one in paper.spreads] == [4] * 4
    with pytest.raises(NotFound):
        reports.journal_paper(contents, 2)


def test_the_workbook_holds_the_lines_of_the_paper_with_numbers_as_numbers():
    marks, lessons = tables.journal(reports.journal_paper(told(2, 3), 1))
    assert marks.headers[:3] == ["№", "Фамилия, имя, отчество", "01.09.2026"]
    assert next(iter(marks.rows))[2:] == [5, "н", "б", 4.12, 14, 8, 4, 5]
    assert len(list(lessons.rows)) == 3


def document_count(app):
    with app.app_context(), unscoped():
        return db.session.query(Document).filter_by(kind="journal").count()


def test_an_open_journal_is_a_draft_for_its_readers_and_absent_for_others(app, college, world, client_as):
    assert save(client_as("teacher"), college, text="о15 5").status_code == 200
    for key in ("teacher", "head_of_department"):
        answer = client_as(key).post(f"/journals/{college.load_id}/print")
        assert answer.status_code == 200, key
    assert "о15" in pages(answer.data)[0].split()
    assert "семестр не закрыт" in pages(answer.data)[0] and "Абрамов Пётр Ильич" in pages(answer.data)[0]
    assert document_count(app) == 0
    for key in ("teacher2", "curator2"):
        assert client_as(key).post(f"/journals/{college.load_id}/print").status_code == 404
        assert client_as(key).post(f"/journals/{college.load_id}/table").status_code == 404
        assert client_as(key).post(f"/journals/of-term/{college.group_term_id}/print").status_code == 404
    assert client_as("director", world.foreign).post(f"/journals/{college.load_id}/print").status_code == 404
    assert client_as("deputy", world.foreign).post(f"/journals/of-term/{college.group_term_id}/print").status_code == 404
    assert client_as("methodist").post(f"/journals/{college.load_id}/print").status_code == 403


def test_the_workbook_is_given_and_recorded(app, college, client_as):
    assert save(client_as("teacher"), college, text="о15 5").status_code == 200
    answer = client_as("curator").post(f"/journals/{college.load_id}/table")
    assert answer.status_code == 200
    grid = read(answer.data, Limits())
    assert grid.rows[1][1] == "Абрамов Пётр Ильич" and "о15 5" in grid.rows[1]
    with app.app_context(), unscoped():
        from app.audit.models import AuditEvent

        assert db.session.query(AuditEvent).filter_by(action="export", object_type="teaching_load").count() == 1
    assert client_as("director").post(f"/journals/{college.load_id}/table").status_code == 403


def test_the_volume_of_a_group_is_left_to_the_server_and_numbers_its_pages_through(app, college, client_as):
    volume = volume_of(app, client_as("curator"), college)
    found = pages(volume)
    assert len(pypdf.PdfReader(io.BytesIO(volume)).pages) == len(found) == 3 + 4 + 4 + 3
    contents = next(page for page in found if "ОГЛАВЛЕНИЕ" in page)
    assert "4–7" in contents and "8–11" in contents
    assert "Математика" in found[3] and "Физическая культура" in found[7]
    assert "том" not in found[0] and all(f"том, стр. {number} из {len(found)}" in page for number, page in enumerate(found[1:], start=2))
    assert "МЕДИЦИНСКИЕ ГРУППЫ" in found[12] and "Абрамов Пётр Ильич" in found[12] and "ИНСТРУКТАЖИ" in found[13]
