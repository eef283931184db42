"""Rules of passwords (security catalogue D14, D16) and their hashing."""

import re

import pytest

from app.access import hashing, passwords
from app.core.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "коричневый барсук точит весла",
        "correct horse battery staple",
        "лампа-9-чайник-окно",
        "Ж" + "дщерь и вокзал " * 6,
        "xK9#mQ2$vL5z",
        "три слона и веник",
        "a b c d e f g h i j k 7 !",
        "dragon monkey sunshine baseball",
    ],
)
def test_long_and_unpredictable_passwords_are_accepted_whatever_they_are_made_of(password):
    passwords.check(password, login="ivanova", context=["Губернский техникум"])


@pytest.mark.parametrize("password", ["", "короткий", "elevenchars", "одиннадцать"])
def test_less_than_twelve_characters_are_refused(password):
    with pytest.raises(Invalid) as refusal:
        passwords.check(password)
    assert refusal.value.field == "password"
    assert refusal.value.params["count"] == 12


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2024!",
        "P@ssw0rd2024",
        "passwordpassword",
        "qwertyuiop123",
        "йцукенгшщзхъ",
        "123456789012",
        "aaaaaaaaaaaa",
        "121212121212",
        "1qaz2wsx3edc",
        "пароль123456",
        "gfhjkm123456",
        "gfhjkmgfhjkm",
        "zxcvbnm,./12",
        "abcdefghijkl",
        "Журнал2026!!",
        "qwerty123456",
    ],
)
def test_frequent_passwords_are_refused_with_tails_and_in_the_wrong_layout(password):
    with pytest.raises(Invalid):
        passwords.check(password)


def test_words_an_outsider_knows_are_refused():
    for password in ("Ivanova.PP и кошки во дворе", "наш губернский барсук точит", "весёлый СГТК-2 и вёсла"):
        with pytest.raises(Invalid):
            passwords.check(password, login="ivanova.pp", context=["Губернский техникум", "СГТК-2"])


def test_short_context_words_do_not_refuse_innocent_phrases():
    passwords.check("тихим утром им снится лодка", login="im", context=["им. Кирова"])


def test_a_nul_character_and_a_giant_are_refused():
    for password in ("слон\x00веник-чайник", "я" + "бв" * 600):
        with pytest.raises(Invalid):
            passwords.check(password)


def test_a_one_time_password_can_be_typed_from_paper_and_passes_the_rules():
    seen = {passwords.one_time_password() for _ in range(50)}
    assert len(seen) == 50
    for password in seen:
        assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", password)
        assert not set(password) & set("il10o")
        passwords.check(password)


def test_a_drawn_password_that_the_rules_refuse_is_drawn_again(monkeypatch):
    drawn = iter("728394627385" + "kmwqxtrbzdhp")
    monkeypatch.setattr(passwords.secrets, "choice", lambda _: next(drawn))
    assert passwords.one_time_password() == "kmwq-xtrb-zdhp"


def test_a_long_passphrase_is_hashed_without_being_cut():
    phrase = "очень длинная парольная фраза " * 5
    digest = hashing.hash_password(phrase)
    assert digest.startswith("$argon2id$")
    assert hashing.verify_password(digest, phrase)
    assert not hashing.verify_password(digest, phrase[:-1])


def test_both_ways_of_composing_a_letter_are_the_same_password():
    assert hashing.verify_password(hashing.hash_password("мо\u0439 первый подъезд"), "мо\u0438\u0306 первый подъезд")


@pytest.mark.parametrize("digest", [None, "", "scrypt:32768:8:1$x$y", "plain"])
def test_an_unset_or_foreign_digest_matches_nothing(digest):
    assert not hashing.verify_password(digest, "")
    assert not hashing.verify_password(digest, "no account has this password")
    assert not hashing.verify_password(digest, "plain")
