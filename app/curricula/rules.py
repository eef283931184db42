"""Forms of control, hours and numbers of a curriculum; pure.

Sources: 273-ФЗ art. 58 (debts), the general rules of vocational programmes (≤ 36 hours a week, ≤ 8 exams and ≤ 10
credits a year without physical education), layouts of the ФГОС.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.text import N_
from app.curricula.tree import ZERO, Item, Plan

HOURS_A_WEEK = 36
EXAMS_A_YEAR = 8
CREDITS_A_YEAR = 10
MAX_SEMESTER = 12
MAX_HOURS = Decimal(20_000)

MARKS, PASS_FAIL = "marks", "pass_fail"


@dataclass(frozen=True, slots=True)
class ControlForm:
    """A form of control. ``makes_debt``: a bad result is an academic debt of art. 58; ``scale`` 5–2 or passed or not.

    ``is_exam`` and ``is_credit`` say in which yearly limit it counts; ``is_offered`` whether people may choose it.
    """

    code: str
    name: str
    makes_debt: bool = True
    scale: str = MARKS
    is_exam: bool = False
    is_credit: bool = False
    is_offered: bool = True


_FORMS = (
    ControlForm("Э", N_("Exam"), is_exam=True),
    ControlForm("ДЗ", N_("Graded credit"), is_credit=True),
    ControlForm("З", N_("Credit"), scale=PASS_FAIL, is_credit=True),
    ControlForm("КР", N_("Test paper")),
    ControlForm("КП", N_("Course project")),
    ControlForm("КРаб", N_("Course paper")),
    ControlForm("ЭМ", N_("Module exam"), is_exam=True),
    ControlForm("КЭ", N_("Qualification exam"), is_exam=True),
    # A mark for the semester without attestation: failing it is poor progress, not a debt.
    ControlForm("ДР", N_("Other form of control"), makes_debt=False),
    ControlForm("Оц", N_("Semester mark"), makes_debt=False),
    ControlForm("ДКР", N_("Home test paper"), makes_debt=False),
    ControlForm("ИП", N_("Individual project")),
    # Final attestation has re-sits of its own (order 800), not those of art. 58.
    ControlForm("ДЭ", N_("Demonstration exam"), makes_debt=False),
    ControlForm("ГИА", N_("Final state attestation"), makes_debt=False),
    # «К» is how plan files abbreviate the test paper; kept readable, «КР» is the form people choose.
    ControlForm("К", N_("Test paper"), is_offered=False),
)
CONTROLS: Mapping[str, ControlForm] = {form.code: form for form in _FORMS}


def control(code: str) -> ControlForm:
    """Give the form of control with ``code``; KeyError for a code that does not exist."""
    return CONTROLS[code]


def plain(value: Decimal) -> int | Decimal:
    """Give a whole number as int, so that 36.00 reads 36."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def course_of(semester: int, semesters_per_course: int = 2) -> int:
    """Give the year of study of a plan semester in an ordinary plan."""
    return -(-semester // max(semesters_per_course, 1))


def last_semester(item: Item) -> int:
    """Give the last semester in which the item has hours or a control, 0 for none."""
    return max((term.semester for term in item.terms if term.hours or term.controls), default=0)


def settled(plan: Plan) -> Plan:
    """Give a plan as the database keeps it, so that a stored plan and a new file can be compared.

    Each leaf has its total; a shortened plan promises hours that were re-credited, so there the taught ones count.
    """
    return replace(
        plan,
        items=tuple(
            replace(
                item,
                hours=item.total if item.hours is None or (plan.is_shortened and not item.is_heading) else item.hours,
                is_physical=False,
                terms=tuple(
                    replace(term, stated=None if term.by_kind else term.stated, weeks=None) for term in item.terms
                ),
            )
            for item in plan.items
        ),
        findings=(),
    )


def hours_by_semester(plan: Plan) -> list[Decimal]:
    """Give the counted hours of each semester, from the first to the last in use."""
    return _by_semester(plan, lambda item, semester: term.hours if (term := item.term(semester)) else ZERO)


def controls_by_semester(plan: Plan, forms: Iterable[str]) -> list[int]:
    """Give how many controls of ``forms`` stand in each semester, joint ones counted for each item."""
    wanted = tuple(forms)
    return [
        sum(each.form in wanted for item in plan.counted for term in item.terms if term.semester == semester
            for each in term.controls)
        for semester in range(1, plan.semesters + 1)
    ]  # fmt: skip


def _by_semester(plan: Plan, value: Callable[[Item, int], Decimal]) -> list[Decimal]:
    return [sum((value(item, semester) for item in plan.counted), ZERO) for semester in range(1, plan.semesters + 1)]


EXAM_FORMS = tuple(form.code for form in _FORMS if form.is_exam)


def summary(plan: Plan, say: Callable[[str, Mapping[str, object]], str] | None = None) -> dict[str, object]:
    """Give the JSON object of a plan: its numbers by semester and its findings as sentences made by ``say``."""
    speak = say or (lambda msgid, params: msgid % params if params else msgid)
    return {
        "specialty": plan.specialty_code,
        "rows": len(plan.rows),
        "leaves": len(plan.leaves),
        "hours_by_semester": [_json(hours) for hours in hours_by_semester(plan)],
        "exams_by_semester": controls_by_semester(plan, EXAM_FORMS),
        "graded_credits_by_semester": controls_by_semester(plan, ("ДЗ",)),
        "findings": [
            {"code": each.code, "severity": each.severity, "item": each.item, "message": speak(each.msgid, each.params)}
            for each in plan.findings
        ],
    }


def _json(value: Decimal) -> int | float:
    exact = plain(value)
    return exact if isinstance(exact, int) else float(exact)
