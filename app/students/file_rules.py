"""What the fields of a personal file must be."""

import re
from collections.abc import Callable
from datetime import date

from app.core.errors import Invalid
from app.core.identity import check_passport
from app.core.text import N_, clean

IDENTITY_KINDS = (
    "passport", "birth_certificate", "travel_passport", "foreign_passport", "residence_permit", "temporary_residence",
    "refugee", "other",
)  # fmt: skip
RELATIONS = ("mother", "father", "relative", "adopter", "step_parent", "guardian", "trustee")
EDUCATION_LEVELS = ("9", "11", "spo", "none")
PLAIN_BENEFITS = ("orphan", "large_family", "low_income", "military_family", "chernobyl")
HEALTH = "health"
HEALTH_BENEFITS = (
    "disabled_1", "disabled_2", "disabled_3", "disabled_child", "hearing", "sight", "speech", "motor", "development",
    "intellect", "autism", "complex",
)  # fmt: skip
CONSENT_KINDS = ("processing", "publication", "third_parties", "photo")
SIGNERS = ("student", "representative", "both")
HEALTH_GROUPS = ("main", "preparatory", "special", "therapeutic", "exempt")
CONTRACT_KINDS = ("paid", "target")
PAYERS = ("student", "representative", "person", "organization")
DORMITORY = ("not_needed", "needed", "lives")
ADULT = 18


def check_phone(value: str) -> str:
    """Give «+7 900 123-45-67» for a Russian number typed in any way; a foreign one with + stays; raises Invalid."""
    text = clean(value)
    if re.search(r"[^0-9+()\s.-]", text):
        raise Invalid(N_("A phone has digits, +, brackets, spaces and hyphens only."))
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) == 11 and digits[0] in "78":
        return f"+7 {digits[1:4]} {digits[4:7]}-{digits[7:9]}-{digits[9:]}"
    if len(digits) == 10 and not text.startswith("+"):
        return f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    if text.startswith("+") and 8 <= len(digits) <= 15:
        return text
    raise Invalid(N_("A Russian phone has 10 digits after +7."))


def check_login(value: str) -> str:
    """Give the name of an account: Latin letters, digits, . _ @ -, 3 to 100 characters; raises Invalid."""
    text = clean(value)
    if not re.fullmatch(r"[0-9A-Za-z._@-]{3,100}", text):
        raise Invalid(N_("A login has 3 to 100 Latin letters, digits and the signs . _ @ - only."))
    return text


def check_country(value: str) -> str:
    """Give a code of the ОКСМ, three digits (643 is Russia); raises Invalid."""
    text = clean(value)
    if not re.fullmatch(r"[0-9]{3}", text) or text == "000":
        raise Invalid(N_("Citizenship is a three-digit code of the OKSM; Russia is 643."))
    return text


def check_identity(kind: str, number: str) -> str:
    """Give series and number as they are kept; raises Invalid for a passport of Russia of another form than 4 + 6 digits."""
    text = clean(number).upper()
    if kind == "passport":
        return check_passport(text)
    if not re.fullmatch(r"[0-9A-ZА-ЯЁ№ /.-]{3,40}", text):
        raise Invalid(N_("A number has letters, digits, spaces, № / . and - only."), field="number")
    return text


def number_key(value: str) -> str:
    """Give a document's number as it is compared: letters and digits only."""
    return re.sub(r"[^0-9A-ZА-Я]", "", clean(value).upper().replace("Ё", "Е"))


def check_unit(value: str) -> str:
    """Give the code of the department that issued a passport as 000-000; raises Invalid."""
    digits = re.sub(r"[\s-]", "", clean(value))
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise Invalid(N_("The code of the department has six digits: 000-000."), field="unit")
    return f"{digits[:3]}-{digits[3:]}"


def check_issue_day(issued: date, born: date | None, today: date) -> date:
    """Give the day on which a document was issued; raises Invalid for the future and for one before the birth."""
    if issued > today:
        raise Invalid(N_("The document cannot be issued in the future."), field="issued_on")
    if born is not None and issued < born:
        raise Invalid(N_("The document cannot be issued before the birth."), field="issued_on")
    return issued


def one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    """Give a check that a code is one of ``values``."""

    def check(value: str) -> str:
        if value not in values:
            raise Invalid(N_("Choose one of the offered values."))
        return value

    return check
