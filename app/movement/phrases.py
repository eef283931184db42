"""The words of an order: what a line commands, of whom, from which day, on which basis; pure Russian text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.rules import ru_date, ru_long_date
from app.movement.kinds import BASIS_WORDS, EXPULSIONS, GROUNDS, KINDS, LEAVE_REASONS, SANCTIONS
from app.students.funding import SOURCES

FORMS = {"full_time": "очной", "part_time": "очно-заочной", "extramural": "заочной"}
_STUDENT = {
    "accusative": {"m": "студента", "f": "студентку", "": "студента(ку)"},
    "dative": {"m": "студенту", "f": "студентке", "": "студенту(ке)"},
}
_MANY = {"accusative": "следующих студентов", "dative": "следующим студентам"}
_NEWCOMERS = frozenset({"ENROLL", "TRANSFER_IN", "RESTORE"})


@dataclass(frozen=True, slots=True)
class Said:
    """A line as the paper needs it: the name in its case, the student's present place and what changes."""

    kind: str
    name: str
    sex: str = ""
    from_group: str = ""
    from_course: int | None = None
    from_form: str = ""
    on: date = date.min
    until: date | None = None
    group: str = ""
    specialty: str = ""
    form: str = ""
    course: int | None = None
    funding: str = ""
    choice: str = ""
    contract: str = ""
    honours: bool = False
    new_name: str = ""
    note: str = ""
    basis: str = ""
    amends: bool = False


@dataclass(frozen=True)
class Clause:
    """A numbered item of the order: its sentence, the names when there are many, its own basis."""

    text: str
    names: tuple[str, ...] = ()
    basis: str = ""


def clauses(lines: Sequence[Said]) -> tuple[Clause, ...]:
    """Give the items of an order: lines that command the same are one item with a list of names."""
    found: dict[tuple[str, str, str], list[Said]] = {}
    for line in lines:
        found.setdefault((line.kind, command(line), line.basis), []).append(line)
    return tuple(_clause(group) for group in found.values())


def _clause(group: Sequence[Said]) -> Clause:
    first = group[0]
    kind = KINDS[first.kind]
    verb = f"Изложить в новой редакции: {kind.verb.lower()}" if first.amends else kind.verb
    if first.kind in ("NAME", "CANCEL") or len(group) == 1:
        texts = [_single(verb, line) for line in group]
        return Clause(" ".join(texts), basis=first.basis)
    names = tuple(f"{line.name}{_where(line)}" for line in group)
    return Clause(f"{verb}{_space(command(first))} {_MANY.get(kind.case, '')}:".replace("  ", " "), names, first.basis)


def _single(verb: str, line: Said) -> str:
    if line.kind == "CANCEL":
        return f"Отменить действие приказа в отношении: {line.name}."
    who = _who(line)
    if line.kind == "NAME":
        return _stop(f"Считать {line.name}{who}, {line.new_name} с {ru_long_date(line.on)}")
    said = command(line)
    return _stop(f"{verb} {line.name}{who}{', ' if who and said else ' ' if said else ''}{said}")


def _stop(text: str) -> str:
    """End a sentence; «г.» already does."""
    return text if text.endswith(".") else f"{text}."


def _who(line: Said) -> str:
    """Give «, студента группы ИСП-11 1 курса очной формы обучения»; nothing for newcomers."""
    if line.kind in _NEWCOMERS or not line.from_group:
        return ""
    word = _STUDENT[KINDS[line.kind].case][line.sex if line.sex in ("m", "f") else ""]
    course = f" {line.from_course} курса" if line.from_course else ""
    form = f" {FORMS[line.from_form]} формы обучения" if line.from_form else ""
    return f", {word} группы {line.from_group}{course}{form}"


def _where(line: Said) -> str:
    return "" if line.kind in _NEWCOMERS or not line.from_group else f", группа {line.from_group}"


def _space(text: str) -> str:
    return f" {text}" if text else ""


