"""Settings of signing in that a college chooses for itself."""

from app.core.text import N_
from app.settings.rules import between, declare

TOTP_REQUIRED = "access.totp_required"
IDLE_MINUTES = "access.idle_minutes"
IDLE_MINUTES_PRIVILEGED = "access.idle_minutes_privileged"
SESSION_HOURS = "access.session_hours"

declare(
    TOTP_REQUIRED,
    bool,
    True,
    N_("Second factor for the director and coordinators"),
    N_("They sign in with a one-time code from a phone besides the password. Others may switch it on for themselves."),
)
declare(
    IDLE_MINUTES,
    int,
    30,
    N_("Sign out after so many idle minutes"),
    check=between(5, 240, IDLE_MINUTES),
)
declare(
    IDLE_MINUTES_PRIVILEGED,
    int,
    15,
    N_("The same for the director, deputies, coordinators, the office and the technical administrator"),
    check=between(5, 240, IDLE_MINUTES_PRIVILEGED),
)
declare(
    SESSION_HOURS,
    int,
    12,
    N_("Sign in anew after so many hours in any case"),
    check=between(1, 24, SESSION_HOURS),
)
