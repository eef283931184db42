"""The recovery phrase and the anchors, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.backup.rules import ALPHABET, PHRASE_CHARACTERS, Head, Lock, normalise_phrase, phrase_from, stale_anchors
from app.core.errors import Invalid, Refused

CHEAP = Lock(b"s" * 16, n=2, r=1, p=1)


@given(st.binary(min_size=18, max_size=18))
def test_phrase_is_read_back_from_paper(entropy: bytes) -> None:
    phrase = phrase_from(entropy)
    plain = phrase.replace("-", "")
    assert len(plain) == PHRASE_CHARACTERS
    assert normalise_phrase(phrase) == plain[:28]
    assert normalise_phrase(f"  {plain.lower()}\n") == plain[:28]
    assert normalise_phrase(phrase.replace("0", "O").replace("1", "l").replace("-", " ")) == plain[:28]
    assert (
        normalise_phrase(phrase.replace("A", "А").replace("P", "Р").replace("C", "С").replace("X", "х")) == plain[:28]
    )


def test_phrases_differ_in_every_bit_of_their_entropy() -> None:
    phrases = {phrase_from((1 << bit).to_bytes(18, "big")) for bit in range(4, 144)}
    assert len(phrases) == 140


@given(st.binary(min_size=18, max_size=18), st.integers(0, 27), st.integers(1, 31))
def test_slip_of_one_character_is_noticed_nearly_always(entropy: bytes, place: int, shift: int) -> None:
    plain = phrase_from(entropy).replace("-", "")
    wrong = plain[:place] + ALPHABET[(ALPHABET.index(plain[place]) + shift) % 32] + plain[place + 1 :]
    try:
        assert normalise_phrase(wrong) != plain[:28]
    except Invalid as refusal:
        assert refusal.field == "phrase"


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 30, "ЖЖЖЖЖ" * 6, "A" * 31])
def test_what_is_no_phrase_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        normalise_phrase(typed)


def test_same_phrase_with_another_salt_gives_another_key() -> None:
    phrase = phrase_from(b"x" * 18)
    assert CHEAP.key(phrase) == CHEAP.key(phrase.lower())
    assert CHEAP.key(phrase) != Lock(b"t" * 16, n=2, r=1, p=1).key(phrase)


def test_head_is_read_back() -> None:
    head = Head(CHEAP, b"f" * 32, "2026-11-24T00:00:00+00:00")
    assert Head.decode(head.encode()[20:]) == head


def test_head_of_a_newer_format_says_so() -> None:
    with pytest.raises(Refused, match="newer version"):
        Head.decode(b'{"format": 2}')


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"format": 1, "lock": {"salt": "", "n": 999999999, "r": 8, "p": 1}}', b"\xff"]
)
def test_what_is_no_head_is_refused(text: bytes) -> None:
    with pytest.raises(Invalid):
        Head.decode(text)


def test_cut_and_rewritten_log_differs_from_its_anchors() -> None:
    anchors = [
        {"at": "2026-11-01", "heads": {"1": [5, "aa"], "0": [0, ""]}},
        {"at": "2026-11-02", "heads": {"1": [9, "bb"]}},
    ]
    assert stale_anchors(anchors, {(1, 5): "aa", (1, 9): "bb"}) == []
    assert stale_anchors(anchors, {(1, 5): "aa"}) == [{"chain": 1, "seq": 9, "at": "2026-11-02"}]
    assert stale_anchors(anchors, {(1, 5): "aa", (1, 9): "xx"})[0]["seq"] == 9
