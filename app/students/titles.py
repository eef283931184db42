"""Titles of the codes of students and their files."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.students.funding import FUNDING_TITLES

SEXES = {"m": _l("male"), "f": _l("female")}
FUNDING = {code: _l(title) for code, title in FUNDING_TITLES.items()}
STATES = {"studying": _l("studies"), "academic": _l("academic leave"), "maternity": _l("maternity leave"), "childcare": _l("childcare leave")}
STUDY_FORMS = {"full_time": _l("full-time"), "part_time": _l("part-time"), "extramural": _l("by correspondence")}
DORMITORY = {"not_needed": _l("dormitory not needed"), "needed": _l("dormitory needed"), "lives": _l("lives in the dormitory")}
IDENTITY = {
    "passport": _l("passport of Russia"),
    "birth_certificate": _l("birth certificate"),
    "travel_passport": _l("travel passport"),
    "foreign_passport": _l("passport of another country"),
    "residence_permit": _l("residence permit"),
    "temporary_residence": _l("permit of temporary residence"),
    "refugee": _l("certificate of a refugee"),
    "other": _l("another document"),
}
RELATIONS = {
    "mother": _l("mother"),
    "father": _l("father"),
    "relative": _l("relative"),
    "adopter": _l("adopter"),
    "step_parent": _l("stepfather or stepmother"),
    "guardian": _l("guardian"),
    "trustee": _l("trustee"),
}
EDUCATION = {
    "9": _l("9 classes (basic general)"),
    "11": _l("11 classes (secondary general)"),
    "spo": _l("secondary vocational"),
    "none": _l("no basic general education"),
}
PLAIN_BENEFITS = {
    "orphan": _l("orphan or left without parental care"),
    "large_family": _l("large family"),
    "low_income": _l("low-income family"),
    "military_family": _l("participant of the special military operation or his family"),
    "chernobyl": _l("Chernobyl"),
}
HEALTH_BENEFITS = {
    "disabled_1": _l("disabled, group I"),
    "disabled_2": _l("disabled, group II"),
    "disabled_3": _l("disabled, group III"),
    "disabled_child": _l("disabled child"),
    "hearing": _l("limited health: hearing"),
    "sight": _l("limited health: sight"),
    "speech": _l("limited health: speech"),
    "motor": _l("limited health: musculoskeletal system"),
    "development": _l("limited health: delayed development"),
    "intellect": _l("limited health: intellect"),
    "autism": _l("limited health: autism spectrum"),
    "complex": _l("limited health: complex"),
}
BENEFITS = {**PLAIN_BENEFITS, "health": _l("by health")}
CONSENTS = {
    "processing": _l("processing of personal data"),
    "publication": _l("publication of personal data"),
    "third_parties": _l("transfer of personal data to third parties"),
    "photo": _l("photo and video"),
}
CONTRACTS = {"paid": _l("paid educational services"), "target": _l("targeted training")}
PAYERS = {
    "student": _l("the student"),
    "representative": _l("the legal representative"),
    "person": _l("another person"),
    "organization": _l("an organization"),
}
SIGNERS = {"student": _l("student"), "representative": _l("representative"), "both": _l("student and representative")}
HEALTH_GROUPS = {
    "main": _l("main health group"),
    "preparatory": _l("preparatory health group"),
    "special": _l("special health group"),
    "therapeutic": _l("therapeutic exercise"),
    "exempt": _l("exempt from physical education"),
}
_CODES: dict[str, Any] = {"student.health_group": HEALTH_GROUPS, "benefit.health": HEALTH_BENEFITS}


def in_words(field: str, value: str) -> str:
    """Write a revealed special value: a code by its title, anything else as it is kept."""
    return str(_CODES.get(field, {}).get(value, value))
