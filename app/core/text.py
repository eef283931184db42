"""Text as people type it: keys to search and sort by, names as they are printed."""

import json
import re
import unicodedata
from typing import Any

NBSP = "\u00a0"
# Zero-width and direction marks change what is compared but not what is seen; no database or paper keeps control characters.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")


def N_(msgid: str) -> str:
    """Mark a message for the catalogue without translating it here."""
    return msgid


def clean(value: str) -> str:
    """Give the text in NFC without invisible marks, edge and double spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", value))).strip()


def capital(value: str) -> str:
    """Give the text as a heading begins: its first letter capital, the others as they are."""
    return value[:1].upper() + value[1:]


def normalise(value: str) -> str:
    """Give the form in which texts are compared: cleaned, case folded, ё as е."""
    return clean(value).casefold().replace("ё", "е")


def search_key(*parts: object) -> str:
    """Join what a person would search by into one stored key."""
    return normalise(" ".join(str(part) for part in parts if part not in (None, "")))


def sort_key(*parts: object) -> str:
    """Give a stored key whose binary order is the Russian alphabetical one (ё beside е, shorter words first)."""
    return "\x1f".join(normalise(str(part or "")) for part in parts)


def full_name(last: str, first: str, middle: str | None = None) -> str:
    """Give «Иванов Иван Иванович»."""
    return " ".join(part for part in (last, first, middle) if part)


def short_name(last: str, first: str, middle: str | None = None) -> str:
    """Give «Иванов И. И.» that a line break cannot tear apart."""
    return NBSP.join([last, *(f"{part[0]}." for part in (first, middle) if part)])


def initials_first(last: str, first: str, middle: str | None = None) -> str:
    """Give «И. И. Иванов», the order of a signature line."""
    return NBSP.join([*(f"{part[0]}." for part in (first, middle) if part), last])


def escape_like(value: str) -> str:
    """Make ``%``, ``_`` and the escape itself literal in a LIKE pattern with ``escape='\\\\'``."""
    return re.sub(r"([\\%_])", r"\\\1", value)


def as_script(data: dict[str, Any], kept: str = "{}") -> str:
    """Give JSON that may stand inside a script element; ``kept`` is another such object, made before, put into this one."""
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return made if kept == "{}" else f"{made[:-1]},{kept[1:]}"
