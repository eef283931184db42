"""Kinds of papers that features tell the engine of: their series, template and title."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_
from app.documents.headings import declare_heading


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind: its key in the registry, the letters after the number, the template, the msgid of its title."""

    kind: str
    series: str
    template: str
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    """A paper that can be printed without the web: named arguments and what gives its bytes for an actor."""

    kind: str
    arguments: tuple[str, ...]
    make: Callable[[Any, Mapping[str, str]], bytes]


_kinds: dict[str, PaperKind] = {}
_reports: dict[str, Report] = {}


def register_paper(kind: str, series: str, template: str, title_msgid: str, heading: str = "", purpose: str = "") -> None:
    """Tell the engine of a kind of papers; a second telling of the same is harmless, of another one an error.

    ``heading`` and ``purpose`` are printed at its head as ``headings.declare_heading`` tells; a kind whose papers are
    headed by what they are about (a sheet by its control) declares its headings itself or has none.
    """
    told = PaperKind(kind, series, template, title_msgid)
    if _kinds.setdefault(kind, told) != told:
        raise ValueError(f"the kind {kind} of papers is declared twice")
    if heading:
        declare_heading(kind, title_msgid, heading, purpose)


def register_report(kind: str, arguments: tuple[str, ...], make: Callable[[Any, Mapping[str, str]], bytes]) -> None:
    """Let the command ``report`` print ``kind``: ``make(actor, {argument: text})`` gives the PDF."""
    _reports[kind] = Report(kind, arguments, make)


def kind_of(kind: str) -> PaperKind:
    """Give a declared kind; Invalid for an unknown one."""
    try:
        return _kinds[kind]
    except KeyError:
        raise Invalid(N_("There is no paper of the kind «%(kind)s»."), kind=kind) from None


def kinds() -> dict[str, PaperKind]:
    """Give every declared kind."""
    return dict(_kinds)


def reports() -> dict[str, Report]:
    """Give every report the command knows."""
    return dict(_reports)
