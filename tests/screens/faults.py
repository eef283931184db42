"""What nobody wants to see on a page, found in its HTML: foreign words, insides of the program, fields without names."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Names of formats, devices and keys are written in Latin letters in Russian texts too.
LATIN_WORDS = frozenset({
    "xlsx", "csv", "json", "pdf", "plx", "plm", "xml", "docx", "zip", "jpeg", "png", "webp", "excel", "totp", "smtp", "sha", "ip", "qr", "tls",
    "starttls", "e-mail", "email", "url", "https", "backup", "enter", "tab", "esc", "escape", "delete", "backspace", "ctrl", "shift", "alt",
    "home", "end", "y", "javascript", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "n", "d", "z", "s", "c", "f", "chrome", "linux", "windows", "firefox",
})  # fmt: skip
LATIN = re.compile(r"[A-Za-z][A-Za-z_-]*[A-Za-z]|[A-Za-z]")
# Addresses, logins in their column, checksums and phones' keys are data.
DATA = re.compile(r"https?://\S+|(?<!\S)/[a-z-]+/\S*|\S+@\S+|\b[0-9a-f]{8,}\S*|\b[A-Z2-7]{4}(?: [A-Z2-7]{4})+\b")
INSIDES = (
    re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|\bnan\b|\bundefined\b"),
    re.compile(r"object at 0x|<class |lazy_gettext|LazyString"),
    re.compile(r"%\(\w+\)[sd]|\{\{|\{%"),
    re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.title = ""
        self.fields: list[tuple[dict[str, str], bool]] = []
        self.named: set[str] = set()
        self.ids: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if "id" in own:
            self.ids.append(own["id"])
        if tag == "label" and "for" in own:
            self.named.add(own["for"])
        if tag == "h1":
            self.headings += 1
        if tag in ("input", "select", "textarea") and own.get("type") not in ("hidden", "submit"):
            self.fields.append((own, any(name == "label" for name, _ in self.stack)))
        self.texts += [own[name] for name in ("placeholder", "title", "aria-label", "alt", "data-confirm") if own.get(name)]
        if tag not in VOID:
            self.stack.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {name for name, _ in self.stack}
        if "title" in inside and "svg" not in inside:
            self.title += data
        elif not inside & {"script", "style", "template"} and not any("data-login" in own for _, own in self.stack):
            self.texts.append(data)


def faults(html: str, known: frozenset[str] = frozenset()) -> list[str]:
    """List the faults of a page; ``known`` are Latin words (in small letters) that are data of the world it was drawn from."""
    page = _Page()
    page.feed(html)
    page.close()
    found = []
    for text in page.texts:
        bare = DATA.sub(" ", text)
        found += [f"foreign word: {word}" for word in LATIN.findall(bare) if word.casefold() not in LATIN_WORDS and word.casefold() not in known]
        found += [f"inside of the program: {text.strip()[:80]}" for shape in INSIDES if shape.search(bare)]
    if page.headings != 1:
        found.append(f"{page.headings} main headings")
    if not page.title.strip():
        found.append("no title")
    for own, inside in page.fields:
        if not (inside or own.get("id") in page.named or own.get("aria-label") or own.get("aria-labelledby") or own.get("title")):
            found.append(f"field without a name: {own.get('name')}")
    found += [f"id twice: {one}" for one in sorted({one for one in page.ids if page.ids.count(one) > 1})]
    return found
