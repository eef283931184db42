"""How a college dresses its papers: letterhead, signers, numbers; the contents and what is issued stay."""

from dataclasses import dataclass

import pytest

from app.documents import codes, dressing
from app.documents.dressing import Style
from app.documents.rules import Letterhead, Signature

HEAD = Letterhead("ГБПОУ «Колледж»", "Министерство", "Колледж", "г. Самара")
DEPUTY = dressing.POSTS["deputy"]


@dataclass(frozen=True)
class Paper:
    letterhead: Letterhead
    signatures: tuple[Signature, ...]
    director: Signature


PAPER = Paper(HEAD, (Signature(DEPUTY), Signature("Преподаватель", "И. И. Иванов")), Signature("Директор", "П. П. Петров"))


@pytest.mark.parametrize(
    ("template", "written"),
    [("{number}-{series}", "12-ЗЭВ"), ("{series}-{number}/{year}", "ЗЭВ-12/2026"), ("№{number}", "№12"), ("{серия}-{номер}/{год}", "ЗЭВ-12/2026")],
)
def test_numbers_are_written_as_the_college_writes_them(template, written):
    assert dressing.is_number_template(template)
    assert dressing.written_number(template, 12, "ЗЭВ", 2026) == written


@pytest.mark.parametrize("template", ["", "{series}", "{number}{secret}", "{номер}{тайна}", "{number}{", "{number!r}", "{number.__class__}", "<b>{number}</b>"])
def test_what_is_no_number_is_refused(template):
    assert not dressing.is_number_template(template)


def test_a_paper_of_a_college_that_chose_nothing_is_the_same_paper():
    assert dressing.dressed(PAPER, Style()) is PAPER


def test_the_letterhead_and_the_signers_are_those_of_the_college():
    style = Style(False, True, "443001, Самара", {DEPUTY: Signature("Заместитель директора по УПР", "С. С. Сидорова")})
    shown = dressing.dressed(PAPER, style)
    assert (shown.letterhead.founder, shown.letterhead.short_name, shown.letterhead.line) == ("", "Колледж", "443001, Самара")
    assert shown.signatures == (Signature("Заместитель директора по УПР", "С. С. Сидорова"), PAPER.signatures[1])
    assert shown.director == PAPER.director


def test_a_named_signer_keeps_the_own_name():
    style = Style(posts={"Преподаватель": Signature("Преподаватель", "Другой")})
    assert dressing.dressed(PAPER, style).signatures[1].name == "И. И. Иванов"


def test_the_digest_is_taken_of_the_undressed_paper():
    assert codes.digest("x.html", PAPER) == codes.digest("x.html", dressing.dressed(PAPER, Style()))
