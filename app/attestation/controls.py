"""Forms of control as sheets know them: official title, block of the summary, results that may be entered; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.attestation.rules import GRADES, Result
from app.core.errors import Invalid
from app.core.text import N_, normalise

_COMMON = (Result.ABSENT_EXCUSED, Result.ABSENT, Result.NOT_ADMITTED, Result.EXEMPT)
MARK_RESULTS = (Result.FIVE, Result.FOUR, Result.THREE, Result.TWO, *_COMMON)
CREDIT_RESULTS = (Result.PASSED, Result.FAILED, *_COMMON)
# A bad result of a control that the plan names is an academic debt (273-ФЗ, art. 58); excused absence is not.
DEBTS = frozenset({Result.TWO, Result.FAILED, Result.ABSENT, Result.NOT_ADMITTED})

EXAMS, GRADED, CREDITS, COURSE, MODULES, OTHERS = (
    "Экзамены", "Дифференцированные зачёты", "Зачёты", "Курсовые проекты (работы)", "Профессиональные модули", "Другие",
)  # fmt: skip
BLOCKS = (EXAMS, GRADED, CREDITS, COURSE, MODULES, OTHERS)


@dataclass(frozen=True, slots=True)
class SheetForm:
    """How a control is recorded: the official title of its sheet, the name printed as «форма контроля», its block.

    ``three_marks``: beside the result stand the semester mark and the final mark of the item.
    ``from_journal``: the result is the semester mark, so it may be taken from the journal (only ДЗ, З and the controls
    without an event of their own). ``required``: the term does not close without a closed sheet.
    """

    title: str
    name: str
    block: str
    credit: bool = False
    makes_debt: bool = True
    from_journal: bool = False
    required: bool = True
    tickets: bool = False
    topics: bool = False
    scores: bool = False
    three_marks: bool = False

    @property
    def results(self) -> tuple[Result, ...]:
        """Give what may stand in this sheet, in the order it is offered."""
        return CREDIT_RESULTS if self.credit else MARK_RESULTS


_OTHER = "Ведомость других форм контроля"
FORMS: Mapping[str, SheetForm] = {
    "Э": SheetForm("Экзаменационная ведомость", "экзамен", EXAMS, tickets=True, three_marks=True),
    "ДЗ": SheetForm("Ведомость дифференцированного зачёта", "дифференцированный зачёт", GRADED, from_journal=True),
    "З": SheetForm("Зачётная ведомость", "зачёт", CREDITS, credit=True, from_journal=True),
    "КП": SheetForm("Ведомость защиты курсовых проектов", "курсовой проект", COURSE, topics=True),
    "КРаб": SheetForm("Ведомость защиты курсовых работ", "курсовая работа", COURSE, topics=True),
    "ЭМ": SheetForm("Ведомость экзамена по модулю", "экзамен по модулю", MODULES, tickets=True),
    "КЭ": SheetForm("Ведомость квалификационного экзамена", "квалификационный экзамен", MODULES, tickets=True),
    "ДЭ": SheetForm("Ведомость демонстрационного экзамена", "демонстрационный экзамен", MODULES, required=False, scores=True),
    "ИП": SheetForm("Ведомость защиты индивидуальных проектов", "индивидуальный проект", OTHERS, topics=True),
    "КР": SheetForm("Ведомость контрольной работы", "контрольная работа", OTHERS, from_journal=True, required=False),
    "К": SheetForm("Ведомость контрольной работы", "контрольная работа", OTHERS, from_journal=True, required=False),
    "ДКР": SheetForm(
        "Ведомость домашней контрольной работы", "домашняя контрольная работа", OTHERS,
        makes_debt=False, from_journal=True, required=False,
    ),
    "ДР": SheetForm(_OTHER, "другая форма контроля", OTHERS, makes_debt=False, from_journal=True, required=False),
    "Оц": SheetForm("Ведомость семестровых отметок", "семестровая отметка", OTHERS, makes_debt=False, from_journal=True, required=False),
}  # fmt: skip
# The final attestation has protocols of its own, not sheets of a term.
WITHOUT_SHEET = frozenset({"ГИА"})
SEMESTER_MARKS = (Result.FIVE, Result.FOUR, Result.THREE, Result.TWO, Result.NOT_ATTESTED, Result.EXEMPT)

# What people type for the same result: short codes, codes of the journal, a Latin keyboard's look-alikes.
_TYPED = {
    "зач": Result.PASSED, "зач.": Result.PASSED, "зачет": Result.PASSED, "+": Result.PASSED,
    "незач": Result.FAILED, "незач.": Result.FAILED, "незачет": Result.FAILED, "незачтено": Result.FAILED, "-": Result.FAILED,
    "н": Result.ABSENT, "h": Result.ABSENT, "ня": Result.ABSENT, "н/я": Result.ABSENT,
    "ну": Result.ABSENT_EXCUSED, "у": Result.ABSENT_EXCUSED, "y": Result.ABSENT_EXCUSED, "неявка ув": Result.ABSENT_EXCUSED,
    "нд": Result.NOT_ADMITTED, "н/д": Result.NOT_ADMITTED, "ндоп": Result.NOT_ADMITTED,
    "осв": Result.EXEMPT, "о": Result.EXEMPT, "o": Result.EXEMPT,
}  # fmt: skip
_EXACT = {normalise(result): result for result in Result}


def form_of(code: str) -> SheetForm:
    """Give the form of a control by its code; raises Invalid for one that is not recorded in a sheet."""
    if code in WITHOUT_SHEET or code not in FORMS:
        raise Invalid(N_("The control «%(control)s» is recorded in a protocol of its own, not in a sheet."), control=code)
    return FORMS[code]


def parse_result(typed: str, form: SheetForm, student: str = "") -> Result | None:
    """Read what was typed for a student («5», «зач», «н», «осв.»); None for nothing, Invalid names what does not fit."""
    word = normalise(typed)
    if not word:
        return None
    result = _EXACT.get(word) or _TYPED.get(word)
    if result is None or result not in form.results:
        raise Invalid(
            N_("%(student)s: «%(typed)s» cannot stand in this sheet. Possible: %(possible)s."),
            student=student,
            typed=typed.strip()[:30],
            possible=", ".join(form.results),
        )
    return result


def parse_semester(typed: str, student: str = "") -> Result | None:
    """Read a semester mark of an exam item («4», «н/а»); None for nothing, Invalid names what does not fit."""
    word = normalise(typed)
    if not word:
        return None
    result = _EXACT.get(word) or {"осв": Result.EXEMPT, "на": Result.NOT_ATTESTED}.get(word)
    if result not in SEMESTER_MARKS:
        raise Invalid(
            N_("%(student)s: «%(typed)s» is no semester mark. Possible: %(possible)s."),
            student=student, typed=typed.strip()[:30], possible=", ".join(SEMESTER_MARKS),
        )  # fmt: skip
    return result


def semester_mark(proposal: str | None) -> Result | None:
    """Turn what the journal proposes into the semester mark of an exam item."""
    return Result(proposal) if proposal in (*GRADES, Result.NOT_ATTESTED) else None


def proposed_result(form: SheetForm, proposal: str | None, open_tasks: int) -> Result | None:
    """Turn the semester mark that the journal proposes into a result of this sheet; None where nothing follows.

    Missed more than the limit («н/а») or a required task without a mark means «н/доп».
    """
    if proposal == "н/а" or open_tasks:
        return Result.NOT_ADMITTED
    if proposal in ("зач", "незач"):
        result = Result.PASSED if proposal == "зач" else Result.FAILED
        return result if form.credit else None
    grade = Result(proposal) if proposal in GRADES else None
    if grade is None or not form.credit:
        return grade
    return Result.FAILED if grade is Result.TWO else Result.PASSED


def is_debt(form: SheetForm, result: str | None) -> bool:
    """Tell whether a result is an academic debt of its student."""
    return form.makes_debt and result in DEBTS


def progress(results: list[str | None]) -> tuple[int, int]:
    """Give «filled n of N»."""
    return sum(1 for result in results if result), len(results)
