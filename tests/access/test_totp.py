"""One-time codes of the second factor (security catalogue D22)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.access import totp

AT = datetime(2026, 9, 1, 8, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_the_code_of_the_moment_is_accepted_and_of_its_neighbours_too():
    for shift in (-30, 0, 30):
        code = totp.code_at(SECRET, AT + timedelta(seconds=shift))
        assert totp.accepted_step(SECRET, code, AT, None) == int(AT.timestamp()) // 30 + shift // 30


def test_an_old_code_is_refused():
    assert totp.accepted_step(SECRET, totp.code_at(SECRET, AT - timedelta(minutes=2)), AT, None) is None


def test_a_code_is_accepted_once():
    code = totp.code_at(SECRET, AT)
    step = totp.accepted_step(SECRET, code, AT, None)
    assert totp.accepted_step(SECRET, code, AT, step) is None
    assert totp.accepted_step(SECRET, totp.code_at(SECRET, AT + timedelta(seconds=30)), AT, step) == step + 1


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "０１２３４５", "-12345"])
def test_what_is_no_code_is_refused(code):
    assert totp.accepted_step(SECRET, code, AT, None) is None


def test_spaces_of_the_phone_are_allowed():
    code = totp.code_at(SECRET, AT)
    assert totp.accepted_step(SECRET, f" {code[:3]} {code[3:]} ", AT, None) is not None


def test_the_qr_code_names_login_and_issuer_and_stays_in_the_page():
    uri = totp.provisioning_uri(SECRET, "ivanova", "Техникум")
    assert uri.startswith("otpauth://totp/") and SECRET in uri and "ivanova" in uri
    assert totp.qr_image(uri).startswith("data:image/svg+xml")


def test_secrets_differ_and_are_shown_in_groups():
    assert totp.new_secret() != totp.new_secret()
    assert totp.grouped("ABCDEFGHIJ") == "ABCD EFGH IJ"
