"""Rules of logins, ranks, sessions and landing pages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.access import rules
from app.core.errors import Forbidden, Invalid, Refused

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def test_a_login_is_made_of_the_name_and_numbered_for_namesakes():
    assert rules.login_for("Щёголев-Юрьев", "Пётр", "Ильич", ()) == "shchegolev-yurev.pi"
    assert rules.login_for("Иванов", "Иван", None, ()) == "ivanov.i"
    assert rules.login_for("Иванов", "Иван", None, {"ivanov.i", "ivanov.i2"}) == "ivanov.i3"
    assert rules.login_for("О", "Ли", None, ()) == "o.l"
    for name in (("Иванов", "Иван", "Иванович"), ("Ы", "Ъ", None), ("Ó Brien", "Шон", None)):
        assert rules.check_login(rules.login_for(*name, ()))


@pytest.mark.parametrize("typed", ["", "ab", "иванов", "ivаnov", "a b c", ".dot", "a" * 65, "new\nline"])
def test_a_login_of_other_letters_is_refused(typed):
    with pytest.raises(Invalid):
        rules.check_login(typed)


def test_logins_are_compared_without_case_and_edge_spaces_but_look_alikes_differ():
    assert rules.login_key("  Ivanov.PP ") == "ivanov.pp"
    assert rules.login_key("ivаnov") != "ivanov"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/%09/evil.example\n", "///evil.example", "evil.example", "", None, "/a\\b", "/a b",
    ],
)  # fmt: skip
def test_only_local_paths_are_landed_on(target):
    assert rules.local_path(target) is None


@pytest.mark.parametrize("target", ["/", "/students/list/?q=%D0%98%D0%B2&page=2", "/journal/5#cell"])
def test_local_paths_are_kept(target):
    assert rules.local_path(target) == target


@pytest.mark.parametrize(
    ("granter", "role", "own", "appointed", "error"),
    [
        (3, 2, False, False, None),
        (2, 1, False, False, None),
        (2, 2, False, False, Forbidden),
        (2, 3, False, False, Forbidden),
        (3, 3, False, False, Forbidden),
        (3, 1, True, False, Forbidden),
        (3, 2, False, True, Refused),
        (1, 1, False, False, Forbidden),
    ],
)
def test_one_grants_below_the_own_rank_to_others_and_never_the_appointed_role(granter, role, own, appointed, error):
    if error is None:
        rules.require_may_grant(granter, role, own=own, appointed=appointed)
        return
    with pytest.raises(error):
        rules.require_may_grant(granter, role, own=own, appointed=appointed)


def test_accounts_of_higher_rank_and_the_own_one_are_not_managed():
    rules.require_may_manage(2, 2, own=False)
    with pytest.raises(Forbidden):
        rules.require_may_manage(2, 3, own=False)
    with pytest.raises(Refused):
        rules.require_may_manage(3, 3, own=True)


def test_an_interval_ends_after_it_begins():
    rules.check_period(date(2026, 9, 1), None)
    rules.check_period(date(2026, 9, 1), date(2026, 9, 1))
    with pytest.raises(Invalid):
        rules.check_period(date(2026, 9, 2), date(2026, 9, 1))


def _live(**changed):
    values = {
        "at": AT,
        "last_seen_at": AT - timedelta(minutes=5),
        "idle_until": AT + timedelta(minutes=25),
        "expires_at": AT + timedelta(hours=11),
        "revoked_at": None,
    }
    return rules.is_live(**values | changed)


def test_a_session_lives_until_it_is_idle_expired_or_ended():
    assert _live()
    assert not _live(idle_until=AT)
    assert not _live(expires_at=AT)
    assert not _live(revoked_at=AT - timedelta(seconds=1))


def test_a_clock_set_back_does_not_revive_a_session():
    assert not _live(last_seen_at=AT + timedelta(hours=1), idle_until=AT + timedelta(hours=2))
    assert _live(last_seen_at=AT + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/124.0 YaBrowser/24.6 Safari/537.36", "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1", "Safari, iOS"),
        ("curl/8", "curl/8"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_session_is_named_by_browser_and_system(agent, name):
    assert rules.browser_name(agent) == name
