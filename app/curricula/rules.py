"""Forms of control and the checks of a curriculum; pure.

Sources: 273-ФЗ art. 58 (debts), the general rules of vocational programmes (≤ 36 hours a week, ≤ 8 exams and ≤ 10
credits a year without physical education), layouts of the ФГОС.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.text import N_
from app.curricula.tree import PRACTICES, ZERO, Finding, Item, Plan

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


def check(plan: Plan) -> tuple[Finding, ...]:
    """Give everything the plan contradicts itself or the rules in; nothing here is fatal."""
    found: list[Finding] = []
    for item in plan.items:
        found += _check_sums(plan, item)
        found += _check_control(plan, item)
        found += _check_practice(item)
    for rule in (_check_codes, _check_weeks, _check_year, _check_emptiness, _check_standard, _check_competences):
        found += rule(plan)
    return tuple(found)


def checked(plan: Plan) -> Plan:
    """Give a stored plan with its findings, and with the number of semesters a year that its length shows."""
    courses = plan.years + (1 if plan.months else 0)
    yearly = plan.study_form == "extramural" and 0 < plan.semesters <= courses
    plan = replace(plan, semesters_per_course=1 if yearly else 2)
    return replace(plan, findings=check(plan))


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


def _warning(code: str, msgid: str, item: Item | None = None, /, **params: object) -> Finding:
    if item is not None:
        params = {"item": item.title, **params}
    return Finding(code, "warning", msgid, params, item.key if item else None)


def _check_sums(plan: Plan, item: Item) -> Iterator[Finding]:
    for term in item.terms:
        if term.stated is not None and term.by_kind and term.stated != term.by_kind:
            yield _warning(
                "kinds_total",
                N_("%(item)s, semester %(semester)s: the kinds of hours add up to %(sum)s, the total says %(stated)s."),
                item, semester=term.semester, sum=plain(term.by_kind), stated=plain(term.stated),
            )  # fmt: skip
    if item.hours is None or plan.is_shortened:
        return
    if not item.is_heading and item.hours != item.total:
        yield _warning(
            "semesters_total",
            N_("%(item)s: the semesters add up to %(sum)s hours, the plan says %(stated)s."),
            item, sum=plain(item.total), stated=plain(item.hours),
        )  # fmt: skip
    if item.kind == "module" and item.hours:
        below = sum((each.total for each in plan.below(item.key) if each.is_counted and not each.is_heading), ZERO)
        if below != item.hours:
            yield _warning(
                "children_total",
                N_("%(item)s: its parts add up to %(sum)s hours, the module says %(stated)s."),
                item, sum=plain(below), stated=plain(item.hours),
            )  # fmt: skip


def _check_control(plan: Plan, item: Item) -> Iterator[Finding]:
    last = last_semester(item)
    if item.kind in ("discipline", "mdk", "individual_project", *PRACTICES) and item.is_counted and last:
        term = item.term(last)
        if term is not None and not term.controls:
            yield _warning(
                "no_final_control", N_("%(item)s: the last semester (%(semester)s) has no form of control."),
                item, semester=last,
            )  # fmt: skip
    if item.kind == "module_exam" and item.parent:
        later = [each for each in plan.below(item.parent) if last_semester(each) > last and each.key != item.key]
        if last and later:
            yield _warning(
                "exam_not_last", N_("%(item)s is in semester %(semester)s, before the end of %(later)s."),
                item, semester=last, later=later[0].title,
            )  # fmt: skip


def _check_practice(item: Item) -> Iterator[Finding]:
    for term in item.terms:
        if term.weeks and term.hours != term.weeks * HOURS_A_WEEK:
            yield _warning(
                "practice_weeks",
                N_("%(item)s, semester %(semester)s: %(hours)s hours are not %(weeks)s weeks of 36 hours."),
                item, semester=term.semester, hours=plain(term.hours), weeks=plain(term.weeks),
            )  # fmt: skip


def _check_codes(plan: Plan) -> Iterator[Finding]:
    seen: dict[str, Item] = {}
    for item in plan.rows:
        if item.code and item.is_counted and item.code in seen:
            yield _warning(
                "duplicate_code", N_("The index %(code)s stands at two lines: %(first)s and %(second)s."),
                code=item.code, first=seen[item.code].name, second=item.name,
            )  # fmt: skip
        elif item.is_counted:
            seen[item.code] = item


def _check_weeks(plan: Plan) -> Iterator[Finding]:
    if plan.study_form != "full_time":
        return
    for semester, hours in enumerate(hours_by_semester(plan), start=1):
        uses = plan.calendar.get(semester, {})
        weeks = sum((length for use, length in uses.items() if use != "holidays"), ZERO)
        if weeks and hours > weeks * HOURS_A_WEEK:
            yield _warning(
                "overload", N_("Semester %(semester)s: %(hours)s hours in %(weeks)s weeks are over 36 hours a week."),
                semester=semester, hours=plain(hours), weeks=plain(weeks),
            )  # fmt: skip
        elif weeks and hours < weeks * HOURS_A_WEEK:
            yield Finding(
                "calendar", "note",
                N_("Semester %(semester)s: %(hours)s hours are fewer than %(weeks)s weeks of 36 hours."),
                {"semester": semester, "hours": plain(hours), "weeks": plain(weeks)},
            )  # fmt: skip


def events(plan: Plan, semester: int, wanted: Callable[[ControlForm], bool]) -> int:
    """Count the events of a semester among the wanted forms: a joint control once, physical education never."""
    joint: set[str] = set()
    single = 0
    for item in plan.counted:
        term = item.term(semester)
        for each in term.controls if term and not item.is_physical else ():
            if not wanted(CONTROLS[each.form]):
                continue
            if each.joint_key:
                joint.add(each.joint_key)
            else:
                single += 1
    return single + len(joint)


def _check_year(plan: Plan) -> Iterator[Finding]:
    years: dict[int, list[int]] = {}
    for semester in range(1, plan.semesters + 1):
        years.setdefault(course_of(semester, plan.semesters_per_course), []).append(semester)
    for course, semesters in years.items():
        exams = sum(events(plan, semester, lambda form: form.is_exam) for semester in semesters)
        credits = sum(events(plan, semester, lambda form: form.is_credit) for semester in semesters)
        if exams > EXAMS_A_YEAR:
            yield _warning(
                "many_exams", N_("Year %(course)s has %(count)s exams, more than 8."), course=course, count=exams
            )
        if credits > CREDITS_A_YEAR:
            yield _warning(
                "many_credits", N_("Year %(course)s has %(count)s credits without physical education, more than 10."),
                course=course, count=credits,
            )  # fmt: skip


def _check_emptiness(plan: Plan) -> Iterator[Finding]:
    if not plan.leaves:
        yield _warning("empty", N_("The plan has no disciplines yet."))


def _check_standard(plan: Plan) -> Iterator[Finding]:
    """Compare the total with the volume of the programme by its standard; a shortened plan teaches less."""
    total = sum(hours_by_semester(plan), ZERO)
    if plan.fgos_hours and not plan.is_shortened and total and total != plan.fgos_hours:
        yield _warning(
            "standard_total", N_("The plan has %(sum)s hours, the standard sets %(hours)s for the programme."),
            sum=plain(total), hours=plan.fgos_hours,
        )  # fmt: skip


def _check_competences(plan: Plan) -> Iterator[Finding]:
    listed = {each.code for each in plan.competences}
    formed = {code for item in plan.items for code in item.competences}
    for item in plan.items if listed else ():
        for code in item.competences:
            if code not in listed:
                yield _warning("competence_unknown", N_("%(item)s: the competence %(code)s is not in the plan's list."), item, code=code)
    for each in plan.competences:
        if each.code not in formed:
            yield Finding("competence_unused", "note", N_("No line forms the competence %(code)s."), {"code": each.code})


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
