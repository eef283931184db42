"""The list of medical groups for physical education, which goes into the journal's volume and to the teacher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.curator.papers import sign_of
from app.documents.headings import declare_heading
from app.documents.rules import Letterhead, Signature
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.students.models import Student, StudyGroup

MEDICAL_TEMPLATE = "medical_groups.html"
declare_heading("medical_groups", N_("List of medical groups"), "МЕДИЦИНСКИЕ ГРУППЫ", "для занятий физической культурой")
PRINTED = {
    "main": "основная", "preparatory": "подготовительная", "special": "специальная", "therapeutic": "ЛФК", "exempt": "освобождение",
}  # fmt: skip


@dataclass(frozen=True)
class MedicalRow:
    """A student with the medical group, empty where none is entered."""

    number: int
    name: str
    group: str


@dataclass(frozen=True)
class MedicalPaper:
    """«Медицинские группы»: printed and not kept, since it tells of health; ``sums`` are (group, number of students)."""

    letterhead: Letterhead
    group: str
    day: date
    rows: tuple[MedicalRow, ...]
    sums: tuple[tuple[str, int], ...]
    signatures: tuple[Signature, ...]

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return f"Медицинские группы для занятий физической культурой, группа {self.group}"


def medical_paper(
    college: Organization, group: StudyGroup, day: date, people: Sequence[Student], known: Mapping[int, str]
) -> MedicalPaper:
    """Give the paper of a group; ``known`` are {student id: code of the health group}."""
    rows = tuple(MedicalRow(number, one.full_name, PRINTED.get(known.get(one.id, ""), "")) for number, one in enumerate(people, start=1))
    counts = Counter(row.group for row in rows)
    return MedicalPaper(
        letterhead=letterhead(college), group=group.name, day=day, rows=rows,
        sums=tuple((title, counts[title]) for title in (*PRINTED.values(), "") if counts[title]),
        signatures=(Signature("Медицинский работник"), Signature("Куратор группы", sign_of(group.curator)), Signature("Преподаватель физической культуры")),
    )  # fmt: skip
