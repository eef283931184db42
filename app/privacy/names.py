"""Names that no living person bears: surnames put together of two roots, rare first names; none that the source knows."""

from __future__ import annotations

import random
from collections.abc import Set
from dataclasses import dataclass
from itertools import product

from app.core.text import full_name, normalise

_FIRST = ("Бело", "Красно", "Ново", "Тихо", "Светло", "Звонко", "Быстро", "Добро", "Широко", "Высоко", "Ясно", "Сине")
_SECOND = ("берегов", "водов", "горов", "камнев", "лесов", "лугов", "полев", "ручьёв", "снегов", "холмов", "садов", "зорев")
_MEN = (
    "Велимир", "Святогор", "Ратибор", "Любомир", "Златомир", "Радомир", "Светозар", "Яромир", "Всемил", "Горислав", "Будимир", "Остромир",
    "Тихомир", "Боян", "Доброслав", "Зорислав", "Ладомир", "Ростимир", "Твердислав", "Чеслав", "Миролюб", "Белогор", "Войслав", "Гремислав",
)  # fmt: skip
_WOMEN = (
    "Велимира", "Забава", "Любомира", "Златомира", "Радомира", "Светозара", "Яромира", "Всемила", "Горислава", "Будимира", "Остромира",
    "Тихомира", "Зорислава", "Ладомира", "Умила", "Весняна", "Купава", "Снежина", "Доброслава", "Чеслава", "Милолика", "Премила", "Росава",
    "Войслава",
)  # fmt: skip
_SYLLABLES = ("ба", "ве", "го", "ди", "жу", "зо", "ка", "ле", "ми", "но", "пу", "ра", "си", "та", "фе", "хо", "ци", "ча", "ше", "ня")
# A new name has no word of the source in it either, so that a search through the file finds none; shorter ones are syllables.
FEWEST, SHORTEST = 8, 4


@dataclass(frozen=True, slots=True)
class Person:
    """A name in its parts; the sex as «m» or «f»."""

    last: str
    first: str
    middle: str | None
    sex: str

    @property
    def full(self) -> str:
        """Give «Иванов Иван Иванович»."""
        return full_name(self.last, self.first, self.middle)


class Pool:
    """Gives new names by sex; ``taken`` are the words of the source, compared as ``normalise`` gives them."""

    def __init__(self, taken: Set[str], rng: random.Random) -> None:
        self._rng, self._taken = rng, taken
        self._surnames = self._free([a + b for a, b in product(_FIRST, _SECOND)], "ов")
        self._own = tuple(normalise(one) for one in self._surnames)
        self._men, self._women = self._free(list(_MEN), ""), self._free(list(_WOMEN), "а")
        self._fathers = self._free([f"{name}ович" for name in _MEN], "ович")

    def person(self, sex: str, last: str | None = None, *, has_middle: bool = True) -> Person:
        """Give a new name; ``last`` (of a man) makes it one of the same family."""
        family, woman = last or self.surname(), sex == "f"
        father = self._rng.choice(self._fathers)
        middle = f"{father[:-2]}на" if woman else father
        first = self._rng.choice(self._women if woman else self._men)
        return Person(f"{family}а" if woman else family, first, middle if has_middle else None, sex)

    def surname(self) -> str:
        """Give a surname as a man bears it."""
        return self._rng.choice(self._surnames)

    def is_own(self, word: str) -> bool:
        """Tell whether a word is one of the surnames given here, in any case."""
        return normalise(word).startswith(self._own)

    def _free(self, offered: list[str], ending: str) -> list[str]:
        """Leave out what the source knows; where too few remain, words of syllables come in."""
        found = [one for one in offered if not self._known(one)]
        while len(found) < FEWEST:
            word = "".join(self._rng.choice(_SYLLABLES) for _ in range(4)).capitalize().rstrip("аеиоу") + ending
            if not self._known(word):
                found.append(word)
        return found

    def _known(self, word: str) -> bool:
        low = normalise(word)
        return bool({low, f"{low}а", f"{low[:-2]}на"} & self._taken) or any(one in low for one in self._taken if len(one) >= SHORTEST)
