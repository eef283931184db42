"""Papers as PDF: text as expected, the same bytes anywhere, nothing fetched, a bomb kills its child only."""

import io
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from jinja2 import TemplateNotFound

from app.core.errors import Refused
from app.documents import press, rendering, typesetter
from app.documents.press import Press
from tests.documents import samples

GOLDEN = Path(__file__).parent.parent / "golden"
ROOT = Path(__file__).parent.parent.parent
FORMS = {
    "sheet_25": ("sheet.html", samples.sheet(25), samples.IMPRINT),
    "sheet_30": ("sheet.html", samples.sheet(30), samples.IMPRINT),
    "sheet_group_of_one": ("sheet.html", samples.sheet(1), None),
    "sheet_blank": ("sheet.html", samples.sheet(10, filled=False), samples.IMPRINT),
    "sheet_credit": ("sheet.html", samples.sheet(12, credit=True), samples.IMPRINT),
    "sheet_topics": ("sheet.html", samples.sheet(6, topics=True), samples.IMPRINT),
    "sheet_complex": ("sheet.html", samples.complex_sheet(), samples.IMPRINT),
    "sheet_commission": ("sheet.html", samples.commission_sheet(), samples.IMPRINT),
    "summary_25_by_14": ("summary.html", samples.summary(25, 14), samples.IMPRINT),
    "summary_group_of_one": ("summary.html", samples.summary(1, 5), None),
    "appointment": ("appointment.html", samples.appointment(), samples.IMPRINT),
    "appointment_stand_in": ("appointment.html", samples.appointment(is_backup=True, backup="", zone=""), None),
    "undertaking": ("undertaking.html", samples.undertaking(), samples.IMPRINT),
    "duty_matrix": ("duty_matrix.html", samples.matrix(), samples.IMPRINT),
    "acquaintance_sheet": ("acquaintance_sheet.html", samples.readers(), samples.IMPRINT),
    "local_act": ("local_act.html", samples.act_text(), None),
    "oversight": ("oversight_table.html", samples.oversight(), None),
    "discrepancy_statement": ("discrepancy_statement.html", samples.statement(), samples.IMPRINT),
    "discrepancy_letter": ("discrepancy_letter.html", samples.letter(), samples.IMPRINT),
    "discrepancy_letter_draft": ("discrepancy_letter.html", samples.letter(number="", letter_date=None, addressee_name=""), None),
    "login_slips": ("login_slips.html", samples.slips(9), None),
    "closing_act": ("closing_act.html", samples.act(), samples.IMPRINT),
    "indicators": ("indicators.html", samples.indicators(), None),
    "control_act": ("control_act.html", samples.control_act(), samples.IMPRINT),
    "year_act": ("year_act.html", samples.year_act(), samples.IMPRINT),
    "destruction_act": ("destruction_act.html", samples.destruction_act(), samples.IMPRINT),
}


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


@pytest.mark.parametrize("name", FORMS)
def test_printed_text_is_the_expected_one(name):
    """After a wanted change of a form: GOLDEN=write pytest tests/documents, and read the difference."""
    text = "\n=== page ===\n".join(pages(rendering.render(*FORMS[name]))) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_thirty_students_take_two_pages_with_the_head_repeated_and_signatures_beside_rows():
    first, second = pages(rendering.render(*FORMS["sheet_30"]))
    for page in (first, second):
        assert "Фамилия, имя, отчество" in page
    assert second.index("21-130") < second.index("Преподаватель ")
    assert second.endswith("\nстр. 2 из 2") and "стр." not in first, "the number of the page stands from page 2"
    assert "Код проверки" in first and "Код проверки" not in second


@pytest.mark.parametrize("count", range(23, 30))
def test_signatures_never_stand_alone_on_a_page(count):
    last = pages(rendering.render("sheet.html", samples.sheet(count), samples.IMPRINT))[-1]
    assert f"21-{100 + count}" in last


