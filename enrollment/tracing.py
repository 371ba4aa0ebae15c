"""A child's path over the years: where it learned, what came of it, and what may come next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from certificates.models import Achievement, Certificate, Child
from enrollment.models import BudgetPlace, Contract
from programs.models import Group, Module, Program
from reference import printing
from reference.days import SchoolYear
from users.models import AuditEvent

Held = Contract | BudgetPlace

LEARNED = (Contract.Status.ACTIVE, Contract.Status.TERMINATING, Contract.Status.CLOSED)
TAUGHT = (BudgetPlace.Status.ACTIVE, BudgetPlace.Status.LEFT)
NEXT_LEVEL = {
    Program.Level.STARTER: Program.Level.BASIC,
    Program.Level.BASIC: Program.Level.ADVANCED,
}
SHOWN = 3  # programs of the next level


@dataclass(frozen=True)
class Stage:
    """A contract or a place: what was learned, where, from when to when, with what result."""

    item: Held
    starts_on: date
    ends_on: date
    is_now: bool
    moves: tuple[str, ...] = ()

    @property
    def group(self) -> Group:
        return self.item.group

    @property
    def program(self) -> Program:
        return self.item.group.program

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def result(self) -> str:
        """What the organisation noted at the end, with the document if there is one (R6.52)."""
        if not isinstance(self.item, Contract) or not self.item.result:
            return ""
        words = self.item.get_result_display()
        return ": ".join(part for part in (words, self.item.result_document) if part)


@dataclass(frozen=True)
class Year:
    """A school year of the path, with what happened to the certificates."""

    name: str
    stages: tuple[Stage, ...]
    events: tuple[tuple[date, str], ...]
    achievements: tuple[Achievement, ...] = ()


@dataclass(frozen=True)
class WayOn:
    """What may come next, and why it is named."""

    program: Program
    why: str


def path_of(child: Child, *, on: date) -> list[Year]:
    """The years of the child in the portal, the latest first."""
    stages: dict[SchoolYear, list[Stage]] = defaultdict(list)
    events: dict[SchoolYear, list[tuple[date, str]]] = defaultdict(list)
    achieved: dict[SchoolYear, list[Achievement]] = defaultdict(list)
    for stage in stages_of(child, on=on):
        stages[SchoolYear.of(stage.starts_on)].append(stage)
    for day, words in _events_of(child):
        events[SchoolYear.of(day)].append((day, words))
    for achievement in child.achievements.order_by("day", "id"):
        achieved[SchoolYear.of(achievement.day)].append(achievement)
    years = sorted({*stages, *events, *achieved}, key=lambda year: year.starts_in, reverse=True)
    return [
        Year(
            _name(year),
            tuple(sorted(stages[year], key=lambda stage: stage.starts_on)),
            tuple(sorted(events[year])),
            tuple(achieved[year]),
        )
        for year in years
    ]


def stages_of(child: Child, *, on: date) -> list[Stage]:
    """Everything the child was taught or is taught, the earliest first."""
    contracts = list(
        Contract.objects.filter(certificate__child=child, status__in=LEARNED).select_related(
            "group__program__provider",
            "group__program__direction",
            "group__program__activity",
            "group__module",
        )
    )
    places = list(
        BudgetPlace.objects.filter(certificate__child=child, status__in=TAUGHT).select_related(
            "group__program__provider",
            "group__program__direction",
            "group__program__activity",
            "group__module",
        )
    )
    moves = _moves_of(contracts)
    found = [
        Stage(
            each,
            each.starts_on,
            min(each.ends_on, each.group.ends_on),
            each.status != Contract.Status.CLOSED and on <= each.ends_on,
            tuple(moves.get(str(each.pk), ())),
        )
        for each in contracts
    ]
    found += [
        Stage(
            each,
            each.starts_on,
            each.left_on or each.group.ends_on,
            each.status == BudgetPlace.Status.ACTIVE and on <= each.group.ends_on,
        )
        for each in places
    ]
    return sorted(found, key=lambda stage: (stage.starts_on, stage.kind, stage.item.pk))


def ways_on(stages: Sequence[Stage], child: Child, *, on: date) -> list[WayOn]:
    """The next part of each program, and programs of the next level in the same activity.

    Only what the child has not learned yet, is published and is right for its age.
    """
    latest = {stage.program.pk: stage for stage in stages}
    unknown = _open_modules(latest, known={stage.group.module_id for stage in stages})
    found: dict[int, WayOn] = {}
    for stage in reversed(list(latest.values())):
        if further := _next_module(stage, unknown[stage.program.pk], child, on):
            found[stage.program.pk] = further
    for stage in reversed(list(latest.values())):
        for program in _next_level(stage, child, on):
            if program.pk not in latest:
                found.setdefault(
                    program.pk,
                    WayOn(
                        program,
                        _("the next level after “%(program)s”: %(level)s")
                        % {
                            "program": stage.program.short_name,
                            "level": program.get_level_display(),
                        },
                    ),
                )
    return list(found.values())


def printed(child: Child, *, on: date) -> bytes:
    """The path as an official paper for a portfolio (PDF/UA)."""
    stages = stages_of(child, on=on)
    years: dict[str, list[Stage]] = defaultdict(list)
    for stage in stages:
        years[_name(SchoolYear.of(stage.starts_on))].append(stage)
    return printing.draw(
        "enrollment/pdf/path.html",
        {
            "child": child,
            "on": on,
            "years": dict(years),
            "achievements": list(child.achievements.order_by("day", "id")),
        },
    )


def _name(year: SchoolYear) -> str:
    return f"{year.starts_in}/{year.starts_in + 1}"


def _open_modules(programs: Iterable[int], *, known: set[int]) -> dict[int, list[Module]]:
    """What may be joined and was not learned yet, by program in the order of learning."""
    found: dict[int, list[Module]] = defaultdict(list)
    modules = Module.objects.filter(program__in=programs, is_open=True).exclude(pk__in=known)
    for module in modules.order_by("ordinal"):
        found[module.program_id].append(module)
    return found


def _next_module(stage: Stage, modules: Iterable[Module], child: Child, on: date) -> WayOn | None:
    module = next((each for each in modules if each.ordinal > stage.group.module.ordinal), None)
    if module is None or not stage.program.is_published or not _fits(stage.program, child, on):
        return None
    words = _("the next part of this program: %(module)s") % {"module": module.name}
    return WayOn(stage.program, words)


def _next_level(stage: Stage, child: Child, on: date) -> list[Program]:
    level = NEXT_LEVEL.get(Program.Level(stage.program.level))
    if level is None or stage.program.activity_id is None:
        return []
    age = child.age(on)
    return list(
        Program.objects.published()
        .filter(activity=stage.program.activity_id, level=level, age_from__lte=age, age_to__gte=age)
        .select_related("provider")
        .order_by("short_name", "pk")[:SHOWN]
    )


def _fits(program: Program, child: Child, on: date) -> bool:
    return program.age_from <= child.age(on) <= program.age_to


def _events_of(child: Child) -> Iterable[tuple[date, str]]:
    """When certificates were issued, taken over and closed."""
    for certificate in Certificate.objects.filter(child=child).select_related("municipality"):
        place = {"municipality": certificate.municipality.name}
        if certificate.previous_id:
            words = _("The certificate is taken over: %(municipality)s") % place
        else:
            words = _("The certificate is issued: %(municipality)s") % place
        yield certificate.issued_on, words
        if certificate.closed_on:
            yield certificate.closed_on, _("The certificate is closed")


def _moves_of(contracts: Iterable[Contract]) -> dict[str, list[str]]:
    """From which group to which, by the key of the contract."""
    found: dict[str, list[str]] = defaultdict(list)
    keys = [str(contract.pk) for contract in contracts]
    for event in AuditEvent.objects.filter(
        action="contract.moved",
        target_kind=Contract._meta.label_lower,
        target_key__in=keys,
    ).order_by("id"):
        found[event.target_key].append(str(event.details.get("reason", "")))
    return found
