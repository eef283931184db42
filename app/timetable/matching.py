"""Which load a row of a timetable file means: group, day, item, subgroup, teacher, each remark at its cell."""

from __future__ import annotations

import functools
from datetime import date

from app.core.actor import Actor
from app.core.text import N_, full_name, normalise, short_name
from app.core.workdays import Days
from app.exchange.rules import Finding, Parsed, Record, letter
from app.organization.queries import days_of
from app.terms.rules import CLOSED
from app.timetable import queries
from app.timetable.queries import LoadInfo, TermInfo


class Matching:
    """Names of a file against those of the college; what they mean is read once for all rows."""

    def __init__(self, actor: Actor, parsed: Parsed, findings: list[Finding]) -> None:
        self.actor, self.parsed, self.findings = actor, parsed, findings
        self.letters = {key: letter(index) for index, key in parsed.mapping.items()}
        self.named = set(parsed.mapping.values())
        # A term names a few hundred groups, items and people in tens of thousands of rows: each is put into its form once.
        self.key, self.loose = functools.cache(normalise), functools.cache(_loose)

    def read_names(self, first: date, last: date) -> None:
        """Read the terms, loads and people of the days."""
        self.days: Days = days_of(self.actor.organization_id or 0)
        self.terms: dict[str, list[TermInfo]] = {}
        found = queries.terms_between(self.actor, first, last)
        for term in found:
            self.terms.setdefault(normalise(term.group), []).append(term)
        self.loads = queries.loads_of(self.actor, [term.id for term in found])
        self.by_item: dict[tuple[int, str], list[LoadInfo]] = {}
        for load in self.loads.values():
            for name in dict.fromkeys(map(self.key, (load.code, load.name, load.title))):
                self.by_item.setdefault((load.term_id, name), []).append(load)
        self.short: dict[int, str] = {}
        self.named_people = self._people()

    def _people(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for person, (last, first, middle) in queries.people(self.actor).items():
            self.short[person] = short_name(last, first, middle)
            for name in (full_name(last, first, middle), self.short[person], last):
                found.setdefault(_loose(name), set()).add(person)
        return found

    def _say(self, number: int, key: str, msgid: str, value: object = "", **params: object) -> Finding:
        finding = Finding(msgid, params, number, self.letters.get(key), str(value or "")[:60])
        self.findings.append(finding)
        return finding

    def _term(self, record: Record, day: date) -> TermInfo | None:
        group = str(record.values["group"])
        terms = self.terms.get(self.key(group), [])
        term = next((one for one in terms if one.starts_on <= day <= one.ends_on), None)
        if term is None and terms:
            said = "; ".join(f"{one.starts_on:%d.%m.%Y}–{one.ends_on:%d.%m.%Y}" for one in terms)
            self._say(
                record.number,
                "date",
                N_("The day is outside the terms of group %(group)s: %(terms)s."),
                f"{day:%d.%m.%Y}",
                group=group,
                terms=said,
            )
        elif term is None:
            self._say(
                record.number,
                "group",
                N_("There is no group «%(group)s» with an open term on these days."),
                group,
                group=group,
            )
        return term

    def _open(self, record: Record, term: TermInfo, day: date) -> bool:
        if term.status == CLOSED:
            self._say(
                record.number, "group", N_("The term of group %(group)s is closed."), term.group, group=term.group
            )
            return False
        if not self.days.is_study_day(day):
            why = self.days.why_off(day)
            said = N_("Not a day of study: %(why)s.") if why else N_("Not a day of study: a weekend.")
            self._say(record.number, "date", said, f"{day:%d.%m.%Y}", why=why)
            return False
        return True

    def _load(self, record: Record, term: TermInfo, day: date) -> LoadInfo | None:
        """Find the load of a row; the same words on the same side of a replacement are looked up once."""
        values = record.values
        words = tuple(str(values.get(name) or "") for name in ("item", "subgroup", "teacher"))
        found = self._among(record, term, words[0], words[1])
        if not found:
            return None
        typed, people = words[2], self._typed_people(record, words[2])
        if typed and people is None:
            return None
        if people:
            mine = [load for load in found if load.teacher_on(day) in people]
            if not mine:
                has = ", ".join(dict.fromkeys(self.short.get(load.teacher_on(day) or 0, "—") for load in found))
                self._say(
                    record.number,
                    "teacher",
                    N_("By the load «%(item)s» is taught by %(teacher)s on this day."),
                    typed,
                    item=found[0].title,
                    teacher=has,
                )
                return None
            found = mine
        if len(found) > 1:
            self._say(
                record.number,
                "subgroup" if "subgroup" in self.letters else "item",
                N_("The load is split: name the subgroup (%(names)s)."),
                words[1],
                names=", ".join(load.subgroup for load in found),
            )
            return None
        return found[0]

    def _among(self, record: Record, term: TermInfo, item: str, subgroup: str) -> list[LoadInfo]:
        found = self.by_item.get((term.id, self.key(item)), [])
        if not found:
            self._say(
                record.number,
                "item",
                N_("Group %(group)s has no load in «%(item)s» in this term."),
                item,
                group=record.values["group"],
                item=item,
            )
        elif subgroup:
            parts = [load for load in found if self.key(load.subgroup) == self.key(subgroup)]
            if not parts:
                names = ", ".join(load.subgroup for load in found if load.subgroup) or "—"
                self._say(
                    record.number,
                    "subgroup",
                    N_("There is no such subgroup of the item; there are: %(names)s."),
                    subgroup,
                    names=names,
                )
            return parts
        return found

    def _typed_people(self, record: Record, typed: str) -> set[int] | None:
        if not typed:
            return set()
        people = self.named_people.get(self.loose(typed))
        if people is None:
            self._say(record.number, "teacher", N_("There is no employee «%(name)s»."), typed, name=typed)
        return people


def _loose(name: str) -> str:
    return normalise(name).replace(".", " ").replace("  ", " ").strip().replace(" ", "")
