"""What a figure counts, said in words: the register it is taken from and every condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.frozen import KOPECKS, Cell, Figure
from reporting.listing import COLUMNS, Column

SHEETS: Mapping[str, str | Promise] = {
    "organisers": _("Organisers"),
    "programs": _("Programs"),
    "groups": _("Groups"),
    "children": _("Children"),
    "enrolments": _("Enrolments"),
    "certificates": _("Certificates"),
    "applications": _("Applications"),
    "contracts": _("Contracts"),
    "accounts": _("Balances of certificates"),
    "plan": _("Funding plan"),
    "population": _("Population"),
}

# conditions that are not columns of the list: what each says when it holds, and when not
FLAGS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "is_acting": (_("with published programs"), _("without published programs")),
    "is_licensed": (_("with a licence"), _("without a licence")),
    "is_new": (_("new in the quarter"), _("not new in the quarter")),
    "is_full": (_("all places taken"), _("with free places")),
    "is_resident": (
        _("children of the municipality"),
        _("children of other municipalities"),
    ),
    "is_elsewhere": (_("in other municipalities"), _("in the municipality")),
    "is_of_age": (_("of the ages of the coverage"), _("of another age")),
    "in_several": (_("in more than one place"), _("in one place")),
    "is_answered": (_("answered"), _("not answered")),
    "is_in_term": (_("answered in time"), _("not answered in time")),
}


def title_of(figure: Figure) -> str | Promise:
    """The register the figure is taken from."""
    return SHEETS[figure["sheet"]]


def conditions_of(figure: Figure, figures: Mapping[str, Any]) -> list[str]:
    """What is counted or added up of it, one phrase for each condition."""
    phrases = [_phrase(figure, name, wanted, figures) for name, wanted in figure["where"].items()]
    if figure["of"]:
        summed = next(each for each in COLUMNS[figure["sheet"]] if each.name == figure["of"])
        unit = _("sum, rubles") if figure["unit"] == KOPECKS else _("sum")
        phrases.append(f"{summed.label} ({unit})")
    return phrases


def _phrase(figure: Figure, name: str, wanted: Cell, figures: Mapping[str, Any]) -> str:
    if name in FLAGS:
        return str(FLAGS[name][0 if wanted else 1])
    named = {
        "organiser_id": figures["by_organiser"],
        "organisers": figures["by_organiser"],
        "direction": figures["directions"],
        "directions": figures["directions"],
        "category_id": figures["money"]["categories"],
    }
    if name in named:
        return next(str(each["name"]) for each in named[name] if each["code"] == str(wanted))
    column = next(each for each in COLUMNS[figure["sheet"]] if each.name == name)
    values = wanted if isinstance(wanted, list) else [wanted]
    return f"{column.label}: {', '.join(_word(column, value) for value in values)}"


def _word(column: Column, value: Cell) -> str:
    return str(column.words.get(str(value), value) if column.words else value)
