"""A printed table: the head of the college, the heads on every page, who printed it and when."""

from app.core.actor import Actor
from app.documents.rendering import render
from app.documents.rules import Letterhead
from app.screens.papers import TEMPLATE, table_paper
from app.screens.reading import read
from tests.browser.college import text_of

ROWS = "".join(f"<tr><td>{n}</td><td>Константинопольская-Мухаметзянова Александра Владиславовна</td><td>✓</td></tr>" for n in range(1, 61))
PAGE = f"<h1>Должники</h1><table><thead><tr><th>№</th><th>Студент</th><th>Сдано</th></tr></thead><tbody>{ROWS}</tbody></table>"


def test_a_printed_table_bears_the_college_the_heads_and_who_printed_it():
    page = read(PAGE)
    paper = table_paper(Actor.system(1, name="Ильина А. А."), Letterhead("ГБПОУ «Колледж»"), page, page.tables[0])
    texts = text_of(render(TEMPLATE, paper)).split("\f")
    whole = "\n".join(texts)
    assert "ГБПОУ «Колледж»" in whole and "Должники" in whole and "Строк: 60" in whole
    assert whole.count("Студент") >= 2 and "стр. 2 из" in whole and "✓" not in whole
    assert "Ильина А. А." in whole
