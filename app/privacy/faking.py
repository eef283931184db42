"""One row of the source → the same row of the training copy, each personal column replaced after its kind."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from app.closing.snapshot import canonical
from app.core import secrets
from app.movement.scanning import PURPOSE as ORDER_SCAN
from app.privacy import rules
from app.privacy.cast import Cast, Key
from app.privacy.declared import PERSONAL, SUBJECTS
from app.privacy.rules import Kind
from app.students.file_rules import HEALTH_BENEFITS, HEALTH_GROUPS, number_key
from app.students.scans import PURPOSE as CONSENT_SCAN

Row = dict[str, Any]
PDF = "application/pdf"
SCANS = {"consent_scan": CONSENT_SCAN, "order_scan": ORDER_SCAN}
PERSONS = {"ab_user": "ab_user", "former_name": "former_name", "representative": "representative"}
# In a snapshot: keys whose value is a person's name, and keys beside which «name» is one.
NAMES_TOLD = frozenset({"closed_by", "director_name", "curator", "prepared_by", "student_name"})
TELL_PEOPLE = frozenset({"student", "sign", "record_book"})
NOTICE = ("Учебная копия", "Подлинный документ в копию не переносится.")


@lru_cache(maxsize=1)
def paper() -> bytes:
    """Give the PDF that stands in the copy for every archived document and scan."""
    page = Image.new("L", (595, 842), 255)
    draw = ImageDraw.Draw(page)
    for line, (size, text) in enumerate(zip((36, 18), NOTICE, strict=True)):
        draw.text((297, 380 + 50 * line), text, fill=60, anchor="mm", font=_font(size))
    out = io.BytesIO()
    page.save(out, "PDF", resolution=72)
    return out.getvalue()


@lru_cache(maxsize=1)
def picture() -> bytes:
    """Give the photograph of nobody."""
    image = Image.new("RGB", (300, 400), (226, 230, 236))
    draw = ImageDraw.Draw(image)
    draw.ellipse((95, 90, 205, 210), fill=(160, 170, 184))
    draw.ellipse((50, 235, 250, 480), fill=(160, 170, 184))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _font(size: int) -> Any:
    font = next(one for one in files("fontpkg_pt_sans").joinpath("files").iterdir() if "Regular" in one.name)
    return ImageFont.truetype(str(font), size)


class Faker:
    """Makes the rows of a copy; equal numbers stay equal, everything of one person moves by the same days."""

    def __init__(self, cast: Cast, rng: random.Random, logins: Mapping[int, str], password: str) -> None:
        self._cast, self._rng, self._logins, self._password = cast, rng, logins, password
        self._numbers: dict[str, str] = {}
        self._shifts: dict[Key, int] = {}
        self._count = rng.randrange(1000, 9000)
        self._former: dict[int, list[str]] = {}
        self._by_kind: dict[Kind, Callable[[Any, str, Row], Any]] = {
            Kind.LAST: lambda _v, t, r: self._part(t, r, "last"), Kind.FIRST: self._first,
            Kind.MIDDLE: lambda _v, t, r: self._part(t, r, "middle"), Kind.NAME: lambda v, t, r: self._cast.named(v, _holder(t, r)),
            Kind.FORMER: lambda _v, _t, r: ", ".join(self._former.get(r["id"], [])) or None,
            Kind.NAMES: lambda v, _t, _r: self._cast.scrub(v, lone=True), Kind.TOLD: lambda v, _t, _r: canonical(self.told(json.loads(v))),
            Kind.FREE: lambda _v, _t, _r: rules.FREE_TEXT, Kind.FACTS: lambda _v, _t, _r: "[]", Kind.LOGIN: self._login,
            Kind.PASSWORD: lambda _v, _t, _r: self._password, Kind.PHONE: lambda _v, _t, _r: rules.fake_phone(self._next()),
            Kind.EMAIL: lambda _v, _t, _r: f"u{self._next()}@kopiya.example",
            Kind.ADDRESS: lambda _v, _t, _r: f"г. Учебный, ул. Примерная, д. {self._next()}", Kind.PLACE: lambda _v, _t, _r: "г. Учебный",
            Kind.COUNTRY: lambda _v, _t, _r: "643", Kind.NUMBER: lambda v, _t, _r: self._number(v), Kind.SUM: lambda _v, _t, _r: 50000,
            Kind.DAY: self._day, Kind.BORN: lambda _v, _t, _r: f"19{self._rng.randrange(60, 99)}-05-{self._rng.randrange(10, 29)}",
            Kind.SNILS: lambda _v, _t, _r: rules.fake_snils(self._next()), Kind.INN: lambda _v, _t, _r: rules.fake_inn(self._next()),
            Kind.SNILS_INDEX: lambda _v, _t, r: secrets.blind_index(r["snils"], r["organization_id"]) if r["snils"] else None,
            Kind.PASSPORT: lambda _v, _t, _r: rules.fake_passport(self._next()),
            Kind.PASSPORT_INDEX: lambda _v, _t, r: secrets.blind_index(number_key(r["number"]), r["organization_id"]),
            Kind.ISSUED: lambda _v, _t, _r: "Отдел учебной копии, 01.01.2020, 000-000", Kind.HEALTH: lambda _v, _t, _r: self._rng.choice(HEALTH_BENEFITS),
            Kind.HEALTH_GROUP: lambda _v, _t, _r: self._rng.choice(HEALTH_GROUPS), Kind.PICTURE: lambda _v, _t, _r: picture(),
            Kind.PAPER: lambda _v, _t, _r: paper(), Kind.PAPER_NAME: lambda _v, _t, _r: "Учебная копия.pdf", Kind.PAPER_TYPE: lambda _v, _t, _r: PDF,
            Kind.SCAN: lambda _v, t, _r: secrets.encrypt_bytes(paper(), SCANS[t]), Kind.SETTING: lambda v, _t, _r: self.told(v),
            Kind.BLANK: lambda _v, _t, _r: None,
        }  # fmt: skip

    def row(self, table: str, values: Row) -> Row:
        """Give the row of the copy; what is empty stays empty, texts that are not personal lose the names of known persons."""
        kinds, made = PERSONAL.get(table, {}), dict(values)
        for column, value in values.items():
            if value is None or value == "":
                continue
            if column in kinds:
                made[column] = self._by_kind[kinds[column]](value, table, made)
            elif isinstance(value, str) and not value.isascii():
                made[column] = self._cast.scrub(value)
            elif isinstance(value, dict | list):
                made[column] = self.told(value)
        if table == "former_name":
            self._former.setdefault(made["student_id"], []).append(f"{made['last_name']} {made['first_name']} {made['middle_name'] or ''}".strip())
        return made

    def told(self, value: Any, near: Key | None = None) -> Any:
        """Give a value of JSON with names, record books and notes replaced as in the rows it was told from."""
        if isinstance(value, dict):
            number = value.get("student") or value.get("id")
            own = ("student", int(str(number))) if str(number or "").isdecimal() else None
            people = bool(TELL_PEOPLE & value.keys())
            return {key: self._told_under(key, one, own, people) for key, one in value.items()}
        if isinstance(value, list):
            return [self.told(one, near) for one in value]
        if not isinstance(value, str) or value.isascii():
            return value
        return self._cast.known(value, near) or self._cast.scrub(value, lone=True)

    def _told_under(self, key: str, value: Any, near: Key | None, people: bool) -> Any:
        if key == "record_book" and value:
            return self._number(value)
        if isinstance(value, str) and value and not value.isdecimal() and (key in NAMES_TOLD or (people and key in ("name", "sign", "short"))):
            return self._cast.named(value, near)
        if key in ("people", "staff") and isinstance(value, dict):
            return {number: self._cast.named(name) if isinstance(name, str) and name else self.told(name) for number, name in value.items()}
        if key in ("note", "reason") and isinstance(value, str) and value:
            return rules.FREE_TEXT
        if key in ("topic", "homework", "title") and isinstance(value, str):  # as in the rows: not about people
            return self._cast.scrub(value, lone=False)
        return self.told(value, near)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _number(self, value: str) -> str:
        return self._numbers.get(value) or self._numbers.setdefault(value, f"УК-{self._next():06d}")

    def _part(self, table: str, row: Row, part: str) -> str | None:
        kind = PERSONS.get(table) or SUBJECTS[table][0]
        fake = self._cast.fake((kind, row["id"]))
        return getattr(fake, part) if fake else rules.NOBODY.split()[0]

    def _first(self, _value: str, table: str, row: Row) -> str:
        fake = self._cast.fake((PERSONS.get(table) or SUBJECTS[table][0], row["id"]))
        if fake is None:
            return rules.NOBODY.split()[1]
        return " ".join(part for part in (fake.first, fake.middle) if part) if table == "ab_user" else fake.first

    def _login(self, _value: str, table: str, row: Row) -> str:
        return self._logins[row["id"]] if table == "ab_user" else f"student{row['id']}"

    def _day(self, value: date, table: str, row: Row) -> date:
        kind, column = SUBJECTS[table]
        key = (kind, row[column])
        return value - timedelta(days=self._shifts.setdefault(key, self._rng.randint(*rules.LENGTH_OF_SHIFT)))


def _holder(table: str, row: Row) -> Key | None:
    kind, column = SUBJECTS.get(table, ("", ""))
    return (kind, row[column]) if column and row.get(column) is not None else None
