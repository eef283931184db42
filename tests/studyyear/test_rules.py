"""Weeks of a year and a group's row beside its plan."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import Invalid
from app.studyyear import rules
from app.studyyear.rules import CUSTOMARY, Kind, Planned

WEEKS = rules.weeks_of(date(2026, 9, 1), date(2027, 8, 31))
USES = {kind.letters: kind.use for kind in CUSTOMARY}
TERMS = ((date(2026, 9, 1), date(2026, 12, 30)), (date(2027, 1, 11), date(2027, 6, 30)))
PLAN = {"theory": Decimal(39), "attestation": Decimal(2)}
FULL = ("Т",) * 17 + ("К",) * 2 + ("Т",) * 22 + ("ПА",) * 2 + ("К",) * 9


def said(row, planned=Planned(PLAN, TERMS)):
    return [one.msgid for one in rules.findings(row, WEEKS, USES, planned)]


def test_a_year_has_its_weeks_from_the_monday_before_its_first_day():
    assert (len(WEEKS), WEEKS[0], WEEKS[-1]) == (52, date(2026, 8, 31), date(2027, 8, 23))
    spans = rules.month_spans(WEEKS)
    assert spans[0] == (9, 4) and sum(span for _month, span in spans) == 52


def test_a_row_that_follows_the_plan_has_no_remarks():
    assert len(FULL) == 52 and said(FULL) == []
    assert said((*FULL[:-2], "Т", "Т"), Planned({**PLAN, "theory": Decimal(41)})) == []
    assert said(("",) * 52) == []


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        (("",) * 3 + FULL[3:], "weeks without a kind: %(count)s"),
        (("УП",) * 3 + FULL[3:], "%(use)s: %(count)s weeks, the plan has %(wanted)s"),
        ((*FULL[:17], "ПА", "К", *FULL[19:]), "%(use)s: %(count)s weeks, the plan has %(wanted)s"),
        ((*FULL[:50], "Т", "Т", "Т"), "studies outside the days of the group's terms in weeks %(weeks)s"),
    ],
)
def test_each_disagreement_is_named(row, remark):
    assert remark in said(row)


def test_weeks_of_the_plan_are_laid_out_from_the_begin_of_each_semester():
    semesters = [
        (TERMS[0][0], TERMS[0][1], {"theory": Decimal(16), "practice": Decimal(1)}),
        (TERMS[1][0], TERMS[1][1], {"theory": Decimal(20), "practice": Decimal(2), "attestation": Decimal(2)}),
    ]
    row = rules.propose(WEEKS, semesters, CUSTOMARY)
    assert row[:19] == ("Т",) * 16 + ("УП",) + ("К",) * 2
    assert row[19:43] == ("Т",) * 20 + ("УП",) * 2 + ("ПА",) * 2 and set(row[43:]) == {"К"}
    last = rules.propose(WEEKS, [*semesters[:1], (TERMS[1][0], TERMS[1][1], {"theory": Decimal(10), "final": Decimal(6)})], CUSTOMARY)
    assert last[29:35] == ("Г",) * 6 and set(last[35:]) == {"="}


def test_a_chart_of_a_plan_file_is_taken_in_the_letters_of_the_college():
    own = [*CUSTOMARY[:1], Kind("Э", "Экзамены", "yellow", "attestation"), CUSTOMARY[6]]
    assert rules.of_plan("Т,ПА,УП,К", 6, own) == ("Т", "Э", "", "К", "К", "К")
    assert rules.of_plan("Т,ПА,УП,К", 3, CUSTOMARY) == ("Т", "ПА", "УП")


def test_letters_that_nobody_declared_are_refused_with_their_week():
    with pytest.raises(Invalid) as refusal:
        rules.read_row("Т,Ы", 52, USES)
    assert refusal.value.params == {"week": 2, "letters": "Ы"}
    for wrong in (None, 5, "Т," * 60):
        with pytest.raises(Invalid):
            rules.read_row(wrong, 52, USES)
