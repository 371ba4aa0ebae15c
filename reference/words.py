"""Words compared and ordered as Russian readers expect.

The embedded database has neither ICU nor unaccent, so order and likeness use a stored key.
"""

from __future__ import annotations

import re

_SPACES = re.compile(r"[\s\-‐-―]+")


def key_of(*parts: str) -> str:
    """Lower case, ё as е, dashes and spaces as one space: «Соловьёва-Лис » → «соловьева лис»."""
    joined = " ".join(part for part in parts if part)
    return _SPACES.sub(" ", joined.lower().replace("ё", "е")).strip()
