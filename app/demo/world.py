"""What the steps of filling hand to each other."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.demo.bulk import Bulk
from app.demo.calendar import Year
from app.demo.people import People

# Who stands in papers and logs as the maker of what the demonstration filled in.
NAME = "Демонстрация"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the college is."""

    students: int
    groups: int
    staff: int
    teachers: int
    departments: int
    programmes: int


SIZES = {
    "small": Size(300, 12, 45, 24, 1, 4),
    "medium": Size(1000, 42, 130, 70, 3, 10),
    "large": Size(5000, 200, 520, 320, 8, 28),
}


@dataclass(slots=True)
class Item:
    """An item's semester of a curriculum: id of its hours, what is taught, how many hours with a teacher, the forms of its controls."""

    term_id: int
    code: str
    name: str
    kind: str
    hours: int
    forms: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """A curriculum of one intake: id, items by plan semester, full years."""

    id: int
    programme_id: int
    department_id: int
    letters: str
    male_share: float
    base: str
    course: int
    courses: int
    form: str
    items: dict[int, list[Item]]
    weeks: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """A group with its term that goes on."""

    id: int
    name: str
    term_id: int
    plan: Plan
    semester: int
    students: list[int] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """The college while it is being filled."""

    size: Size
    random: Random
    today: date
    year: Year
    bulk: Bulk
    people: People
    organization_id: int = 0
    year_id: int = 0
    departments: list[int] = field(default_factory=list)
    teachers: list[int] = field(default_factory=list)
    employees: dict[str, int] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    fundings: dict[int, str] = field(default_factory=dict)
    serials: dict[int, int] = field(default_factory=dict)
    director: str = ""
