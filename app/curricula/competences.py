"""The list of competences of a plan as people type it, and which lines form them; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from app.core.errors import Invalid
from app.core.text import N_, clean
from app.curricula.tree import Competence, Plan

MOST, LONGEST = 200, 2000
_LINE = re.compile(r"(?P<head>[А-ЯЁA-Z]{1,6})\s*\.?\s*(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})\s*[.:;—–-]?\s*(?P<title>.*)")


def read_list(text: str) -> tuple[Competence, ...]:
    """Read «ОК 01 Выбирать способы…», a competence a line; raises Invalid naming the line that is none or repeats one."""
    found: dict[str, Competence] = {}
    for number, line in enumerate(map(clean, text.splitlines()), start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise Invalid(
                N_("Line %(number)s: write the code and what it says, such as «ОК 01 Choose ways of solving tasks»."),
                field="listed", number=number,
            )  # fmt: skip
        code = f"{match['head']} {match['number']}"
        if code in found:
            raise Invalid(N_("Line %(number)s: the competence %(code)s stands above already."), field="listed", number=number, code=code)
        if len(match["title"]) > LONGEST or len(found) == MOST:
            raise Invalid(N_("At most %(most)s competences, each of %(longest)s characters."), field="listed", most=MOST, longest=LONGEST)
        found[code] = Competence(code, match["title"])
    return tuple(found.values())


def codes_of(plan: Plan) -> tuple[str, ...]:
    """Give the codes of the list, then those that lines name besides."""
    named = (code for item in plan.items for code in item.competences)
    return tuple(dict.fromkeys((*(each.code for each in plan.competences), *named)))


def with_matrix(plan: Plan, listed: tuple[Competence, ...], links: Mapping[str, Collection[str]]) -> Plan:
    """Give the plan with its list and with the codes that each line (by key) forms, in the order of the list."""
    order = {code: place for place, code in enumerate(dict.fromkeys((*(each.code for each in listed), *codes_of(plan))))}
    return replace(
        plan,
        competences=listed,
        items=tuple(
            replace(item, competences=tuple(sorted((code for code in links.get(item.key, ()) if code in order), key=order.__getitem__)))
            if item.kind != "cycle"
            else item
            for item in plan.items
        ),
    )
