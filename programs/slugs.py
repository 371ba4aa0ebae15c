"""Readable addresses: «Робототехника на LEGO» → robototekhnika-na-lego."""

from __future__ import annotations

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
