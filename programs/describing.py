"""What search engines and messengers are told of a program (schema.org Course, Open Graph)."""

from __future__ import annotations

from typing import Any

from programs.models import Group
from programs.showing import Showing
from reference import money


def course(card: Showing, address: str, pictures: list[str]) -> dict[str, Any]:
    """The program as a Course of schema.org; what is not known is left out."""
    program = card.program
    provider = program.provider
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": program.short_name,
        "description": program.annotation or program.full_name,
        "url": address,
        "inLanguage": "ru",
        "about": str(program.direction),
        "provider": {"@type": "EducationalOrganization", "name": provider.short_name},
        "audience": {
            "@type": "PeopleAudience",
            "suggestedMinAge": program.age_from,
            "suggestedMaxAge": program.age_to,
        },
        "hasCourseInstance": [_instance(group) for group in card.groups],
    }
    if pictures:
        told["image"] = pictures
    if offers := _offers(card):
        told["offers"] = offers
    return told


def _instance(group: Group) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "CourseInstance",
        "name": group.name,
        "courseMode": "onsite",
        "startDate": group.starts_on.isoformat(),
        "endDate": group.ends_on.isoformat(),
    }
    if group.venue:
        told["location"] = {"@type": "Place", "name": str(group.venue)}
    return told


def _offers(card: Showing) -> list[dict[str, Any]]:
    category = "Free" if card.program.is_budget else "Paid"
    prices = [0] if card.program.is_budget else [price.whole or 0 for price in card.prices]
    return [
        {
            "@type": "Offer",
            "category": category,
            "price": money.plain(price),
            "priceCurrency": "RUB",
        }
        for price in prices
    ]
