"""Texts that people agree to, in versions: each stays readable as it was (R11.03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Text:
    """One version of a text, which never changes; what it has that the one before had not."""

    folder: str
    version: str
    changes: str | Promise = ""

    @property
    def template(self) -> str:
        return f"{self.folder}/{self.version}.html"


def text_of(version: str, texts: Sequence[Text]) -> Text | None:
    """The text of that version, if there ever was one."""
    return next((text for text in texts if text.version == version), None)
