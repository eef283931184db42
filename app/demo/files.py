"""Personal files of the invented students: documents, parents, education, benefits, consents."""

from datetime import date, timedelta
from random import Random
from typing import Any

from app.demo.people import FEMALE, MALE, Person
from app.demo.world import World
from app.students.file_rules import HEALTH, HEALTH_BENEFITS, PLAIN_BENEFITS
from app.students.funding import SOURCES
from app.students.models_file import Benefit, Consent, IdentityDocument, PriorEducation, Representative, StudyContract

STREETS = ("Садовая", "Полевая", "Молодогвардейская", "Самарская", "Гагарина", "Победы", "Мичурина", "Ленинская")
LANGUAGES = ("английский",) * 8 + ("немецкий",) * 2
SCHOOLS = ("МБОУ Школа № {}", "МБОУ Гимназия № {}", "ГБОУ СОШ № {}")


def particulars(random: Random) -> dict[str, Any]:
    """Give the plain fields of a student's file."""
    address = f"г. Самара, ул. {random.choice(STREETS)}, д. {random.randrange(1, 120)}, кв. {random.randrange(1, 200)}"
    return {
        "birth_place": "г. Самара", "citizenship": "643", "registration_address": address, "actual_address": address,
        "language": random.choice(LANGUAGES), "dormitory": random.choice(("not_needed",) * 7 + ("needed", "lives", "lives")),
    }  # fmt: skip


def build(world: World, random: Random, student_id: int, person: Person, birth: date, enrolled: date, funding: str) -> None:
    """Take the rows that belong to a student's file; ``random`` is the student's own, so that others stay as they are."""
    own = {"organization_id": world.organization_id, "student_id": student_id}
    issued = birth + timedelta(days=14 * 366)
    world.bulk.add(
        IdentityDocument, **own, kind="passport", number=f"36 {issued.year % 100:02d} {random.randrange(900000, 1000000)}",
        issued=f"ГУ МВД России по Самарской области, {issued:%d.%m.%Y}, код 630-{random.randrange(1, 99):03d}",
    )  # fmt: skip
    _parent(world, random, own, person)
    world.bulk.add(
        PriorEducation, **own, level="9" if enrolled.year - birth.year < 17 else "11", document="аттестат",
        number=f"0632{random.randrange(10**9, 10**10)}", issued_on=date(enrolled.year, 6, 20),
        issuer=random.choice(SCHOOLS).format(random.randrange(1, 180)), year=enrolled.year, region="Самарская область",
        average=random.randrange(330, 500) / 100, is_original=random.random() < 0.95,
    )  # fmt: skip
    world.bulk.add(
        Consent, **own, kind="processing", signer="both" if world.today.year - birth.year < 18 else "student",
        given_on=enrolled - timedelta(days=12), valid_to=None, withdrawn_on=None,
    )  # fmt: skip
    if SOURCES[funding].needs_contract:
        targeted = SOURCES[funding].targeted
        world.bulk.add(
            StudyContract, **own, kind="target" if targeted else "paid", number=f"{random.randrange(1, 400)}-{'Ц' if targeted else 'П'}",
            dated=enrolled - timedelta(days=12), starts_on=enrolled, ends_on=date(enrolled.year + 4, 6, 30),
            payer_kind="organization" if targeted else "representative", payer="АО «Волжский завод»" if targeted else None,
            amount=None if targeted else random.randrange(180_000, 260_000, 500),
        )  # fmt: skip
    if random.random() < 0.12:
        code = random.choice((*PLAIN_BENEFITS, *HEALTH_BENEFITS[:6]))
        of_health = code in HEALTH_BENEFITS
        world.bulk.add(
            Benefit, **own, kind=HEALTH if of_health else code, health=code if of_health else None,
            document=f"справка № {random.randrange(100, 999)}", starts_on=enrolled, ends_on=None,
        )  # fmt: skip


def _parent(world: World, random: Random, own: dict[str, Any], person: Person) -> None:
    mother = random.random() < 0.8
    last = person.last if person.sex == ("f" if mother else "m") else _other(person.last, mother)
    world.bulk.add(
        Representative, **own, relation="mother" if mother else "father", last_name=last,
        first_name=random.choice(FEMALE if mother else MALE), middle_name=None, phone=f"+7 900 000-{random.randrange(100):02d}-{random.randrange(100):02d}",
        workplace=None, note=None,
    )  # fmt: skip


def _other(last: str, mother: bool) -> str:
    """Give the surname of a parent of the other sex, each part of a double one."""
    def turned(part: str) -> str:
        if mother:
            return f"{part}а" if part.endswith(("ов", "ев", "ёв", "ин", "ын")) else part
        return part[:-1] if part.endswith(("ова", "ева", "ёва", "ина", "ына")) else part

    return "-".join(map(turned, last.split("-")))
