"""What every paper shares: letterhead, signatures, the imprint of a registered one, Russian dates and numbers."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NBSP = "\u00a0"
DASH = "—"
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_MONTH_NAMES = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


@dataclass(frozen=True)
class Letterhead:
    """The head of a paper: founder, full and short name of the college, its address or town (any may be empty)."""

    full_name: str
    founder: str = ""
    short_name: str = ""
    place: str = ""


@dataclass(frozen=True)
class Signature:
    """A line «position ____ И. О. Фамилия»; an empty ``name`` leaves a rule to write on."""

    position: str
    name: str = ""


@dataclass(frozen=True)
class Count:
    """A labelled number or text in the foot of a paper."""

    label: str
    value: str


@dataclass(frozen=True)
class Imprint:
    """What registration adds to a paper: its number and date, the code a reader checks it by and where.

    ``replaces`` is the number of the paper this revision is issued instead of, empty for the first one.
    """

    number: str
    issued_on: date
    code: str
    url: str
    revision: int = 1
    replaces: str = ""


def ru_date(value: date | None) -> str:
    """Give «01.09.2025»; nothing for None."""
    return f"{value:%d.%m.%Y}" if value else ""


def ru_long_date(value: date | None) -> str:
    """Give «01 сентября 2025 г.» without places to break the line; nothing for None."""
    return f"{value:%d}{NBSP}{_MONTHS[value.month - 1]}{NBSP}{value.year}{NBSP}г." if value else ""


def ru_month(value: date) -> str:
    """Give «октябрь 2026 г.»."""
    return f"{_MONTH_NAMES[value.month - 1]} {value.year} г."


def decimal_text(value: Decimal | None) -> str:
    """Give a number with the Russian comma; a dash where there is nothing to compute."""
    return DASH if value is None else str(value).replace(".", ",")


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia".replace("-", "").split(" "),
        strict=True,
    )
)
_LATIN["№"] = "N"
LONGEST_NAME = 100


def file_name(*parts: str) -> str:
    """Give a safe name for a PDF: no separators, control or direction marks, at most 100 characters and «.pdf»."""
    text = unicodedata.normalize("NFC", " ".join(parts))
    kept = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    kept = re.sub(r"""[\\/:*?"<>|;%']+""", "-", kept)
    kept = re.sub(r"[\s_]+", "_", kept).strip("._- ")
    return f"{kept[:LONGEST_NAME].rstrip('._- ') or 'document'}.pdf"


def transliterate(name: str) -> str:
    """Give the ASCII fallback of a Russian file name (readers without filename* show this one)."""
    latin = "".join(
        (_LATIN[low].capitalize() if char.isupper() else _LATIN[low]) if (low := char.lower()) in _LATIN else char
        for char in name
    )
    return re.sub(r"[^A-Za-z0-9._-]+", "_", latin).strip("_") or "document.pdf"


def longest(values: Iterable[str]) -> int:
    """Give the length of the longest text, 0 for none."""
    return max(map(len, values), default=0)
