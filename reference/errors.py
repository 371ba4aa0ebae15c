"""A rule said no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RuleBroken(Exception):
    """Raised by every verb that refuses. Its text is the sentence shown to the person.

    `code` is the stable name of the reason (`group_full`, `no_money`): tests, scenarios and
    reports go by it, never by the text. `field` names the form field it belongs beside, if any.
    """

    def __init__(self, code: str, message: str | _StrPromise, *, field: str | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


@contextmanager
def refusing(refusals: dict[str, RuleBroken]) -> Iterator[None]:
    """Turn a violation of a named constraint into the refusal that stands for it.

    The database has the last word in a race; a person hears the same sentence as without one.
    A violation nobody named goes on as it is.
    """
    try:
        yield
    except IntegrityError as violation:
        diagnosis = getattr(violation.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None)
        if name in refusals:
            raise refusals[name] from violation
        raise
