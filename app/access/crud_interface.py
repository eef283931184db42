"""FAB's model interface, hardened: no own commits, scoped reads, one place that lists, counts and resolves rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import Select, String, func, inspect, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core import grams
from app.core.text import escape_like, normalise

# INTEGER of PostgreSQL: a larger id cannot exist, and comparing with it is an error there.
BIGGEST_ID = 2**31 - 1
MOST_WORDS = 5


def parse_id(text: str) -> int | None:
    """Give the row id written in ``text``, or None for anything that cannot be one."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    number = int(text)
    return number if 0 < number <= BIGGEST_ID else None


class Interface(SQLAInterface):
    """What a ``Crud`` view knows about its model.

    Reads go through the ORM, so the row limits of the session hold for lists, single rows, choices and lookups.
    Writing belongs to ``crud_writing``; FAB's committing methods are closed.
    """

    def __init__(self, obj: type, session: Any = None) -> None:
        super().__init__(obj, session)
        self._loading: dict[tuple[str, ...], list[Any]] = {}

    def add(self, item: Any, commit: bool = True) -> None:
        """Closed: use ``crud_writing.create``."""
        raise RuntimeError("writes go through app.access.crud_writing")

    edit = delete = delete_all = add

    @property
    def has_search(self) -> bool:
        """Tell whether rows can be found by typing: the model keeps a ``search_key``."""
        return hasattr(self.obj, "search_key")

    def info(self, column: str) -> Mapping[str, Any]:
        """Give ``info`` of a column or relationship of the model; of the last step of a dotted path."""
        model, _, leaf = self._walk(column)
        attribute = inspect(model).all_orm_descriptors.get(leaf)
        if leaf in inspect(model).columns:
            return inspect(model).columns[leaf].info
        return getattr(attribute, "info", {})

    def _walk(self, path: str) -> tuple[type, list[str], str]:
        """Follow a dotted path: the model of its last step, the relationships on the way, the last step."""
        model, steps = self.obj, path.split(".")
        for step in steps[:-1]:
            model = inspect(model).relationships[step].mapper.class_
        return model, steps[:-1], steps[-1]

    def loading(self, columns: Iterable[str]) -> list[Any]:
        """Give loader options with which showing ``columns`` of many rows costs no further statement per row."""
        wanted = tuple(columns)
        if wanted not in self._loading:
            self._loading[wanted] = self._options(wanted)
        return self._loading[wanted]

    def _options(self, columns: Iterable[str]) -> list[Any]:
        options: dict[str, Any] = {}
        for path in columns:
            model, option = self.obj, None
            for done, step in enumerate(path.split("."), 1):
                relationship = inspect(model).relationships.get(step)
                if relationship is None:
                    break
                attribute, many = getattr(model, step), relationship.uselist
                if option is None:
                    option = selectinload(attribute) if many else joinedload(attribute)
                else:
                    option = option.selectinload(attribute) if many else option.joinedload(attribute)
                options[".".join(path.split(".")[:done])] = option
                model = relationship.mapper.class_
        return list(options.values())

    def get_scoped(self, pk: str | int, statement: Select[Any] | None = None, *, fresh: bool = False) -> Any | None:
        """Read one row by id within the row limits and ``statement``; None for a foreign, absent or malformed id.

        With ``fresh`` the row is read again even if the session already holds it.
        """
        number = pk if isinstance(pk, int) else parse_id(pk)
        if number is None:
            return None
        chosen = (select(self.obj) if statement is None else statement).where(self.get_pk() == number)
        if fresh:
            chosen = chosen.execution_options(populate_existing=True)
        return self.session.scalars(chosen).unique().one_or_none()

    def find(self, statement: Select[Any], text: str) -> Select[Any]:
        """Keep the rows whose ``search_key`` holds every typed word; ``%`` and ``_`` are plain characters."""
        if not self.has_search:
            return statement
        words = normalise(text).split()[:MOST_WORDS]
        near = grams.narrowed(self.obj, words, self.session)
        if near is not None:
            statement = statement.where(near)
        for word in words:
            statement = statement.where(holds(self.obj.search_key, word, self.session))
        return statement

    def order(self, statement: Select[Any], column: str, descending: bool, expression: Any = None) -> Select[Any]:
        """Sort by a column, a many-to-one relationship (by what it is called) or ``expression``; then by id."""
        if expression is None:
            statement, expression = self._order_expression(statement, column)
        pk = self.get_pk()
        return statement.order_by(expression.desc() if descending else expression.asc(), pk)

    def _order_expression(self, statement: Select[Any], column: str) -> tuple[Select[Any], Any]:
        _, steps, leaf = self._walk(column)
        if not steps and not self.is_relation(leaf):
            return statement, getattr(self.obj, leaf)
        model: Any = self.obj
        for step in [*steps, *([leaf] if self._is_relation_of(column) else [])]:
            related = aliased(inspect(model).mapper.relationships[step].mapper.class_)
            statement = statement.outerjoin(getattr(model, step).of_type(related))
            model = related
        return statement, name_of(model) if self._is_relation_of(column) else getattr(model, leaf)

    def _is_relation_of(self, path: str) -> bool:
        model, _, leaf = self._walk(path)
        return leaf in inspect(model).relationships

    def count(self, statement: Select[Any]) -> int:
        """Count the rows of a statement on the model."""
        counted = statement.with_only_columns(func.count(self.get_pk()), maintain_column_froms=True).order_by(None)
        return self.session.scalar(counted) or 0

    def page(self, statement: Select[Any], columns: Sequence[str], limit: int | None, offset: int = 0) -> list[Any]:
        """Read rows with all that showing ``columns`` needs; ``limit`` None reads them all."""
        statement = statement.options(*self.loading(columns)).limit(limit).offset(offset or None)
        return list(self.session.scalars(statement).unique())


