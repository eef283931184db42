"""Column types that hold the same thing on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, LargeBinary, Numeric
from sqlalchemy.types import TypeDecorator

from app.core import secrets


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive moments and turn aware ones into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the moment back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hours(TypeDecorator[Decimal]):
    """Hours of a plan to two decimals, since plans hold 63.75; a whole number comes back as int."""

    impl = Numeric(8, 2, asdecimal=False)
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> Decimal | float | None:
        """Hand SQLite a float, which holds hundredths exactly enough, and PostgreSQL the decimal itself."""
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[return-value]
        return float(value)

    def process_result_value(self, value: float | Decimal | None, dialect: Any) -> Decimal | None:
        """Give int for whole hours, otherwise a decimal of two places."""
        if value is None:
            return None
        exact = Decimal(str(value)).quantize(Decimal("0.01"))
        return int(exact) if exact == exact.to_integral_value() else exact  # type: ignore[return-value]


class Money(Hours):
    """Roubles with kopecks, up to ten milliards."""

    impl = Numeric(12, 2, asdecimal=False)
    cache_ok = True


class EncryptedText(TypeDecorator[str]):
    """Text under AES-256-GCM; the purpose binds a ciphertext to its column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def __repr__(self) -> str:
        return f"EncryptedText({self.purpose!r})"

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else secrets.encrypt(value, self.purpose)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else secrets.decrypt(value, self.purpose)


def one_of(column: str, values: Any, name: str) -> CheckConstraint:
    """Build the CHECK that holds an enumeration in the database itself; NULL passes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def in_range(column: str, low: int, high: int, name: str) -> CheckConstraint:
    """Build the CHECK that holds an inclusive range of whole numbers; the type too, which SQLite does not."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=name)
