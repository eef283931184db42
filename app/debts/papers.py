"""Papers of debts: what their templates see."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

PERMIT, PERMIT_TEMPLATE = "resit_permit", "resit_permit.html"
DEBTORS, DEBTORS_TEMPLATE = "debtors", "debtors.html"
LETTER, LETTER_TEMPLATE = "debt_letter", "debt_letter.html"
SCHEDULE, SCHEDULE_TEMPLATE = "resit_schedule", "resit_schedule.html"
register_paper(PERMIT, "ЭЛ", PERMIT_TEMPLATE, N_("Examination slip"), "ЭКЗАМЕНАЦИОННЫЙ ЛИСТ", "направление на пересдачу")
register_paper(DEBTORS, "СЗ", DEBTORS_TEMPLATE, N_("List of debtors"), "СПИСОК ОБУЧАЮЩИХСЯ, ИМЕЮЩИХ АКАДЕМИЧЕСКУЮ ЗАДОЛЖЕННОСТЬ")
register_paper(LETTER, "УЗ", LETTER_TEMPLATE, N_("Letter on a debt"), "УВЕДОМЛЕНИЕ", "об академической задолженности")
register_paper(SCHEDULE, "ГП", SCHEDULE_TEMPLATE, N_("Schedule of re-sits"), "ГРАФИК ЛИКВИДАЦИИ АКАДЕМИЧЕСКИХ ЗАДОЛЖЕННОСТЕЙ")
FORM_BOXES = (("Экзамен", ("Э", "ЭМ", "КЭ")), ("Диф. зачёт", ("ДЗ",)), ("Зачёт", ("З",)), ("КП / КР", ("КП", "КРаб", "КР", "К")), ("Инд. проект", ("ИП",)))


@dataclass(frozen=True)
class PermitSlip:
    """An examination slip: one student, one item, one attempt; ``signatures`` is three for a commission."""

    number: str
    boxes: tuple[tuple[str, bool], ...]
    attempt: str
    name: str
    group: str
    item: str
    semester: str
    academic_year: str
    examiners: str
    held_on: date
    room: str
    valid_until: date
    signatures: int


@dataclass(frozen=True)
class PermitPaper:
    """A slip on half a sheet of A4."""

    letterhead: Letterhead
    slip: PermitSlip

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Экзаменационный лист № {self.slip.number}, группа {self.slip.group}"


@dataclass(frozen=True)
class DebtRow:
    """A debt in a list."""

    number: int
    name: str
    group: str
    item: str
    control: str
    semester: str
    result: str
    opened_on: str
    attempts: str
    resit: str
    last: str
    teachers: str
    state: str


@dataclass(frozen=True)
class DebtorsPaper:
    """Debtors on a day; ``chosen`` says which ones («группа ИСП-21»)."""

    letterhead: Letterhead
    chosen: str
    rows: tuple[DebtRow, ...]
    students: int
    signatures: tuple[Signature, ...]
    drawn_on: date

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Список задолжников: {self.chosen}, {self.drawn_on:%d.%m.%Y}"


@dataclass(frozen=True)
class LetterPaper:
    """A letter on the debts of a student; ``addressees`` stand in the dative, none leave a place to write on; ``of_whom`` is
    the student in the genitive.

    ``own`` is a letter to a student of age, who has no legal representatives any more.
    """

    letterhead: Letterhead
    addressees: tuple[str, ...]
    own: bool
    name: str
    group: str
    rows: tuple[DebtRow, ...]
    signatures: tuple[Signature, ...]
    drawn_on: date
    of_whom: str

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Уведомление об академической задолженности, группа {self.group}"


@dataclass(frozen=True)
class ScheduleRow:
    """A day of a re-sit with who comes."""

    day: str
    room: str
    item: str
    control: str
    attempt: str
    examiners: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class SchedulePaper:
    """The schedule of re-sits of a group, for the board."""

    letterhead: Letterhead
    group: str
    rows: tuple[ScheduleRow, ...]
    signatures: tuple[Signature, ...]
    drawn_on: date

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"График пересдач: {self.group}"
