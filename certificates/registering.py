"""A child enters the register: the data, their likeness to those already there, the consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, consenting, looking_after
from certificates.models import Child, Consent, Guardianship
from reference import configuration
from reference.days import full_years
from reference.errors import RuleBroken, refusing
from reference.models import Municipality
from reference.words import key_of
from users import audit
from users.models import User

CONSENT_VERSION = consenting.CURRENT.version

SNILS_TAKEN = RuleBroken(
    "snils_taken",
    _(
        "A child with this SNILS is in the register already. "
        "Call the municipal support centre to get access."
    ),
    field="snils",
)

SNILS_WRONG = RuleBroken("snils", _("Check the SNILS: its digits do not agree."), field="snils")
DUPLICATE_CHILD = RuleBroken(
    "duplicate_child",
    _(
        "A child with this name and date of birth is in the register already. "
        "Call the municipal support centre to get access."
    ),
    field="last_name",
)


@dataclass(frozen=True)
class ChildFields:
    """What a parent tells about a child. `snils` is eleven digits or None."""

    municipality: Municipality
    last_name: str
    first_name: str
    patronymic: str
    birth_date: date
    sex: str
    snils: str | None = None
    settlement: str = ""
    school: str = ""

    @property
    def name_key(self) -> str:
        return key_of(self.last_name, self.first_name, self.patronymic)


@transaction.atomic
def register_child(fields: ChildFields, *, relation: str, by: User, on: date) -> Child:
    """Write a child down with this person as the representative.

    Raises RuleBroken `age` (R2.03), `snils` (check sum), `snils_taken` and `duplicate_child`
    (R2.08), each with the field it belongs beside, and what `looking_after.begin` does.
    """
    check_age(fields.birth_date, fields.municipality, on=on)
    if fields.snils is not None and not is_snils(fields.snils):
        raise SNILS_WRONG
    if fields.snils and Child.objects.filter(snils=fields.snils).exists():
        raise SNILS_TAKEN
    if likeness(fields.name_key, fields.birth_date).exists():
        raise DUPLICATE_CHILD
    with refusing({"child_snils_unique": SNILS_TAKEN}):
        child = Child.objects.create(**vars(fields), name_key=fields.name_key)
    looking_after.begin(child, by, Guardianship.Relation(relation), Guardianship.Rights.FULL)
    audit.record(by, "child.registered", child)
    return child


def likeness(name_key: str, birth_date: date) -> models.QuerySet[Child]:
    """Children with the same name, ё as е and spaces folded, and the same date of birth."""
    return Child.objects.filter(name_key=name_key, birth_date=birth_date)


def check_age(birth_date: date, municipality: Municipality, *, on: date) -> None:
    """Raise RuleBroken `age` unless a certificate may be given at this age (R2.03, R2.04)."""
    youngest = configuration.value_of("age_min", municipality.settings)
    oldest = configuration.value_of("age_max_full_years", municipality.settings)
    if not youngest <= full_years(birth_date, on) <= oldest:
        raise RuleBroken(
            "age",
            _("Certificates are given to children from %(youngest)s to %(oldest)s years old.")
            % {"youngest": youngest, "oldest": oldest},
            field="birth_date",
        )


def born_by(municipality: Municipality, *, on: date) -> date:
    """Who was born on this day or earlier is too old for a certificate on that day (R2.04)."""
    oldest = configuration.value_of("age_max_full_years", municipality.settings)
    try:
        return on.replace(year=on.year - oldest - 1)
    except ValueError:  # 29 February
        return date(on.year - oldest - 1, 2, 28)


def is_snils(digits: str) -> bool:
    """Whether these are the eleven digits of a СНИЛС; numbers to 001-001-998 have no check sum."""
    if len(digits) != 11 or not digits.isdecimal():
        return False
    number, check = digits[:9], int(digits[9:])
    if int(number) <= 1_001_998:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return total % 101 % 100 == check


@transaction.atomic
def tell_health(child: Child, condition: str, *, by: User) -> Child:
    """The parent tells of a health limitation, or takes it back with an empty word (R6.11).

    Data of a special kind: told separately, and the audit line does not repeat it.
    """
    child = Child.objects.select_for_update(of=("self",), no_key=True).get(pk=child.pk)
    acting.hold(child.pk, by=by)
    child.health_condition = condition
    child.save(update_fields=["health_condition"])
    audit.record(by, "child.health_told", child)
    return child


@transaction.atomic
def give_consent(child: Child, *, by: User) -> Consent:
    """Note the representative's consent to the present text (R11.03); given already, it stands."""
    return consenting.give(child, of=by, by=by)


def has_consent(child: Child) -> bool:
    """Whether a consent to the child's data stands today."""
    return child.consents.standing().exists()
