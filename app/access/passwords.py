"""What a password must be: long and not guessable; nothing is asked of its composition (OWASP ASVS 5.0, 6.2)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from app.core.errors import Invalid
from app.core.text import N_

MINIMUM = 12
# A bound on the work of hashing, far above any passphrase; nothing is ever cut off.
MAXIMUM = 1024
# What is left of a password after the guessable parts are taken out must hold at least this many characters.
UNGUESSABLE = 4
# Several frequent words in a row are a passphrase; one or two are a frequent password with a tail.
FEW_WORDS = 2
MINIMUM_DISTINCT = 5

_LIST = Path(__file__).with_name("common_passwords.txt")
_ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_LEET = str.maketrans("@$013457", "asoieast")
_RUN = 3

# Without letters and digits that look alike, so that a printed slip can be typed.
_SLIP_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def check(password: str, *, login: str = "", context: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, frequent, or made of the login or the words of ``context``.

    ``context`` holds the names an outsider knows: the college, its abbreviation, the person. Raises Invalid.
    """
    text = unicodedata.normalize("NFC", password)
    if len(text) < MINIMUM:
        raise Invalid(N_("The password must have at least %(count)s characters."), field="password", count=MINIMUM)
    if len(text) > MAXIMUM:
        raise Invalid(N_("The password may have at most %(count)s characters."), field="password", count=MAXIMUM)
    if "\x00" in text:
        raise Invalid(N_("The password holds a character that cannot be typed."), field="password")
    folded = _fold(text)
    for word in _context_words(login, context):
        if word in folded:
            raise Invalid(N_("The password must not contain the login or the name of the college."), field="password")
    if is_common(text):
        raise Invalid(
            N_("The password is among those that are guessed first. Take several unrelated words."), field="password"
        )


def is_common(password: str) -> bool:
    """Tell whether the password is a frequent one, or a frequent word with a tail of digits, keys or repetitions."""
    folded = _fold(password)
    if len(set(folded)) < MINIMUM_DISTINCT:
        return True
    return any(_is_guessable(form) for form in {folded, folded.translate(_LEET), folded.translate(_TO_LATIN)})


def one_time_password() -> str:
    """Give a random initial password of 59 bits as three groups of four, easy to type from paper."""
    while True:  # one of some thousands is nearly all digits, which the rules would not take
        drawn = "-".join("".join(secrets.choice(_SLIP_ALPHABET) for _ in range(4)) for _ in range(3))
        if not is_common(drawn):
            return drawn


def _is_guessable(folded: str) -> bool:
    if folded in _common():
        return True
    words = 0
    rest: list[str] = []
    position = 0
    while position < len(folded):
        word = _longest_word(folded, position)
        step = len(word) or _run_length(folded, position)
        words += bool(word)
        if not step:
            rest.append(folded[position])
            step = 1
        position += step
    left = re.sub(r"[\W\d_]", "", "".join(rest))
    return len(left) < UNGUESSABLE and words <= FEW_WORDS


def _longest_word(text: str, position: int) -> str:
    common = _common()
    for length in range(min(_longest(), len(text) - position), 3, -1):
        if text[position : position + length] in common:
            return text[position : position + length]
    return ""


def _run_length(text: str, position: int) -> int:
    """Count the characters from ``position`` that follow a row of keys, an alphabet, or repeat one key."""
    best = 0
    for row in (*_ROWS, *_ALPHABETS):
        for line in (row, row[::-1]):
            start = line.find(text[position])
            length = 0
            while start >= 0 and start + length < len(line) and text[position + length : position + length + 1] == line[start + length]:
                length += 1
            best = max(best, length)
    same = 1
    while text[position + same : position + same + 1] == text[position]:
        same += 1
    best = max(best, same)
    return best if best >= _RUN else 0


def _context_words(login: str, context: Iterable[str]) -> set[str]:
    # Short words would refuse innocent phrases: «СГТК» is telling, «им» is not.
    words = {_fold(login)} if len(login) >= 4 else set()
    for phrase in context:
        folded = _fold(phrase)
        words.update(word for word in re.split(r"\W+", folded) if len(word) >= 5)
        if 4 <= len(folded) <= 12:
            words.add(folded)
    return words - {""}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = (line.strip() for line in _LIST.read_text(encoding="utf-8").splitlines())
    words = {_fold(line) for line in lines if line and not line.startswith("#")}
    # A Russian word typed without changing the keyboard layout is as frequent as the word itself.
    return frozenset(words | {word.translate(_TO_LATIN) for word in words})


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _common()))
