"""What features tell the engines at start-up: papers, home-page tasks, checks. Importing a module registers it."""

from importlib import import_module

from flask import Flask

MODULES: tuple[str, ...] = ("app.exchange.list_export",)


def install(app: Flask) -> None:
    """Import every module that registers something with an engine."""
    for module in MODULES:
        import_module(module)
