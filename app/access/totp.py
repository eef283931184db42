"""The second factor: one-time codes of RFC 6238 from a phone, each accepted once."""

from __future__ import annotations

import hmac
import re
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
# Clocks of phones differ; one step before and after is accepted.
WINDOW = 1
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Give a fresh secret of 160 bits in base32."""
    return pyotp.random_base32()


def accepted_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """Give the time step whose code was typed, or None when it is wrong or was used before.

    ``at`` is an aware moment; ``last_step`` the newest step accepted so far: an older or equal one is a repetition.
    """
    typed = re.sub(r"\s", "", code)
    if not _CODE.fullmatch(typed):
        return None
    generator = pyotp.TOTP(secret)
    present = int(at.timestamp()) // STEP_SECONDS
    for step in range(present - WINDOW, present + WINDOW + 1):
        fits = hmac.compare_digest(generator.generate_otp(step), typed)
        if fits and (last_step is None or step > last_step):
            return step
    return None


def code_at(secret: str, at: datetime) -> str:
    """Give the code a phone shows at ``at`` (aware)."""
    return pyotp.TOTP(secret).at(at)


def provisioning_uri(secret: str, login: str, issuer: str) -> str:
    """Give the otpauth address that phones read from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def qr_image(uri: str) -> str:
    """Give the QR code as an SVG data address for ``<img src>``: no outside service sees the secret."""
    return segno.make(uri, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")


def grouped(secret: str) -> str:
    """Give the secret in groups of four, to be typed where the camera fails."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
