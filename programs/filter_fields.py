"""Fields of the catalogue's filters: they read one word of an address, or several; pages draw them.

Django's own fields of choice keep a list for their drop-down and walk along it for every value;
here a list may have three hundred entries, and it is known already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class OneOf(forms.Field):
    """One of the known things, by the word an address has for it; nothing where none is said."""

    default_error_messages = {"unknown": _("Choose from the list.")}

    def __init__(
        self,
        known: Mapping[str, Any] | None = None,
        *,
        coerce: Callable[[str], Any] = str,
        empty: Any = "",
        **also: Any,
    ) -> None:
        super().__init__(required=False, **also)
        self.known: Mapping[str, Any] = known or {}
        self.coerce = coerce
        self.empty = empty

    def to_python(self, value: Any) -> Any:
        return self._read(value) if value else self.empty

    def _read(self, word: str) -> Any:
        if word not in self.known:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return self.coerce(word)


class SomeOf(OneOf):
    """Several of the known things; one that is not known spoils them all."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[Any]:
        return [self._read(word) for word in value or ()]
