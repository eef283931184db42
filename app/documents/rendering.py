"""Paper (a frozen dataclass of primitives) → template → HTML → PDF; templates see no model, no query, no request."""

import base64
import functools
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import is_dataclass
from pathlib import Path

import segno
from flask import has_app_context
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup

from app.access.scope import current_actor
from app.documents import rules, settings
from app.documents.dressing import Style, dressed
from app.documents.headings import Wording
from app.documents.press import press
from app.documents.rules import Imprint

FOLDER = Path(__file__).parent.parent / "templates" / "papers"


class HtmlLoader(FileSystemLoader):
    """A loader that knows ``.html`` only: autoescaping must never depend on how a file is called."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Give the source of a template; TemplateNotFound for any other suffix."""
        if not template.endswith(".html"):
            raise TemplateNotFound(template, message=f"paper templates end in .html: {template}")
        return super().get_source(environment, template)


@functools.cache
def environment() -> Environment:
    """Give the environment of printed forms, apart from the one of web pages."""
    env = Environment(
        loader=HtmlLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip
    env.filters.update(ru_date=rules.ru_date, ru_long_date=rules.ru_long_date, longest=rules.longest)
    env.globals.update(style=style, qr=qr)
    return env


@functools.cache
def style(name: str) -> Markup:
    """Give a stylesheet of the papers' folder to stand inside ``<style>``; ``name`` is written in templates only."""
    return Markup((FOLDER / f"{Path(name).name}.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file


def qr(text: str) -> str:
    """Give the QR code of ``text`` as an inline SVG address, error correction M."""
    buffer = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(buffer, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def html(template: str, paper: object, imprint: Imprint | None = None, style: Style | None = None) -> str:
    """Fill a file of templates/papers with a frozen dataclass as ``style`` wants it; no ``imprint`` gives an unnumbered draft."""
    frozen = is_dataclass(paper) and getattr(paper, "__dataclass_params__").frozen  # noqa: B009 - unknown to mypy
    if not frozen or isinstance(paper, type):
        raise TypeError("a paper is a frozen dataclass")
    wording = Wording(style.headings if style else {})
    filled = _as_the_college_prints(paper, style)
    lines = {"heading": wording.title, "variant": wording.variant, "purpose": wording.purpose}
    return environment().get_template(template).render(paper=filled, imprint=imprint, **lines)


def render(template: str, paper: object, imprint: Imprint | None = None) -> bytes:
    """Give the PDF of a paper; the same paper and imprint give the same bytes anywhere.

    Raises Refused (a sentence) without Pango, and for a paper too large, too slow or impossible to lay out.
    """
    return press().render(html(template, paper, imprint, _style()))


def _style() -> Style | None:
    """Give how the college prints on whose behalf a paper is made; None without one (measurements)."""
    actor = current_actor() if has_app_context() else None
    return settings.style(actor.organization_id) if actor is not None and actor.organization_id is not None else None


def _as_the_college_prints(paper: object, style: Style | None) -> object:
    return paper if style is None or getattr(paper, "is_dressed", False) else dressed(paper, style)


def render_many(jobs: Iterable[tuple[str, object, Imprint | None]]) -> Iterator[bytes]:
    """Give the PDFs of (template, paper, imprint) in their order, as many at once as the press has children."""
    working, style = press(), _style()
    with ThreadPoolExecutor(working.size) as pool:
        waiting: deque[Future[bytes]] = deque()
        for template, paper, imprint in jobs:
            waiting.append(pool.submit(working.render, html(template, paper, imprint, style)))
            if len(waiting) > 2 * working.size:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def merge(papers: Iterable[bytes]) -> bytes:
    """Join PDFs into one, the same bytes for the same papers; memory holds them once."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for paper in papers:
        writer.append(io.BytesIO(paper), import_outline=False)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def pages_of(paper: bytes) -> int:
    """Count the pages of a PDF."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(paper)).pages)


def stamp(paper: bytes, over: bytes) -> bytes:
    """Lay the pages of ``over`` upon those of a paper, one by one; what was archived stays as it was, this is a copy."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(paper))
    for page, upper in zip(writer.pages, PdfReader(io.BytesIO(over)).pages, strict=True):
        page.merge_page(upper)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def two_up(papers: Iterable[bytes]) -> bytes:
    """Put one-page papers of half a sheet (A5, lying) two on a sheet of A4, to be cut apart; the same bytes for the same."""
    from pypdf import PageObject, PdfReader, PdfWriter, Transformation

    writer, width, height = PdfWriter(), 595.276, 841.89
    sheet: PageObject | None = None
    for paper in papers:
        below = sheet is not None
        sheet = sheet or writer.add_blank_page(width, height)
        sheet.merge_transformed_page(PdfReader(io.BytesIO(paper)).pages[0], Transformation().translate(0, 0 if below else height / 2))
        sheet = None if below else sheet
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def warm() -> None:
    """Start a typesetting child and load the templates, so that the first paper of the day does not wait.

    Raises Refused where PDF is unavailable; the server goes on without it.
    """
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
    press().render("<p>1</p>")