def holds(column: Any, word: str, session: Any) -> Any:
    """Give the condition that a text column holds ``word``: by the plain search of each engine, at a third to a half of its LIKE."""
    name = "instr" if session.get_bind().dialect.name == "sqlite" else "strpos"
    return getattr(func, name)(column, word) > 0


def name_of(model: Any) -> Any:
    """Give the expression by which rows of ``model`` (a class or an alias) are sorted: its stored key or its name."""
    mapper = inspect(model).mapper
    for candidate in ("sort_key", "name", "title"):
        if candidate in mapper.columns:
            return getattr(model, candidate)
    return getattr(model, mapper.primary_key[0].key)


class Choices:
    """Rows of a related model that a field or a filter offers, read within the row limits.

    ``narrow`` limits them further: a function from a select of the related model to a select.
    """

    def __init__(self, model: type, session: Callable[[], Any], narrow: Callable[[Any], Any] | None = None) -> None:
        self.model = model
        self.session = session
        self.narrow = narrow or (lambda statement: statement)

    def _base(self) -> Select[Any]:
        return self.narrow(select(self.model)).order_by(name_of(self.model))

    def some(self, limit: int) -> list[Any]:
        """Give the first rows by name, at most ``limit``."""
        return list(self.session().scalars(self._base().limit(limit)).unique())

    def one(self, text: str) -> Any | None:
        """Give the row with the posted id, or None when it is malformed, absent, foreign or not offered."""
        return self.many([text]).get(text)

    def many(self, texts: Iterable[str]) -> dict[str, Any]:
        """Give the offered rows among the posted ids, by their text; one statement."""
        ids = {text: number for text in texts if (number := parse_id(text)) is not None}
        if not ids:
            return {}
        key = inspect(self.model).primary_key[0].key
        rows = self.session().scalars(self._base().where(getattr(self.model, key).in_(ids.values()))).unique()
        found = {getattr(row, key): row for row in rows}
        return {text: found[number] for text, number in ids.items() if number in found}

    def search(self, text: str, limit: int) -> list[Any]:
        """Give the rows that hold every typed word in their search key, or in any of their texts without one."""
        statement = self._base()
        for word in normalise(text).split()[:MOST_WORDS]:
            pattern = f"%{escape_like(word)}%"
            statement = statement.where(or_(*(c.like(pattern, escape="\\") for c in self._texts())))
        return list(self.session().scalars(statement.limit(limit)).unique())

    def _texts(self) -> list[Any]:
        if hasattr(self.model, "search_key"):
            return [self.model.search_key]
        columns = inspect(self.model).columns
        return [func.lower(getattr(self.model, c.key)) for c in columns if isinstance(c.type, String)]
