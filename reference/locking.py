"""Rows are locked first and read afterwards.

A row that waited for its lock is joined to what it pointed at before the wait: if it points
elsewhere now, the database finds no such row at all. So nothing is joined where a lock is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def lock_row(rows: models.QuerySet[M], pk: int) -> M:
    """Lock the row, then read it fresh with whatever the query joins to it."""
    lock_rows(rows, [pk])
    return rows.get(pk=pk)


def lock_rows(rows: models.QuerySet[M], keys: Iterable[int]) -> list[M]:
    """Lock the rows of these keys in their order, then read them fresh in the same order."""
    wanted = sorted(keys)
    plain = rows.model._default_manager.select_for_update(of=("self",), no_key=True)
    list(plain.filter(pk__in=wanted).order_by("pk").values_list("pk"))
    return list(rows.filter(pk__in=wanted).order_by("pk"))
