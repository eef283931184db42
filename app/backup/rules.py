"""The recovery phrase and the head of a backup file; pure."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid, Refused
from app.core.text import N_

# Crockford's base32: no I, L, O, U, so that a printed phrase can be typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_CHARACTERS, CHECK_CHARACTERS, GROUP = 28, 2, 5
PHRASE_CHARACTERS = SECRET_CHARACTERS + CHECK_CHARACTERS
# What a person types for a character that is not in the alphabet or is Cyrillic and looks the same.
_LOOKALIKE = str.maketrans("OILАВСЕНКМОРТХ", "011ABCEHKM0PTX")
FORMAT = 1
MAGIC = b"UCHCHAST-BACKUP\n"
# 32 MiB for each guess; the phrase itself has 140 random bits.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
SCRYPT_BOUND = 2**17


def phrase_from(entropy: bytes) -> str:
    """Make the phrase of 18 random bytes: six groups of five characters, the last two of them a check."""
    if len(entropy) != 18:
        raise ValueError("18 bytes are needed")
    number = int.from_bytes(entropy, "big") >> 4
    secret = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(SECRET_CHARACTERS))
    whole = secret + _check(secret)
    return "-".join(whole[at : at + GROUP] for at in range(0, PHRASE_CHARACTERS, GROUP))


def normalise_phrase(typed: str) -> str:
    """Give the phrase without groups, case and look-alikes; raises Invalid when a character is wrong or missing."""
    kept = "".join(letter for letter in typed.upper().translate(_LOOKALIKE) if letter in ALPHABET)
    foreign = any(letter.isalnum() and letter not in ALPHABET for letter in typed.upper().translate(_LOOKALIKE))
    if foreign or len(kept) != PHRASE_CHARACTERS:
        raise Invalid(
            N_("The recovery phrase has %(count)s letters and digits in groups of five. Check what was typed."),
            field="phrase",
            count=PHRASE_CHARACTERS,
        )
    secret, check = kept[:SECRET_CHARACTERS], kept[SECRET_CHARACTERS:]
    if _check(secret) != check:
        raise Invalid(N_("There is a slip in the recovery phrase: its check characters do not fit."), field="phrase")
    return secret


def _check(secret: str) -> str:
    digest = hashlib.sha256(secret.encode()).digest()
    return ALPHABET[digest[0] & 31] + ALPHABET[digest[1] & 31]


@dataclass(frozen=True, slots=True)
class Lock:
    """How the key follows from the phrase: scrypt's salt and costs."""

    salt: bytes
    n: int = SCRYPT_N
    r: int = SCRYPT_R
    p: int = SCRYPT_P

    def key(self, phrase: str) -> bytes:
        """Give the 32-byte key of a typed phrase; raises Invalid for a mistyped one."""
        secret = normalise_phrase(phrase).encode()
        return hashlib.scrypt(secret, salt=self.salt, n=self.n, r=self.r, p=self.p, dklen=32, maxmem=256 * 2**20)

    def as_json(self) -> dict[str, Any]:
        """Give the values to be written."""
        return {"salt": base64.b64encode(self.salt).decode(), "n": self.n, "r": self.r, "p": self.p}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Lock":
        """Read what ``as_json`` gave; raises ValueError or KeyError for anything else."""
        lock = cls(
            base64.b64decode(values["salt"], validate=True), int(values["n"]), int(values["r"]), int(values["p"])
        )
        if not (2 <= lock.n <= SCRYPT_BOUND and 1 <= lock.r <= 16 and 1 <= lock.p <= 4):
            raise ValueError("costs out of range")
        return lock


@dataclass(frozen=True, slots=True)
class Head:
    """The readable head of a backup file: everything needed beside the phrase."""

    lock: Lock
    file_salt: bytes
    made_at: str

    def encode(self) -> bytes:
        """Give the bytes at the start of the file; they are authenticated with every chunk."""
        body = {"format": FORMAT, "lock": self.lock.as_json(), "made_at": self.made_at}
        text = json.dumps(body | {"file_salt": base64.b64encode(self.file_salt).decode()}, sort_keys=True).encode()
        return MAGIC + len(text).to_bytes(4, "big") + text

    @classmethod
    def decode(cls, text: bytes) -> "Head":
        """Read the JSON of a head; raises Refused for another format, Invalid for what is no head."""
        try:
            values = json.loads(text)
            if values["format"] != FORMAT:
                raise Refused(N_("The backup was made by a newer version of the program. Install that version first."))
            return cls(
                Lock.from_json(values["lock"]),
                base64.b64decode(values["file_salt"], validate=True),
                str(values["made_at"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(N_("This file is not a backup of this program, or its beginning is damaged.")) from error


@dataclass(frozen=True, slots=True)
class TableCount:
    """Rows of a table in the backup and their SHA-256."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: schema revision, moment (ISO, UTC), product version, colleges, tables, heads of the log."""

    revision: str
    made_at: str
    product: str
    colleges: tuple[str, ...]
    tables: dict[str, TableCount]
    heads: dict[int, tuple[int, str]]

    @property
    def rows(self) -> int:
        """Give the number of rows in all."""
        return sum(table.rows for table in self.tables.values())


def stale_anchors(anchors: list[dict[str, Any]], found: dict[tuple[int, int], str]) -> list[dict[str, Any]]:
    """Give the anchored records that the log no longer holds as they were: {chain, seq, at}.

    ``anchors`` are lines {at, heads: {chain: [seq, hash]}}; ``found`` maps (chain, seq) to the hash in the log.
    """
    gone: dict[tuple[int, int], dict[str, Any]] = {}
    for anchor in anchors:
        for chain, (seq, digest) in anchor["heads"].items():
            place = (int(chain), int(seq))
            if seq and found.get(place) != digest:
                gone.setdefault(place, {"chain": place[0], "seq": place[1], "at": anchor["at"]})
    return list(gone.values())
