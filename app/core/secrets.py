"""Secrets of an installation: generated once, kept in DATA_DIR with mode 600, never in the code."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE_NAME = "secrets.json"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an installation, each 32 random bytes in base64."""

    session: str
    column: str
    index: str
    audit: str
    verification: str

    @classmethod
    def generate(cls) -> "Keys":
        """Give fresh keys."""
        return cls(*(base64.b64encode(os.urandom(32)).decode() for _ in range(5)))


_keys: Keys | None = None
_others: ContextVar[Keys | None] = ContextVar("keys of another installation", default=None)


def load(data_dir: Path) -> Keys:
    """Read the keys of ``data_dir``, making them on the first start, and use them in this process."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / FILE_NAME
    if not path.exists():
        write(data_dir, Keys.generate(), exclusive=True)
    keys = Keys(**json.loads(path.read_text()))
    use(keys)
    return keys


def write(data_dir: Path, keys: Keys, *, exclusive: bool = False) -> None:
    """Write the keys durably with mode 600; with ``exclusive`` the first of two racing processes wins."""
    path = data_dir / FILE_NAME
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump(asdict(keys), stream)
        stream.flush()
        os.fsync(stream.fileno())
    if not exclusive:
        os.replace(temporary, path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def use(keys: Keys) -> None:
    """Make ``keys`` the ones of this process."""
    global _keys
    _keys = keys


@contextmanager
def using(keys: Keys) -> Iterator[None]:
    """Use the keys of another installation within the block, in this thread of control only."""
    token = _others.set(keys)
    try:
        yield
    finally:
        _others.reset(token)


def current() -> Keys:
    """Give the keys in use; raises RuntimeError before ``load``."""
    keys = _others.get() or _keys
    if keys is None:
        raise RuntimeError("secrets are not loaded")
    return keys


def _raw(key: str) -> bytes:
    return base64.b64decode(key)


def encrypt(value: str, purpose: str) -> bytes:
    """Encrypt for storage: key id, nonce, ciphertext."""
    return encrypt_bytes(value.encode(), purpose)


def decrypt(blob: bytes, purpose: str) -> str:
    """Decrypt what ``encrypt`` made for the same purpose."""
    return decrypt_bytes(blob, purpose).decode()


def encrypt_bytes(value: bytes, purpose: str) -> bytes:
    """Encrypt a file for storage, as ``encrypt`` does a text."""
    nonce = os.urandom(12)
    return b"\x01" + nonce + AESGCM(_raw(current().column)).encrypt(nonce, value, purpose.encode())


def decrypt_bytes(blob: bytes, purpose: str) -> bytes:
    """Decrypt what ``encrypt_bytes`` made for the same purpose."""
    return AESGCM(_raw(current().column)).decrypt(blob[1:13], blob[13:], purpose.encode())


def blind_index(value: str, organization_id: int) -> str:
    """Give a keyed digest by which equal values of one college are found without being readable."""
    return hmac.new(_raw(current().index), f"{organization_id}:{value}".encode(), hashlib.sha256).hexdigest()


def audit_mac(message: bytes) -> str:
    """Give the link of the audit chain for ``message``."""
    return hmac.new(_raw(current().audit), message, hashlib.sha256).hexdigest()


def verification_mac(message: bytes) -> bytes:
    """Give the digest from which verification codes of papers are cut."""
    return hmac.new(_raw(current().verification), message, hashlib.sha256).digest()
