"""Settings of an installation, all from the environment; what a college chooses for itself lives in its settings table."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def load(environment: dict[str, str] | None = None) -> dict[str, object]:
    """Give Flask's configuration from environment variables (each is described in README)."""
    env = dict(os.environ if environment is None else environment)
    data_dir = Path(env.get("DATA_DIR") or ROOT / "var").resolve()
    public_url = env.get("PUBLIC_URL", "")
    return {
        "DATA_DIR": data_dir,
        "SQLALCHEMY_DATABASE_URI": env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'college.sqlite3'}",
        "SECRET_KEY": env.get("SECRET_KEY") or None,
        "PUBLIC_URL": public_url,
        "ALLOW_PLAIN_HTTP": env.get("ALLOW_PLAIN_HTTP") == "1",
        "TRUSTED_PROXIES": int(env.get("TRUSTED_PROXIES") or 0),
        "ALLOWED_HOSTS": [host for host in env.get("ALLOWED_HOSTS", "").split(",") if host],
        "DEMO_PASSWORD": env.get("DEMO_PASSWORD") or None,
        "TOTP_REQUIRED": env.get("TOTP_REQUIRED", "1") != "0",
        "COUNTS_KEPT_SECONDS": 600,
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "BABEL_DEFAULT_LOCALE": "ru",
        "BABEL_DEFAULT_FOLDER": "translations",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "LANGUAGES": {"ru": {"flag": "ru", "name": "Русский"}},
        "APP_NAME": "Учебная часть",
        "AUTH_TYPE": 1,
        "AUTH_ROLE_PUBLIC": "Public",
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_SECURITY_VIEWS": True,
        "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
        "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
        "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_BASE_TEMPLATE": "base.html",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-session" if public_url.startswith("https://") else "session",
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "SQLALCHEMY_ENGINE_OPTIONS": {},
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }
