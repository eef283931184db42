"""A teacher by what is typed into a cell of a sheet: the whole name, «Иванов И. И.», or a beginning that only one fits (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.text import N_, normalise


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a sheet knows one."""

    id: int
    full_name: str
    short_name: str
    position: str


class Names:
    """The people whom a sheet may name; namesakes are told apart by their position and number."""

    def __init__(self, people: Iterable[Named]) -> None:
        self._people = list(people)
        same = Counter(normalise(one.full_name) for one in self._people)
        self.labels = {
            one.id: one.full_name if same[normalise(one.full_name)] == 1 else f"{one.full_name}, {one.position} № {one.id}"
            for one in self._people
        }
        self._by_label = {normalise(label): person for person, label in self.labels.items()}

    def find(self, typed: str, field: str) -> int | None:
        """Give whom ``typed`` names, None for an empty cell; raises Invalid at ``field`` for nobody and for several."""
        text = normalise(typed)
        if not text:
            return None
        if text in self._by_label:
            return self._by_label[text]
        short = [one.id for one in self._people if _bare(one.short_name) == _bare(typed)]
        begins = short or [one.id for one in self._people if normalise(one.full_name).startswith(text)]
        if len(begins) == 1:
            return begins[0]
        if not begins:
            raise Invalid(N_("Nobody of the staff is called «%(name)s»."), field=field, name=typed.strip()[:60])
        raise Invalid(N_("«%(name)s» fits %(count)s employees; choose one from the list."), field=field, name=typed.strip()[:60], count=len(begins))


def _bare(name: str) -> str:
    return normalise(name).replace(".", "").replace(" ", "").replace("\u00a0", "")
