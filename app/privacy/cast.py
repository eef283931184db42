"""Who is who in a training copy: every known person has a fake name, which is put wherever the true one stands."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from app.core.text import initials_first, normalise, short_name
from app.privacy.names import Person, Pool
from app.privacy.rules import NOBODY
from app.students.cases import ACCUSATIVE, DATIVE, GENITIVE, INSTRUMENTAL, declined

Key = tuple[str, int]
_TOKEN = re.compile(r"[А-ЯЁ]\.|[А-ЯЁ][А-Яа-яЁё'’-]*[А-Яа-яЁё]")
_WORD = "[А-ЯЁ][а-яё'’-]+"
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:ич(?:а|у|ем|е)?|(?:вн|ичн)(?:а|ы|е|у|ой))"
# What looks like somebody's name though nobody of that name is known: with initials, or with a patronymic.
_INITIALS, _BLANK = r"[А-ЯЁ]\.[\s\u00a0]?[А-ЯЁ]\.", r"[\s\u00a0]?"
_LOOKS = re.compile(
    rf"{_WORD}{_BLANK}{_INITIALS}|{_INITIALS}{_BLANK}{_WORD}|{_WORD} {_WORD} {_PATRONYMIC}\b|{_WORD} {_PATRONYMIC}\b"
)
_WOMAN = re.compile(r"(?:вн|чн)(?:а|ы|е|у|ой)\b|(?:ова|ева|ина)\b")
_GAP = re.compile(r"[\s\u00a0]{0,2}")
_CASES = (None, GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL)


@lru_cache(maxsize=50_000)
def _written(person: Person, case: Any) -> str:
    return person.full if case is None else declined(person.last, person.first, person.middle, person.sex, case)


class Cast:
    """The persons of a database with their fake names; ``named`` and ``scrub`` put these into texts."""

    def __init__(self, persons: Iterable[tuple[Key, Person]], rng: random.Random) -> None:
        known = list(persons)
        words = {normalise(word) for _key, one in known for part in (one.last, one.first, one.middle or "") for word in part.split()}
        self._pool = Pool(words, rng)
        self._fakes: dict[Key, Person] = {}
        self._texts: dict[str, list[tuple[Key, str]]] = {}
        self._families: dict[str, str] = {}
        self._surnames: dict[str, list[tuple[Any, Person, Person]]] = {}
        self._strangers: dict[str, Person] = {}
        self._odd: list[tuple[str, str]] = []
        for key, one in known:
            self._add(key, one)

    def fake(self, key: Key) -> Person | None:
        """Give the fake name of a person, None for an unknown one."""
        return self._fakes.get(key)

    def same(self, key: Key, other: Key) -> None:
        """Let a key stand for the person of another one: a user and the employee behind it bear one name."""
        fake = self._fakes.get(other)
        if fake is not None:
            self._fakes[key] = fake

    def _add(self, key: Key, true: Person) -> None:
        family = self._families.setdefault(_root(true.last), self._pool.surname())
        fake = self._pool.person(true.sex, family, has_middle=bool(true.middle))
        self._fakes[key] = fake
        for old, new in zip(_forms(true), _forms(fake), strict=True):
            self._texts.setdefault(normalise(old), []).append((key, new))
        if " " in f"{true.last}{true.first}{true.middle or ''}":
            self._odd += zip(_forms(true), _forms(fake), strict=True)
        for case in _CASES:
            told = _written(true, case)
            self._texts.setdefault(normalise(told), []).append((key, _written(fake, case)))
            surname = normalise(told[: len(told) - len(_given(true, case)) - 1] if case is not None else true.last)
            self._surnames.setdefault(surname, []).append((case, true, fake))

    def known(self, text: str, near: Key | None = None) -> str | None:
        """Give the fake of a text that is the whole name of a known person, of namesakes that of ``near``; else None."""
        found = self._texts.get(normalise(text))
        return next((told for key, told in found if key == near), found[0][1]) if found else None

    def named(self, text: str, near: Key | None = None) -> str:
        """Give the fake of a text that is somebody's name, as ``known`` does, of an unknown one too. Never gives the text itself."""
        whole = self.known(text, near)
        if whole:
            return whole
        scrubbed = self.scrub(text, lone=True)
        if scrubbed != text:
            return scrubbed
        return self._stranger(text).full if len(_TOKEN.findall(text)) > 1 else NOBODY

    def _stranger(self, text: str) -> Person:
        return self._strangers.setdefault(normalise(text), self._pool.person("f" if _WOMAN.search(text) else "m"))

    def scrub(self, text: str, *, lone: bool = False) -> str:
        """Give the text with the names of known persons replaced: surname with initials or given names, in any case.

        ``lone`` is for texts about people: surnames that stand by themselves and what looks like a name go too.
        """
        known = self._scrub(text, lone)
        return _LOOKS.sub(self._unknown, known) if lone else known

    def _unknown(self, found: re.Match[str]) -> str:
        text = found.group()
        if any(self._pool.is_own(word) for word in _TOKEN.findall(text)):
            return text
        fake = self._stranger(text)
        return short_name(fake.last, fake.first, fake.middle) if "." in text else fake.full

    def _scrub(self, text: str, lone: bool) -> str:
        for old, spelt in self._odd:  # names of more words than the pattern knows
            text = text.replace(old, spelt)
        tokens = list(_TOKEN.finditer(text))
        out: list[str] = []
        done = at = 0
        while at < len(tokens):
            first, last, new = self._at(text, tokens, at, done, lone)
            if new is None:
                at += 1
                continue
            out += [text[done : tokens[first].start()], new]
            done, at = tokens[last].end(), last + 1
        return "".join([*out, text[done:]]) if out else text

    def _at(self, text: str, tokens: list[re.Match[str]], at: int, done: int, lone: bool) -> tuple[int, int, str | None]:
        """Give (first token, last token, fake) of the name whose surname is the token ``at``; None for what is no name."""
        known = self._surnames.get(normalise(tokens[at].group()))
        if not known:
            return at, at, None
        after = _run(text, tokens, at, 1)
        before = [one for one in _run(text, tokens, at, -1) if tokens[one].start() >= done]
        for given, first in ((after, True), (before, False)):
            words = [tokens[one].group() for one in given]
            fits = [(case, true, fake, count) for case, true, fake in known if (count := _fits(words, true))]
            if fits:
                # The case in which the given names stand too, where the surname alone leaves it open.
                exact = (one for one in fits if normalise(_given(one[1], one[0])).startswith(normalise(words[0 if first else one[3] - 1])))
                case, _true, fake, count = next(exact, fits[0])
                taken = sorted(given[:count])
                new = _spelt(fake, case, [tokens[one].group() for one in taken], first=first)
                return min(at, *taken), max(at, *taken), new
        if not lone:
            return at, at, None
        case, _true, fake = known[0]
        return at, at, _surname(fake, case)


