"""Rows by the million: COPY into the tables of models, in the order they are given."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, models

LINES_AT_ONCE = 2_000


def fill(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy the rows into the model's table; columns that are not named get the field's default.

    The statement triggers of the table see all of them at once, as those of one INSERT.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in columns]
    others = [
        field
        for field in model._meta.concrete_fields
        if field not in given and not field.primary_key and not _is_left_to_database(field)
    ]
    names = ", ".join(f'"{field.column}"' for field in [*given, *others])
    tail = "".join(f"\t{_text(_default(field))}" for field in others) + "\n"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({names}) FROM STDIN", _Lines(rows, tail))
        if "id" in columns:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )


def _is_left_to_database(field: models.Field[Any, Any]) -> bool:
    return field.has_db_default() or isinstance(field, models.GeneratedField)


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    return json.dumps(value) if isinstance(field, models.JSONField) else value


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


class _Lines(io.RawIOBase):
    """Rows as the lines that COPY reads, made while it reads them."""

    def __init__(self, rows: Iterable[Sequence[Any]], tail: str) -> None:
        self._rows = iter(rows)
        self._tail = tail
        self._made = b""

    def read(self, size: int = -1) -> bytes:
        if not self._made:
            self._made = "".join(
                "\t".join(map(_text, row)) + self._tail for row in islice(self._rows, LINES_AT_ONCE)
            ).encode()
        piece, self._made = self._made[:size], self._made[size:]
        return piece


def let_sql_leave_out(*models_written: type[models.Model]) -> None:
    """Give the columns the defaults of their fields, so that plain SQL need not name them all."""
    with connection.cursor() as cursor:
        for model in models_written:
            for field in model._meta.concrete_fields:
                value = (
                    _default(field) if field.has_default() or field.empty_strings_allowed else None
                )
                if value is None or field.primary_key or _is_left_to_database(field):
                    continue
                cursor.execute(
                    f'ALTER TABLE {model._meta.db_table} ALTER "{field.column}" SET DEFAULT %s',
                    [value],
                )


@contextmanager
def keys_and_indexes_afterwards(*models_filled: type[models.Model]) -> Iterator[None]:
    """Take foreign keys and indexes off the tables, and put them back when all rows are in.

    The database then checks each key and builds each index over the whole table at once.
    """
    tables = [model._meta.db_table for model in models_filled]
    with connection.cursor() as cursor:
        cursor.execute(KEYS_AND_INDEXES, {"tables": tables})
        taken_off = cursor.fetchall()
        for take_off, _put_back in taken_off:
            cursor.execute(take_off)
        yield
        for _take_off, put_back in taken_off:
            cursor.execute(put_back)


KEYS_AND_INDEXES = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%(tables)s)
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE NOT indisunique AND indrelid::regclass::text = ANY(%(tables)s)
"""
