"""The child process that turns HTML into PDF: standard library and WeasyPrint only, nothing of the application.

Started as a script by ``press.py`` with an empty environment. Reads jobs from standard input and answers on standard
output; each message is one status byte, four bytes of length and the body. It knows no database, no secret and no
address to fetch from, so that a hostile text printed on a form has nothing to reach.
"""

import base64
import functools
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
# Lines of WeasyPrint's stylesheet that no paper needs: notes, form fields, other directions, corners of the margin. Those of
# notes alone give five more styles to every element; without all of them a paper is set a tenth faster, to the same byte.
UNUSED = (
    "::footnote", "::note", "input", "button", "select", "textarea", ":is(input", "[dir", "@footnote", "@note", "@left-", "@right-",
    "@top-left-corner", "@top-right-corner", "@bottom-left-corner", "@bottom-right-corner",
)  # fmt: skip
KEPT_SHEETS = 200
RUBBISH = 50_000  # objects that nobody has given back: some four sheets
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


def without_styles(html: str) -> tuple[str, str]:
    """Take the styles out of the head of a page: (page, styles). They are the same for every paper of a form."""
    before, _, rest = html.partition("<style>")
    css, _, after = rest.partition("</style>")
    return before + after, css


def make_renderer() -> Callable[[bytes], bytes]:
    """Import WeasyPrint and give the function HTML → PDF; raises OSError where Pango is missing.

    Same HTML and fonts give the same bytes: the identifier comes from the content and no date is written. Only
    ``data:`` addresses open; any other one stops the rendering.
    """
    from weasyprint import CSS, HTML
    from weasyprint.html import UA, UA_COUNTER_STYLE
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class InlineOnly(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    needed = "\n".join(line for line in UA.splitlines() if not line.lstrip().startswith(UNUSED))
    usual = CSS(string=needed.replace("\n::marker", "\nli::marker"), counter_style=UA_COUNTER_STYLE)

    class Paper(HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [usual]

    fonts = FontConfiguration()
    fetcher = InlineOnly()
    images: dict[str, Any] = {}

    @functools.lru_cache(KEPT_SHEETS)
    def parsed(css: str) -> Any:
        return CSS(string=css, font_config=fonts, url_fetcher=fetcher, media_type="print")

    def render(html: bytes) -> bytes:
        body, css = without_styles(html.decode())
        document = Paper(string=body, url_fetcher=fetcher, base_url=None, media_type="print")
        return document.write_pdf(stylesheets=[parsed(css)], font_config=fonts, cache=images, pdf_identifier=identifier(html))

    return render


def make_plain_renderer() -> Callable[[bytes], bytes]:
    """Give WeasyPrint as it comes: what ``make_renderer`` is measured against and must agree with to the byte."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return lambda html: HTML(string=html.decode()).write_pdf(font_config=fonts, pdf_identifier=identifier(html))


def identifier(html: bytes) -> bytes:
    """Give the identifier of the PDF of ``html``."""
    return base64.b16encode(hashlib.sha256(html).digest()[:16])


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
    # Rubbish is collected between papers, not in the middle of one (a sixth of the time of a large table), and not after each small one.
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
        if gc.get_count()[0] > RUBBISH:
            gc.collect()


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
