"""A line of a plan as cells of a sheet, and typed cells as a line: the editor and the workbook read and write the same; pure.

A cell of a semester holds everything of it in one line of keystrokes: «л20 пр14 ср4 ДЗ» — hours by kind, then controls.
A number alone is the hours of the line's usual kind (practice, attestation) or, where the kinds are not planned yet, the
total of the semester. «ДЗ/1» is a joint control: the same number in the same semester is one event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_, clean, normalise
from app.curricula import editing
from app.curricula.cell_words import HOURS_BY_WORD, KIND_WORDS, LINE_WORDS, LINES_BY_WORD, NO, OUT, YES
from app.curricula.plx_codes import is_physical_education
from app.curricula.rules import MAX_HOURS, plain
from app.curricula.tree import HOUR_KINDS, PRACTICES, ZERO, Control, Item, Plan, Term

HOURS = (*HOUR_KINDS, "practical_training")
HEAD = ("code", "name", "kind", "hours", "part", "counted", "commission", "competences")
_LENGTHS = {"code": 50, "name": 800, "commission": 200, "competences": 4000}
_TOKEN = re.compile(r"(?P<before>[а-яёa-z]+)?\.?(?P<hours>\d+(?:\.\d+)?)(?P<after>[а-яёa-z]+)?", re.IGNORECASE)


def cells_of(item: Item) -> dict[str, str]:
    """Give what the cells of a line show; empty ones are left out. Semester cells are «s3», their parts «s3.lectures»."""
    found = {
        "code": item.code,
        "name": item.name,
        "kind": LINE_WORDS[item.kind][0],
        "hours": "" if item.hours is None or item.hours == item.total else _number(item.hours),
        "part": YES[0] if item.is_variable else "",
        "counted": "" if item.is_counted else OUT[0],
        "commission": item.commission,
        "competences": ", ".join(item.competences),
    }
    for term in item.terms:
        here = f"s{term.semester}"
        found[here] = semester_text(item.kind, term)
        for kind in HOURS:
            found[f"{here}.{kind}"] = _number(getattr(term, kind))
        found[f"{here}.stated"] = _number(term.stated or ZERO) if not term.by_kind else ""
        found[f"{here}.controls"] = _controls(term)
    return {column: text for column, text in found.items() if text}


def fingerprint(item: Item, cells: Mapping[str, str] | None = None) -> str:
    """Give a short text that changes with any value of a line; the same for a typed line and for the stored one.

    ``cells`` are those of the line where they are known already.
    """
    shown = cells_of(item) if cells is None else cells
    return sha256(repr((item.parent, item.key, sorted(shown.items()))).encode()).hexdigest()[:16]


def state_of(plan: Plan, fingerprints: Sequence[str] | None = None) -> str:
    """Give a short text that changes with any value or the order of the lines of a plan, or with its competences."""
    lines = [fingerprint(item) for item in plan.items] if fingerprints is None else list(fingerprints)
    return sha256(repr((lines, [(each.code, each.title) for each in plan.competences])).encode()).hexdigest()[:16]


def _number(value: Decimal) -> str:
    return str(plain(value)).replace(".", ",") if value else ""


def _controls(term: Term) -> str:
    return " ".join(f"{each.form}/{each.joint_key}" if each.joint_key else each.form for each in term.controls)


def usual_kind(line: str) -> str:
    """Give the kind of hours that a number alone means at a line; «stated» where it is only the total."""
    if line in PRACTICES:
        return "practice"
    return "exam_hours" if line in ("module_exam", "interim_attestation") else "stated"


def semester_text(line: str, term: Term) -> str:
    """Give a semester as one cell: «л20 пр14 ДЗ»."""
    usual = usual_kind(line)
    parts = [(kind, value) for kind in HOURS if (value := getattr(term, kind))]
    words = [_number(value) if kind == usual else f"{KIND_WORDS[kind][0]}{_number(value)}" for kind, value in parts]
    if term.stated and not term.by_kind:
        words.insert(0, _number(term.stated))
    return " ".join([*words, _controls(term)]).strip()


def read_cells(item: Item, typed: Mapping[str, str], most: int) -> tuple[Item, dict[str, Invalid]]:
    """Give the line with the typed cells and what is wrong, by column; other cells stay. ``most`` is the last semester."""
    wrong: dict[str, Invalid] = {}
    if item.hours == item.total:
        item = replace(item, hours=None)  # a total that was the sum of the semesters goes on being it
    texts = {column: clean(text) for column, text in typed.items()}
    for column in sorted(texts, key=_order):
        try:
            item = _read(item, column, texts[column], most)
        except Invalid as refusal:
            wrong[column] = refusal
    return item, wrong


def _order(column: str) -> tuple[int, str]:
    # The kind decides what a number alone means, so it is read before the semesters.
    return (HEAD.index(column) if column in HEAD else len(HEAD) + ("." in column), column)


def _read(item: Item, column: str, text: str, most: int) -> Item:
    if column in _LENGTHS and len(text) > _LENGTHS[column]:
        raise Invalid(N_("Longer than %(most)s characters."), most=_LENGTHS[column])
    if column == "code":
        return replace(item, code=editing.tidy_index(text))
    if column == "name":
        return replace(item, name=text, is_physical=is_physical_education(text))
    if column == "commission":
        return replace(item, commission=text)
    if column == "competences":
        return replace(item, competences=read_competences(text))
    if column == "kind":
        return replace(item, kind=read_kind(text, item))
    if column == "hours":
        return replace(item, hours=read_hours(text) if text else None)
    if column == "part":
        return replace(item, is_variable=_flag(text, YES, NO))
    if column == "counted":
        return replace(item, is_counted=not _flag(text, OUT, ("", "да", "+")))
    return _with_term(item, *_semester(column, most), text)


def _semester(column: str, most: int) -> tuple[int, str]:
    found = re.fullmatch(r"s(\d{1,2})(?:\.([a-z_]{3,30}))?", column)
    if found is None or not 1 <= int(found[1]) <= most or found[2] not in (None, "stated", "controls", *HOURS):
        raise Invalid(N_("The plan has no column «%(column)s»."), column=column[:30])
    return int(found[1]), found[2] or ""


def _with_term(item: Item, semester: int, part: str, text: str) -> Item:
    old = item.term(semester) or Term(semester)
    if not part:
        new = read_semester(item.kind, semester, text)
    elif part == "controls":
        new = replace(old, controls=tuple(_read_controls(text)))
    else:
        hours: dict[str, Any] = {part: read_hours(text) if text else (None if part == "stated" else ZERO)}
        new = replace(old, **hours)
    if new.by_kind:
        new = replace(new, stated=None)
    kept = [term for term in item.terms if term.semester != semester]
    if new.hours or new.controls or new.practical_training:
        kept.append(new)
    return replace(item, terms=tuple(sorted(kept, key=lambda term: term.semester)))


def read_semester(line: str, semester: int, text: str) -> Term:
    """Read «л20 пр14 ср4 ДЗ» of a line of that kind; raises Invalid naming the word that means nothing."""
    hours: dict[str, Decimal] = {}
    controls: list[Control] = []
    for word in re.sub(r"(?<=\d),(?=\d)", ".", text).replace(",", " ").replace(";", " ").replace("+", " ").split():
        found = _TOKEN.fullmatch(word)
        if found is None:
            controls += _read_controls(word)
            continue
        kind = _kind_of(word, found["before"] or found["after"] or "", line)
        hours[kind] = hours.get(kind, ZERO) + read_hours(found["hours"])
    return _settled_term(Term(semester, controls=tuple(dict.fromkeys(controls)), **hours), line)


def _kind_of(word: str, letters: str, line: str) -> str:
    if not letters:
        return usual_kind(line)
    kind = HOURS_BY_WORD.get(normalise(editing.tidy_index(letters)))
    if kind is None:
        shown = ", ".join(words[0] for words in KIND_WORDS.values())
        raise Invalid(N_("«%(word)s»: hours are written as л20 or пр14; known letters: %(known)s."), word=word[:20], known=shown)
    return kind


def _settled_term(term: Term, line: str) -> Term:
    """Let a total beside the kinds be what it must be: their sum."""
    if term.stated is not None and term.by_kind and term.stated != term.by_kind:
        raise Invalid(
            N_("The kinds add up to %(sum)s hours, the number alone says %(stated)s."), sum=plain(term.by_kind), stated=plain(term.stated)
        )
    return replace(term, stated=None) if term.by_kind else term


def _read_controls(text: str) -> Iterator[Control]:
    for word in text.replace(",", " ").replace(";", " ").replace("+", " ").split():
        form, _slash, joint = word.partition("/")
        if joint and not re.fullmatch(r"[\w-]{1,20}", joint):
            raise Invalid(N_("A joint control is written as ДЗ/1, the same number at each of its lines."))
        yield from (Control(each, joint or None) for each in editing.read_controls(form, ""))


def read_hours(text: str) -> Decimal:
    """Read «36» or «4,5»; raises Invalid for anything else."""
    try:
        value = Decimal(text.replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except InvalidOperation:
        raise Invalid(N_("«%(typed)s» is not a number of hours."), typed=text[:20]) from None
    if not value.is_finite() or not 0 <= value <= MAX_HOURS or value != round(value, 2):
        raise Invalid(N_("Type hours from 0 to %(most)s."), most=int(MAX_HOURS))
    return value


def read_kind(text: str, item: Item) -> str:
    """Read the kind of a line; an empty cell takes it from the index. Raises Invalid for an unknown word."""
    if not text:
        return editing.kind_by_index(item.code)
    kind = LINES_BY_WORD.get(normalise(text)) or LINES_BY_WORD.get(normalise(editing.tidy_index(text)))
    if kind is None:
        shown = ", ".join(words[0] for words in LINE_WORDS.values())
        raise Invalid(N_("There is no kind of line «%(word)s». Known ones: %(known)s."), word=text[:30], known=shown)
    return kind


def read_competences(text: str) -> tuple[str, ...]:
    """Read «ОК 01, ПК 1.1; ПК 1.2» into codes."""
    parts = (clean(part) for part in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _flag(text: str, yes: tuple[str, ...], no: tuple[str, ...]) -> bool:
    word = normalise(text)
    if word in map(normalise, yes):
        return True
    if word in map(normalise, no):
        return False
    raise Invalid(N_("Write «%(yes)s» or leave the cell empty."), yes=yes[0])
