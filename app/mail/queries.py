"""Reads of mail: the server of a college, who gets letters, what waits and what failed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import or_, select

from app.access.models import RoleGrant
from app.access.permissions import Role, allows
from app.core.clock import today
from app.extensions import db
from app.mail import rules, settings
from app.mail.models import Letter, MailDay
from app.organization.models import Organization
from app.settings import queries as values
from app.staff.models import Employee


@dataclass(frozen=True, slots=True)
class Recipient:
    """An employee with an account: name for the screen, the address letters go to (empty: none is known)."""

    employee_id: int
    user_id: int
    name: str
    address: str


def server(organization_id: int) -> rules.Server | None:
    """Give the mail server of a college, None while letters are switched off or have no address to lead to."""
    found = values.values(organization_id, "mail.")
    if not found[settings.HOST] or not found[settings.SENDER] or not link(""):
        return None
    return rules.Server(
        str(found[settings.HOST]), int(found[settings.PORT]), str(found[settings.SECURITY]), str(found[settings.LOGIN]),
        os.environ.get("SMTP_PASSWORD", ""), str(found[settings.SENDER]),
    )  # fmt: skip


def hour(organization_id: int) -> int:
    """Give the hour of the daily reminders."""
    return int(values.value(organization_id, settings.HOUR))


def link(path: str) -> str:
    """Give the address of a page as a letter names it; empty without PUBLIC_URL."""
    base = str(current_app.config.get("PUBLIC_URL") or "").rstrip("/")
    return base + path if base else ""


def colleges() -> list[tuple[int, str]]:
    """Give (id, time zone) of every college."""
    rows = db.session.execute(select(Organization.id, Organization.zone).order_by(Organization.id).execution_options(unscoped=True))
    return [(row.id, row.zone) for row in rows]


def recipients(organization_id: int, day: date) -> list[Recipient]:
    """Give who works on ``day`` and has an account."""
    rows = db.session.scalars(
        select(Employee)
        .where(
            Employee.organization_id == organization_id, Employee.user_id.is_not(None),
            or_(Employee.dismissed_on.is_(None), Employee.dismissed_on > day),
        )
        .order_by(Employee.sort_key)
        .execution_options(unscoped=True)
    )  # fmt: skip
    return [Recipient(one.id, one.user_id or 0, one.full_name, one.email if one.email and rules.is_address(one.email) else "") for one in rows]


def holders(organization_id: int, zone: str, resource: str, action: str) -> list[Recipient]:
    """Give the recipients whose roles of today allow ``action`` on ``resource``."""
    day = today(zone)
    rows = db.session.execute(
        select(RoleGrant.user_id, RoleGrant.role)
        .where(
            RoleGrant.organization_id == organization_id, RoleGrant.revoked_at.is_(None), RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
        )
        .execution_options(unscoped=True)
    )  # fmt: skip
    able = {row.user_id for row in rows if allows(frozenset({str(Role(row.role))}), resource, action)}
    return [one for one in recipients(organization_id, day) if one.user_id in able]


def waiting(moment: datetime, limit: int) -> list[int]:
    """Give the ids of the letters of all colleges that are to be sent by now, the oldest first."""
    query = select(Letter.id).where(Letter.sent_at.is_(None), Letter.try_at <= moment).order_by(Letter.id).limit(limit)
    return list(db.session.scalars(query.execution_options(unscoped=True)))


def letter(letter_id: int) -> Letter | None:
    """Give a letter that is not sent yet, whatever the college."""
    return db.session.scalar(select(Letter).where(Letter.id == letter_id, Letter.sent_at.is_(None)).execution_options(unscoped=True))


def letters(limit: int) -> Sequence[Letter]:
    """Give the newest letters of the reader's college."""
    return db.session.scalars(select(Letter).order_by(Letter.id.desc()).limit(limit)).all()


def failed(since: datetime) -> int:
    """Count the letters of the reader's college that failed since and are not sent."""
    query = select(Letter.id).where(Letter.sent_at.is_(None), Letter.tries > 0, Letter.created_at >= since)
    return len(list(db.session.scalars(query)))


def has_day(organization_id: int, day: date) -> bool:
    """Tell whether the reminders of a day were put together."""
    query = select(MailDay.id).where(MailDay.organization_id == organization_id, MailDay.day == day)
    return db.session.scalar(query.execution_options(unscoped=True)) is not None


def outdated(before: datetime) -> list[Letter]:
    """Give the letters made before a moment, of all colleges."""
    return list(db.session.scalars(select(Letter).where(Letter.created_at < before).execution_options(unscoped=True)))
