"""Row limits in the session: every ORM select sees only what the actor may read; everything else needs ``unscoped()``."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_request_context
from flask_appbuilder import Model
from sqlalchemy import TableClause, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.util import find_tables

from app.access import permissions
from app.access.permissions import Action, Role
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Forbidden
from app.core.rows import NOBODY, OrganizationRow, Reach
from app.core.text import N_

_unscoped: ContextVar[bool] = ContextVar("unscoped", default=False)
_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
_limits: ContextVar[tuple[Actor, "Limits"] | None] = ContextVar("limits", default=None)
NO_DEPARTMENT = (NOBODY,)
_WORD = re.compile(r"\w+")
MOST_KEPT = 500
_built: dict[tuple[Any, ...], "Limits"] = {}
# Execution option of statements that are made once and asked with parameters: ``select(…).execution_options(constant=True)``.
CONSTANT = "constant"
MOST_LIMITED = 2000
MOST_SHAPES = 5000
_read: dict[Any, frozenset[str]] = {}


@dataclass(slots=True)
class Limits:
    """Loader criteria of a reach by table name, made when a table is first read, and constant statements that carry theirs."""

    actor: Actor
    criteria: dict[str, Any] = field(default_factory=dict)
    limited: dict[Any, Any] = field(default_factory=dict)

    def of(self, name: str) -> Any:
        """Give the criteria of a table; those of all tables would cost a person's first request more than its page."""
        if name not in self.criteria:
            model = _scoped_tables()[name]
            limits = model.__scope__(reach_of(self.actor, model.__resource__))
            self.criteria[name] = with_loader_criteria(model, limits, include_aliases=True, propagate_to_loaders=False)
        return self.criteria[name]


class UnscopedReadError(RuntimeError):
    """Code read limited tables without saying on whose behalf: a defect of the code."""


@contextmanager
def unscoped() -> Iterator[None]:
    """Lift the row limits for system work; never yield out of a generator inside it."""
    token = _unscoped.set(True)
    try:
        yield
    finally:
        _unscoped.reset(token)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Read on behalf of ``actor`` outside a request (commands, jobs, tests); the system reads its whole college."""
    token = _acting.set(actor)
    try:
        yield actor
    finally:
        _acting.reset(token)


def current_actor() -> Actor | None:
    """Give the actor of this request, or the one ``acting``."""
    if has_request_context() and g.get("actor") is not None:
        return g.actor
    return _acting.get()


def reach_of(actor: Actor, resource: str) -> Reach:
    """Tell how far ``actor`` reads ``resource``: a union over the active roles that may read it at all."""
    readers = frozenset(
        role for role in actor.roles if permissions.allows(frozenset({role}), resource, Action.READ)
    )
    employee = actor.employee_id or NOBODY
    return Reach(
        organization=actor.organization_id or NOBODY,
        full=int(actor.is_system or bool(readers & permissions.full_readers(resource))),
        departments=actor.departments or NO_DEPARTMENT if Role.HEAD_OF_DEPARTMENT in readers else NO_DEPARTMENT,
        curator=employee if readers & permissions.GROUP_READERS else NOBODY,
        teacher=employee if readers & permissions.LOAD_READERS else NOBODY,
        today=today(actor.zone).isoformat(),
        own=employee,
    )


def scoped_models() -> dict[str, Any]:
    """Give {table name: model} of every limited model."""
    return {m.class_.__tablename__: m.class_ for m in Model.registry.mappers if hasattr(m.class_, "__scope__")}


_tables: dict[str, Any] = {}


def _scoped_tables() -> dict[str, Any]:
    if not _tables:
        _tables.update(scoped_models())
    return _tables


def limits_for(actor: Actor) -> Limits:
    """Give the limits of ``actor``, kept for everything a reach depends on: 3 ms a request otherwise."""
    cached = _limits.get()
    if cached is not None and cached[0] is actor:
        return cached[1]
    key = (actor.organization_id, actor.employee_id, actor.roles, actor.departments, actor.is_system, today(actor.zone))
    built = _built.get(key)
    if built is None:
        if len(_built) >= MOST_KEPT or sum(len(one.limited) for one in _built.values()) >= MOST_LIMITED:
            _built.clear()
        built = _built[key] = Limits(actor)
    _limits.set((actor, built))
    return built


def led_by(query: Any, model: Any) -> Any:
    """Limit ``query`` by the reach of ``model`` alone: what it joins comes along, whether or not it is within reach itself."""
    if _unscoped.get():
        return query
    actor = current_actor()
    if actor is None:
        raise UnscopedReadError("no actor: use acting(actor) or unscoped()")
    limits = model.__scope__(reach_of(actor, model.__resource__))
    return query.where(limits(model)).execution_options(unscoped=True)


@event.listens_for(Session, "do_orm_execute")
def _limit(state: ORMExecuteState) -> None:
    if _unscoped.get() or state.execution_options.get("unscoped") or state.is_column_load:
        return
    if not state.is_orm_statement:
        _refuse_core(state)
        return
    actor = current_actor()
    if actor is None:
        if any(hasattr(mapper.class_, "__scope__") for mapper in state.all_mappers):
            raise UnscopedReadError("no actor: use acting(actor) or unscoped()")
        return
    limits = limits_for(actor)
    if not state.execution_options.get(CONSTANT):
        state.statement = _limited(state, limits)
        return
    # Half the time of a small statement is its own making and that of its key: both are kept with the constant one.
    statement = limits.limited.get(state.statement)
    if statement is None:
        statement = limits.limited[state.statement] = _limited(state, limits)
    state.statement = statement


def _limited(state: ORMExecuteState, limits: Limits) -> Any:
    return state.statement.options(*(limits.of(name) for name in read_by(state)))


def read_by(state: ORMExecuteState) -> Iterable[str]:
    """Name the limited tables that the statement reads, eager joins and subqueries included; all of them when unsure.

    Criteria of tables that a statement does not read do nothing and cost a third of its time. What it reads is looked up
    in its own SQL, once a shape: SQLAlchemy keeps compiled statements under the same key.
    """
    names = _scoped_tables()
    shape = state.statement._generate_cache_key() if state.is_select else None
    if shape is None:
        return names
    found = _read.get(shape.key)
    if found is None:
        words = set(_WORD.findall(str(state.statement.compile(dialect=state.session.get_bind().dialect))))
        if len(_read) >= MOST_SHAPES:
            _read.clear()
        found = _read[shape.key] = frozenset(words & names.keys())
    return found


def _refuse_core(state: ORMExecuteState) -> None:
    if isinstance(state.statement, TextClause):
        return  # text is written only by migrations, backups and locks
    found = find_tables(state.statement, include_crud=True, include_selects=True, include_joins=True)
    tables = {table.name for table in found if isinstance(table, TableClause)}
    if tables & set(_scoped_tables()):
        raise UnscopedReadError(f"Core statement on limited tables {sorted(tables)}: use unscoped()")


@event.listens_for(Session, "before_flush")
def _stay_in_college(session: Session, _context: Any, _instances: Any) -> None:
    """Give new rows the actor's college and refuse rows of another: the WITH CHECK of the row limits."""
    if _unscoped.get():
        return
    actor = current_actor()
    if actor is None or actor.organization_id is None:
        return
    for obj in (*session.new, *session.dirty):
        if not isinstance(obj, OrganizationRow):
            continue
        if obj.organization_id is None:
            obj.organization_id = actor.organization_id
        elif obj.organization_id != actor.organization_id:
            raise Forbidden(N_("The record belongs to another college."))
