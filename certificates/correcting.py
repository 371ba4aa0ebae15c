"""What the portal knows of a child is corrected: by the family, later by the desk (R11.06).

School and settlement are the family's own words. Name, day of birth, sex and СНИЛС stand in
documents: the family mends them until the desk has seen these, the desk with a reason afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, arbitrating, letters_of_adults, looking_after, registering
from certificates.models import Child, Guardianship
from certificates.registering import SNILS_TAKEN
from reference.days import birthday
from reference.errors import RuleBroken, refusing
from reference.words import key_of
from users import audit
from users.models import User

OF_THE_FAMILY = ("settlement", "school")
OF_THE_DOCUMENTS = ("last_name", "first_name", "patronymic", "birth_date", "sex", "snils")
NAMES = ("last_name", "first_name", "patronymic")

DOCUMENTS_SEEN = RuleBroken(
    "documents_seen",
    _("The support centre has seen the documents: it corrects the name and the date of birth."),
)
HAS_OWN_ACCOUNT = RuleBroken(
    "has_own_account",
    _("The child has an account of their own and would be too young for it."),
    field="birth_date",
)


@dataclass(frozen=True)
class ChildData:
    """What stands in the documents, and what the family tells. `snils` is eleven digits or None."""

    last_name: str
    first_name: str
    patronymic: str
    birth_date: date
    sex: str
    snils: str | None
    settlement: str
    school: str

    @classmethod
    def of(cls, child: Child) -> ChildData:
        """What the portal knows now."""
        return cls(**{name: getattr(child, name) for name in cls.__annotations__})


@transaction.atomic
def tell(child: Child, data: ChildData, *, by: User, on: date) -> Child:
    """The family corrects what it told; what stands in seen documents is left to the desk.

    Raises RuleBroken `sees_only`, `not_yours`, `documents_seen`, and what `_check` does.
    """
    child = looking_after.hold(child)
    acting.hold(child.pk, by=by)
    changed = _changed(child, data)
    if child.documents_seen_on and set(changed) & set(OF_THE_DOCUMENTS):
        raise DOCUMENTS_SEEN
    _write(child, data, changed, "child.told_anew", by=by, on=on)
    return child


@transaction.atomic
def correct(child: Child, data: ChildData, reason: str, *, by: User, on: date) -> Child:
    """The desk corrects the data by documents, and says why; the adults of the child are told.

    Raises RuleBroken `own_family`, and what `_check` does. The journal keeps which data changed,
    not their values.
    """
    child = looking_after.hold(child)
    arbitrating.check_is_another_family(child, by=by)
    changed = _changed(child, data)
    if _write(child, data, changed, "child.corrected", by=by, on=on, reason=reason):
        letters_of_adults.data_corrected(child)
    return child


def _changed(child: Child, data: ChildData) -> list[str]:
    return [name for name, value in vars(data).items() if getattr(child, name) != value]


def _write(
    child: Child,
    data: ChildData,
    changed: list[str],
    action: str,
    *,
    by: User,
    on: date,
    reason: str = "",
) -> bool:
    """Check, write and record; nothing changed, nothing is written."""
    if not changed:
        return False
    _check(child, data, changed, on=on)
    for name in changed:
        setattr(child, name, getattr(data, name))
    child.name_key = key_of(child.last_name, child.first_name, child.patronymic)
    with refusing({"child_snils_unique": SNILS_TAKEN}), transaction.atomic():
        child.save(update_fields=[*changed, "name_key"])
    audit.record(by, action, child, fields=changed, reason=reason)
    return True


def _check(child: Child, data: ChildData, changed: list[str], *, on: date) -> None:
    """Raise RuleBroken `snils`, `snils_taken`, `duplicate_child` (R2.08), `age` (R2.03),
    `has_own_account`.
    """
    others = Child.objects.exclude(pk=child.pk)
    if "snils" in changed and data.snils:
        if not registering.is_snils(data.snils):
            raise registering.SNILS_WRONG
        if others.filter(snils=data.snils).exists():
            raise SNILS_TAKEN
    if set(changed) & {*NAMES, "birth_date"}:
        key = key_of(data.last_name, data.first_name, data.patronymic)
        if registering.likeness(key, data.birth_date).exclude(pk=child.pk).exists():
            raise registering.DUPLICATE_CHILD
    if "birth_date" in changed:
        _check_birth_date(child, data.birth_date, on=on)


def _check_birth_date(child: Child, born: date, *, on: date) -> None:
    registering.check_age(born, child.municipality, on=on)
    has_account = child.guardianships.filter(relation=Guardianship.Relation.SELF).exists()
    if has_account and on < birthday(born, looking_after.own_account_age(child)):
        raise HAS_OWN_ACCOUNT
