"""Words of the cells of a plan: kinds of hours, kinds of lines, yes and no, as people type them."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.text import normalise

# What plans write before hours; the first one is how a cell is shown.
KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "lectures": ("л", "лек", "т", "теор"),
    "practicals": ("пр", "практ", "пз"),
    "labs": ("лб", "лаб", "лр"),
    "seminars": ("сем",),
    "course_work": ("кр", "кп", "курс"),
    "practice": ("п", "уп", "пп"),
    "consultations": ("к", "конс"),
    "exam_hours": ("па", "атт", "экз"),
    "self_study": ("ср", "срс", "сам"),
    "practical_training": ("фпп", "впп"),
}
HOURS_BY_WORD = {word: kind for kind, words in KIND_WORDS.items() for word in words}
LINE_WORDS: Mapping[str, tuple[str, ...]] = {
    "cycle": ("цикл",),
    "module": ("модуль", "пм"),
    "discipline": ("дисц.", "дисциплина", "дисц"),
    "mdk": ("МДК",),
    "study_practice": ("УП", "учебная практика"),
    "work_practice": ("ПП", "производственная практика"),
    "prediploma_practice": ("ПДП", "преддипломная практика"),
    "module_exam": ("ЭМ", "эк", "экзамен по модулю"),
    "individual_project": ("ИП", "индивидуальный проект"),
    "choice": ("выбор", "блок по выбору"),
    "interim_attestation": ("ПА", "промежуточная аттестация"),
    "final_attestation": ("ГИА", "государственная итоговая аттестация"),
    "other": ("прочее",),
}
LINES_BY_WORD = {normalise(word): kind for kind, words in LINE_WORDS.items() for word in words}
YES, NO = ("вар.", "да", "+", "вариативная", "1", "yes"), ("", "нет", "-", "0", "обязательная", "обяз.")
OUT = ("не в счёт", "не считается", "нет")
