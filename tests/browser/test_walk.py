"""One college from its first start to a closed term, walked in a real browser by its people."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import first_days, term
from tests.browser.college import SURNAMES, College, text_of
from tests.browser.served import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def college(tmp_path: Path, browser: Any) -> Iterator[College]:
    """Give an installation that was just started for the first time."""
    installation = Installation(tmp_path / "data")
    link = installation.serve()
    found = College(installation, browser)
    found.newcomer("director").opens(link)
    idle = [installation.connect() for _ in range(4)]  # as browsers do in advance; they stop nobody
    yield found
    for connection in idle:
        connection.close()
    installation.stop()


def test_from_the_first_start_to_a_closed_term(college: College, tmp_path: Path) -> None:
    first_days.the_director_founds_the_college(college)
    first_days.the_director_appoints_the_coordinator(college)
    first_days.the_coordinator_takes_office(college)
    first_days.the_coordinator_opens_the_year(college)
    first_days.the_coordinator_makes_accounts(college)
    first_days.everybody_gets_a_role_and_comes_in(college)
    first_days.the_methodist_uploads_the_plan(college)
    first_days.the_secretary_imports_the_group(college)
    first_days.the_deputy_gives_the_load_out(college)
    term.the_teacher_fills_the_journal(college)
    term.a_stale_cell_is_refused(college)
    term.the_office_issues_the_sheets(college)
    term.the_teacher_fills_and_signs(college)
    term.the_office_closes_the_sheets(college)
    term.the_deputy_closes_the_term(college)
    term.the_journal_is_only_read(college)
    the_papers_are_printed(college)
    anybody_verifies_a_paper(college)
    the_copy_comes_back_elsewhere(college, tmp_path)
    assert {name: person.troubles for name, person in college.people.items() if person.troubles} == {}


# --- 8. papers ---------------------------------------------------------------------------------------------------------


def the_papers_are_printed(college: College) -> None:
    deputy = college["deputy"]
    summary = deputy.gets_file(lambda: deputy.touches("Печать сводной ведомости"))
    text = text_of(summary)
    assert "СВОДНАЯ ВЕДОМОСТЬ" in text.upper() and "ИС-11" in text
    assert all(surname in text for surname in SURNAMES)
    deputy.page.reload()
    assert deputy.gets_file(lambda: deputy.touches("Печать сводной ведомости")) == summary
    term.opens_sheet(deputy, "Операционные системы")
    sheet = deputy.gets_file(lambda: deputy.touches("Печать"))
    text = text_of(sheet)
    assert "Ведомость дифференцированного зачёта" in text or "ВЕДОМОСТЬ ДИФФЕРЕНЦИРОВАННОГО ЗАЧЁТА" in text
    assert all(surname in text for surname in SURNAMES) and "отлично" in text
    deputy.page.reload()
    assert deputy.gets_file(lambda: deputy.touches("Печать")) == sheet
    college.sheet = sheet


def anybody_verifies_a_paper(college: College) -> None:
    deputy = college["deputy"]
    deputy.goes_to("Отчёты", "Реестр документов")
    deputy.page.locator("tr", has_text="дифференцированного").get_by_role("link").first.click()
    code = deputy.page.locator("dt:has-text('Код проверки') + dd").inner_text()
    deputy.takes_photo("22-document")
    stranger = college.newcomer("stranger")
    stranger.opens("/verify/")
    stranger.types("Код документа", code)
    stranger.gives_file("PDF документа", "sheet.pdf", college.sheet)
    stranger.presses("Проверить")
    stranger.sees("Документ действителен.", "Файл побайтно совпадает с архивным.")
    stranger.takes_photo("23-verdict")
    told = stranger.page.content()
    assert not [name for name in (*SURNAMES, "Сазонов", "Громова", "Беляев") if name in told]


# --- 9. safety ---------------------------------------------------------------------------------------------------------


def the_copy_comes_back_elsewhere(college: College, folder: Path) -> None:
    director = college["director"]
    director.goes_to("Управление", "Резервные копии")
    director.presses("Проверить целостность")
    director.sees("Всё цело")
    copy = folder / "copy.backup"
    copy.write_bytes(director.gets_file(lambda: director.touches("Сделать резервную копию")))
    assert "Абрамова".encode() not in copy.read_bytes()
    elsewhere = Installation(folder / "elsewhere")
    restored = elsewhere.run("restore", str(copy), "--json", RECOVERY_PHRASE=college.phrase)
    assert (restored.returncode, restored.stderr) == (0, ""), restored.stdout
    proven = elsewhere.run("verify", "--json")
    assert (proven.returncode, json.loads(proven.stdout)) == (0, {"problems": [], "whole": True})
    printed = folder / "again.pdf"
    assert elsewhere.run("report", "sheet", "--sheet", "1", "-o", str(printed)).returncode == 0
    assert printed.read_bytes() == college.sheet
