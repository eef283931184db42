"""What may be entered in a sheet and what follows from it."""

import pytest

from app.attestation.controls import FORMS, WITHOUT_SHEET, form_of, is_debt, parse_result, proposed_result
from app.attestation.rules import Result
from app.attestation.states import STATUSES, TRANSITIONS, possible, require_fillable, transition
from app.core.errors import Conflict, Invalid
from app.curricula.models import CONTROL_FORMS


def test_every_control_of_a_plan_has_a_sheet_or_a_protocol_of_its_own():
    assert set(CONTROL_FORMS) == set(FORMS) | WITHOUT_SHEET


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("Э", "Экзаменационная ведомость"),
        ("З", "Зачётная ведомость"),
        ("ДЗ", "Ведомость дифференцированного зачёта"),
        ("КП", "Ведомость защиты курсовых проектов"),
        ("ЭМ", "Ведомость экзамена по модулю"),
    ],
)
def test_the_title_follows_the_control(code, title):
    assert form_of(code).title == title


def test_the_final_attestation_has_no_sheet_of_a_term():
    with pytest.raises(Invalid):
        form_of("ГИА")


@pytest.mark.parametrize(
    ("code", "typed", "result"),
    [
        ("Э", " 5 ", "5"), ("Э", "н", "неявка"), ("Э", "ну", "неявка (ув.)"), ("Э", "нд", "н/доп"), ("Э", "Осв.", "осв."),
        ("ДЗ", "h", "неявка"), ("З", "зач", "зачтено"), ("З", "НЕЗАЧЁТ", "не зачтено"), ("З", "+", "зачтено"), ("З", "", None),
        ("З", "не зачтено", "не зачтено"),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(code, typed, result):
    assert parse_result(typed, form_of(code)) == result


@pytest.mark.parametrize(("code", "typed"), [("Э", "6"), ("Э", "1"), ("Э", "зачтено"), ("З", "5"), ("З", "2"), ("ДЗ", "н/а"), ("Э", "55")])
def test_what_is_no_result_of_the_control_is_refused(code, typed):
    with pytest.raises(Invalid) as refusal:
        parse_result(typed, form_of(code), "Белов Пётр")
    assert refusal.value.params["student"] == "Белов Пётр"


@pytest.mark.parametrize(
    ("code", "proposal", "open_tasks", "result"),
    [
        ("ДЗ", "4", 0, "4"), ("З", "зач", 0, "зачтено"), ("З", "незач", 0, "не зачтено"), ("З", "3", 0, "зачтено"),
        ("З", "2", 0, "не зачтено"), ("Э", "н/а", 0, "н/доп"), ("ДЗ", None, 1, "н/доп"), ("ДЗ", None, 0, None), ("ДЗ", "зач", 0, None),
    ],
)  # fmt: skip
def test_the_journal_proposes_a_result_of_the_control(code, proposal, open_tasks, result):
    assert proposed_result(form_of(code), proposal, open_tasks) == result


def test_a_debt_comes_from_a_control_that_the_plan_names_and_never_from_an_excused_absence():
    debts = {result for result in Result if is_debt(form_of("Э"), result)}
    assert debts == {"2", "не зачтено", "неявка", "н/доп"}
    assert not is_debt(form_of("ДР"), "2")
    assert not is_debt(form_of("Э"), None)


def test_a_sheet_moves_only_as_the_table_says():
    for verb, (source, target) in TRANSITIONS.items():
        assert transition(verb, source) == target
        for status in set(STATUSES) - {source}:
            with pytest.raises(Conflict):
                transition(verb, status)
    assert possible("signed") == {"return_to_teacher", "close"}
    assert possible("superseded") == frozenset()


@pytest.mark.parametrize("status", ["draft", "signed", "closed", "superseded"])
def test_only_an_issued_sheet_is_filled(status):
    with pytest.raises(Conflict):
        require_fillable(status)
    require_fillable("issued")
