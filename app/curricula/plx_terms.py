"""ПланыНовыеЧасы of a `.plx`: hours and forms of control of each row by semester."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.errors import Invalid
from app.core.text import N_
from app.curricula import plx_codes as codes
from app.curricula.plan_xml import Node
from app.curricula.rules import MAX_SEMESTER, plain
from app.curricula.tree import ZERO, Control, Finding, Term

DAYS_IN_WEEK = 6


@dataclass(slots=True)
class TermDraft:
    """What is gathered of one row in one semester; controls are kept by the file's own code."""

    hours: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    controls: dict[str, Decimal] = field(default_factory=dict)
    stated: Decimal | None = None
    weeks: Decimal | None = None


Drafts = dict[str, dict[int, TermDraft]]


def read_terms(database: Node, rows: Mapping[str, str], per_course: int) -> tuple[Drafts, list[Finding]]:
    """Gather the facts of the known ``rows`` (code → title) into drafts by row and semester of the whole term."""
    kinds = {node.key("Код"): node for node in database.each("СправочникВидыРабот")}
    drafts: Drafts = defaultdict(lambda: defaultdict(TermDraft))
    findings: list[Finding] = []
    orphans = 0
    for (row, semester), facts in _by_semester(database, per_course, rows, findings).items():
        if row not in rows:
            orphans += len(facts)
            continue
        for fact in facts:
            _add(drafts[row][semester], fact, kinds, findings)
    if orphans:
        findings.append(
            Finding(
                "orphans", "warning", N_("%(count)s records of hours belong to no line; left out."), {"count": orphans}
            )
        )
    return drafts, findings


def _by_semester(
    database: Node, per_course: int, rows: Mapping[str, str], findings: list[Finding]
) -> dict[tuple[str, int], list[Node]]:
    """Place every fact of the two useful cuts in its semester, each fact once."""
    yearly: dict[tuple[str, int, str], list[Node]] = defaultdict(list)
    for fact in database.each("ПланыНовыеЧасы"):
        if fact.key("КодТипаЧасов") in (codes.VOLUME, codes.PRACTICAL_TRAINING):
            yearly[fact.key("КодОбъекта"), fact.whole("Курс"), fact.key("КодТипаЧасов")].append(fact)
    placed: dict[tuple[str, int], list[Node]] = defaultdict(list)
    for (row, course, _), facts in yearly.items():
        # Extramural plans store the year's total (session 0) and its split by sessions: one of the two is taken.
        whole = [fact for fact in facts if not fact.whole("Сессия")]
        for fact in whole or facts:
            inside = 1 if per_course == 1 else fact.whole("Семестр")
            if course < 1 or not 1 <= inside <= per_course:
                findings.append(
                    Finding(
                        "bad_semester", "warning", N_("%(row)s: hours outside any semester are left out."),
                        {"row": rows.get(row, "?")},
                    )
                )  # fmt: skip
                continue
            placed[row, _semester(course, inside, per_course)].append(fact)
    return placed


def _semester(course: int, inside: int, per_course: int) -> int:
    number = (course - 1) * per_course + inside
    if number > MAX_SEMESTER:
        raise Invalid(
            N_("The plan uses semester %(semester)s; a vocational programme has no more than 12."), semester=number
        )
    return number


def _add(draft: TermDraft, fact: Node, kinds: Mapping[str, Node], findings: list[Finding]) -> None:
    code = fact.key("КодВидаРаботы")
    amount = fact.number("Количество")
    kind = kinds.get(code, Node("", {}))
    work_type = kind.key("КодТипРабот")
    hours = codes.hours_kind(code, work_type, kind.flag("Аудиторный"))
    if fact.key("КодТипаЧасов") == codes.PRACTICAL_TRAINING:
        if hours:
            draft.hours["practical_training"] += amount
    elif code == codes.TOTAL:
        draft.stated = (draft.stated or ZERO) + amount
    elif code == codes.WEEKS:
        days = fact.number("Недель") * DAYS_IN_WEEK + fact.number("Дней")
        draft.weeks = (draft.weeks or ZERO) + days / DAYS_IN_WEEK if days else draft.weeks
    elif hours:
        draft.hours[hours] += amount
        if code not in codes.HOURS:
            _unknown(code, kind, findings)
    elif (code in codes.CONTROLS or work_type == codes.CONTROL_TYPE) and amount:
        draft.controls[code] = draft.controls.get(code, ZERO) + amount
        if code not in codes.CONTROLS:
            _unknown(code, kind, findings)


