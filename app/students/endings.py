"""By what order a stay ended: the floor of orders above tells it, certificates and books print it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

# ids of placements → {id: «приказ от … № … о …»} of those that an order ended.
Source = Callable[[Collection[int]], Mapping[int, str]]
_sources: list[Source] = []


def register_endings(source: Source) -> None:
    """Name what knows the orders; the last one named is asked."""
    _sources[:] = [source]


def ended_by(placement_ids: Collection[int]) -> Mapping[int, str]:
    """Give {placement id: the order that ended it}; one statement."""
    return _sources[0](placement_ids) if _sources and placement_ids else {}


def short(order: str) -> str:
    """Give «пр. от 19.10.2026 № 45-с» of an order in words: a line of the journal has no room for its title."""
    return order.split(" «")[0].replace("приказ", "пр.", 1)