@pytest.mark.parametrize("count", [24, 25, 26])
def test_a_student_never_stands_alone_beside_the_totals_of_the_summary(count):
    last = pages(rendering.render("summary.html", samples.summary(count, 14), samples.IMPRINT))[-1]
    assert "Качество знаний" in last and sum(last.count(f"\n{number} ") for number in range(1, count + 1)) >= 3


def test_the_summary_of_one_student_stays_with_its_head():
    first = pages(rendering.render(*FORMS["summary_group_of_one"]))[0]
    assert "Александра-Виктория" in first and "Средний балл" in first


def test_no_word_of_a_sheet_with_many_columns_is_cut():
    three = samples.sheet(6, three_marks=True)
    assert "неудовлетворительно" in pages(rendering.render("sheet.html", three))[0]
    many = samples.sheet(6, with_tickets=False, items=("МДК.01.02 Поддержка и тестирование программных модулей", "УП.01 Учебная практика", "ПП.01"))
    many = replace(many, rows=tuple(replace(row, marks=(row.mark, "зач.", "5")) for row in many.rows))
    assert "тестирование" in pages(rendering.render("sheet.html", many))[0]


def test_a_sheet_prints_its_own_number_beside_that_of_the_registry():
    text = pages(rendering.render("sheet.html", samples.sheet(1, number="12/2026"), samples.IMPRINT))[0]
    text = text.replace("\u00a0", " ")
    assert "ведомость № 12/2026" in text and "Рег. № 15-ЗЭВ" in text


def test_a_sheet_is_small_and_its_text_selectable():
    pdf = rendering.render(*FORMS["sheet_25"])
    assert len(pdf) <= 60 * 1024
    assert samples.LONG.split()[1] in "".join(pages(pdf))


SCRIPT = """
import hashlib, sys
from tests.documents import samples
from app.documents import rendering
print(hashlib.sha256(rendering.render("summary.html", samples.summary(12, 14), samples.IMPRINT)).hexdigest())
"""


def test_two_processes_in_different_zones_and_seeds_give_the_same_bytes():
    digests = set()
    for zone, seed in (("Asia/Vladivostok", "1"), ("America/New_York", "77")):
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        command = [sys.executable, "-c", SCRIPT]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1


def test_the_quick_typesetter_prints_what_the_library_prints():
    """Styles that no paper needs are left out and those of a form are read once; not a byte of the paper changes."""
    with typesetter.packaged_fonts():
        quick, plain = typesetter.make_renderer(), typesetter.make_plain_renderer()
        quick(b"<p>1"), plain(b"<p>1")
    for name in ("sheet_25", "summary_group_of_one", "login_slips"):
        html = rendering.html(*FORMS[name]).encode()
        assert quick(html) == plain(html) == quick(html)


