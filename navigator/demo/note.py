"""The district's note: what the records of the demo come to, counted and never typed in.

The figures that a report has too are counted as the quarterly report counts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from certificates.models import Application, Child, Invitation
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from navigator import figures
from programs.models import Group
from providers.models import ProviderMember
from reference.days import Quarter, SchoolYear
from reference.models import Municipality
from reporting import sources
from reporting.registers import Scope
from reporting.reports import quarterly
from users.models import Role, User

Status = Contract.Status
Place = BudgetPlace.Status


@dataclass(frozen=True)
class Note:
    """The district in figures on one day; money in kopecks, coverage in tenths of a percent."""

    day: date
    organisers: int
    programs: int
    children: int
    places: int
    certificates: int
    accounting: int
    accounting_used: int
    funded: int
    funded_used: int
    funded_unused: int
    funded_suspended: int
    coverage: int
    population: int
    groups: int
    full_groups: int
    declared_places: int
    requested: int
    accepted: int
    waiting: int
    refused: int
    withdrawn: int
    left: int
    reserved: int
    debited: int
    parents_part: int
    families: int
    teachers: int
    responsible: int
    undelivered: int
    suspected_twice: int
    unconfirmed: int

    @property
    def free_places(self) -> int:
        """Places that nobody studies on."""
        return self.declared_places - self.places


def of(municipality: Municipality, day: date) -> Note:
    """Count the district's figures as they are on that day."""
    found = quarterly.figures(sources.gather(Scope(municipality, Quarter.of(day), day)))
    certificates, money = found["certificates"], found["money"]
    return Note(
        day=day,
        organisers=_value(found["organisers"]["acting"]),
        programs=_value(found["programs"]["published"]),
        children=_value(found["children"]["total"]),
        places=_value(found["enrolments"]["total"]),
        certificates=_value(certificates["total"]),
        accounting=_value(certificates["accounting"]["total"]),
        accounting_used=_value(certificates["accounting"]["used"]),
        funded=_value(certificates["funded"]["total"]),
        funded_used=_value(certificates["funded"]["used"]),
        funded_unused=_value(certificates["funded"]["unused"]),
        funded_suspended=_value(certificates["funded"]["suspended"]),
        coverage=_value(found["coverage"]["share"]),
        population=_value(found["coverage"]["population"]),
        reserved=_value(money["reserved"]),
        debited=_value(money["debited"]),
        parents_part=_value(money["parents_part"]),
        **_groups(),
        **_applications(),
        **_people(),
        **_anomalies(),
    )


def lines(note: Note) -> Iterator[tuple[str, str]]:
    """The note as people read it: what, and how much."""
    number = figures.number
    yield _("Organisations"), number(note.organisers)
    yield _("Published programs"), number(note.programs)
    yield _("Children who study"), number(note.children)
    yield _("Places they study on"), number(note.places)
    yield (
        _("Certificates"),
        _("%(all)s = %(accounting)s accounting + %(funded)s funded")
        % {
            "all": number(note.certificates),
            "accounting": number(note.accounting),
            "funded": number(note.funded),
        },
    )
    yield (
        _("Funded certificates"),
        _("with an active contract %(used)s, unused %(unused)s, suspended %(suspended)s")
        % {
            "used": number(note.funded_used),
            "unused": number(note.funded_unused),
            "suspended": number(note.funded_suspended),
        },
    )
    yield (
        _("Coverage"),
        _("%(share)s of a population of %(population)s")
        % {"share": figures.percent(note.coverage / 10), "population": number(note.population)},
    )
    yield (
        _("Groups and places"),
        _("groups %(groups)s, full %(full)s; places %(places)s, free %(free)s")
        % {
            "groups": number(note.groups),
            "full": number(note.full_groups),
            "places": number(note.declared_places),
            "free": number(note.free_places),
        },
    )
    yield (
        _("Applications"),
        _(
            "new %(requested)s, to be signed %(accepted)s, waiting for a seat %(waiting)s, "
            "refused %(refused)s, withdrawn %(withdrawn)s, left %(left)s"
        )
        % vars(note),
    )
    yield (
        _("Money of the contracts"),
        _("reserved %(reserved)s, debited %(debited)s, parents pay %(parents)s")
        % {
            "reserved": figures.rubles(note.reserved),
            "debited": figures.rubles(note.debited),
            "parents": figures.rubles(note.parents_part),
        },
    )
    yield (
        _("People"),
        _("families %(families)s, teachers %(teachers)s, responsible %(responsible)s")
        % {
            "families": number(note.families),
            "teachers": note.teachers,
            "responsible": note.responsible,
        },
    )
    yield (
        _("To be looked into"),
        _(
            "e-mails that do not arrive %(undelivered)s, children perhaps written down twice "
            "%(suspected_twice)s, documents not seen %(unconfirmed)s"
        )
        % vars(note),
    )


