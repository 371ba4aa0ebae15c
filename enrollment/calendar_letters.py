"""Letters the calendar writes by itself: to families before money lapses, to the administrators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.notifications import language_of_letters
from reference.money import rubles
from users.models import Notification, Role, User
from users.notifying import notify, notify_each


@dataclass(frozen=True)
class NearbyProgram:
    """A program the letter names: where, from when, what it would take from the certificate."""

    program: str
    provider: str
    url: str
    starts_on: date
    cost: int


@dataclass(frozen=True)
class LapsingMoney:
    """What a family is told: how much of whose certificate lapses after which day."""

    account_id: int
    certificate_id: int
    child: str
    available: int
    last_day: date
    days: int
    guardians: Sequence[int]
    programs: Sequence[NearbyProgram]


def money_will_lapse(families: Iterable[LapsingMoney]) -> None:
    """What is left, until when, and what it would pay for; once for each step of days (R8.01)."""
    with language_of_letters():
        notify_each(letter for family in families for letter in _letters(family))


def _letters(family: LapsingMoney) -> Iterator[Notification]:
    body = _(
        "%(sum)s are left on the certificate of %(child)s. They can pay for activities until "
        "%(day)s; what is not used by then returns to the municipal budget."
    ) % {
        "sum": rubles(family.available),
        "child": family.child,
        "day": f"{family.last_day:%d.%m.%Y}",
    }
    if family.programs:
        lines = "\n\n".join(map(_line, family.programs))
        body += "\n\n" + _("Programs nearby it would pay for in full:") + "\n\n" + lines
    for guardian in family.guardians:
        yield Notification(
            recipient_id=guardian,
            kind="enrollment.money_will_lapse",
            subject=_("Money on the certificate can still be used"),
            body=body,
            url=reverse("certificates:certificate", args=(family.certificate_id,)),
            key=f"money-lapses:{family.account_id}:{family.days}:{guardian}",
        )


def _line(nearby: NearbyProgram) -> str:
    words = _("“%(program)s”, %(provider)s, from %(day)s, %(sum)s") % {
        "program": nearby.program,
        "provider": nearby.provider,
        "day": f"{nearby.starts_on:%d.%m.%Y}",
        "sum": rubles(nearby.cost),
    }
    return f"— {words}\n{settings.SITE_URL}{nearby.url}"


def differences_found(standing: int, new: int, *, on: date) -> None:
    """The nightly check has found what nobody has been told of yet."""
    administrators = User.objects.filter(
        role_assignments__role=Role.ADMINISTRATOR, is_active=True
    ).distinct()
    with language_of_letters():
        notify(
            administrators,
            "enrollment.differences_found",
            subject=_("The nightly check has found differences"),
            body=ngettext(
                "%(new)s new difference is found on %(day)s; %(standing)s stand in all. Nothing "
                "has been changed. Look at the page of findings.",
                "%(new)s new differences are found on %(day)s; %(standing)s stand in all. Nothing "
                "has been changed. Look at the page of findings.",
                new,
            )
            % {"new": new, "standing": standing, "day": f"{on:%d.%m.%Y}"},
            url=reverse("enrollment:findings"),
        )
