"""What the configuration must be for the installation to start, and the cookie (security catalogue D07, D19)."""

import pytest

import config
from app.access import hashing
from app.factory import UnsafeConfigurationError, create_app


def make(folder, **changed):
    return create_app(
        **{"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/x.sqlite3", "TESTING": True} | changed
    )


def test_behind_https_the_cookie_belongs_to_this_host_alone(tmp_path):
    app = make(tmp_path, **config.load({"PUBLIC_URL": "https://college.example", "DATA_DIR": str(tmp_path)}))
    answer = app.test_client().get("/login/", base_url="https://college.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")) and "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_on_this_machine_the_cookie_is_still_closed_to_scripts(tmp_path):
    cookie = make(tmp_path).test_client().get("/login/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_short_key_stops_the_start(tmp_path):
    for key in ("short", "\2\1thisismyscretkey\1\2"):
        with pytest.raises(UnsafeConfigurationError):
            make(tmp_path, SECRET_KEY=key)


def test_a_key_of_its_own_is_made_where_none_is_given(tmp_path):
    first, second = make(tmp_path / "a"), make(tmp_path / "b")
    assert first.config["SECRET_KEY"] != second.config["SECRET_KEY"] and len(first.config["SECRET_KEY"]) >= 32
    assert (tmp_path / "a" / "secrets.json").stat().st_mode & 0o077 == 0


def test_the_framework_hashes_with_argon2_too(tmp_path):
    from flask_appbuilder.security.sqla import manager

    app = make(tmp_path)
    assert manager.generate_password_hash("x", method="scrypt", salt_length=8).startswith("$argon2id$")
    assert app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"] == hashing.fake_digest()
