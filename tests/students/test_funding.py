"""Sources of funding: every one has its words everywhere, is understood in a list and counted once in reports."""

import pytest

from app.exchange import cells
from app.movement.kinds import GROUND_OF_COLUMN, GROUNDS
from app.students.funding import COLUMNS, SOURCES, WORDS, short


@pytest.mark.parametrize("code", SOURCES)
def test_every_source_has_words_a_column_and_a_usual_ground(code):
    source = SOURCES[code]
    assert len(code) <= 10, "the columns of the tables have room for ten letters"
    assert source.column in COLUMNS and GROUND_OF_COLUMN[source.column] in GROUNDS and short(code)
    assert source.needs_contract is (source.targeted or not source.by_budget)
    assert code in WORDS.values()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Бюджет", "budget"), ("бюджет субъекта РФ", "budget"), ("Федеральный бюджет", "federal"), ("местный бюджет", "local"), ("платно", "contract"),
        ("юр. лицо", "entity"), ("внебюджет, юридическое лицо", "entity"), ("целевое", "target"), ("федеральный бюджет, целевое обучение", "federal_t"),
        ("внебюджет, физическое лицо, целевое обучение", "contract_t"), ("внебюджет, юридическое лицо, целевое обучение", "entity_t"),
    ],
)  # fmt: skip
def test_a_source_is_understood_as_offices_write_it(typed, code):
    assert cells.choice(WORDS)(typed) == code


def test_the_sources_have_different_words_on_paper():
    assert len({source.ordered for source in SOURCES.values()}) == len({source.title for source in SOURCES.values()}) == len(SOURCES)
    assert (short("entity_t"), short("federal"), short("entity"), short(None)) == ("целевое", "бюджет", "договор", "")