def _forms(one: Person) -> tuple[str, ...]:
    given = " ".join(part for part in (one.first, one.middle) if part)
    parts = (one.last, one.first, one.middle)
    return (
        one.full, short_name(*parts), initials_first(*parts), f"{one.last} {one.first}", f"{one.first} {one.last}", f"{given} {one.last}",
        short_name(one.last, one.first), given if one.middle else one.full, short_name(*parts).replace(".\u00a0", "."),
        initials_first(*parts).replace(".\u00a0", "."),
    )  # fmt: skip


def _root(last: str) -> str:
    low = normalise(last)
    return low[:-1] if low.endswith(("ова", "ева", "ина", "ына")) else low


def _given(one: Person, case: Any) -> str:
    told = _written(one, case)
    return " ".join(told.split()[-(2 if one.middle else 1) - one.first.count(" ") - (one.middle or "").count(" ") :])


def _run(text: str, tokens: list[re.Match[str]], at: int, step: int) -> list[int]:
    """Give up to two tokens that stand beside the token ``at`` with nothing but blanks between."""
    found: list[int] = []
    here = at
    while len(found) < 2 and 0 <= here + step < len(tokens):
        left, right = sorted((here, here + step))
        if not _GAP.fullmatch(text[tokens[left].end() : tokens[right].start()]):
            break
        here += step
        found.append(here)
    return found


def _fits(words: list[str], one: Person) -> int:
    """Give how many of ``words`` are the given names of a person: initials or names in any case; 0 for none.

    Words before a surname come nearest first, so that the patronymic stands before the name.
    """
    for parts in ((one.first, one.middle), (one.middle, one.first), (one.first,)):
        told = [part for part in parts if part]
        if len(words) >= len(told) and all(_same(word, part) for word, part in zip(words, told, strict=False)):
            return len(told)
    return 0


def _same(word: str, part: str) -> bool:
    low, known = normalise(word), normalise(part)
    return low == f"{known[0]}." if low.endswith(".") else low[:3] == known[:3] and abs(len(low) - len(known)) < 4


def _spelt(fake: Person, case: Any, given: list[str], *, first: bool) -> str:
    """Write a fake name as the true one stood: with initials or names, before or after the surname."""
    if given[0].endswith("."):
        initials = "\u00a0".join(f"{part[0]}." for part in (fake.first, fake.middle)[: len(given)] if part)
        return f"{_surname(fake, case)}\u00a0{initials}" if first else f"{initials}\u00a0{_surname(fake, case)}"
    names = " ".join(_given(fake, case).split()[: len(given)])
    return f"{_surname(fake, case)} {names}" if first else f"{names} {_surname(fake, case)}"


def _surname(fake: Person, case: Any) -> str:
    return _written(fake, case).split()[0]
