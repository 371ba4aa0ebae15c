"""Statements of the busiest paths: built once by the ORM, prepared once by PostgreSQL.

Building a query costs Django more than PostgreSQL needs to answer it, and planning one costs
PostgreSQL more than running it. Where a thousand families press in the same minutes a statement
is built once in a process, planned once in a connection, and then only filled with values.
Everywhere else queries are written plainly: this pays where a verb is pressed all day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import count
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=models.Model)

# Rows written at once by a prepared INSERT; what is more is written by the ORM.
ROWS_AT_ONCE = 12

_names = count(1)
# What each connection has prepared; a new connection begins with nothing.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Statement:
    """A statement of SQL with named values, `%(group)s`, prepared where it is first used."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.name = f"prepared_{next(_names)}"

    @cached_property
    def _numbered(self) -> tuple[str, str, list[str]]:
        """How it is prepared, how it is executed, and the names of its values in that order."""
        places = _Places()
        prepare = f"PREPARE {self.name} AS {self.sql % places}"
        given = f" ({', '.join(['%s'] * len(places))})" if places else ""
        return prepare, f"EXECUTE {self.name}{given}", list(places)

    def of(self, **values: Any) -> Call:
        """This statement with these values, to be sent before another one."""
        return Call(self, values)

    def run(self, *before: Call, **values: Any) -> list[tuple[Any, ...]]:
        """Run it with these values and return the rows it yields, if it yields any.

        What goes before it is sent in the same trip and done first; it sees what they left.
        """
        calls = [*before, Call(self, values)]
        database = connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            if database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                # a pooler may hand every transaction another connection: nothing can be prepared
                for call in calls:
                    cursor.execute(call.statement.sql, call.values)
            else:
                here = _prepared.setdefault(database.connection, set())
                for call in calls:
                    call.statement._prepare(database, here)
                executes = "; ".join(call.statement._numbered[1] for call in calls)
                cursor.execute(executes, [value for call in calls for value in call.in_order()])
            return cursor.fetchall() if cursor.description else []

    def _prepare(self, database: BaseDatabaseWrapper, here: set[str]) -> None:
        if self.name not in here:
            with database.wrap_database_errors, database.connection.cursor() as cursor:
                cursor.execute(self._numbered[0])
            here.add(self.name)


class Call(NamedTuple):
    """A statement with the values it is to run with."""

    statement: Statement
    values: dict[str, Any]

    def in_order(self) -> list[Any]:
        """The values in the order of their numbers."""
        return [self.values[name] for name in self.statement._numbered[2]]


class _Places(dict[str, str]):
    """`$1`, `$2`, …: a number for every name that a statement asks for."""

    def __missing__(self, name: str) -> str:
        self[name] = f"${len(self) + 1}"
        return self[name]


