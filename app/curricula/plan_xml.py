"""Reads the XML of a plan file into plain nodes; a hostile, broken or huge file is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.core.errors import Invalid
from app.core.text import N_, clean
from app.curricula.rules import MAX_HOURS

MAX_BYTES = 20 * 1024 * 1024
MAX_ELEMENTS = 100_000
MAX_DEPTH = 40
CENTS = Decimal("0.01")

# A program that re-saves the file as UTF-8 may leave the old declaration in place.
_STALE_DECLARATION = re.compile(rb"""\A((?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding=)["']utf-16["']""", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element: local name, attributes (those of other namespaces keep theirs), children."""

    tag: str
    values: dict[str, str]
    children: list[Node] = field(default_factory=list)

    def each(self, tag: str) -> Iterator[Node]:
        """Give the children called ``tag`` and theirs of the same name: tables nest only in themselves."""
        for child in self.children:
            if child.tag == tag:
                yield child
                yield from child.each(tag)

    def child(self, tag: str) -> Node | None:
        """Give the first child called ``tag``."""
        return next((child for child in self.children if child.tag == tag), None)

    def text(self, name: str, limit: int = 2000) -> str:
        """Give a text column, cleaned; refused when longer than ``limit`` characters."""
        value = clean(self.values.get(name, ""))
        if len(value) > limit:
            raise Invalid(
                N_("The file is not right: %(column)s of %(table)s is longer than %(limit)s characters."),
                column=name, table=self.tag, limit=limit,
            )  # fmt: skip
        return value

    def key(self, name: str) -> str:
        """Give a key column as it stands; keys are compared, never calculated with."""
        return self.values.get(name, "").strip()

    def flag(self, name: str, default: bool = False) -> bool:
        """Give a boolean column, ``default`` when it is NULL."""
        return self.values.get(name, str(default)).strip().lower() in ("true", "1")

    def number(self, name: str, default: Decimal = Decimal(0)) -> Decimal:
        """Give hours, weeks or the like, rounded half up to two places; negative and endless ones are refused."""
        raw = self.values.get(name, "").strip().replace(",", ".")
        if not raw:
            return default
        try:
            value = Decimal(raw)
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or not 0 <= value <= MAX_HOURS:
            raise Invalid(
                N_("The file is not right: %(column)s of %(table)s cannot be «%(value)s»."),
                column=name, table=self.tag, value=raw[:40],
            )  # fmt: skip
        return value.quantize(CENTS, ROUND_HALF_UP).normalize() + 0

    def whole(self, name: str, default: int = 0) -> int:
        """Give a whole number; what stands behind the point is dropped."""
        return int(self.number(name, Decimal(default)))


class _Builder:
    """The target of the parser: builds nodes and stops as soon as the file grows beyond any plan."""

    def __init__(self) -> None:
        self.count = 0
        self.open: list[Node] = []
        self.root: Node | None = None

    def start(self, tag: str, values: dict[str, str]) -> None:
        """Open an element."""
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH:
            raise Invalid(N_("The file is too large or too deep for a curriculum."), field="file")
        node = Node(tag.rpartition("}")[2], dict(values))
        if self.open:
            self.open[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self.open.append(node)

    def end(self, tag: str) -> None:
        """Close an element."""
        self.open.pop()

    def data(self, text: str) -> None:
        """Pass over text: plans keep everything in attributes."""

    def close(self) -> Node | None:
        """Give the root."""
        return self.root


def read_xml(data: bytes) -> Node:
    """Parse ``data`` (bytes, any declared encoding) into its root node; raises Invalid, never anything else."""
    if not data.strip():
        raise Invalid(N_("The file is empty."), field="file")
    if len(data) > MAX_BYTES:
        raise Invalid(N_("The file is larger than %(limit)s MB."), field="file", limit=MAX_BYTES // 1024 // 1024)
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(_STALE_DECLARATION.sub(rb'\1"utf-8"', data))
        root = parser.close()
    except DefusedXmlException:
        raise Invalid(
            N_("The file holds a document type or entities, which a plan never does; it was not read."), field="file"
        ) from None
    except ParseError as error:
        raise Invalid(
            N_("The file is damaged, not complete or not a plan: it cannot be read beyond line %(line)s."),
            field="file", line=error.position[0],
        ) from None  # fmt: skip
    except (ValueError, LookupError):
        raise Invalid(N_("The encoding of the file cannot be read."), field="file") from None
    if not isinstance(root, Node):
        raise Invalid(N_("The file is empty."), field="file")
    return root
