"""Who may do what: one table of role × resource × action, synced to FAB; keys are stable, titles are translated."""

from enum import StrEnum

from app.core.text import N_


class Role(StrEnum):
    """Roles of a college and of the regional authority."""

    DIRECTOR = "director"
    DEPUTY = "deputy"
    COORDINATOR = "coordinator"
    HEAD_OF_DEPARTMENT = "head_of_department"
    SECRETARY = "secretary"
    DISPATCHER = "dispatcher"
    METHODIST = "methodist"
    CURATOR = "curator"
    TEACHER = "teacher"
    MASTER = "master"
    PRACTICE_HEAD = "practice_head"
    SOCIAL_PEDAGOGUE = "social_pedagogue"
    HR = "hr"
    ACCOUNTANT = "accountant"
    TECH_ADMIN = "tech_admin"
    STUDENT = "student"
    PARENT = "parent"
    OPERATOR = "operator"


class Resource(StrEnum):
    """What rights are given on; FAB's class_permission_name of the views."""

    HOME = "home"
    PROFILE = "profile"
    ORGANIZATION = "organization"
    CALENDAR = "calendar"
    ACCOUNT = "account"
    ROLE_GRANT = "role_grant"
    APPOINTMENT = "appointment"
    INACCURACY = "inaccuracy"
    DEADLINE = "deadline"
    TIMELINESS = "timeliness"
    DUTY = "duty"
    LOCAL_ACT = "local_act"
    OVERSIGHT = "oversight"
    MAIL = "mail"
    INCIDENT = "incident"
    EMPLOYEE = "employee"
    STAFF_FILE = "staff_file"
    STAFF_CARD = "staff_card"
    PERSONNEL = "personnel"
    SPECIALTY = "specialty"
    PROGRAMME = "programme"
    CURRICULUM = "curriculum"
    WORK_PROGRAMME = "work_programme"
    STUDY_PLAN = "study_plan"
    GROUP = "group"
    STUDENT = "student"
    PERSONAL_FILE = "personal_file"
    BENEFIT = "benefit"
    SUBJECT_EXTRACT = "subject_extract"
    CERTIFICATE = "certificate"
    ORDER = "order"
    GROUP_TERM = "group_term"
    TEACHING_LOAD = "teaching_load"
    TIMETABLE = "timetable"
    JOURNAL = "journal"
    LESSON_PLAN = "lesson_plan"
    CURATORSHIP = "curatorship"
    SHEET = "sheet"
    DEBT = "debt"
    EXAM = "exam"
    RECORD = "record"
    RECORD_LIST = "record_list"
    CLOSING = "closing"
    REOPENING = "reopening"
    REPORT = "report"
    DOCUMENT = "document"
    STORAGE = "storage"
    JOB = "job"
    AUDIT = "audit"
    SETTING = "setting"
    BACKUP = "backup"