class Query(Generic[M]):
    """A query of the ORM, built when it is first asked and then asked with other values.

    `build` makes the queryset of named values, each compared with a column: whole numbers, words,
    days. What is not named stays as it was built.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M, Any]]) -> None:
        self._build = build
        self._built: _Built | None = None

    def rows(self, *before: Call, **values: Any) -> list[Any]:
        """The rows as the queryset would yield them: objects, or tuples of `values_list`.

        What goes before it is sent in the same trip and done first.
        """
        if self._built is None:
            self._built = _Built.around(self._build, values)
        return self._built.rows(before, values)

    def first(self, *before: Call, **values: Any) -> Any:
        """The first of the rows, None when there is none."""
        return next(iter(self.rows(*before, **values)), None)

    def one(self, *before: Call, **values: Any) -> Any:
        """The only row. Raises LookupError when there is none."""
        for row in self.rows(*before, **values):
            return row
        raise LookupError(f"nothing found by {values}")

    def is_any(self, **values: Any) -> bool:
        """Whether there is a row."""
        return bool(self.rows(**values))


class _Built:
    """A query that was built: its statement, and how its rows become what it yields."""

    def __init__(self, queryset: models.QuerySet[Any, Any], names: dict[Any, str]) -> None:
        self.compiler = queryset.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        sql, params = self.compiler.as_sql()
        places = [_place(names, param) for param in params]
        if {place for place in places if place.startswith("%(")} != {
            f"%({name})s" for name in names.values()
        }:
            raise ValueError(f"not every value stands in the query: {sql}")
        # a percent sign of the query's own stays doubled
        self.statement = Statement(sql.replace("%%", "%%%%") % tuple(places))
        columns = [column[0] for column in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.yields_objects = issubclass(queryset._iterable_class, ModelIterable)
        if self.yields_objects:
            self._prepare_objects(self.compiler.klass_info)

    def _prepare_objects(self, info: dict[str, Any]) -> None:
        places = info["select_fields"]
        self.model = info["model"]
        self.own = slice(places[0], places[-1] + 1)
        self.attributes = [self.compiler.select[place][0].target.attname for place in places]
        self.annotations = self.compiler.annotation_col_map or {}
        # the types know the next Django already
        self.joined = get_related_populators(info, self.compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    @classmethod
    def around(
        cls, build: Callable[..., models.QuerySet[Any, Any]], values: dict[str, Any]
    ) -> _Built:
        """Build it around stand-ins of the same types, and find where they went."""
        stand_ins = {
            name: _stand_in(value, ordinal) for ordinal, (name, value) in enumerate(values.items())
        }
        names = {stand_in: name for name, stand_in in stand_ins.items()}
        return cls(build(**stand_ins), names)

    def rows(self, before: tuple[Call, ...], values: dict[str, Any]) -> list[Any]:
        found: Iterable[Any] = self.statement.run(*before, **values)
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return (
            [self._object(row) for row in found] if self.yields_objects else list(map(tuple, found))
        )

    def _object(self, row: Sequence[Any]) -> Any:
        """Make the object of a row as the ORM does it, with what it was joined to."""
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.attributes, row[self.own])
        for populator in self.joined:
            populator.populate(row, found)
        for name, place in self.annotations.items():
            setattr(found, name, row[place])
        return found


def _place(names: dict[Any, str], param: Any) -> str:
    """Where a stand-in was, the name of its value; what is no stand-in stays as it is."""
    if isinstance(param, STAND_INS) and param in names:
        return f"%({names[param]})s"
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        return str(cursor.mogrify("%s", [param]).decode()).replace("%", "%%")


STAND_INS = (int, str, date, UUID)


def _stand_in(value: Any, ordinal: int) -> Any:
    if isinstance(value, bool):
        raise TypeError("a flag cannot stand in for itself: write it into the query")
    if isinstance(value, int):
        return -(10**12) - ordinal
    if isinstance(value, date):
        return date(1, 1, 1) + timedelta(days=ordinal)
    if isinstance(value, UUID):
        return UUID(int=ordinal + 1)
    if isinstance(value, str):
        return f"\x1f{ordinal}"
    raise TypeError(f"a prepared query takes no {type(value).__name__}")


def insert(row: M) -> M:
    """Write a new row; it gets its key and what the database puts in by default."""
    insert_all([row])
    return row


def insert_all(rows: Sequence[M]) -> None:
    """Write new rows of one model in one statement."""
    if not rows:
        return
    shape = _Shape.of(type(rows[0]))
    if len(rows) > ROWS_AT_ONCE or not all(map(shape.fits, rows)):
        type(rows[0])._default_manager.bulk_create(rows)
        return
    database = connections[DEFAULT_DB_ALIAS]
    values = {
        f"{field.column}_{number}": field.get_db_prep_save(field.pre_save(row, add=True), database)
        for number, row in enumerate(rows)
        for field in shape.written
    }
    for row, returned in zip(rows, shape.statement(len(rows)).run(**values), strict=True):
        for field, value in zip(shape.returned, returned, strict=True):
            setattr(row, field.attname, value)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


class _Shape:
    """Which columns of a model an INSERT writes and which come back."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self._statements: dict[int, Statement] = {}
        self.by_default = [field for field in fields if field.has_db_default()]
        self.returned = [
            field for field in fields if field in self.by_default or isinstance(field, AUTOMATIC)
        ]
        self.written = [field for field in fields if field not in self.returned]

    @classmethod
    @cache
    def of(cls, model: type[models.Model]) -> _Shape:
        return cls(model)

    def fits(self, row: models.Model) -> bool:
        """Whether the database puts in what it should, and nothing else is worked out by it."""
        worked_out = [each for each in vars(row).values() if hasattr(each, "resolve_expression")]
        return len(worked_out) == len(self.by_default) and all(
            isinstance(each, DatabaseDefault) for each in worked_out
        )

    def statement(self, rows: int) -> Statement:
        """The INSERT of so many rows."""
        if rows not in self._statements:
            self._statements[rows] = self._insert_of(rows)
        return self._statements[rows]

    def _insert_of(self, rows: int) -> Statement:
        columns = ", ".join(f'"{field.column}"' for field in self.written)
        lines = ", ".join(
            f"({', '.join(f'%({field.column}_{n})s' for field in self.written)})"
            for n in range(rows)
        )
        returned = ", ".join(f'"{field.column}"' for field in self.returned)
        returning = f" RETURNING {returned}" if returned else ""
        return Statement(
            f'INSERT INTO "{self.model._meta.db_table}" ({columns}) VALUES {lines}{returning}'
        )


AUTOMATIC = (models.AutoField, models.BigAutoField, models.SmallAutoField)
