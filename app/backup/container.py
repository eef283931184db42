"""The encrypted file: a readable head, then chunks under AES-256-GCM; a cut, swapped or altered chunk is noticed.

Each file has its own key (HKDF of the installation's key and the file's salt), so a nonce is the chunk's number; the last
chunk is marked, so that a file that ends early is told from a whole one.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.backup.rules import MAGIC, Head
from app.core.errors import Invalid
from app.core.text import N_

CHUNK = 1 << 20
_LAST, _MORE = b"\x01", b"\x00"
HEAD_BOUND = 4096
LINE_BOUND = 256 << 20


def _cipher(key: bytes, head: Head) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=head.file_salt, info=b"backup file").derive(key))


def damaged() -> Invalid:
    """Give the refusal of a file that is cut or altered."""
    return Invalid(N_("The backup file is damaged or incomplete. Take another copy of it."))


class Writer:
    """Takes lines, compresses and encrypts them into ``stream``; ``close`` marks the end."""

    def __init__(self, stream: BinaryIO, key: bytes, head: Head) -> None:
        self._stream, self._cipher, self._head = stream, _cipher(key, head), head.encode()
        self._pack = zlib.compressobj(3)
        self._waiting = bytearray()
        self._number = 0
        stream.write(self._head)

    def line(self, text: bytes) -> None:
        """Add one line (without its end)."""
        self._take(self._pack.compress(text + b"\n"))

    def close(self) -> None:
        """Write what is left and the mark of the end; the stream itself stays open."""
        self._take(self._pack.flush())
        self._emit(bytes(self._waiting), _LAST)

    def _take(self, packed: bytes) -> None:
        self._waiting += packed
        while len(self._waiting) > CHUNK:
            self._emit(bytes(self._waiting[:CHUNK]), _MORE)
            del self._waiting[:CHUNK]

    def _emit(self, plain: bytes, mark: bytes) -> None:
        sealed = self._cipher.encrypt(self._number.to_bytes(12, "big"), plain, self._head + mark)
        self._stream.write(mark + len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def read_head(path: Path) -> Head:
    """Give the head of a backup file; raises Invalid when it is none."""
    with path.open("rb") as stream:
        return _head(stream)


def _head(stream: BinaryIO) -> Head:
    if stream.read(len(MAGIC)) != MAGIC:
        raise Invalid(N_("This file is not a backup of this program, or its beginning is damaged."))
    length = int.from_bytes(stream.read(4), "big")
    if length > HEAD_BOUND:
        raise damaged()
    return Head.decode(stream.read(length))


def lines(path: Path, key: bytes) -> Iterator[bytes]:
    """Give the decrypted lines one after another; raises Invalid for another phrase, a cut or altered file."""
    with path.open("rb") as stream:
        head = _head(stream)
        rest = bytearray()
        for plain in _unpacked(_chunks(stream, _cipher(key, head), head.encode())):
            rest += plain
            if len(rest) > LINE_BOUND:
                raise damaged()
            *whole, last = rest.split(b"\n")
            yield from (bytes(line) for line in whole)
            rest = bytearray(last)
    if rest:
        raise damaged()


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj()
    try:
        for chunk in chunks:
            data = unpack.decompress(chunk, CHUNK * 4)
            while data:
                yield data
                data = unpack.decompress(unpack.unconsumed_tail, CHUNK * 4)
        yield unpack.flush()
    except zlib.error as error:
        raise damaged() from error
    if not unpack.eof:
        raise damaged()


def _chunks(stream: BinaryIO, cipher: AESGCM, bound: bytes) -> Iterator[bytes]:
    number = 0
    while True:
        mark, length = stream.read(1), int.from_bytes(stream.read(4), "big")
        if mark not in (_LAST, _MORE) or length > CHUNK + 16:
            raise damaged()
        try:
            yield cipher.decrypt(number.to_bytes(12, "big"), stream.read(length), bound + mark)
        except (InvalidTag, ValueError) as error:
            raise _not_opened(number) from error
        number += 1
        if mark == _LAST:
            break
    if stream.read(1):
        raise damaged()


def _not_opened(number: int) -> Invalid:
    if number:
        return damaged()
    return Invalid(
        N_("The recovery phrase does not open this backup: it is another phrase, or the file is damaged."),
        field="phrase",
    )
