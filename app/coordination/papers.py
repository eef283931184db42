"""Papers of the coordinator: the order of appointment and the undertaking of non-disclosure."""

from dataclasses import dataclass
from datetime import date

from app.coordination.rules import TEXT_VERSION
from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

APPOINTMENT, UNDERTAKING = "coordinator_appointment", "undertaking"
APPOINTMENT_TEMPLATE, UNDERTAKING_TEMPLATE = "appointment.html", "undertaking.html"
register_paper(
    APPOINTMENT, "ПК", APPOINTMENT_TEMPLATE, N_("Order appointing a coordinator"), "ПРИКАЗ",
    "О назначении ответственного координатора информационной системы",
)  # fmt: skip
register_paper(UNDERTAKING, "ОН", UNDERTAKING_TEMPLATE, N_("Undertaking of non-disclosure"), "ОБЯЗАТЕЛЬСТВО", "о неразглашении персональных данных")

# Bases quoted in the papers; a college edits the list in its settings.
LEGAL_BASES = (
    "Федерального закона от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации»",
    "Федерального закона от 27.07.2006 № 149-ФЗ «Об информации, информационных технологиях и о защите информации»",
    "Федерального закона от 27.07.2006 № 152-ФЗ «О персональных данных»",
    "постановления Правительства Самарской области от 26.11.2015 № 773",
    "Инструкции по работе с модулем «Профессиональная образовательная организация» АСУ РСО (с изм. от 01.06.2021)",
)


@dataclass(frozen=True)
class AppointmentOrder:
    """The order: number and date are typed from the director's register (empty ones leave a rule to write on).

    ``person`` stands in the accusative with the position («Иванову Анну Петровну, методиста»), ``backup`` names who stands in
    by the same order. ``is_backup``: the order appoints the stand-in alone.
    """

    letterhead: Letterhead
    number: str
    order_date: date | None
    person: str
    starts_on: date
    ends_on: date | None
    zone: str
    signature: Signature
    backup: str = ""
    is_backup: bool = False
    controller: str = "Контроль за исполнением приказа оставляю за собой."
    acquainted: tuple[Signature, ...] = ()
    bases: tuple[str, ...] = LEGAL_BASES

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Приказ о назначении ответственного координатора № {self.number or 'без номера'}"


@dataclass(frozen=True)
class UndertakingPaper:
    """The promise of a person to keep personal data undisclosed, signed by hand; ``text_version`` tells the wording."""

    letterhead: Letterhead
    person: str
    position: str
    director: Signature
    text_version: str = TEXT_VERSION
    signed_on: date | None = None

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return "Обязательство о неразглашении персональных данных"
