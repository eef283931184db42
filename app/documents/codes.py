"""Verification codes: Crockford's base 32 of a keyed digest and a check symbol that tells a slip of the hand."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = 11  # 55 bits: guessing one at 30 tries a minute takes longer than the archive is kept
CHECK = 37  # Crockford's modulus: finds every wrong symbol and every swap of neighbours
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def canonical(template: str, paper: Any) -> bytes:
    """Give the bytes a paper's digest is taken of: its template and fields with sorted keys."""
    fields = {"template": template, "paper": asdict(paper)}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"a paper holds primitives only, not {type(value).__name__}")


def digest(template: str, paper: Any) -> str:
    """Give the SHA-256 of a paper's contents in hex."""
    return hashlib.sha256(canonical(template, paper)).hexdigest()


def cut(mac: bytes) -> str:
    """Cut a code out of a keyed digest: eleven symbols and a check symbol, always letters and digits."""
    while True:
        number = int.from_bytes(mac[:7]) >> 1
        if number % CHECK < len(ALPHABET):
            return _symbols(number) + ALPHABET[number % CHECK]
        mac = hashlib.sha256(mac).digest()


def _symbols(number: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(DIGITS)))


def tidy(typed: str) -> str | None:
    """Give the code that was typed (dashes, spaces, small letters, O for 0, I and L for 1); None for a mistyped one."""
    if len(typed) > 60:
        return None
    code = re.sub(r"[\s\-‐‑–—.]+", "", typed).upper().translate(_ALIKE)
    if len(code) != DIGITS + 1 or any(symbol not in ALPHABET for symbol in code):
        return None
    number = 0
    for symbol in code[:-1]:
        number = number * 32 + ALPHABET.index(symbol)
    return code if ALPHABET[min(number % CHECK, 31)] == code[-1] and number % CHECK < 32 else None


def grouped(code: str) -> str:
    """Give the code as it is printed: «7KQ2-M9XW-4TCC»."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
