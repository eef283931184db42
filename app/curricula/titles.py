"""What people read for the codes of curricula: kinds of lines, bases, forms of study, states."""

from flask_babel import lazy_gettext as _l

KIND_TITLES = {
    "cycle": _l("cycle"),
    "module": _l("professional module"),
    "discipline": _l("discipline"),
    "mdk": _l("interdisciplinary course"),
    "study_practice": _l("study practice"),
    "work_practice": _l("work practice"),
    "prediploma_practice": _l("pre-diploma practice"),
    "module_exam": _l("module exam"),
    "individual_project": _l("individual project"),
    "choice": _l("block of choice"),
    "interim_attestation": _l("interim attestation"),
    "final_attestation": _l("final attestation"),
    "other": _l("other line"),
}
BASE_TITLES = {"9": _l("9 classes"), "11": _l("11 classes")}
STUDY_FORM_TITLES = {
    "full_time": _l("full-time"),
    "part_time": _l("full- and part-time"),
    "extramural": _l("extramural"),
}
PROGRAMME_KIND_TITLES = {
    "specialist": _l("training of middle-level specialists (PPSSZ)"),
    "worker": _l("training of skilled workers and employees (PPKRS)"),
}
STATUS_TITLES = {"draft": _l("draft plan"), "approved": _l("approved plan")}
OUTCOME_TITLES = {
    "created": _l("The curriculum of this intake is new."),
    "new_version": _l("The plan differs from the stored one: it will be saved as a new version."),
    "same": _l("The same plan is stored already: there is nothing to save."),
}
CHANGE_TITLES = {"added": _l("addition"), "removed": _l("removal"), "changed": _l("changed to")}
SEVERITY_TITLES = {"warning": _l("To check"), "note": _l("For information")}
