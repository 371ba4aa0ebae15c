"""A verb is one transaction; pressed as a command, which is undone as a whole, it is part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_is_awaited: ContextVar[bool] = ContextVar("a_command_awaits_its_verb", default=False)


@contextmanager
def command() -> Iterator[None]:
    """One transaction for a command and its verb: whatever the verb raises undoes both."""
    token = _is_awaited.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _is_awaited.reset(token)


def verb(do: Callable[P, R]) -> Callable[P, R]:
    """Like `transaction.atomic`, without a savepoint where the command is undone with it anyway.

    A savepoint is two more trips to the database. What the verb itself calls has one as ever.
    """

    @wraps(do)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        joins = _is_awaited.get()
        token = _is_awaited.set(False)
        try:
            with transaction.atomic(savepoint=not joins):
                return do(*args, **kwargs)
        finally:
            _is_awaited.reset(token)

    return whole
