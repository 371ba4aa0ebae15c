"""Readable addresses: «Дом творчества „Горизонт“» → dom-tvorchestva-gorizont."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.text import slugify

LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_TABLE = str.maketrans(LETTERS)


def latin(text: str) -> str:
    """Russian words in Latin letters, as part of an address; may be empty."""
    return slugify(text.lower().translate(_TABLE))


def free_slug(text: str, *, longest: int, is_taken: Callable[[str], bool]) -> str:
    """An address made of the words that nobody has yet: with a number after it where one has."""
    base = latin(text)[: longest - 5].strip("-") or "n"
    slug, number = base, 2
    while is_taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug
