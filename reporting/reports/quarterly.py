"""The quarterly report of a municipal support centre to the regional model centre.

Sections R1, R2, R6, R7 and R11 of the catalogue of reports: organisers, programs, places, unique
children and coverage, certificates, contracts, applications, money. Every figure is a count or a
sum over the frozen sheets; shares say of what.
"""

from __future__ import annotations

from fractions import Fraction
from operator import itemgetter
from typing import Any

from certificates.models import Certificate, Child
from enrollment.models import Contract
from programs.models import Program
from reference import money
from reference.models import Direction
from reporting.frozen import COUNT, TENTHS, Figure, Sheet
from reporting.registers import STUDY_BY_CONTRACT
from reporting.sources import Sources

Figures = dict[str, Any]

HEADLINES = {
    "organisers": "organisers.acting",
    "programs": "programs.published",
    "children": "children.total",
    "enrolments": "enrolments.total",
    "coverage": "coverage.share",
    "certificates": "certificates.total",
    "accounting": "certificates.accounting.total",
    "funded": "certificates.funded.total",
    "used": "certificates.used",
    "debited": "money.debited",
    "reserved": "money.reserved",
}


def figures(sources: Sources) -> Figures:
    """All figures of the report, each with the question that finds its rows again."""
    return {
        "organisers": _organisers(sources.organisers),
        "by_organiser": _by_organiser(sources),
        "programs": _programs(sources.programs),
        "directions": _directions(sources),
        "groups": {
            "total": sources.groups.count(),
            "full": sources.groups.count(is_full=True),
            **_places(sources.groups),
        },
        "children": _children(sources),
        "enrolments": _enrolments(sources.enrolments),
        "coverage": _coverage(sources),
        "certificates": _certificates(sources.certificates),
        "applications": _applications(sources.applications),
        "contracts": _contracts(sources.contracts),
        "money": _money(sources),
        "decision_days": sources.decision_days,
        "has_plan": bool(sources.plan.rows),
    }


def _organisers(sheet: Sheet) -> Figures:
    return {
        "registered": sheet.count(),
        "licensed": sheet.count(is_licensed=True),
        "acting": sheet.count(is_acting=True),
    }


def _by_organiser(sources: Sources) -> list[Figures]:
    rows = []
    for pk, name in ((row[0], row[1]) for row in sources.organisers.rows):
        rows.append(
            {
                "code": str(pk),
                "name": name,
                "programs": sources.programs.count(organiser_id=pk, state="published"),
                "groups": sources.groups.count(organiser_id=pk),
                "capacity": sources.groups.total("capacity", unit=COUNT, organiser_id=pk),
                "enrolments": sources.enrolments.count(organiser_id=pk, is_resident=True),
                "children": sources.children.count(organisers=str(pk)),
            }
        )
    return rows


def _programs(sheet: Sheet) -> Figures:
    return {
        "published": sheet.count(state="published"),
        "new": sheet.count(is_new=True),
        "moderated": sheet.count(state="moderated"),
        "registers": [
            {"code": code, "programs": sheet.count(state="published", register=code)}
            for code in Program.Register.values
        ],
        "levels": [
            {"code": code, "programs": sheet.count(state="published", level=code)}
            for code in Program.Level.values
        ],
    }


def _places(sheet: Sheet, **where: str) -> Figures:
    return {name: sheet.total(name, unit=COUNT, **where) for name in ("capacity", "taken", "free")}


def _directions(sources: Sources) -> list[Figures]:
    return [
        {
            "code": code,
            "name": name,
            "programs": sources.programs.count(state="published", direction=code),
            "groups": sources.groups.count(direction=code),
            **_places(sources.groups, direction=code),
            "enrolments": sources.enrolments.count(is_resident=True, direction=code),
            "children": sources.children.count(directions=code),
        }
        for code, name in Direction.objects.order_by("position").values_list("code", "name")
    ]


def _children(sources: Sources) -> Figures:
    sheet = sources.children
    return {
        **_by_sex(sheet),
        "of_age": sheet.count(is_of_age=True),
        "in_several": sheet.count(in_several=True),
        "by_age": [{"code": str(age), **_by_sex(sheet, age=age)} for age in sources.ages],
        "other_age": _by_sex(sheet, is_of_age=False),
    }


def _by_sex(sheet: Sheet, **where: int) -> Figures:
    return {
        "total": sheet.count(**where),
        "boys": sheet.count(**where, sex=Child.Sex.BOY.value),
        "girls": sheet.count(**where, sex=Child.Sex.GIRL.value),
    }


def _enrolments(sheet: Sheet) -> Figures:
    by_source = {
        source: sheet.count(is_resident=True, source=source)
        for source in ("contract", "budget", "paid")
    }
    return {
        "total": sheet.count(is_resident=True),
        "elsewhere": sheet.count(is_resident=True, is_elsewhere=True),
        "guests": sheet.count(is_resident=False),
        **by_source,
    }