def _unknown(code: str, kind: Node, findings: list[Finding]) -> None:
    finding = Finding(
        "unknown_work", "note", N_("The kind of work «%(name)s» (%(code)s) is new; check where its hours went."),
        {"name": kind.text("Название") or "?", "code": code},
    )  # fmt: skip
    if finding not in findings:
        findings.append(finding)


def joint_keys(database: Node, per_course: int) -> dict[tuple[str, int, str], str]:
    """Give for (row, semester, code of control) the key of the joint control it is a part of.

    Keys are «semester.number» in the order of the file, so that two versions of a plan name them alike.
    """
    keys: dict[str, tuple[int, str, str]] = {}
    counts: dict[int, int] = defaultdict(int)
    for node in database.each("КомплексныеФК"):
        course, inside = node.whole("Курс"), node.whole("Семестр")
        semester = (course - 1) * per_course + (1 if per_course == 1 else inside)
        counts[semester] += 1
        keys[node.key("Код")] = semester, node.key("КодВидаРабот"), f"{semester}.{counts[semester]}"
    found: dict[tuple[str, int, str], str] = {}
    for member in database.each("Строки_КомплексныеФК"):
        if joint := keys.get(member.key("КодКомплекснойФК")):
            semester, control, key = joint
            found[member.key("КодСтроки"), semester, control] = key
    return found


def build_terms(
    row: str, kind: str, name: str, drafts: Mapping[int, TermDraft], joint: Mapping[tuple[str, int, str], str]
) -> tuple[Term, ...]:
    """Make the terms of a leaf; empty semesters are dropped."""
    terms = []
    for semester, draft in sorted(drafts.items()):
        hours = dict(draft.hours)
        if kind.endswith("_practice") or kind == "final_attestation":
            hours["practice"] = hours.get("practice", ZERO) + hours.pop("practicals", ZERO)
        controls = dict.fromkeys(
            Control(_form(code, kind, name), joint.get((row, semester, code))) for code in draft.controls
        )
        controls_ = _one_of_each(controls)
        if any(hours.values()) or controls_ or draft.stated:
            terms.append(Term(semester, stated=draft.stated, weeks=draft.weeks, controls=controls_, **hours))
    return tuple(terms)


def _form(code: str, kind: str, name: str) -> str:
    form = codes.CONTROLS.get(code, "ДР")
    if form == "Э" and kind == "module_exam":
        # «Экзамен (квалификационный)» of the old ФГОС is a module exam; the rank of a worker has an exam of its own.
        return "КЭ" if name.casefold().startswith("квалификационный экзамен") else "ЭМ"
    return form


def _one_of_each(controls: Iterable[Control]) -> tuple[Control, ...]:
    """Keep one control of each form, in the file's order of forms: a semester has no two marks of one form."""
    order = [*dict.fromkeys(codes.CONTROLS.values()), "ЭМ", "КЭ"]
    kept: dict[str, Control] = {}
    for control in controls:
        if control.form not in kept or (control.joint_key and not kept[control.form].joint_key):
            kept[control.form] = control
    return tuple(sorted(kept.values(), key=lambda control: order.index(control.form)))


def doubled_controls(row: str, drafts: Mapping[int, TermDraft]) -> list[Finding]:
    """Report controls that stand more than once at one line in one semester; one of them is kept."""
    return [
        Finding(
            "several_controls", "note",
            N_("%(row)s, semester %(semester)s: %(count)s controls of one form, taken as one."),
            {"row": row, "semester": semester, "count": plain(amount)},
        )
        for semester, draft in sorted(drafts.items()) for amount in draft.controls.values() if amount > 1
    ]  # fmt: skip
