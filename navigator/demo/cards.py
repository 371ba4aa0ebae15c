"""What the cards of the demo programs say, composed of the words in `data/cards.toml`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from navigator.demo import sheets
from navigator.demo.allocation import INDIVIDUAL, Class
from navigator.demo.sheets import LONGEST_MODULE, Offer
from navigator.demo.timetable import PRESCHOOL_AGE, SHORT_LESSON
from programs.authoring import ModuleFields
from reference.money import KOPECKS_IN_RUBLE

MONTHS_OF_TEACHING = 9
USUAL_LESSON = 40

# What an hour of one child is worth, in kopecks: the norms of the demo's plan (R5.08).
NORMS = {
    "technical": 7500,
    "natural_science": 6800,
    "arts": 6500,
    "sport": 5500,
    "tourism": 6000,
    "social": 6200,
}

# Programs that are ready for children with health limitations, and for which.
READY_FOR = {
    "T10": ["hearing", "speech"],
    "X05": ["hearing", "speech", "development"],
    "X11": ["hearing", "speech", "mobility", "development"],
    "X03": ["sight", "speech"],
    "F08": ["hearing", "speech", "mobility"],
    "F10": ["speech", "development"],
    "E01": ["hearing", "speech", "development"],
    "S01": ["mobility", "speech"],
    "K02": ["hearing", "mobility"],
}
DANCE_AND_HIKING = ("X01", "X02", "K01", "K04", "K06")


@dataclass(frozen=True)
class ModulePlan:
    """A module of an offer, and the groups that learn it this year."""

    fields: ModuleFields
    classes: tuple[Class, ...]


def values_of(offer: Offer) -> dict[str, Any]:
    """The fields of the card, but for those that are records: direction and activity."""
    program = offer.program
    words = sheets.cards()
    own = words["programs"][program.code]
    direction = {**words["directions"][program.direction], **own}
    return {
        "short_name": program.title,
        "full_name": f"{_kind_in_words(offer)} {_in_quotes(program.title)}",
        "kind": "preprofessional" if offer.register == "preprofessional" else "general",
        "level": program.level,
        "register": offer.register,
        "age_from": program.age_from,
        "age_to": program.age_to,
        "annotation": program.line,
        "description": "\n\n".join([program.line, direction["about"], direction["way"]]),
        "goals": _goals(direction),
        "results": _results(direction, own["skill"]),
        "content_plan": _curriculum(own["topics"], offer.module_hours),
        "keywords": ", ".join([own["activity"].lower(), *map(str.lower, own["topics"])])[:255],
        "form": "full_time",
        "is_distant": False,
        "years": program.years,
        "lesson_minutes": SHORT_LESSON if program.age_from <= PRESCHOOL_AGE else USUAL_LESSON,
        "requirements": direction["needs"],
        "equipment": own["equipment"],
        "needs_medical_certificate": own.get(
            "needs_medical_certificate",
            program.direction == "sport" or program.code in DANCE_AND_HIKING,
        ),
        "health_conditions": READY_FOR.get(program.code, []),
    }


def modules_of(offer: Offer, classes: Sequence[Class]) -> list[ModulePlan]:
    """The modules that are taught this year; the elder children are in the later ones."""
    number = min(_modules_in_all(offer), len(classes))
    fields = [_module(offer, classes, index) for index in range(number)]
    taught: list[list[Class]] = [[] for _module in range(number)]
    for index, each in enumerate(classes):
        taught[index * number // len(classes)].append(each)
    return [ModulePlan(one, tuple(some)) for one, some in zip(fields, taught, strict=True)]


def price_of(offer: Offer) -> int | None:
    """What a module costs, in kopecks; nothing is asked for places of the municipal assignment."""
    if offer.is_certified:
        return NORMS[offer.program.direction] * offer.module_hours
    if offer.is_free:
        return None
    return offer.program.price_a_month * MONTHS_OF_TEACHING * KOPECKS_IN_RUBLE


def _parts_of_a_year(offer: Offer) -> int:
    return offer.program.hours_a_year // offer.module_hours


def _modules_in_all(offer: Offer) -> int:
    return offer.program.years * _parts_of_a_year(offer)


def _module(offer: Offer, classes: Sequence[Class], index: int) -> ModuleFields:
    year, part = divmod(index, _parts_of_a_year(offer))
    name = f"{year + 1}-й год обучения"
    if offer.program.hours_a_year > LONGEST_MODULE and offer.is_certified:
        name += f", модуль {part + 1}"
    most = max(offer.program.group_size, *(each.capacity for each in classes))
    least = min(8, min(each.capacity for each in classes))
    return ModuleFields(
        name=name,
        months=MONTHS_OF_TEACHING,
        hours=Decimal(offer.module_hours),
        min_children=1 if offer.program.group_size == INDIVIDUAL else least,
        max_children=most,
        price=price_of(offer),
    )


def _kind_in_words(offer: Offer) -> str:
    if offer.register == "preprofessional":
        return "Дополнительная предпрофессиональная программа"
    return "Дополнительная общеобразовательная общеразвивающая программа"


def _in_quotes(title: str) -> str:
    """«…», with „…“ for quotes inside."""
    return f"«{title.replace('«', '„').replace('»', '“')}»"


def _goals(direction: dict[str, Any]) -> str:
    tasks = "\n".join(f"— {task};" for task in direction["tasks"])
    return f"Цель: {direction['goal']}\n\nЗадачи:\n{tasks.removesuffix(';')}."


def _results(direction: dict[str, Any], skill: str) -> str:
    lines = "\n".join(f"— {line};" for line in [skill, *direction["results"]])
    return f"К концу учебного года ребёнок:\n{lines.removesuffix(';')}."


def _curriculum(topics: Sequence[str], hours: int) -> str:
    """Topics with their hours; the first meeting and the last ones frame them."""
    final = max(hours // 12, 1)
    each, longer = divmod(hours - 1 - final, len(topics))
    lines = [("Вводное занятие, правила безопасности", 1)]
    lines += [(topic, each + (n < longer)) for n, topic in enumerate(topics)]
    lines.append(("Итоговые занятия, показ результатов родителям", final))
    return "\n".join(f"{n}. {topic} — {count} ч" for n, (topic, count) in enumerate(lines, start=1))
