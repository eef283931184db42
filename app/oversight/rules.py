"""Rules of oversight: what counts as access, mass viewing, the terms of an incident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.errors import Invalid
from app.core.text import N_

# Acts of the log by what they do with personal data.
VIEW, PRINT, EXPORT = KINDS = ("view", "print", "export")
KIND_TITLES = {VIEW: N_("views of special fields"), PRINT: N_("prints"), EXPORT: N_("exports")}
ACTS = {"reveal": VIEW, "print": PRINT, "issue_document": PRINT, "export": EXPORT, "export_subject": EXPORT}
# Hours after the discovery: first notice to Roskomnadzor, result of the own inquiry (152-FZ, art. 21 part 3.1).
NOTICE_HOURS, RESULT_HOURS = 24, 72


@dataclass(frozen=True, slots=True)
class Access:
    """One act with personal data: who, when (local day), what kind."""

    actor: str
    day: date
    kind: str


def mass_views(found: Iterable[Access], most: int) -> list[tuple[str, date, int]]:
    """Give (person, day, views) of each day on which somebody viewed more than ``most`` special fields, the newest first."""
    counted = Counter((one.actor, one.day) for one in found if one.kind == VIEW)
    over = [(actor, day, count) for (actor, day), count in counted.items() if count > most]
    return sorted(over, key=lambda one: (one[1], one[2]), reverse=True)


def by_person(found: Iterable[Access]) -> list[tuple[str, Counter[str]]]:
    """Give {kind: count} of each person, who did most first."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        counts.setdefault(one.actor, Counter())[one.kind] += 1
    return sorted(counts.items(), key=lambda one: (-one[1].total(), one[0]))


@dataclass(frozen=True, slots=True)
class Terms:
    """The two terms of an incident with what is left or over."""

    notice_until: datetime
    result_until: datetime
    notice_late: bool
    result_late: bool


def terms(found_at: datetime, noticed_at: datetime | None, answered_at: datetime | None, now: datetime) -> Terms:
    """Give the terms of an incident found ``found_at``; a step that was not made is late once its term is over."""
    notice, result = found_at + timedelta(hours=NOTICE_HOURS), found_at + timedelta(hours=RESULT_HOURS)
    return Terms(notice, result, (noticed_at or now) > notice, (answered_at or now) > result)


def check_incident(found_at: datetime, noticed_at: datetime | None, answered_at: datetime | None, now: datetime) -> None:
    """Refuse moments ahead or out of order."""
    for name, moment in (("found_at", found_at), ("noticed_at", noticed_at), ("answered_at", answered_at)):
        if moment is None:
            continue
        if moment > now:
            raise Invalid(N_("The date lies in the future."), field=name)
        if moment < found_at:
            raise Invalid(N_("This cannot be before the discovery."), field=name)
