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


def nested(text: str) -> str:
    """Quotes within quotes as „paws“: «Шахматы «Ладья»» → «Шахматы „Ладья“».

    A line whose quotes do not pair is left as it is.
    """
    return "\n".join(map(_nested_line, text.split("\n"))) if "«" in text else text


def _nested_line(line: str) -> str:
    depth, letters = 0, []
    for letter in line:
        if letter == "«":
            depth += 1
            letter = "„" if depth > 1 else letter
        elif letter == "»":
            depth -= 1
            letter = "“" if depth > 0 else letter
        if depth < 0:
            return line
        letters.append(letter)
    return line if depth else "".join(letters)
