"""The first page of each person: what is mine, what is late, what is next. Features tell it through a registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import g
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import format_date
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import today


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the home page: a link with an optional count, deadline and note; an empty ``url`` makes it plain text.

    ``level`` is ``plain`` or ``late``; a deadline that has passed makes it late by itself.
    """

    label: str
    url: str
    count: int | None = None
    due: date | None = None
    note: str = ""
    level: str = "plain"


@dataclass(frozen=True, slots=True)
class TaskSection:
    """A group of tasks under a title; a smaller ``order`` comes first."""

    title: str
    tasks: tuple[Task, ...]
    order: int = 50


TaskMaker = Callable[[Actor], TaskSection | None]
_makers: list[TaskMaker] = []


def register_tasks(maker: TaskMaker) -> TaskMaker:
    """Let a feature put a section on the home page; usable as a decorator.

    ``maker`` gets the acting person and gives None (or no tasks) when nothing concerns them. It must cost a fixed, small
    number of statements: it runs on every visit of the page.
    """
    if maker not in _makers:
        _makers.append(maker)
    return maker


def sections_for(actor: Actor, day: date) -> list[TaskSection]:
    """Give the sections of a person, late tasks first within each, empty sections left out."""
    found = [section for maker in _makers if (section := maker(actor)) is not None and section.tasks]
    return [replace(s, tasks=in_order(s.tasks, day)) for s in sorted(found, key=lambda s: s.order)]


def in_order(tasks: tuple[Task, ...], day: date) -> tuple[Task, ...]:
    """Mark what is past its deadline on ``day`` as late and put it first, then by deadline, then as given."""
    marked = [replace(task, level="late") if task.due is not None and task.due < day else task for task in tasks]
    return tuple(sorted(marked, key=lambda task: (task.level != "late", task.due or date.max)))


class HomeView(BaseView):
    """The home page."""

    route_base = ""
    default_view = "index"
    class_permission_name = Resource.HOME

    @expose("/")
    @permission_name("read")
    def index(self) -> Any:
        """Show the sections of the acting person."""
        day = today(g.actor.zone)
        return self.render_template(
            "home/home.html",
            title=_("Home"),
            greeting=_("Good day, %(name)s", name=g.actor.name),
            today=format_date(day, "EEEE, d MMMM y"),
            sections=sections_for(g.actor, day),
        )
