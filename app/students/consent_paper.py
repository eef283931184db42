"""The blank of a consent to process personal data: one paper a purpose, apart from any other paper (152-ФЗ ст. 9 ч. 1, ч. 4; ст. 10.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.headings import declare_heading
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.students import queries_file
from app.students.file_rules import ADULT
from app.students.models import Student
from app.students.models_papers import CONSENT
from app.students.papers import ConsentForm
from app.students.printing import genitive
from app.students.rules import age_on

# From this age the student signs beside the representative.
SIGNS_TOO = 14


@dataclass(frozen=True, slots=True)
class Wording:
    """What a purpose says: title, what for, which data, what is done with them, what else the law asks to be said."""

    title: str
    purpose: str
    data: str
    deeds: str
    more: str = ""


_NAMES = "фамилия, имя, отчество"
_DEEDS = "сбор, запись, систематизация, накопление, хранение, уточнение (обновление, изменение), извлечение, использование, блокирование, удаление, уничтожение"
WORDINGS = {
    "processing": Wording(
        "СОГЛАСИЕ на обработку персональных данных",
        "обучение, ведение личного дела и учёта успеваемости, назначение стипендий и мер поддержки, выдача документов об образовании и о квалификации",
        f"{_NAMES}, пол, дата и место рождения, гражданство, документ, удостоверяющий личность, СНИЛС, ИНН, адреса, телефон, электронная почта, "
        "фотография в личном деле, сведения об образовании, об успеваемости и посещаемости, о воинском учёте, о льготах, "
        "о состоянии здоровья в объёме, нужном для обучения",
        f"{_DEEDS}; с использованием средств автоматизации и без них",
    ),
    "publication": Wording(
        "СОГЛАСИЕ на обработку персональных данных, разрешённых для распространения",
        "размещение сведений об учебных, творческих и спортивных достижениях на официальном сайте и странице образовательной организации",
        f"{_NAMES}, группа, специальность (профессия), достижения",
        "распространение (раскрытие неопределённому кругу лиц)",
        "Информационные ресурсы оператора: ______________________________________________. Условия и запреты на обработку этих данных неограниченным "
        "кругом лиц (ч. 9 ст. 10.1 Федерального закона № 152-ФЗ): не устанавливаю / устанавливаю (нужное подчеркнуть): ______________________________.",
    ),
    "third_parties": Wording(
        "СОГЛАСИЕ на передачу персональных данных третьим лицам",
        "прохождение практики и трудоустройство, участие в конкурсах и олимпиадах, медицинские осмотры",
        f"{_NAMES}, дата рождения, группа, специальность (профессия), телефон, документ, удостоверяющий личность, СНИЛС",
        "передача (предоставление, доступ)",
        "Кому передаются (наименование и адрес): ______________________________________________________________________.",
    ),
    "photo": Wording(
        "СОГЛАСИЕ на фото- и видеосъёмку и использование изображения",
        "освещение жизни образовательной организации на её официальном сайте, странице, стендах и в печатных изданиях",
        "изображение (фотография, видеозапись, в том числе с голосом), фамилия, имя, группа",
        "фото- и видеосъёмка, хранение, обнародование и использование изображения (ст. 152.1 Гражданского кодекса Российской Федерации), распространение",
        "Условия и запреты: не устанавливаю / устанавливаю (нужное подчеркнуть): ______________________________.",
    ),
}

_LABELS = {
    "processing": N_("Consent to processing of personal data"), "publication": N_("Consent to publication of personal data"),
    "third_parties": N_("Consent to passing of personal data to third parties"), "photo": N_("Consent to photographs and videos"),
}  # fmt: skip
for _key, _label in _LABELS.items():
    declare_heading(f"{CONSENT}.{_key}", _label, WORDINGS[_key].title)


def consent_form(organization: Organization, student: Student, kind: str, day: date) -> ConsentForm:
    """Build the blank of ``kind`` for who signs on ``day``: the student of age, else the representative, from 14 years both.

    Numbers of identity documents are left to be written by hand: they are special fields and are not taken out for a blank.
    """
    said, age = WORDINGS[kind], age_on(student.birth_date, day) if student.birth_date else ADULT
    known = queries_file.representatives(student.id)
    return ConsentForm(
        letterhead=letterhead(organization), title=said.title, person=genitive(student) if age < ADULT else student.full_name, birth_date=student.birth_date,
        address=student.registration_address or "", by_student=age >= SIGNS_TOO, by_representative=age < ADULT,
        representative=known[0].full_name if known else "", operator=f"{organization.full_name}, {organization.legal_address or 'адрес: ____________________'}",
        purpose=said.purpose, data=said.data, deeds=said.deeds, more=said.more,
    )  # fmt: skip
