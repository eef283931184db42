"""Attempts at a control and the three marks of an exam: tables of the law and of the college's local act."""

from datetime import date

import pytest

from app.attestation import attempts
from app.attestation.attempts import Attempt, require_attempt
from app.attestation.controls import form_of, parse_semester, semester_mark
from app.attestation.marks import FINAL_RULES, final_mark
from app.attestation.settings import LABELS
from app.attestation.states import ATTEMPTS, COMMISSION, DEFERRED, IMPROVEMENT, KINDS, LATER, PRIMARY, RESIT
from app.core.errors import Invalid, Refused
from app.curricula.models import CONTROL_FORMS


def tried(*told):
    """Give attempts («primary 2», …) held one a month."""
    return [
        Attempt(kind, ATTEMPTS[kind], number, f"{number}/2026", date(2026, number, 1), result)
        for number, (kind, result) in enumerate(told, start=1)
    ]


@pytest.mark.parametrize(
    ("told", "allowed"),
    [
        ((), set()),
        (((PRIMARY, "2"),), {RESIT}),
        (((PRIMARY, "неявка"),), {RESIT}),
        (((PRIMARY, "н/доп"),), {RESIT}),
        (((PRIMARY, "не зачтено"),), {RESIT}),
        (((PRIMARY, "неявка (ув.)"),), {DEFERRED, RESIT}),
        (((PRIMARY, "неявка (ув.)"), (DEFERRED, "2")), {RESIT}),
        (((PRIMARY, "осв."),), set()),
        (((PRIMARY, "4"),), {IMPROVEMENT}),
        (((PRIMARY, "зачтено"),), {IMPROVEMENT}),
        (((PRIMARY, "2"), (RESIT, "2")), {COMMISSION}),
        (((PRIMARY, "2"), (RESIT, "неявка")), {COMMISSION}),
        (((PRIMARY, "2"), (RESIT, "неявка (ув.)")), {RESIT}),
        (((PRIMARY, "2"), (RESIT, "3")), {IMPROVEMENT}),
        (((PRIMARY, "2"), (RESIT, "2"), (COMMISSION, "2")), set()),
        (((PRIMARY, "2"), (RESIT, "2"), (COMMISSION, "неявка (ув.)")), {COMMISSION}),
        (((PRIMARY, "2"), (RESIT, "2"), (COMMISSION, "3")), {IMPROVEMENT}),
    ],
)
def test_two_resits_the_second_before_a_commission_and_nothing_after_it(told, allowed):
    """273-ФЗ, art. 58, pp. 5–6; excused absence is no attempt."""
    found = set()
    for kind in KINDS:
        try:
            require_attempt(kind, tried(*told), "Белов Пётр")
            found.add(kind)
        except Refused as refusal:
            assert refusal.params["student"] == "Белов Пётр"
    assert found == allowed


@pytest.mark.parametrize(
    ("told", "first", "now"),
    [
        (((PRIMARY, "2"),), "2", "2"),
        (((PRIMARY, "2"), (RESIT, "3")), "2", "3"),
        (((PRIMARY, "2"), (RESIT, "2"), (COMMISSION, "4")), "2", "4"),
        (((PRIMARY, "3"), (IMPROVEMENT, "5")), "3", "5"),
        (((PRIMARY, "4"), (IMPROVEMENT, "3")), "4", "4"),
        (((PRIMARY, "неявка (ув.)"), (DEFERRED, "5")), "неявка (ув.)", "5"),
    ],
)
def test_every_result_is_read_as_closed_and_as_it_stands_now(told, first, now):
    found = tried(*told)
    assert attempts.primary(found).result == first
    assert attempts.current(list(reversed(found))).result == now
    assert attempts.final(found) == now
    assert attempts.final([]) is None


@pytest.mark.parametrize(
    ("rule", "semester", "exam", "final"),
    [
        ("exam", "5", "3", "3"), ("exam", None, "4", "4"), ("exam", "3", "5", "5"),
        ("mean", "5", "4", "5"), ("mean", "4", "5", "5"), ("mean", "5", "3", "4"), ("mean", "3", "4", "4"), ("mean", None, "4", "4"),
        ("mean", "н/а", "4", "4"), ("mean", "4", "4", "4"),
        ("mean_to_exam", "5", "4", "4"), ("mean_to_exam", "4", "5", "5"), ("mean_to_exam", "5", "3", "4"),
        *[(rule, "5", bad, bad) for rule in FINAL_RULES for bad in ("2", "неявка", "неявка (ув.)", "н/доп", "осв.")],
        *[(rule, "5", None, None) for rule in FINAL_RULES],
    ],
)  # fmt: skip
def test_the_final_mark_follows_the_rule_of_the_college_and_a_failed_exam_is_final(rule, semester, exam, final):
    assert final_mark(rule, semester, exam) == final


def test_an_unknown_rule_is_a_defect():
    with pytest.raises(ValueError):
        final_mark("sum", "4", "4")


def test_a_semester_mark_knows_figures_and_not_attested():
    assert [parse_semester(one) for one in ("4", "н/а", "осв", "")] == ["4", "н/а", "осв.", None]
    assert [semester_mark(one) for one in ("5", "н/а", None)] == ["5", "н/а", None]
    for wrong in ("зачтено", "неявка", "1"):
        with pytest.raises(Invalid):
            parse_semester(wrong, "Белов")


def test_every_form_of_control_has_a_title_to_choose_and_only_an_exam_three_marks():
    assert set(LABELS) == set(CONTROL_FORMS) - {"ГИА"}
    assert [code for code in LABELS if form_of(code).three_marks] == ["Э"]
    assert not any(form_of(code).from_journal for code in ("Э", "ЭМ", "КЭ", "КП", "КРаб", "ДЭ", "ИП"))
    assert set(LATER) == set(KINDS) - {PRIMARY}
