"""What the database itself says about the constraints it keeps."""

from __future__ import annotations

import re
from functools import cache

from django.apps import apps
from django.db import DatabaseError, connection

APPS = (
    "reference",
    "users",
    "providers",
    "programs",
    "certificates",
    "enrollment",
    "reporting",
)

# A name that begins with its app's was made by Django for a field (unique=True, a positive
# number, a foreign key); the names of our rules never do.
NAMED = """
    SELECT conname, format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE contype IN ('c', 'u', 'x', 'f') AND relname = ANY(%(tables)s)
        AND NOT starts_with(conname, split_part(relname, '_', 1) || '_')
    UNION ALL
    SELECT own.relname, format('DROP INDEX %%I', own.relname)
    FROM pg_index
    JOIN pg_class AS of_table ON of_table.oid = indrelid
    JOIN pg_class AS own ON own.oid = indexrelid
    WHERE indisunique AND of_table.relname = ANY(%(tables)s)
        AND NOT starts_with(own.relname, split_part(of_table.relname, '_', 1) || '_')
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT substring(tgname FROM '^pgtrigger_(.+)_[0-9a-f]{5}$'),
        format('ALTER TABLE %%s DISABLE TRIGGER %%I', tgrelid::regclass, tgname)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgname LIKE 'pgtrigger%%' AND relname = ANY(%(tables)s)
"""


@cache
def named() -> dict[str, str]:
    """The named constraints and guarding triggers of our tables, each with what removes it."""
    tables = [
        model._meta.db_table
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"tables": tables})
        return dict(cursor.fetchall())


def promised() -> set[str]:
    """The names of the constraints and triggers that the models declare."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {
        rule.name
        for model in models
        for rule in (*model._meta.constraints, *getattr(model._meta, "triggers", ()))
    }


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused_by(refusal: DatabaseError) -> set[str]:
    """The constraint that said no, and the triggers in which it was said."""
    diagnosis = getattr(refusal.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    told = getattr(diagnosis, "context", None) or ""
    triggers = re.findall(r"pgtrigger_(\w+)_[0-9a-f]{5}\(\)", told)
    return {constraint, *triggers} - {None}
