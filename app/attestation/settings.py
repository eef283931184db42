"""What a college chooses for its attestation: the rule of the final mark, the titles of its sheets."""

from __future__ import annotations

from app.attestation.controls import FORMS
from app.attestation.marks import EXAM_RULE, MEAN_RULE, TOWARDS_RULE
from app.core.errors import Invalid
from app.core.text import N_
from app.settings import queries
from app.settings.rules import between, declare

FINAL_RULE, CLOSING_BASIS, TITLE = "attestation.final_rule", "attestation.closing_basis", "attestation.title."
EXAM_GAP, ONE_A_DAY = "attestation.exam_gap", "attestation.one_exam_a_day"
EXAM_MINUTES, CONSULTATION_MINUTES = "attestation.exam_minutes", "attestation.consultation_minutes"


def _titled(key: str):  # type: ignore[no-untyped-def]
    def check(value: str) -> None:
        if not 3 <= len(value) <= 150:
            raise Invalid(N_("A title has 3 to 150 characters."), field=key)

    return check


declare(
    FINAL_RULE, str, EXAM_RULE, N_("Final mark of an exam item"),
    choices=(
        (EXAM_RULE, N_("the mark of the exam")),
        (MEAN_RULE, N_("the mean of semester and exam, a half up")),
        (TOWARDS_RULE, N_("the mean of semester and exam, a half towards the exam")),
    ),
)  # fmt: skip
declare(
    CLOSING_BASIS, str, "", N_("Order by which who fills a sheet may close it"),
    N_("Empty: who fills does not close. With an order the exception is kept in the history of each such sheet."),
)
declare(EXAM_GAP, int, 2, N_("Days between exams of a group"), check=between(0, 14, EXAM_GAP))
declare(ONE_A_DAY, bool, True, N_("Warn of two exams of a group on one day"))
declare(EXAM_MINUTES, int, 180, N_("Minutes that an exam takes"), check=between(30, 600, EXAM_MINUTES))
declare(CONSULTATION_MINUTES, int, 60, N_("Minutes that a consultation takes"), check=between(15, 300, CONSULTATION_MINUTES))
LABELS = {
    "Э": N_("Title of the sheet: exam"),
    "ДЗ": N_("Title of the sheet: graded credit"),
    "З": N_("Title of the sheet: credit"),
    "КП": N_("Title of the sheet: course project"),
    "КРаб": N_("Title of the sheet: course paper"),
    "ЭМ": N_("Title of the sheet: module exam"),
    "КЭ": N_("Title of the sheet: qualification exam"),
    "ДЭ": N_("Title of the sheet: demonstration exam"),
    "ИП": N_("Title of the sheet: individual project"),
    "КР": N_("Title of the sheet: test paper (КР)"),
    "К": N_("Title of the sheet: test paper (К)"),
    "ДКР": N_("Title of the sheet: home test paper"),
    "ДР": N_("Title of the sheet: other forms"),
    "Оц": N_("Title of the sheet: semester marks"),
}
for _code, _label in LABELS.items():
    declare(TITLE + _code, str, FORMS[_code].title, _label, check=_titled(TITLE + _code))


def titles(organization_id: int) -> dict[str, str]:
    """Give {code of a control: title of its sheet} as the college has them."""
    return {key.removeprefix(TITLE): value for key, value in queries.values(organization_id, TITLE).items()}


def final_rule(organization_id: int) -> str:
    """Give the college's rule of the final mark."""
    return queries.value(organization_id, FINAL_RULE)


def closing_basis(organization_id: int) -> str:
    """Give the order by which who fills may close, empty where there is none."""
    return queries.value(organization_id, CLOSING_BASIS).strip()
