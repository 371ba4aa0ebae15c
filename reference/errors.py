"""A rule said no."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
