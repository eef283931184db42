"""Titles of the load: kinds of hours, reasons of substitutions, months."""

from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from app.core.text import N_

KIND_TITLES = {
    "lectures": N_("Theory"), "practicals": N_("Practicals"), "labs": N_("Labs"), "seminars": N_("Seminars"), "course_work": N_("Course work"),
    "consultations": N_("Consultations"), "exam_hours": N_("Attestation, h"), "practice": N_("Practice, h"),
}  # fmt: skip
KINDS = {kind: _l(title) for kind, title in KIND_TITLES.items()}
REASONS = {
    "illness": _l("illness"), "leave": _l("leave"), "trip": _l("business trip"), "training": _l("training away"), "vacancy": _l("vacancy"),
    "other": _l("another reason"),
}  # fmt: skip
# On papers, which are Russian.
PRINTED_KINDS = {
    "lectures": "теория", "practicals": "практические", "labs": "лабораторные", "seminars": "семинары", "course_work": "КП (КР)",
    "consultations": "консультации", "exam_hours": "аттестация", "practice": "практика",
}  # fmt: skip
PRINTED_REASONS = {
    "illness": "болезнь", "leave": "отпуск", "trip": "командировка", "training": "обучение", "vacancy": "вакансия", "other": "иная причина",
}  # fmt: skip
PRINTED_MONTHS = {
    1: "янв.", 2: "фев.", 3: "март", 4: "апр.", 5: "май", 6: "июнь", 7: "июль", 8: "авг.", 9: "сент.", 10: "окт.", 11: "нояб.", 12: "дек.",
}  # fmt: skip


def month_names(months: tuple[int, ...]) -> dict[int, str]:
    """Give {month: its short name} in the language of the screen."""
    return {month: format_date(date(2000, month, 1), "LLL") for month in months}
