"""Papers of the session, of debts and of the record: the printed text is the expected one."""

import os
from pathlib import Path

import pytest

from app.documents import rendering
from tests.documents.samples import IMPRINT
from tests.documents.test_rendering import pages
from tests.record.papers import PAPERS

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("name", PAPERS)
def test_printed_text_is_the_expected_one(name):
    """After a wanted change of a form: GOLDEN=write pytest tests/record/test_papers.py, and read the difference."""
    text = "\n=== page ===\n".join(pages(rendering.render(*PAPERS[name], IMPRINT))) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_two_slips_share_a_sheet_and_each_keeps_its_code():
    slip = rendering.render(*PAPERS["resit_permit"], IMPRINT)
    found = pages(rendering.two_up([slip] * 3))
    assert [page.count("Код проверки") for page in found] == [2, 1]
