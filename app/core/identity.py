"""Numbers of people's documents: СНИЛС, ИНН, passport; their control digits, and how screens mask them."""

import re

from app.core.errors import Invalid
from app.core.text import N_, clean

SNILS_LENGTH = 11
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def check_snils(value: str) -> str:
    """Give the 11 digits of a СНИЛС typed in any customary way; raises Invalid.

    The control number: Σ dᵢ·(10−i) over the first nine digits; below 100 itself, 100 and 101 give 00,
    above that the remainder by 101, of which 100 gives 00.
    """
    text = clean(value)
    if re.search(r"[^0-9\s-]", text):
        raise Invalid(N_("A SNILS has digits only, as 112-233-445 95."))
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) != SNILS_LENGTH:
        raise Invalid(N_("A SNILS has 11 digits; here are %(count)s."), count=len(digits))
    if digits == "0" * SNILS_LENGTH or control_number(digits[:9]) != digits[9:]:
        raise Invalid(N_("The SNILS is mistyped: its control number does not fit."))
    return digits


def control_number(nine: str) -> str:
    """Give the two control digits of the nine digits of a СНИЛС."""
    total = sum(int(digit) * (9 - index) for index, digit in enumerate(nine))
    rest = total if total < 100 else total % 101
    return "00" if rest >= 100 else f"{rest:02d}"


def format_snils(digits: str) -> str:
    """Give «112-233-445 95»."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def mask_snils(digits: str | None) -> str:
    """Give «***-***-*** 95», what a screen shows without a reveal; an empty string where there is none."""
    return f"***-***-*** {digits[9:]}" if digits else ""


def check_inn(value: str) -> str:
    """Give the 12 digits of a person's ИНН; raises Invalid where its two control digits do not fit."""
    digits = re.sub(r"\s", "", clean(value))
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise Invalid(N_("A person's INN has 12 digits."))
    numbers = [int(digit) for digit in digits]
    for weights, place in ((_INN_11, 10), (_INN_12, 11)):
        if sum(w * n for w, n in zip(weights, numbers, strict=False)) % 11 % 10 != numbers[place]:
            raise Invalid(N_("The INN is mistyped: its control digits do not fit."))
    return digits


def check_passport(value: str) -> str:
    """Give series and number of a passport of Russia as «36 10 123456»; raises Invalid for anything but 4 + 6 digits."""
    digits = re.sub(r"[\s№-]", "", clean(value))
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise Invalid(N_("A passport of Russia has a series of 4 and a number of 6 digits."), field="number")
    return f"{digits[:2]} {digits[2:4]} {digits[4:]}"


def masked(value: str | None) -> str:
    """Give what a screen shows of a special field: dots and, of long numbers, the last two digits."""
    if not value:
        return ""
    digits = re.sub(r"[^0-9]", "", value)
    return f"•••••• {digits[-2:]}" if len(digits) >= 8 and re.fullmatch(r"[0-9 -]+", value) else "••••••"
