"""The press: warm, limited child processes that set papers; a bomb or a crash costs one child, never the server.

Every process of the server keeps its own children and starts them at first need; nothing here outlives the process.
"""

import atexit
import contextlib
import ctypes
import os
import queue
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

from app.core.errors import Refused
from app.core.text import N_
from app.documents import typesetter

# A Pango outside the system's folders is found as the server finds it; nothing else is handed down.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | {
    name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ
}
START_SECONDS = 60.0
LARGEST_HTML = 4 << 20
# A child is replaced after so many papers: the caches of its libraries grow slowly.
PAPERS_PER_CHILD = 400

NO_PDF = N_(
    "PDF is unavailable: the library Pango is not installed on the server. Everything else works;"
    " ask the administrator to run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
TOO_LARGE = N_("The paper is too large to print. Choose fewer rows or print it in parts.")
TOO_LONG = N_("The paper took too long or too much memory to print and was stopped. Nothing has been issued.")
BROKEN = N_("The paper could not be printed: its contents cannot be laid out. Nothing has been issued.")


def is_available() -> bool:
    """Tell whether PDF can be made here, without starting anything."""
    try:
        ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        return False
    return True


class ChildLost(Exception):
    """The child died or fell silent."""


class Child:
    """One typesetting process with its pipe."""

    def __init__(self, megabytes: int) -> None:
        self.papers = 0
        # -I: no user site, no PYTHON* variables, the script's folder is not on the path. No secret is inherited.
        command = [sys.executable, "-I", "-X", "utf8", str(Path(typesetter.__file__)), str(megabytes)]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=dict(_ENVIRONMENT), close_fds=True,
        )  # fmt: skip
        assert self.process.stdin is not None and self.process.stdout is not None
        self.source, self.sink = self.process.stdout, self.process.stdin
        try:
            status, _ = self.receive(START_SECONDS)
        except ChildLost:
            status = typesetter.UNAVAILABLE
        if status != typesetter.READY:
            self.kill()
            raise Refused(NO_PDF)

    def ask(self, html: bytes, seconds: float) -> bytes:
        """Set one paper; ChildLost when the child has died or does not answer in time, Refused when it cannot."""
        self.papers += 1
        try:
            typesetter.write(self.sink, typesetter.READY, html)
        except OSError as error:
            raise ChildLost from error
        status, body = self.receive(seconds)
        if status != typesetter.DONE:
            raise Refused(BROKEN)
        return body

    def receive(self, seconds: float) -> tuple[bytes, bytes]:
        """Read one message within ``seconds``."""
        deadline = time.monotonic() + seconds
        status, length = typesetter.HEADER.unpack(self._exactly(typesetter.HEADER.size, deadline))
        return status, self._exactly(length, deadline)

    def _exactly(self, size: int, deadline: float) -> bytes:
        pipe = self.source.fileno()
        parts = []
        while size:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            part = os.read(pipe, min(size, 1 << 20)) if ready else b""
            if not part:
                raise ChildLost
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def kill(self) -> None:
        """End the child and its pipes."""
        self.process.kill()
        for pipe in (self.sink, self.source):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.wait()


class Press:
    """At most ``size`` children; callers beyond that wait for a free one."""

    def __init__(self, size: int = 2, seconds: float = 60.0, megabytes: int = 1024) -> None:
        self.size, self.seconds, self.megabytes, self.owner = size, seconds, megabytes, os.getpid()
        self._free: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)

    def render(self, html: str) -> bytes:
        """Give the PDF of ``html``; Refused with a sentence when it is too large, too slow or there is no Pango."""
        body = html.encode("utf-8", "replace")
        if len(body) > LARGEST_HTML:
            raise Refused(TOO_LARGE)
        child = self._free.get()
        try:
            child = child or Child(self.megabytes)
            pdf = child.ask(body, self.seconds)
        except ChildLost as error:
            child = self._drop(child)
            raise Refused(TOO_LONG) from error
        except BaseException:
            # What was in the pipe is unknown after an interruption: the child is not used again.
            child = self._drop(child)
            raise
        else:
            if child.papers >= PAPERS_PER_CHILD:
                child = self._drop(child)
            return pdf
        finally:
            self._free.put(child)

    @staticmethod
    def _drop(child: Child | None) -> None:
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the children that are free; a forked copy leaves those of its parent alone."""
        if self.owner != os.getpid():
            return
        for _ in range(self._free.qsize()):
            self._drop(self._free.get())
            self._free.put(None)


_lock = threading.Lock()
_press: Press | None = None


def press() -> Press:
    """Give this process's press; a forked server process gets its own."""
    global _press
    with _lock:
        if _press is None or _press.owner != os.getpid():
            _press = Press(size=max(1, min(8, int(os.environ.get("PDF_WORKERS", "2")))))
            atexit.register(_press.close)
        return _press
