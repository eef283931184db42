"""The message catalogue: collected from code and templates, merged, checked, compiled."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
CATALOGUE = FOLDER / "ru" / "LC_MESSAGES" / "messages.po"
METHODS = [("app/**.py", "python"), ("app/templates/**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "_l": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
}  # fmt: skip
PLACES = re.compile(r"%\((\w+)\)[sd]")


def extracted() -> Catalog:
    """Give every message of the code and the templates; papers are official Russian text and have none."""
    found = Catalog(locale="ru")
    options = {"app/templates/**.html": {"trimmed": "true"}}
    for file_name, line, message, comments, context in extract_from_dir(str(ROOT), METHODS, options, keywords=KEYWORDS):
        if "templates/papers" not in file_name:
            found.add(message, None, [(file_name, line)], auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as stream:
        return read_po(stream, locale="ru")


def merge() -> Catalog:
    """Bring the Russian catalogue up to the code: new messages empty, old ones gone, FAB's overrides kept."""
    catalogue = read(CATALOGUE) if CATALOGUE.exists() else Catalog(locale="ru")
    kept = {message.id: message for message in catalogue if message.id and "framework" in message.user_comments}
    catalogue.update(extracted(), no_fuzzy_matching=True)
    for message in kept.values():
        catalogue.add(message.id, message.string, user_comments=["framework"])
    catalogue.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as stream:
        write_po(stream, catalogue, width=118, sort_output=True, omit_header=False, include_lineno=False)
    return catalogue


def problems() -> Iterator[str]:
    """Name every message that is untranslated, fuzzy, missing from the catalogue or has other places than its msgid."""
    catalogue = read(CATALOGUE)
    for message in extracted():
        if message.id and catalogue.get(message.id) is None:
            yield f"missing: {_short(message)}"
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.fuzzy:
            yield f"fuzzy: {_short(message)}"
        elif not all(texts):
            yield f"untranslated: {_short(message)}"
        elif any(set(PLACES.findall(text)) - _places(message) for text in texts):
            yield f"places differ: {_short(message)}"


def _places(message: Message) -> set[str]:
    ids = message.id if isinstance(message.id, (tuple, list)) else [message.id]
    return {name for text in ids for name in PLACES.findall(text)}


def _short(message: Message) -> str:
    return str(message.id)[:90]


def compile_stale() -> None:
    """Compile the catalogue when its compiled form is older; a read-only installation keeps the one it came with."""
    target = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists() or (target.exists() and target.stat().st_mtime >= CATALOGUE.stat().st_mtime):
        return
    temporary = target.with_suffix(".tmp")
    try:
        with temporary.open("wb") as stream:
            write_mo(stream, read(CATALOGUE))
        temporary.replace(target)
    except OSError:
        if not target.exists():
            raise