def title(note: Note) -> str:
    """What the note is about, and as of when."""
    return _("The demo district on %(day)s, school year %(year)s") % {
        "day": figures.day(note.day),
        "year": SchoolYear.of(note.day),
    }


def _value(figure: dict[str, Any]) -> int:
    return int(figure["value"] or 0)


def _groups() -> dict[str, int]:
    """A group is full when as many study in it as it has places."""
    studying = (Status.ACTIVE, Status.TERMINATING)
    groups = Group.objects.open().annotate(
        by_contract=Count("contracts", filter=Q(contracts__status__in=studying), distinct=True),
        otherwise=Count(
            "budget_places", filter=Q(budget_places__status=Place.ACTIVE), distinct=True
        ),
    )
    return {
        "groups": groups.count(),
        "full_groups": groups.filter(capacity__lte=F("by_contract") + F("otherwise")).count(),
        "declared_places": Group.objects.open().aggregate(n=Sum("capacity", default=0))["n"],
    }


def _applications() -> dict[str, int]:
    contracts = Contract.objects.aggregate(
        requested=Count("id", filter=Q(status=Status.REQUESTED)),
        accepted=Count("id", filter=Q(status=Status.ACCEPTED)),
        refused=Count("id", filter=Q(status=Status.REFUSED)),
        withdrawn=Count("id", filter=Q(status=Status.WITHDRAWN)),
        left=Count("id", filter=Q(status=Status.CLOSED)),
    )
    places = BudgetPlace.objects.aggregate(
        requested=Count("id", filter=Q(status=Place.NEW)),
        refused=Count("id", filter=Q(status=Place.REFUSED)),
        withdrawn=Count("id", filter=Q(status=Place.WITHDRAWN)),
        left=Count("id", filter=Q(status=Place.LEFT)),
    )
    return {
        **{name: number + places.get(name, 0) for name, number in contracts.items()},
        "waiting": WaitingPlace.objects.filter(left_on__isnull=True).count(),
    }


def _people() -> dict[str, int]:
    members = ProviderMember.objects.filter(is_active=True)
    accepted = Invitation.objects.filter(accepted_by__isnull=False)
    return {
        "families": User.objects.filter(role_assignments__role=Role.GUARDIAN)
        .exclude(pk__in=accepted.values("accepted_by"))  # their family is counted already
        .distinct()
        .count(),
        "teachers": members.filter(position=ProviderMember.Position.TEACHER).count(),
        "responsible": members.filter(position=ProviderMember.Position.RESPONSIBLE).count(),
    }


def _anomalies() -> dict[str, int]:
    alike = (
        Child.objects.values("last_name", "first_name", "birth_date")
        .annotate(number=Count("id"))
        .filter(number__gt=1)
        .order_by()
    )
    return {
        "undelivered": User.objects.filter(email_bounced_at__isnull=False).count(),
        "suspected_twice": alike.count(),
        "unconfirmed": Application.objects.filter(status=Application.Status.SUBMITTED)
        .values("child")
        .distinct()
        .count(),
    }
