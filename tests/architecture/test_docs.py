"""README and the manual keep up with the code: menu, settings, commands, packages, links and pictures."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from app import cli, language, menu

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PAGES = sorted((ROOT / "docs").rglob("*.md"))
MANUAL = "\n".join(page.read_text() for page in PAGES)
CODE = [ROOT / "config.py", ROOT / "run.py", *sorted((ROOT / "app").rglob("*.py"))]
ENVIRONMENTS = {"environ", "env"}
LARGEST_PICTURE = 150 * 1024


def _is_environment(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr in ENVIRONMENTS) or (isinstance(node, ast.Name) and node.id in ENVIRONMENTS)


def _asked(node: ast.AST) -> ast.expr | None:
    """Give the name that a node asks of the environment: a call of its method, a subscript, ``os.getenv``."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_environment(node.value):
        return node.slice
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    return node.args[0] if _is_environment(node.func.value) or node.func.attr == "getenv" else None


def _loops(tree: ast.AST) -> dict[str, list[str]]:
    """Give the constants that loop variables take, for names asked in a loop over a tuple."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension | ast.For) and isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Tuple):
            values = [one.value for one in node.iter.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            found.setdefault(node.target.id, []).extend(values)
    return found


def asked_of_environment(source: str) -> set[str]:
    """Give the environment variables that a module asks for; fails on a name nobody can read off the code."""
    tree = ast.parse(source)
    loops, names = _loops(tree), set()
    for node in ast.walk(tree):
        name = _asked(node)
        if isinstance(name, ast.Constant):
            names.add(str(name.value))
        elif isinstance(name, ast.Name):
            assert loops.get(name.id), f"line {name.lineno}: which variable is asked for?"
            names.update(loops[name.id])
    return names


@cache
def variables() -> set[str]:
    return {name for path in CODE for name in asked_of_environment(path.read_text())}


def commands() -> argparse.Action:
    parser = cli._parser()._inner
    return next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Give (path, anchor) of every relative link and picture of a page; fenced code is no text."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = unquote(target).partition("#")
            yield path, anchor


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_names_asked_of_the_environment_are_found_however_they_are_asked() -> None:
    source = 'import os\nos.environ["Z"] = 1\nos.environ["A"]\nenv.get("B")\nos.getenv("C")\nx = [os.environ[n] for n in ("D", "E")]\nother.get("F")'
    assert asked_of_environment(source) == {"A", "B", "C", "D", "E"}
    assert {"DATA_DIR", "PDF_WORKERS", "RECOVERY_PHRASE", "TMPDIR"} <= variables()


def test_the_readme_names_every_setting_of_the_environment() -> None:
    assert [name for name in sorted(variables()) if f"`{name}`" not in README] == []


def test_the_readme_names_no_setting_that_nobody_reads() -> None:
    table = README.split("## Settings of an installation")[1].split("\n## ")[0].split("Three more")[0]
    assert set(re.findall(r"^\| (`.+?`) \|", table, flags=re.M)) != set()
    named = {name for cell in re.findall(r"^\| (`.+?) \|", table, flags=re.M) for name in re.findall(r"`(\w+)`", cell)}
    assert named - variables() == set()


def test_the_readme_names_every_command_with_its_options() -> None:
    table = README.split("## Commands")[1].split("\n## ")[0]
    missing = []
    for name, parser in commands().choices.items():
        row = re.search(rf"^\| `{re.escape(name)}[ `].*$", table, flags=re.M)
        if row is None:
            missing.append(name)
            continue
        options = {string for action in parser._actions for string in action.option_strings[-1:]} - {"--help", "--json"}
        if name == "demo":  # it serves with the options of «serve»
            options -= {"--host", "--port", "--workers"}
        if name == "report":
            options = options - {"--output"} | {"-o"}
        missing += [f"{name} {option}" for option in sorted(options) if option not in row[0]]
    assert missing == []


def test_the_readme_names_no_command_that_does_not_exist() -> None:
    table = README.split("## Commands")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)", table, flags=re.M)) == set(commands().choices)


def test_the_map_of_the_readme_has_every_package() -> None:
    table = README.split("## Map of the code")[1].split("\n## ")[0]
    packages = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    packages |= {path.name for path in (ROOT / "app").iterdir() if path.name in ("migrations", "static", "templates")}
    modules = {path.name for path in (ROOT / "app").glob("*.py")} - {"__init__.py", "extensions.py"}
    assert sorted(name for name in packages | modules if f"`{name}`" not in table) == []


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.endpoint)
def test_the_manual_names_every_entry_of_the_menu(entry: menu.Entry) -> None:
    catalogue = language.read(language.CATALOGUE)
    label, category = (str(catalogue.get(msgid).string) if msgid else "" for msgid in (entry.label, entry.category))
    path = f"«{category} → {label}»" if category else f"«{label}»"
    assert label and path in " ".join(MANUAL.split()), path


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_and_pictures_exist(page: Path) -> None:
    missing = []
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            missing.append(f"{path}#{anchor}")
    assert missing == []


def test_the_contents_of_the_manual_lead_to_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    assert {path for path, _ in links(index)} >= {page.name for page in PAGES} - {"index.md"}


def test_pictures_are_shown_and_light() -> None:
    pictures = sorted((ROOT / "docs" / "screenshots").glob("*"))
    shown = {(page.parent / path).resolve() for page in [ROOT / "README.md", *PAGES] for path, _ in links(page) if path}
    assert pictures and [path.name for path in pictures if path.resolve() not in shown] == []
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []
