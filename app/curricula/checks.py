"""The checks of a curriculum: what contradicts itself or the rules; pure.

Sources: the general rules of vocational programmes (≤ 36 hours a week, ≤ 8 exams and ≤ 10 credits a year without physical
education), volumes of the ФГОС.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.core.text import N_
from app.curricula.rules import (
    CONTROLS,
    CREDITS_A_YEAR,
    EXAMS_A_YEAR,
    HOURS_A_WEEK,
    ControlForm,
    course_of,
    hours_by_semester,
    last_semester,
    plain,
)
from app.curricula.tree import PRACTICES, ZERO, Finding, Item, Plan


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