class Action(StrEnum):
    """Verbs of rights."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    APPROVE = "approve"
    SIGN = "sign"
    ISSUE = "issue"
    CLOSE = "close"
    ANNOUNCE = "announce"
    PRINT = "print"
    EXPORT = "export"
    IMPORT = "import"
    REVEAL = "reveal"


ROLE_TITLES = {
    Role.DIRECTOR: N_("Director"),
    Role.DEPUTY: N_("Deputy director for studies"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.HEAD_OF_DEPARTMENT: N_("Head of department"),
    Role.SECRETARY: N_("Secretary of the study office"),
    Role.DISPATCHER: N_("Dispatcher"),
    Role.METHODIST: N_("Methodist"),
    Role.CURATOR: N_("Curator"),
    Role.TEACHER: N_("Teacher"),
    Role.MASTER: N_("Master of vocational training"),
    Role.PRACTICE_HEAD: N_("Head of practice"),
    Role.SOCIAL_PEDAGOGUE: N_("Social pedagogue"),
    Role.HR: N_("Personnel officer"),
    Role.ACCOUNTANT: N_("Accountant"),
    Role.TECH_ADMIN: N_("Technical administrator"),
    Role.STUDENT: N_("Student"),
    Role.PARENT: N_("Parent"),
    Role.OPERATOR: N_("Regional operator"),
}

# One grants only roles below the own rank; the coordinator comes from an appointment alone.
RANKS = {Role.DIRECTOR: 3, Role.DEPUTY: 2, Role.COORDINATOR: 2}

# How far a role reads: the whole college, its departments, its groups (curator), its load (teacher).
FULL_READERS = frozenset(
    {
        Role.DIRECTOR,
        Role.DEPUTY,
        Role.COORDINATOR,
        Role.SECRETARY,
        Role.DISPATCHER,
        Role.METHODIST,
        Role.PRACTICE_HEAD,
        Role.SOCIAL_PEDAGOGUE,
        Role.HR,
        Role.ACCOUNTANT,
    }
)
# Where fewer read all rows than elsewhere: the others read what they made themselves.
NARROW_READERS: dict[str, frozenset[Role]] = {
    Resource.INACCURACY: frozenset({Role.DIRECTOR, Role.DEPUTY, Role.COORDINATOR, Role.OPERATOR}),
    Resource.STAFF_FILE: frozenset({Role.DIRECTOR, Role.DEPUTY, Role.COORDINATOR, Role.METHODIST, Role.HR}),
    Resource.PERSONNEL: frozenset({Role.DIRECTOR, Role.HR}),
}
DEPARTMENT_READERS = frozenset({Role.HEAD_OF_DEPARTMENT})
GROUP_READERS = frozenset({Role.CURATOR})
LOAD_READERS = frozenset({Role.TEACHER, Role.MASTER})
# Two-minute idle limits differ: these roles see or decide most (security requirement on idle time).
PRIVILEGED = frozenset({Role.DIRECTOR, Role.DEPUTY, Role.COORDINATOR, Role.SECRETARY, Role.TECH_ADMIN})

_CODES = {
    "C": Action.CREATE,
    "R": Action.READ,
    "U": Action.UPDATE,
    "D": Action.DELETE,
    "A": Action.APPROVE,
    "S": Action.SIGN,
    "I": Action.ISSUE,
    "X": Action.CLOSE,
    "N": Action.ANNOUNCE,
    "P": Action.PRINT,
    "E": Action.EXPORT,
    "M": Action.IMPORT,
    "V": Action.REVEAL,
}

# A line a resource; letters as in _CODES. The order of columns is free, absent roles have nothing.
_LINES: dict[Resource, dict[Role, str]] = {
    Resource.HOME: dict.fromkeys(Role, "R"),
    Resource.PROFILE: dict.fromkeys(Role, "RU"),
    Resource.ORGANIZATION: {
        Role.DIRECTOR: "RU", Role.DEPUTY: "RE", Role.COORDINATOR: "CRUDE", Role.HEAD_OF_DEPARTMENT: "R",
        Role.SECRETARY: "RE", Role.DISPATCHER: "R", Role.METHODIST: "R", Role.CURATOR: "R", Role.TEACHER: "R",
        Role.MASTER: "R", Role.PRACTICE_HEAD: "R", Role.SOCIAL_PEDAGOGUE: "R", Role.HR: "CRUDE", Role.ACCOUNTANT: "R",
        Role.OPERATOR: "R",
    },
    Resource.CALENDAR: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "CRUDPE", Role.COORDINATOR: "CRUDPE", Role.HEAD_OF_DEPARTMENT: "RP",
        Role.SECRETARY: "RPE", Role.DISPATCHER: "CRUDPE", Role.METHODIST: "RPE", Role.CURATOR: "R", Role.TEACHER: "R",
        Role.MASTER: "R", Role.PRACTICE_HEAD: "R", Role.OPERATOR: "R",
    },
    Resource.ACCOUNT: {Role.DIRECTOR: "RUP", Role.COORDINATOR: "CRUPE"},
    Resource.ROLE_GRANT: {Role.DIRECTOR: "RCUE", Role.COORDINATOR: "RCUE"},
    Resource.APPOINTMENT: {Role.DIRECTOR: "RCUP", Role.COORDINATOR: "R", Role.DEPUTY: "R", Role.HR: "R"},
    # Anyone in the staff reports; the coordinator states, the director decides, the operator opens what was sent.
    Resource.INACCURACY: {
        **dict.fromkeys(Role, "CR"), Role.DIRECTOR: "CRAIPE", Role.DEPUTY: "CRP", Role.COORDINATOR: "CRUIPE",
        Role.STUDENT: "", Role.PARENT: "", Role.OPERATOR: "RV",
    },
    # Everybody in the staff has terms and may read the matrix and the local act; who controls sees the terms of others.
    Resource.DEADLINE: {**dict.fromkeys(Role, "RC"), Role.STUDENT: "", Role.PARENT: "", Role.OPERATOR: ""},
    Resource.TIMELINESS: {
        Role.DIRECTOR: "R", Role.DEPUTY: "R", Role.COORDINATOR: "R", Role.HEAD_OF_DEPARTMENT: "R", Role.METHODIST: "R",
    },
    Resource.DUTY: {
        **dict.fromkeys(Role, "R"), Role.DIRECTOR: "RUP", Role.DEPUTY: "RUP", Role.COORDINATOR: "RUP", Role.STUDENT: "",
        Role.PARENT: "", Role.OPERATOR: "",
    },
    Resource.LOCAL_ACT: {
        **dict.fromkeys(Role, "R"), Role.DIRECTOR: "RCUP", Role.COORDINATOR: "RCUP", Role.HR: "RUP", Role.STUDENT: "", Role.PARENT: "",
    },
    Resource.OVERSIGHT: {Role.DIRECTOR: "RPE", Role.COORDINATOR: "RPE"},
    Resource.MAIL: {Role.DIRECTOR: "RU", Role.COORDINATOR: "R", Role.TECH_ADMIN: "RU"},
    Resource.INCIDENT: {Role.DIRECTOR: "RCUPE", Role.COORDINATOR: "RCUDPE", Role.TECH_ADMIN: "RCU"},
    # The director enters the first employee, the coordinator to be: before the appointment nobody else can.
    Resource.EMPLOYEE: {
        Role.DIRECTOR: "CRUEV", Role.DEPUTY: "RE", Role.COORDINATOR: "CRUME", Role.HEAD_OF_DEPARTMENT: "R", Role.METHODIST: "R",
        Role.SECRETARY: "R", Role.DISPATCHER: "R", Role.HR: "CRUMEDV",
    },
    # Education, training, categories, posts: who keeps or controls reads all, a head the own department, everybody the own.
    Resource.STAFF_FILE: {
        **dict.fromkeys(Role, "R"), Role.DIRECTOR: "RPE", Role.DEPUTY: "RPE", Role.COORDINATOR: "RPE", Role.METHODIST: "RPE",
        Role.HEAD_OF_DEPARTMENT: "RP", Role.HR: "CRUDMPE", Role.STUDENT: "", Role.PARENT: "", Role.OPERATOR: "",
    },
    # The own card: everybody in the staff reads it whole, keeps the contacts and proposes trainings.
    Resource.STAFF_CARD: {**dict.fromkeys(Role, "RU"), Role.STUDENT: "", Role.PARENT: "", Role.OPERATOR: ""},
    # Passport, СНИЛС, ИНН, address of an employee: the personnel office, the director to look, everybody the own.
    Resource.PERSONNEL: {
        **dict.fromkeys(Role, "RV"), Role.HR: "RUV", Role.STUDENT: "", Role.PARENT: "", Role.OPERATOR: "",
    },
    Resource.SPECIALTY: {
        Role.DIRECTOR: "R", Role.DEPUTY: "RE", Role.COORDINATOR: "RU", Role.HEAD_OF_DEPARTMENT: "R", Role.SECRETARY: "R",
        Role.METHODIST: "CRUDE", Role.CURATOR: "R", Role.TEACHER: "R", Role.MASTER: "R", Role.DISPATCHER: "R",
        Role.PRACTICE_HEAD: "R", Role.OPERATOR: "R",
    },
    Resource.PROGRAMME: {
        Role.DIRECTOR: "R", Role.DEPUTY: "RE", Role.COORDINATOR: "RU", Role.HEAD_OF_DEPARTMENT: "R", Role.SECRETARY: "R",
        Role.METHODIST: "CRUDE", Role.CURATOR: "R", Role.TEACHER: "R", Role.MASTER: "R", Role.DISPATCHER: "R",
        Role.PRACTICE_HEAD: "R", Role.OPERATOR: "R",
    },
    Resource.CURRICULUM: {
        Role.DIRECTOR: "RAEP", Role.DEPUTY: "RAEP", Role.COORDINATOR: "RUE", Role.HEAD_OF_DEPARTMENT: "RP", Role.SECRETARY: "RP",
        Role.METHODIST: "CRUDMEP", Role.CURATOR: "R", Role.TEACHER: "R", Role.MASTER: "R", Role.DISPATCHER: "R",
        Role.PRACTICE_HEAD: "R",
    },
    # A teacher brings the programme of an item, the methodist reviews, the deputy approves.
    Resource.WORK_PROGRAMME: {
        Role.DIRECTOR: "RA", Role.DEPUTY: "RA", Role.COORDINATOR: "R", Role.HEAD_OF_DEPARTMENT: "R", Role.SECRETARY: "R",
        Role.METHODIST: "CRUD", Role.CURATOR: "R", Role.TEACHER: "CR", Role.MASTER: "CR", Role.PRACTICE_HEAD: "R",
    },
    # Groups are put on a version by who approves; an own plan of a student is begun by the methodist.
    Resource.STUDY_PLAN: {
        Role.DIRECTOR: "RA", Role.DEPUTY: "RAE", Role.COORDINATOR: "R", Role.HEAD_OF_DEPARTMENT: "R", Role.SECRETARY: "RE",
        Role.METHODIST: "RCE", Role.CURATOR: "R",
    },
    Resource.GROUP: {
        Role.DIRECTOR: "RE", Role.DEPUTY: "RE", Role.COORDINATOR: "RUE", Role.HEAD_OF_DEPARTMENT: "R",
        Role.SECRETARY: "CRUDME", Role.DISPATCHER: "R", Role.METHODIST: "R", Role.CURATOR: "R", Role.TEACHER: "R",
        Role.MASTER: "R", Role.PRACTICE_HEAD: "R", Role.SOCIAL_PEDAGOGUE: "R", Role.ACCOUNTANT: "R",
    },
    # D: to make one file of two of the same person; a file is deleted in no other way.
    Resource.STUDENT: {
        Role.DIRECTOR: "RV", Role.DEPUTY: "RE", Role.COORDINATOR: "RUPV", Role.HEAD_OF_DEPARTMENT: "RU",
        Role.SECRETARY: "CRUDPMEV", Role.CURATOR: "RUV", Role.TEACHER: "R", Role.MASTER: "R", Role.SOCIAL_PEDAGOGUE: "RV",
        Role.ACCOUNTANT: "R", Role.PRACTICE_HEAD: "R", Role.METHODIST: "R",
    },
    # Everything of a student but name, group and number: contacts, documents, representatives, consents.
    Resource.PERSONAL_FILE: {
        Role.DIRECTOR: "RV", Role.DEPUTY: "R", Role.COORDINATOR: "CRUV", Role.HEAD_OF_DEPARTMENT: "RU",
        Role.SECRETARY: "CRUDEV", Role.CURATOR: "CRUV", Role.SOCIAL_PEDAGOGUE: "R",
    },
    # Benefits; which health benefit it is, only the logged «reveal» tells.
    Resource.BENEFIT: {
        Role.DIRECTOR: "RV", Role.DEPUTY: "R", Role.COORDINATOR: "RV", Role.HEAD_OF_DEPARTMENT: "R", Role.SECRETARY: "CRUDEV",
        Role.CURATOR: "RUV", Role.SOCIAL_PEDAGOGUE: "CRUDEV", Role.ACCOUNTANT: "R",
    },
    # Everything held about one person, in full and with the log: who answers requests of persons (152-ФЗ ст. 14).
    Resource.SUBJECT_EXTRACT: {Role.DIRECTOR: "RE", Role.COORDINATOR: "RE", Role.SECRETARY: "RE"},
    # Certificates of students and the two books: «issue» makes one, «print» opens the archived one, «export» the books.
    Resource.CERTIFICATE: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "RIPE", Role.COORDINATOR: "RIP", Role.HEAD_OF_DEPARTMENT: "RP",
        Role.SECRETARY: "RIPE", Role.CURATOR: "R", Role.SOCIAL_PEDAGOGUE: "R",
    },
    # The deputy endorses (A), the director signs (S), the office types the number and lets the order take effect (U).
    Resource.ORDER: {
        Role.DIRECTOR: "RSP", Role.DEPUTY: "RAPE", Role.COORDINATOR: "CRUPE", Role.HEAD_OF_DEPARTMENT: "CR",
        Role.SECRETARY: "CRUDMPE", Role.CURATOR: "R",
    },
    Resource.GROUP_TERM: {
        Role.DIRECTOR: "R", Role.DEPUTY: "CRUDE", Role.COORDINATOR: "R", Role.HEAD_OF_DEPARTMENT: "R",
        Role.SECRETARY: "CRUE", Role.DISPATCHER: "R", Role.METHODIST: "R", Role.CURATOR: "R", Role.TEACHER: "R",
        Role.MASTER: "R", Role.PRACTICE_HEAD: "R",
    },
    Resource.TEACHING_LOAD: {
        # A head gives out the load of the own department; a teacher prints the own card.
        Role.DIRECTOR: "RAPE", Role.DEPUTY: "CRUDMPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RUPE",
        Role.SECRETARY: "R", Role.DISPATCHER: "CRUDMPE", Role.METHODIST: "RP", Role.CURATOR: "RP", Role.TEACHER: "RP", Role.MASTER: "RP",
    },
    Resource.TIMETABLE: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "CRUDMPE", Role.COORDINATOR: "RPE", Role.HEAD_OF_DEPARTMENT: "RP", Role.SECRETARY: "RPE",
        Role.DISPATCHER: "CRUDMPE", Role.METHODIST: "R", Role.CURATOR: "RP", Role.TEACHER: "RP", Role.MASTER: "RP",
        Role.PRACTICE_HEAD: "R", Role.SOCIAL_PEDAGOGUE: "R",
    },
    Resource.JOURNAL: {
        Role.DIRECTOR: "RAP", Role.DEPUTY: "RAPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RPE", Role.SECRETARY: "RPE",
        Role.METHODIST: "R", Role.CURATOR: "RPE", Role.TEACHER: "CRUDPE", Role.MASTER: "CRUDPE",
    },
    Resource.LESSON_PLAN: {
        Role.DIRECTOR: "R", Role.DEPUTY: "RAP", Role.COORDINATOR: "R", Role.HEAD_OF_DEPARTMENT: "RAP", Role.METHODIST: "RAP",
        Role.TEACHER: "RUP", Role.MASTER: "RUP",
    },
    Resource.CURATORSHIP: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "RPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RPE", Role.SECRETARY: "CRUPE",
        Role.CURATOR: "CRUPE",
    },
    Resource.SHEET: {
        # U and S are for those who sit in commissions; whose sheet it is, the sheet itself says.
        Role.DIRECTOR: "RUS", Role.DEPUTY: "RAXUSE", Role.COORDINATOR: "RIE", Role.HEAD_OF_DEPARTMENT: "RAXUS",
        Role.SECRETARY: "RIXPE", Role.METHODIST: "RUS", Role.CURATOR: "R", Role.TEACHER: "RUSP", Role.MASTER: "RUSP",
    },
    Resource.DEBT: {
        Role.DIRECTOR: "RAPE", Role.DEPUTY: "RACUPIE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RACUPIE",
        Role.SECRETARY: "RCUPIE", Role.METHODIST: "R", Role.CURATOR: "RP", Role.SOCIAL_PEDAGOGUE: "R",
    },
    Resource.RECORD: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "RAPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RP",
        Role.SECRETARY: "RCUMPE", Role.METHODIST: "R", Role.CURATOR: "RP",
    },
    Resource.RECORD_LIST: {
        Role.DIRECTOR: "RPE", Role.DEPUTY: "RPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RP", Role.SECRETARY: "RPE",
        Role.CURATOR: "RP", Role.ACCOUNTANT: "RPE", Role.SOCIAL_PEDAGOGUE: "R",
    },
    Resource.EXAM: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "RUPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RP", Role.SECRETARY: "RUPE",
        Role.DISPATCHER: "RUPE", Role.METHODIST: "RP", Role.CURATOR: "RP", Role.TEACHER: "RP", Role.MASTER: "RP",
    },
    Resource.CLOSING: {
        Role.DIRECTOR: "RSE", Role.DEPUTY: "RXNPE", Role.COORDINATOR: "RNPE", Role.HEAD_OF_DEPARTMENT: "RA",
        Role.SECRETARY: "RE",
    },
    # The director reopens, a second person confirms; who closes terms ends it by a new revision.
    Resource.REOPENING: {Role.DIRECTOR: "RCE", Role.DEPUTY: "RAXE", Role.COORDINATOR: "RA", Role.SECRETARY: "R"},
    Resource.REPORT: {
        Role.DIRECTOR: "RPE", Role.DEPUTY: "RPE", Role.COORDINATOR: "RP", Role.HEAD_OF_DEPARTMENT: "RPE", Role.SECRETARY: "RPE",
        Role.METHODIST: "R", Role.CURATOR: "RP",
    },
    Resource.DOCUMENT: {
        Role.DIRECTOR: "RP", Role.DEPUTY: "RPE", Role.COORDINATOR: "RP", Role.SECRETARY: "RPUE",
    },
    # The nomenclature of files and acts of destruction: the office draws them up, the director approves.
    Resource.STORAGE: {
        Role.DIRECTOR: "RSPE", Role.DEPUTY: "RPE", Role.COORDINATOR: "CRUDPE", Role.SECRETARY: "CRUDPE",
    },
    # Everybody in the staff sees the own tasks in the background; what a task may do is asked by its kind.
    Resource.JOB: {**dict.fromkeys(Role, "RU"), Role.STUDENT: "", Role.PARENT: "", Role.OPERATOR: ""},
    Resource.AUDIT: {Role.DIRECTOR: "RE", Role.COORDINATOR: "RE"},
    Resource.SETTING: {Role.DIRECTOR: "RU", Role.COORDINATOR: "R", Role.DEPUTY: "RU", Role.TECH_ADMIN: "R"},
    Resource.BACKUP: {Role.DIRECTOR: "RCA", Role.COORDINATOR: "RC", Role.TECH_ADMIN: "RC"},
}

MATRIX: dict[tuple[Resource, Role], frozenset[Action]] = {
    (resource, role): frozenset(_CODES[letter] for letter in letters)
    for resource, line in _LINES.items()
    for role, letters in line.items()
}

SIGN_IN = frozenset({"SignInView.login", "SignInView.code", "SignInView.logout"})
# Endpoints that need no sign-in; everything else is refused unless the matrix has a line for it.
PUBLIC = frozenset({"static", "appbuilder.static", "VerificationView.show", "VerificationView.check", "SetupView.form", "healthz"})


def allows(roles: frozenset[str], resource: str, action: str) -> bool:
    """Tell whether one of ``roles`` has ``action`` on ``resource``; what is not named is refused."""
    try:
        wanted, on = Action(action), Resource(resource)
    except ValueError:
        return False
    return any(wanted in MATRIX.get((on, Role(role)), frozenset()) for role in roles)


def right_to_take(resource: str, action: Action) -> Action | None:
    """Give the right that ``action`` (export or print) of a table about ``resource`` needs beside reading.

    Where the matrix knows the action for the resource, that one; a print of what may only be exported, export; None where
    nothing personal is told and who reads may also take.
    """
    known = {one for (on, _role), actions in MATRIX.items() if on == resource for one in actions}
    if action in known:
        return action
    return Action.EXPORT if action == Action.PRINT and Action.EXPORT in known else None


def full_readers(resource: str) -> frozenset[Role]:
    """Give the roles that read all rows of ``resource`` in their college."""
    return NARROW_READERS.get(resource, FULL_READERS)


def rank(roles: frozenset[str]) -> int:
    """Give the highest rank among ``roles``; 1 for ordinary ones, 0 for none."""
    return max((RANKS.get(Role(role), 1) for role in roles), default=0)
