"""The plan as a value: what a file gave, what the database holds and what the checks read are the same tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

ZERO = Decimal(0)

# Hours that make up the total of an item in a semester, in the order in which plans print them.
HOUR_KINDS = (
    "lectures",
    "practicals",
    "labs",
    "seminars",
    "course_work",
    "practice",
    "consultations",
    "exam_hours",
    "self_study",
)
# Lines that only gather other lines: their own hours repeat those of the children.
HEADINGS = frozenset({"cycle", "module", "choice"})
PRACTICES = frozenset({"study_practice", "work_practice", "prediploma_practice"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a plan that a person should look at.

    ``severity`` is "warning" (the plan contradicts itself or the rules) or "note" (said for information);
    ``item`` is the key of the line it belongs to, None for the whole plan; ``msgid`` with ``params`` is a sentence.
    """

    code: str
    severity: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """A control named for an item's semester; controls with the same ``joint_key`` are one event."""

    form: str
    joint_key: str | None = None


@dataclass(frozen=True)
class Term:
    """Hours and controls of an item in one semester, counted over the whole term of study from 1.

    ``stated`` is the total that the file itself gives; ``weeks`` the length of a practice; both None when not given.
    ``practical_training`` is another cut of the same hours.
    """

    semester: int
    lectures: Decimal = ZERO
    practicals: Decimal = ZERO
    labs: Decimal = ZERO
    seminars: Decimal = ZERO
    course_work: Decimal = ZERO
    practice: Decimal = ZERO
    consultations: Decimal = ZERO
    exam_hours: Decimal = ZERO
    self_study: Decimal = ZERO
    practical_training: Decimal = ZERO
    stated: Decimal | None = None
    weeks: Decimal | None = None
    controls: tuple[Control, ...] = ()

    @cached_property
    def by_kind(self) -> Decimal:
        """Give the sum of the hours by kind."""
        return sum((getattr(self, kind) for kind in HOUR_KINDS), ZERO)

    @cached_property
    def hours(self) -> Decimal:
        """Give the hours of the semester: the sum by kind, or the stated total where no kinds are given."""
        return self.by_kind or self.stated or ZERO

    def has(self, *forms: str) -> bool:
        """Tell whether one of ``forms`` is a control of this semester."""
        return any(control.form in forms for control in self.controls)


@dataclass(frozen=True)
class Item:
    """A line of the plan. ``parent`` is the key of the line above; ``hours`` the total the plan gives, None if none."""

    key: str
    code: str
    name: str
    kind: str
    parent: str | None = None
    hours: Decimal | None = None
    is_variable: bool = False
    is_counted: bool = True
    is_physical: bool = False
    competences: tuple[str, ...] = ()
    commission: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Tell whether the line only gathers others."""
        return self.kind in HEADINGS

    @cached_property
    def total(self) -> Decimal:
        """Give the sum of the hours of all semesters."""
        return sum((term.hours for term in self.terms), ZERO)

    @property
    def title(self) -> str:
        """Give «ОП.01 Операционные системы»."""
        return f"{self.code} {self.name}".strip()

    def term(self, semester: int) -> Term | None:
        """Give the hours of one semester, None where there are none."""
        return next((term for term in self.terms if term.semester == semester), None)


@dataclass(frozen=True, slots=True)
class Competence:
    """A result of the programme: «ОК 01», «ПК 1.1», «ЛР 4» and what it says."""

    code: str
    title: str


@dataclass(frozen=True)
class Plan:
    """A curriculum: its head and its lines in display order, parents before children.

    ``calendar`` gives for a semester the weeks by use (theory, attestation, practice, final, holidays).
    ``chart`` gives for a course («1») the letters of its weeks of the academic year, joined by commas, where the source draws them.
    ``fgos_hours`` is the volume that the standard sets, None where the college has not entered it.
    ``base`` is "9", "11" or "" when the source does not say; ``study_form`` is one of STUDY_FORMS of the models.
    """

    specialty_code: str
    specialty_name: str
    qualification: str = ""
    intake_year: int | None = None
    base: str = ""
    study_form: str = "full_time"
    years: int = 0
    months: int = 0
    fgos_order: str = ""
    fgos_hours: int | None = None
    semesters_per_course: int = 2
    is_shortened: bool = False
    items: tuple[Item, ...] = ()
    competences: tuple[Competence, ...] = ()
    calendar: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    chart: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @cached_property
    def rows(self) -> tuple[Item, ...]:
        """Give the lines without the cycles."""
        return tuple(item for item in self.items if item.kind != "cycle")

    @cached_property
    def leaves(self) -> tuple[Item, ...]:
        """Give the lines that carry hours and controls of their own."""
        return tuple(item for item in self.items if not item.is_heading)

    @cached_property
    def counted(self) -> tuple[Item, ...]:
        """Give the leaves that belong to the totals."""
        return tuple(item for item in self.leaves if item.is_counted)

    @cached_property
    def semesters(self) -> int:
        """Give the number of the last semester in use."""
        return max((term.semester for item in self.leaves for term in item.terms), default=0)

    def item(self, key: str) -> Item | None:
        """Give the line with ``key``."""
        return next((item for item in self.items if item.key == key), None)

    def below(self, key: str | None) -> Iterator[Item]:
        """Give every line under ``key``, whatever the depth, in display order."""
        above = {key}
        for item in self.items:
            if item.parent in above:
                above.add(item.key)
                yield item

    def depth(self, item: Item) -> int:
        """Give the number of lines above ``item``."""
        return self.depths()[item.key]

    def depths(self) -> dict[str, int]:
        """Give for every key the number of lines above it."""
        found: dict[str, int] = {}
        for item in self.items:
            found[item.key] = found.get(item.parent, -1) + 1 if item.parent else 0
        return found