def _coverage(sources: Sources) -> Figures:
    """Coverage in tenths of a percent; None where nobody entered a population (I01, W35)."""
    children, certificates, population = (
        sources.children,
        sources.certificates,
        sources.population,
    )
    lives = population.total("children", unit=COUNT)
    entered = bool(population.rows)
    living = lives["value"] if entered else None
    studying = children.count(is_of_age=True)["value"]
    holders = certificates.count()["value"]
    return {
        "population": lives if entered else population.derived(None, unit=COUNT),
        "share": children.derived(share(studying, living), unit=TENTHS, is_of_age=True),
        "holders": certificates.derived(share(holders, living), unit=TENTHS),
        "age_from": sources.ages.start,
        "age_to": sources.ages.stop - 1,
        "year": sources.scope.day.year,
        "source": str(population.rows[0][-1]) if entered else "",
    }


def share(part: int, whole: int | None) -> int | None:
    """The part in tenths of a percent of the whole, half up: 1604 of 2311 is 694 (W35)."""
    return money.half_up(Fraction(part * 1000, whole)) if whole else None


def _certificates(sheet: Sheet) -> Figures:
    kinds = {
        kind: {
            "total": sheet.count(type=kind),
            "share": sheet.derived(
                share(sheet.count(type=kind)["value"], len(sheet.rows)), unit=TENTHS, type=kind
            ),
            **{use: sheet.count(type=kind, use=use) for use in ("used", "unused", "suspended")},
        }
        for kind in Certificate.Type.values
    }
    uses = {use: sheet.count(use=use) for use in ("used", "unused", "suspended")}
    return {"total": sheet.count(), "new": sheet.count(is_new=True), **uses, **kinds}


def _applications(sheet: Sheet) -> Figures:
    outcomes = ("accepted", "refused", "withdrawn", "waiting")
    kinds = {
        kind: {
            "total": sheet.count(kind=kind),
            **{outcome: sheet.count(kind=kind, outcome=outcome) for outcome in outcomes},
        }
        for kind in ("contract", "place")
    }
    place = sheet.columns.index("days")
    days = [row[place] for row in sheet.rows if row[place] is not None]
    mean = money.half_up(Fraction(sum(days) * 10, len(days))) if days else None
    return {
        "total": sheet.count(),
        **{outcome: sheet.count(outcome=outcome) for outcome in outcomes},
        **kinds,
        "refusals": [
            {"code": code, "number": sheet.count(outcome="refused", refusal=code)}
            for code in Contract.Refusal.values
        ],
        "answered": sheet.count(is_answered=True),
        "in_term": sheet.count(is_in_term=True),
        "mean_days": sheet.derived(mean, unit=TENTHS, is_answered=True),
    }


def _contracts(sheet: Sheet) -> Figures:
    sums = ("total", "certificate_part", "parent_part")
    return {
        "number": sheet.count(),
        "statuses": [
            {
                "code": code,
                "number": sheet.count(stood=code),
                **{name: sheet.total(name, stood=code) for name in sums},
            }
            for code in Contract.Status.values
            if code != Contract.Status.DELETED
        ],
        **{name: sheet.total(name) for name in sums},
    }


def _money(sources: Sources) -> Figures:
    accounts, plan = sources.accounts, sources.plan
    sums = ("issued", "available", "reserved", "debited", "lapsed")
    categories = {row[2]: row[1] for row in accounts.rows}
    return {
        "volume": plan.total("volume"),
        "never_issued": plan.total("never_issued"),
        "certificates": accounts.count(),
        **{name: accounts.total(name) for name in sums},
        "parents_part": sources.contracts.total(
            "parent_part", stood=[status.value for status in STUDY_BY_CONTRACT]
        ),
        "categories": [
            {
                "code": str(key),
                "name": name,
                "certificates": accounts.count(category_id=key),
                **{each: accounts.total(each, category_id=key) for each in sums},
            }
            for key, name in sorted(categories.items(), key=itemgetter(0))
        ],
    }


def controls(figures: Figures) -> list[dict[str, Any]]:
    """Sums that must come to the same by two ways; printed with the report, met or not."""
    certificates, funds_, children = figures["certificates"], figures["money"], figures["children"]
    places, groups = figures["enrolments"], figures["groups"]
    kinds = [certificates[kind] for kind in Certificate.Type.values]
    ages = [*children["by_age"], children["other_age"]]
    return [
        _control("types", [kind["total"] for kind in kinds], certificates["total"]),
        _control("used", [kind["used"] for kind in kinds], certificates["used"]),
        _control(
            "uses",
            [certificates[use] for use in ("used", "unused", "suspended")],
            certificates["total"],
        ),
        _control(
            "directions",
            [direction["programs"] for direction in figures["directions"]],
            figures["programs"]["published"],
        ),
        _control("ages", [age["total"] for age in ages], children["total"]),
        _control("sexes", [children["boys"], children["girls"]], children["total"]),
        _control("sources", [places[s] for s in ("contract", "budget", "paid")], places["total"]),
        _control("places", [groups["taken"], groups["free"]], groups["capacity"]),
        _control("volume", [funds_["issued"], funds_["never_issued"]], funds_["volume"]),
        _control(
            "issued",
            [funds_[name] for name in ("available", "reserved", "debited", "lapsed")],
            funds_["issued"],
        ),
    ]


def _control(code: str, parts: list[Figure], whole: Figure) -> dict[str, Any]:
    values = [part["value"] for part in parts]
    return {
        "name": code,
        "unit": whole["unit"],
        "parts": values,
        "whole": whole["value"],
        "holds": sum(values) == whole["value"],
    }
