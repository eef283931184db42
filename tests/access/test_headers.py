"""Headers on every kind of answer (security catalogue E05, E06, D09)."""

import pytest
from flask import Flask, abort

from app.access import headers


@pytest.fixture
def bare():
    app = Flask(__name__)
    headers.init_app(app)
    app.add_url_rule("/page", "page", lambda: headers.csp_nonce())
    app.add_url_rule("/paper", "paper", lambda: app.response_class(b"%PDF", mimetype="application/pdf"))
    app.add_url_rule("/missing", "missing", lambda: abort(404))
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    return app


@pytest.mark.parametrize(
    ("path", "status"), [("/page", 200), ("/paper", 200), ("/missing", 404), ("/nowhere", 404), ("/broken", 500)]
)
def test_every_answer_carries_the_headers(bare, path, status):
    answer = bare.test_client().get(path)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


def test_the_nonce_of_the_page_is_in_its_policy_and_changes(bare):
    client = bare.test_client()
    first, second = client.get("/page"), client.get("/page")
    assert f"'nonce-{first.text}'" in first.headers["Content-Security-Policy"]
    assert first.text != second.text and len(first.text) >= 22


def test_https_is_remembered_by_the_browser(bare):
    assert "max-age=31536000" in bare.test_client().get("/page", base_url="https://x").headers["Strict-Transport-Security"]
    bare.config["PUBLIC_URL"] = "https://college.example"
    assert "Strict-Transport-Security" in bare.test_client().get("/page").headers
