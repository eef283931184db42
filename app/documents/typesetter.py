"""The child process that turns HTML into PDF: standard library and WeasyPrint only, nothing of the application.

Started as a script by ``press.py`` with an empty environment. Reads jobs from standard input and answers on standard
output; each message is one status byte, four bytes of length and the body. It knows no database, no secret and no
address to fetch from, so that a hostile text printed on a form has nothing to reach.
"""

import base64
import gc
import hashlib
import importlib.util
import os
import resource
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.sax.saxutils import escape

FONT_PACKAGES = ("fontpkg_pt_serif", "fontpkg_pt_sans")

READY, DONE, FAILED, UNAVAILABLE = b"R", b"D", b"F", b"U"
HEADER = struct.Struct(">cI")
# Nested tables recurse about six Python frames a level; an ordinary form needs a tenth of this.
RECURSION = 3000


def limit(megabytes: int) -> None:
    """Bind the process to ``megabytes`` of address space and no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(RECURSION)


@contextmanager
def packaged_fonts() -> Iterator[None]:
    """Show fontconfig the packaged fonts only while it starts, so that a paper is the same on every machine."""
    specs = filter(None, map(importlib.util.find_spec, FONT_PACKAGES))
    places = [place for spec in specs for place in spec.submodule_search_locations or ()]
    folders = "".join(f"<dir>{escape(place)}/files</dir>" for place in places)
    with tempfile.NamedTemporaryFile("w", prefix="papers-fonts-", suffix=".conf", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">')
        file.write(f"<fontconfig>{folders}</fontconfig>")
        file.flush()
        os.environ["FONTCONFIG_FILE"] = file.name
        yield


def write(stream: IO[bytes], status: bytes, body: bytes = b"") -> None:
    """Send one message."""
    stream.write(HEADER.pack(status, len(body)) + body)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Give the next message as (status, body), or None when the other side has gone."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    status, length = HEADER.unpack(head)
    body = stream.read(length)
    return (status, body) if len(body) == length else None


def make_renderer() -> Callable[[bytes], bytes]:
    """Import WeasyPrint and give the function HTML → PDF; raises OSError where Pango is missing.

    Same HTML and fonts give the same bytes: the identifier comes from the content and no date is written. Only
    ``data:`` addresses open; any other one stops the rendering.
    """
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class InlineOnly(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    fonts = FontConfiguration()
    fetcher = InlineOnly()
    sheets: dict[str, Any] = {}

    def render(html: bytes) -> bytes:
        identifier = base64.b16encode(hashlib.sha256(html).digest()[:16])
        document = HTML(string=html.decode(), url_fetcher=fetcher, base_url=None, media_type="print")
        return document.write_pdf(font_config=fonts, cache=sheets, pdf_identifier=identifier)

    return render


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer jobs until the parent closes the pipe."""
    try:
        with packaged_fonts():
            render = make_renderer()
        render("<p>№ 1 <b>а</b> <i>а</i></p>".encode())
    except (ImportError, OSError) as error:
        write(sink, UNAVAILABLE, str(error).encode())
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Rubbish is collected between papers, not in the middle of one: a sixth of the time of a large table.
    gc.freeze()
    gc.disable()
    write(sink, READY)
    while (message := read(source)) is not None:
        try:
            answer = DONE, render(message[1])
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # FatalURLFetchingError is no Exception, MemoryError and RecursionError are
            answer = FAILED, f"{type(error).__name__}: {error}".encode()[:2000]
        write(sink, *answer)
        gc.collect()


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
