"""Finding a child by what is at hand at the desk, and children who may be one and the same."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet

from certificates.models import Child
from reference.words import key_of

SNILS = re.compile(r"\d{11}")
NUMBER = re.compile(r"\d{10}")
# Shorter than a certificate's number, so the two cannot be taken for one another.
APPLICATION = re.compile(r"(?:№\s*)?(\d{1,9})")
DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def child_is(words: str) -> Q:
    """The condition on certificates and applications that their child answers to these words.

    The words are a СНИЛС, a certificate's number, a date of birth, or a name; spaces, dashes,
    “№”, capitals and ё do not matter.
    """
    digits = re.sub(r"[\s\-№]", "", words)
    if SNILS.fullmatch(digits):
        return Q(child__snils=digits)
    if NUMBER.fullmatch(digits):
        return Q(child__certificates__number=digits)
    if found := DAY.fullmatch(words.strip()):
        day, month, year = map(int, found.groups())
        try:
            return Q(child__birth_date=date(year, month, day))
        except ValueError:
            return Q(pk__in=[])
    condition = Q()
    for word in key_of(words).split():
        condition &= Q(child__name_key__contains=word)
    return condition


def application_is(words: str) -> Q:
    """The condition on applications: the number of the receipt, or what the child answers to."""
    found = APPLICATION.fullmatch(words.strip())
    return Q(pk=int(found[1])) if found else child_is(words)


def may_be_the_same(child: Child) -> QuerySet[Child]:
    """Other children of the region who may be this one (R2.08): the same name, or the same day
    of birth and surname or first name and patronymic."""
    key = child.name_key
    surname = key_of(child.last_name)
    own_names = key_of(child.first_name, child.patronymic)
    return (
        Child.objects.filter(
            Q(name_key=key)
            | Q(birth_date=child.birth_date, name_key__startswith=f"{surname} ")
            | Q(birth_date=child.birth_date, name_key__endswith=f" {own_names}")
        )
        .exclude(pk=child.pk)
        .select_related("municipality")
        .prefetch_related("certificates")
        .order_by("name_key", "id")
    )
