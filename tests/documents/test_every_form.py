"""What must hold for every form whatever the names: nothing beyond the page, heads repeated, no signatures alone, headings as chosen."""

import re

import pypdfium2
import pytest

from app.documents import headings, registry, rendering
from app.documents.dressing import Style
from tests.documents.every_form import EVERY, NAME, POST, SHORT_NAME, WORKING
from tests.documents.samples import IMPRINT

EDGE = 8  # points: no printer reaches further
# Headed by what they are about: a sheet by its control (settings of attestation), pages of a record book by the semester.
HEADED_OTHERWISE = {"attestation_sheet", "record_book"}
# Kept longer than ten years: 30 mm are left to sew them in.
KEPT_LONG = {"order_enrolment", "order_single", "appointment", "personal_card", "book_names", "academic_record"}
HEADLESS = ("sheet_", "record_book", "login_slips", "standing_slips", "journal_cover")


def printed(name):
    template, paper = EVERY[name]
    return pypdfium2.PdfDocument(rendering.render(template, paper, None if name in WORKING else IMPRINT))


def squeezed(text):
    return re.sub(r"[\s\u00ad\ufffe\x02-]+", "", text)


def heads_of(name):
    """Give the first worded head of each table of a form."""
    html = rendering.html(*EVERY[name])
    found = []
    for table in re.findall(r"<thead>(.*?)</thead>", html, re.S):
        cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<th[^>]*>(.*?)</th>", table, re.S)]
        found += [squeezed(cell) for cell in cells if len(cell) > 4][:1]
    return found


def beyond(page, left_edge):
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = [(text.get_charbox(at), text.get_text_range(at, 1)) for at in range(text.count_chars())]
    return [char for (left, low, right, high), char in boxes
            if right - left > 0.1 and not (left >= left_edge and right <= width - EDGE and low >= EDGE / 2 and high <= height - EDGE / 2)]  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_a_form_of_long_names_keeps_to_its_pages(name):
    pages = list(printed(name))
    texts = [page.get_textpage().get_text_range() for page in pages]
    left_edge = 30 / 25.4 * 72 - 1 if name in KEPT_LONG else EDGE
    assert [beyond(page, left_edge) for page in pages] == [[]] * len(pages)
    given, fathers = (squeezed(part) for part in NAME.split()[1:])
    assert [squeezed(one).count(given) for one in texts] == [squeezed(one).count(fathers) for one in texts], "a row is split between two pages"
    signs = set(re.findall(r"[\w-]+", f"{POST} {SHORT_NAME}")) | {"стр", "из"}
    beside = [word for word in re.findall(r"[\w-]+", texts[-1]) if word not in signs and not word.isdigit() and not set(word) <= {"_"}]
    assert len(pages) == 1 or len(beside) > 2, f"signatures stand alone on the last page: {texts[-1]}"
    heads = heads_of(name)
    rows = [text for text in texts if NAME.split()[1].split("-")[0] in text.replace("\r\n", "\n")]
    if heads and name != "journal":
        assert [text for text in rows if not any(head in squeezed(text) for head in heads)] == []


def test_every_kind_of_paper_has_a_heading_that_a_college_may_word(sqlite_template):
    def has(kind):
        return kind in headings.HEADINGS or any(one.startswith(f"{kind}.") for one in headings.HEADINGS)

    assert [kind for kind in registry.kinds() if not has(kind) and kind not in HEADED_OTHERWISE] == []


@pytest.mark.parametrize("name", [name for name in EVERY if not name.startswith(HEADLESS)])
def test_a_form_is_headed_as_the_college_words_it(name):
    """Each form in the wording of a college that has changed every line; the templates hold no heading of their own."""
    template, paper = EVERY[name]
    chosen = {headings.title_key(form): "ИНАЧЕ НАЗВАНО" for form in headings.HEADINGS} | {headings.purpose_key(form): "иначе о том" for form in headings.HEADINGS}
    html = rendering.html(template, paper, None, Style(headings=chosen))
    assert "ИНАЧЕ НАЗВАНО" in html
    assert ("иначе о том" in html) == ("purpose(" in (rendering.FOLDER / template).read_text(encoding="utf-8"))
