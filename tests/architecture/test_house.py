"""The order of the house: what lies at the top, who imports whom, nothing from foreign servers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "app", "translations", "config.py", "run.py", "requirements.txt", "tests", "README.md", "Makefile", "pyproject.toml",
    "requirements-dev.txt", ".ci", ".gitignore", "docs",
}  # fmt: skip
RULES = sorted(path.parent.name for path in (ROOT / "app").glob("*/rules.py"))
# Names of XML vocabularies and the product's own address are no requests to a server.
HARMLESS = re.compile(r"http://(www\.w3\.org|127\.0\.0\.1|localhost)")
# Data blocks of JSON are not run; everything else needs a file of its own.
INLINE = re.compile(
    r"""<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>|<style|\sstyle=["']|\son[a-z]+=["']|javascript:"""
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name]


def test_nothing_else_lies_at_the_top() -> None:
    assert {path.parts[0] for path in tracked()} <= TOP


def test_packages_import_downward_only() -> None:
    answer = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("package", RULES)
def test_rules_need_neither_flask_nor_the_database(package: str) -> None:
    code = (
        f"import sys; import app.{package}.rules; "
        "print(sorted({'flask', 'sqlalchemy', 'flask_appbuilder', 'weasyprint', 'wtforms'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]", answer.stderr


def test_pages_and_papers_ask_no_foreign_server() -> None:
    found = []
    for path in (ROOT / "app").rglob("*"):
        if path.suffix not in (".html", ".css", ".js", ".svg"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            rest = HARMLESS.sub("", line)
            if re.search(r"""https?://|@import|(src|href)=["']//|url\(["']?//""", rest):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_pages_hold_no_inline_script_or_style() -> None:
    """The strict content policy would drop them silently; papers are rendered without a browser."""
    found = []
    for path in (ROOT / "app" / "templates").rglob("*.html"):
        if "papers" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if INLINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_no_text_of_a_page_ends_in_a_bare_percent_sign() -> None:
    """Jinja formats every translated text with «%»: a lone one breaks the page."""
    texts = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')""")
    bare = re.compile(r"%(?![(%])")
    found = [
        (path.name, text)
        for path in (ROOT / "app" / "templates").rglob("*.html")
        for pair in texts.findall(path.read_text(encoding="utf-8"))
        for text in pair
        if bare.search(text.replace("%%", ""))
    ]
    assert found == []


def test_only_escaping_templates_are_used() -> None:
    """Jinja escapes by the suffix; another one would print names as markup."""
    kinds = {path.suffix for path in (ROOT / "app" / "templates").rglob("*") if path.is_file()}
    assert kinds <= {".html", ".css", ".svg"}
