"""Headers of every answer: a strict content policy, no framing, no storing of what a signed-in person saw."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, has_request_context, request

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}
_STATIC = frozenset({"static", "appbuilder.static"})
_YEAR = 31_536_000


def csp_nonce() -> str:
    """Give the nonce of this answer, under which FAB's own script blocks run; one per request."""
    if not has_request_context():
        return ""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return g.csp_nonce


def policy() -> str:
    """Give the content security policy of this answer: own files only, no inline style, no framing."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def apply(response: Response) -> Response:
    """Put the headers on ``response``, whatever its status and type."""
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = policy()
    if request.is_secure or str(current_app.config.get("PUBLIC_URL") or "").startswith("https://"):
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    if request.endpoint not in _STATIC or response.status_code >= 400:
        # The back button after signing out must show nothing (ASVS 14.3.2).
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)
    return response


def init_app(app: Flask) -> None:
    """Register the headers and the ``csp_nonce()`` that FAB's templates ask for."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(apply)
