"""Codes of six digits that one person tells another: made by chance, kept as fingerprints."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

LIVES = timedelta(hours=24)
DIGITS = 6


def draw() -> str:
    """A new code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def fingerprint(salt: str, *, of: str, code: str) -> str:
    """What is kept instead of the code; `of` says what it is for, so it fits nothing else."""
    return salted_hmac(salt, f"{of}:{code}", algorithm="sha256").hexdigest()


def fits(kept: str, salt: str, *, of: str, code: str) -> bool:
    """Whether it is the code whose fingerprint was kept."""
    return constant_time_compare(kept, fingerprint(salt, of=of, code=code))