def command(line: Said) -> str:
    """Give what changes, without the name: the same words for everybody of one item."""
    parts = _COMMANDS.get(line.kind, _plain)(line)
    if line.note:
        parts.append(line.note.rstrip("."))
    return " ".join(part for part in parts if part)


def _plain(line: Said) -> list[str]:
    return [_from(line)]


def _from(line: Said) -> str:
    if line.until:
        return f"с {ru_long_date(line.on)} по {ru_long_date(line.until)}"
    return f"с {ru_long_date(line.on)}"


def _money(line: Said) -> str:
    return SOURCES[line.funding].ordered if line.funding in SOURCES else ""


def _newcomer(line: Said) -> list[str]:
    ground = GROUNDS[line.choice].words if line.choice in GROUNDS else ""
    return [
        f"в число студентов {line.course} курса" if line.course else "в число студентов",
        f"{FORMS[line.form]} формы обучения" if line.form else "", f"по специальности (профессии) {line.specialty}" if line.specialty else "",
        f"в группу {line.group}" if line.group else "", _money(line), f"(договор {line.contract})" if line.contract else "",
        ground, _from(line),
    ]  # fmt: skip


def _next_course(line: Said) -> list[str]:
    debts = "условно, с обязательством ликвидировать академическую задолженность (ч. 8 ст. 58 Федерального закона № 273-ФЗ)"
    return [f"на {line.course} курс" if line.course else "на следующий курс", debts if line.choice == "conditional" else "", _from(line)]


def _group(line: Said) -> list[str]:
    kinds = {
        "SPEC": f"на специальность (профессию) {line.specialty}".strip(),
        "FORM": f"на {FORMS.get(line.form, '')[:-2]}ую форму обучения",
    }
    course = f"на {line.course} курс" if line.kind == "SPEC" and line.course else ""
    return [kinds.get(line.kind, ""), f"в группу {line.group}" if line.group else "", course, _from(line)]


def _basis(line: Said) -> list[str]:
    return ["на обучение", _money(line), f"(договор {line.contract})" if line.contract else "", _from(line)]


def _leave(line: Said) -> list[str]:
    reason = LEAVE_REASONS[line.choice].words if line.choice in LEAVE_REASONS else ""
    return [reason, f"по {ru_long_date(line.until)}" if line.kind == "LEAVE_EXTEND" and line.until else _from(line)]


def _back(line: Said) -> list[str]:
    return [_from(line), f"с зачислением в группу {line.group}" if line.group else "", f"на {line.course} курс" if line.course else ""]


def _expel(line: Said) -> list[str]:
    return [_from(line), EXPULSIONS[line.choice].words if line.choice in EXPULSIONS else ""]


def _graduate(line: Said) -> list[str]:
    return [_from(line), "с выдачей диплома о среднем профессиональном образовании" + (" с отличием" if line.honours else "")]


def _sanction(line: Said) -> list[str]:
    return [SANCTIONS.get(line.choice, "")]


def _plan(line: Said) -> list[str]:
    return ["(ускоренное обучение)" if line.choice == "accelerated" else "", _from(line)]


_COMMANDS = {
    "ENROLL": _newcomer, "TRANSFER_IN": _newcomer, "RESTORE": _newcomer, "NEXT_COURSE": _next_course, "GROUP": _group,
    "SPEC": _group, "FORM": _group, "BASIS": _basis, "ACADEM_OUT": _leave, "MATERNITY_OUT": _leave, "CHILDCARE_OUT": _leave,
    "LEAVE_EXTEND": _leave, "ACADEM_IN": _back, "EXPEL": _expel, "GRADUATE": _graduate, "SANCTION": _sanction, "PLAN": _plan,
}  # fmt: skip


def basis_text(kind: str, title: str, number: str, dated: date | None) -> str:
    """Give «протокол приёмной комиссии от 20.08.2026 № 4»."""
    words: Mapping[str, str] = BASIS_WORDS
    parts = [words.get(kind, ""), title, f"от {ru_date(dated)}" if dated else "", f"№ {number}" if number else ""]
    return " ".join(part for part in parts if part)
