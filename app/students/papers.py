"""Papers about students as values: certificates, the personal card, the two books."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.students.models_papers import ALPHABET_BOOK, CARD, CONSENT, NAME_BOOK, PERIOD, STUDY, TRAINING
from app.students.results import Passed

register_paper(STUDY, "СП", "certificate_study.html", N_("Certificate on request"), "СПРАВКА")
register_paper(TRAINING, "СО", "certificate_training.html", N_("Certificate of training of the expelled"), "СПРАВКА ОБ ОБУЧЕНИИ")
register_paper(PERIOD, "ПО", "certificate_training.html", N_("Certificate of a period of study"), "СПРАВКА О ПЕРИОДЕ ОБУЧЕНИЯ")
register_paper(CARD, "ЛК", "personal_card.html", N_("Personal card"), "ЛИЧНАЯ КАРТОЧКА ОБУЧАЮЩЕГОСЯ")
register_paper(CONSENT, "СГ", "consent.html", N_("Blank of a consent"))
register_paper(NAME_BOOK, "ПКН", "student_book.html", N_("Book of names by enrolment"), "ПОИМЁННАЯ КНИГА ОБУЧАЮЩИХСЯ")
register_paper(ALPHABET_BOOK, "АК", "student_book.html", N_("Alphabetical book"), "АЛФАВИТНАЯ КНИГА ОБУЧАЮЩИХСЯ")

TITLES = {TRAINING: "Справка об обучении", PERIOD: "Справка о периоде обучения"}
SECTIONS = (
    ("theory", "Учебные предметы, дисциплины, междисциплинарные курсы, модули"), ("course_work", "Курсовые проекты (работы)"),
    ("practice", "Практика"), ("final", "Государственная итоговая аттестация"),
)  # fmt: skip


@dataclass(frozen=True)
class StudyCertificate:
    """«Справка (по месту требования)»: who studies where, for whom it is meant. ``person`` stands in the dative."""

    letterhead: Letterhead
    contacts: str
    person: str
    birth_date: date | None
    sex: str
    course: int
    group: str
    college: str
    specialty: str
    study_form: str
    funding: str
    starts_on: date
    ends_on: date | None
    basis: str
    recipient: str
    signature: Signature
    executor: str
    leave: str = ""
    leave_from: date | None = None
    licences: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """Give the line of the registry; the name stands in the register of certificates, not here."""
        return f"Справка (по месту требования), группа {self.group}"


@dataclass(frozen=True)
class TrainingCertificate:
    """What was studied and with what results: for the expelled (273-ФЗ, ст. 60 ч. 12) or of a period of study."""

    kind: str
    letterhead: Letterhead
    contacts: str
    person: str
    birth_date: date | None
    sex: str
    education: str
    specialty: str
    study_form: str
    term: str
    starts_on: date
    enrolled_by: str
    ends_on: date | None
    expelled_by: str
    passed: tuple[Passed, ...]
    signature: Signature
    executor: str
    licences: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return TITLES[self.kind]

    @property
    def sections(self) -> tuple[tuple[str, tuple[Passed, ...]], ...]:
        """Give the results by section, empty sections left out."""
        found = [(title, tuple(one for one in self.passed if one.section == key)) for key, title in SECTIONS]
        return tuple(pair for pair in found if pair[1])

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"{self.title}, {self.specialty}"


@dataclass(frozen=True)
class PersonalCard:
    """The card of a student: blocks of (label, value), lists of rows; special fields come masked."""

    letterhead: Letterhead
    name: str
    record_book: str
    blocks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    tables: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...]
    photo: str
    signature: Signature

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Личная карточка, зачётная книжка № {self.record_book or 'не указана'}"


@dataclass(frozen=True)
class ConsentForm:
    """The blank of a consent for one purpose, to be signed by hand; ``by_representative`` alone is for who is under 14.

    ``person`` stands in the genitive where the representative signs, the representative of whom.
    """

    letterhead: Letterhead
    title: str
    person: str
    birth_date: date | None
    address: str
    by_student: bool
    by_representative: bool
    representative: str
    operator: str
    purpose: str
    data: str
    deeds: str
    more: str

    @property
    def caption(self) -> str:
        """Give the line of the registry; who it is for stands in the register of certificates."""
        return f"{self.title} (бланк)"


@dataclass(frozen=True)
class BookLine:
    """A student in a book."""

    number: int
    record_book: str
    name: str
    birth_date: date | None
    enrolled_on: date | None
    enrolled_by: str
    group: str
    specialty: str
    left_on: date | None
    left_by: str


@dataclass(frozen=True)
class Book:
    """The book of names (by order of enrolment) or the alphabetical one, of those enrolled in one academic year."""

    kind: str
    letterhead: Letterhead
    year: int
    lines: tuple[BookLine, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """Give what the book is called."""
        return "Поимённая книга обучающихся" if self.kind == NAME_BOOK else "Алфавитная книга обучающихся"

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"{self.title}, зачисленные в {self.year}/{self.year + 1} учебном году"
