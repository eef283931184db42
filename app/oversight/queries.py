"""Reads of the log as access to personal data, of incidents and of measures."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.audit.queries import Record
from app.core.actor import Actor
from app.extensions import db
from app.oversight.models import ProtectionMeasure, SecurityIncident
from app.oversight.rules import ACTS, Access


def accesses(actor: Actor, since: datetime, until: datetime) -> list[Access]:
    """Give every act with personal data of the college in [since, until); one statement."""
    rows = db.session.execute(
        select(AuditEvent.actor_name, AuditEvent.at, AuditEvent.action).where(
            AuditEvent.chain == actor.organization_id, AuditEvent.action.in_(ACTS), AuditEvent.at >= since, AuditEvent.at < until
        )
    )
    zone = ZoneInfo(actor.zone)
    return [Access(row.actor_name, row.at.astimezone(zone).date(), ACTS[row.action]) for row in rows]


def log(actor: Actor, who: str, subject: str, kind: str, limit: int) -> list[Record]:
    """Give the newest acts with personal data by the name of the person who acted and of the person concerned; one statement."""
    wanted = [act for act, told in ACTS.items() if kind in ("", told)]
    query = select(AuditEvent).where(AuditEvent.chain == actor.organization_id, AuditEvent.action.in_(wanted))
    if who:
        query = query.where(AuditEvent.actor_name.contains(who, autoescape=True))
    if subject:
        query = query.where(AuditEvent.details.contains(subject, autoescape=True))
    return [audit.shown(row) for row in db.session.scalars(query.order_by(AuditEvent.seq.desc()).limit(limit))]


def open_incidents() -> list[SecurityIncident]:
    """Give the incidents that are not closed, the oldest first."""
    return list(db.session.scalars(select(SecurityIncident).where(SecurityIncident.closed_on.is_(None)).order_by(SecurityIncident.found_at)))


def incidents(since: datetime, until: datetime) -> list[SecurityIncident]:
    """Give the incidents found in [since, until)."""
    wanted = select(SecurityIncident).where(SecurityIncident.found_at >= since, SecurityIncident.found_at < until)
    return list(db.session.scalars(wanted.order_by(SecurityIncident.found_at)))


def measures() -> list[ProtectionMeasure]:
    """Give the measures by code."""
    return list(db.session.scalars(select(ProtectionMeasure).order_by(ProtectionMeasure.sort_key, ProtectionMeasure.id)))