def test_only_packaged_fonts_are_used_whatever_the_text():
    paper = replace(samples.sheet(1), item="日本語 ₽ ☐ № ½")
    reader = pypdf.PdfReader(io.BytesIO(rendering.render("sheet.html", paper)))
    fonts = {font["/BaseFont"].split("+")[1] for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert "PT-Serif" in fonts
    assert all(font.startswith("PT-S") for font in fonts)


HOSTILE = (
    "<img src=file:///etc/passwd>",
    '<link rel=attachment href="file:///etc/hostname">',
    "<iframe src='http://127.0.0.1:9/'></iframe>",
    "<style>@import url(http://127.0.0.1:9/a.css);</style>",
    "<object data='file:///etc/passwd'></object>",
    "<script>alert(1)</script>",
    "</td></tr></table><h1>Отчислить</h1>",
    "{{ config }}{% raw %}",
    '" onload="x" style="background:url(file:///etc/passwd)',
    "<svg><image href='file:///etc/passwd'/></svg>",
    "<a href='javascript:alert(1)'>x</a>",
)


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_name_is_printed_as_text(payload):
    paper = samples.sheet(1)
    hostile = replace(paper, item=payload, rows=(replace(paper.rows[0], name=payload),), title=payload)
    text = "".join(pages(rendering.render("sheet.html", hostile))).replace("\n", "").replace(" ", "")
    assert payload.replace(" ", "") in text


@pytest.mark.parametrize(
    "html",
    [
        "<img src='file:///etc/passwd'>",
        "<link rel=attachment href='file:///etc/hostname'>",
        "<link rel=stylesheet href='http://127.0.0.1:9/a.css'>",
        "<style>@font-face{font-family:x;src:url(file:///etc/passwd)} p{font-family:x}</style><p>x",
        "<style>@import url(http://127.0.0.1:9/a.css);</style>",
    ],
)
def test_a_template_that_fetches_is_refused_not_served(html):
    with pytest.raises(Refused):
        press.press().render(html)


def test_templates_must_end_in_html():
    with pytest.raises(TemplateNotFound):
        rendering.environment().get_template("sheet.css")
    assert rendering.environment().autoescape is True
    assert {path.suffix for path in rendering.FOLDER.iterdir()} == {".html", ".css"}


def test_a_paper_must_be_a_frozen_dataclass():
    with pytest.raises(TypeError):
        rendering.html("sheet.html", {"title": "x"})


@pytest.fixture
def small_press():
    made = Press(size=1, seconds=1.0, megabytes=512)
    yield made
    made.close()


@pytest.mark.parametrize(
    "bomb",
    [
        "<table>" + "<tr><td>x<td>y<td>z" * 20000,
        "<p>" + "а" * 1_500_000,
        "<div>" * 20_000,
        "<p>" + "x" * (5 << 20),
    ],
    ids=["rows", "name", "nesting", "size"],
)
def test_a_bomb_kills_its_child_and_the_next_paper_prints(small_press, bomb):
    small_press.render("<p>warm")
    began = time.monotonic()
    with pytest.raises(Refused):
        small_press.render(bomb)
    assert time.monotonic() - began < 10
    assert small_press.render("<p>дальше").startswith(b"%PDF")


def test_a_killed_child_costs_one_sentence(small_press):
    small_press.render("<p>1")
    child = small_press._free.queue[-1]
    child.process.kill()
    child.process.wait()
    with pytest.raises(Refused) as refusal:
        small_press.render("<p>2")
    assert str(refusal.value).endswith(".")
    assert small_press.render("<p>3").startswith(b"%PDF")


def test_the_child_inherits_no_secret(small_press, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    small_press.render("<p>1")
    environment = Path(f"/proc/{small_press._free.queue[-1].process.pid}/environ").read_bytes()
    assert b"hidden" not in environment


def test_without_pango_the_refusal_says_what_to_install(monkeypatch, tmp_path, small_press):
    script = tmp_path / "typesetter.py"
    source = Path(typesetter.__file__).read_text(encoding="utf-8")
    script.write_text(source.replace("from weasyprint import CSS, HTML", "raise OSError('cannot load libpango')"), "utf-8")
    monkeypatch.setattr(typesetter, "__file__", str(script))
    with pytest.raises(Refused) as refusal:
        small_press.render("<p>1")
    assert "libpango-1.0-0" in str(refusal.value)
    monkeypatch.undo()
    assert small_press.render("<p>1").startswith(b"%PDF")


def test_many_papers_come_in_their_order_and_merge_into_one():
    jobs = [("sheet.html", samples.sheet(1, group=f"Г-{number}"), None) for number in range(7)]
    merged = rendering.merge(rendering.render_many(jobs))
    assert [f"Г-{number}" in page for number, page in enumerate(pages(merged))] == [True] * 7
    assert merged == rendering.merge(rendering.render_many(jobs))


def test_warm_starts_a_child():
    rendering.warm()
    assert any(press.press()._free.queue)
