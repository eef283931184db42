"""Tables of accounts, grants and sessions; the person behind an account is an Employee."""

from datetime import UTC, date, datetime

from flask_appbuilder import Model
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship, synonym

from app.access.permissions import Role
from app.core.clock import now
from app.core.rows import OrganizationRow, Recorded, Searchable, whole_college
from app.core.text import search_key, sort_key
from app.core.types import EncryptedText, UTCDateTime, one_of

QUIET = {"info": {"audit": False}}  # counters and sessions: their operations record the events themselves


class Account(Searchable, OrganizationRow, Model):
    """What FAB's user row does not hold: the college, the state of the password, the second factor.

    ``one_time_until`` is the end of an unused initial password; ``ends_on`` the first day without access.
    """

    __tablename__ = "account"
    __resource__ = "account"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (QUIET,)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"), primary_key=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    one_time_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("account.totp_secret"))
    totp_last_step: Mapped[int | None]
    ends_on: Mapped[date | None]
    user: Mapped[User] = relationship(lazy="joined")
    grants: Mapped[list["RoleGrant"]] = relationship(
        primaryjoin="foreign(RoleGrant.user_id) == Account.user_id", order_by="RoleGrant.valid_from", viewonly=True
    )
    id = synonym("user_id")

    @property
    def name(self) -> str:
        return str(self)

    @property
    def login(self) -> str:
        return self.user.username

    @property
    def last_sign_in(self) -> datetime | None:
        return self.user.last_login.replace(tzinfo=UTC) if self.user.last_login else None

    @property
    def has_totp(self) -> bool:
        return self.totp_secret is not None

    @property
    def state(self) -> str:
        """Tell what the owner can do: active, initial (a password slip waits), ended (access has an end), off."""
        if not self.user.active:
            return "off"
        if self.ends_on is not None:
            return "ended"
        return "initial" if self.must_change_password else "active"

    def keys(self) -> tuple[str, str]:
        # A new row may know its user by id alone.
        user = self.user or object_session(self).get(User, self.user_id)  # type: ignore[union-attr]
        return search_key(user.last_name, user.first_name, user.username), sort_key(user.last_name, user.first_name)

    def __str__(self) -> str:
        return f"{self.user.last_name} {self.user.first_name}".strip()


class RoleGrant(Recorded, OrganizationRow, Model):
    """A role of a person for an interval of days; several at once add up."""

    __tablename__ = "role_grant"
    __resource__ = "role_grant"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        one_of("role", list(Role), "ck_role_grant_role"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ck_role_grant_dates"),
        Index("ix_role_grant_user", "user_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    role: Mapped[str] = mapped_column(String(30))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(300))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    source: Mapped[str | None] = mapped_column(String(50))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class UserSession(Model):
    """A sign-in that can be ended from the server; only the digest of the token is kept."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_user", "user_id"), QUIET)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    idle_until: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    privileged: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str | None] = mapped_column(String(45))
    agent: Mapped[str | None] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LoginAttempt(Model):
    """A counted attempt; counters live in a table because workers share no memory."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_key", "account_key", "address", "at"), QUIET)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    ok: Mapped[bool]


class SetupToken(Model):
    """The one-time link that makes the college and its director."""

    __tablename__ = "setup_token"
    __table_args__ = (QUIET,)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ListPreference(OrganizationRow, Model):
    """What a person keeps of a list: the columns under an empty name, filters (the list's address) under their names."""

    __tablename__ = "list_preference"
    __resource__ = "profile"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("user_id", "list_name", "name"), QUIET)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    list_name: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(1000))
