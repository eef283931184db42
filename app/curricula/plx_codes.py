"""Codes of the program «Планы» and what they mean here; identical in every file seen, so matched by code."""

from __future__ import annotations

from app.core.text import clean, normalise

# СправочникВидыРабот: hours. Individual and other classroom kinds count as practical lessons.
HOURS = {
    "101": "lectures",
    "102": "labs",
    "103": "practicals",
    "104": "seminars",
    "105": "practicals",
    "106": "consultations",
    "107": "self_study",
    "108": "exam_hours",
    "109": "practicals",
    "110": "practicals",
    "111": "practicals",
    "112": "practicals",
    "113": "practicals",
    "114": "course_work",
    "115": "consultations",
    "116": "practicals",
    "117": "practicals",
    "118": "practicals",
    "119": "seminars",
    "139": "practicals",
    "140": "self_study",
    "141": "consultations",
    "142": "lectures",
    "143": "exam_hours",
}
# СправочникВидыРабот: forms of control. Their «К» is our «КР», their «КР» our «КРаб».
CONTROLS = {
    "1": "Э",
    "2": "З",
    "3": "ДЗ",
    "4": "КП",
    "5": "КРаб",
    "6": "КР",
    "7": "ДКР",
    "8": "Оц",
    "9": "ДР",
    "10": "ДР",
    "11": "ДР",
    "49": "ДР",
}
WEEKS, TOTAL = "51", "1000"
VOLUME, PRACTICAL_TRAINING = "1", "5"  # СправочникТипаЧасов
CONTROL_TYPE, SELF_STUDY_TYPE, ATTESTATION_TYPES = "7", "5", ("6", "10", "11")  # СправочникТипаРабот

MODULE, DISCIPLINE, PRACTICE, CONTROL_ROW, CHOICE, FINAL = "1", "2", "3", "4", "5", "6"  # СправочникТипОбъекта
PRACTICE_KINDS = {"6": "study_practice", "7": "work_practice", "72": "prediploma_practice"}

FORMS = {"1": "full_time", "2": "extramural", "3": "part_time"}
BASES = {"3": "9", "4": "11"}
BASE_OF_LEVEL = {"4": "11", "5": "9"}
UNIVERSITY_LEVELS = frozenset({"1", "2", "3", "7"})  # Уровень_образования; 102–104 are schools
VOCATIONAL = frozenset({"1", "2"})  # УровеньОбразования: НПО, СПО

CALENDAR = {
    "1": "theory",
    "3": "attestation",
    "4": "practice",
    "5": "practice",
    "7": "final",
    "8": "final",
    "11": "final",
    "12": "holidays",
    "15": "holidays",
    "18": "theory",
    "45": "practice",
    "50": "final",
}
NOT_STUDIED = "13"
# Letters of the weeks as colleges draw them.
CHART = {
    "1": "Т", "3": "ПА", "4": "УП", "5": "ПП", "7": "Г", "8": "Г", "11": "Г", "12": "К", "13": "=", "15": "К", "18": "Т", "45": "ПД", "50": "Г",
}  # fmt: skip

# Latin letters that look like Cyrillic ones: indices are typed with both («ПM.01.ЭК»).
_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")


def clean_index(raw: str) -> str:
    """Give an index as it should read: without indenting blanks, look-alike Latin letters made Cyrillic."""
    index = clean(raw)
    swapped = index.translate(_LOOK_ALIKE)
    # A truly Latin word («IT.01») keeps its letters.
    return swapped if not any("a" <= letter <= "z" for letter in swapped.lower()) else index


def is_physical_education(name: str) -> bool:
    """Tell physical education by its name; the file's own flag is seldom set."""
    words = normalise(name)
    return "физическ" in words and ("культур" in words or "воспитан" in words)


def hours_kind(code: str, work_type: str, is_classroom: bool) -> str | None:
    """Give the kind of hours of a work-kind code, unknown ones by their type; None when they are not hours."""
    if code in HOURS:
        return HOURS[code]
    if not (code.isdecimal() and 100 <= int(code[:9]) < 1000):
        return None
    if work_type == SELF_STUDY_TYPE:
        return "self_study"
    if work_type in ATTESTATION_TYPES:
        return "exam_hours"
    return "practicals" if is_classroom else "consultations"
