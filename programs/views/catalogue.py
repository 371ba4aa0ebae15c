"""The catalogue as everyone sees it: filters, counters, chips and the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from programs import (
    counting,
    filtering,
    mapping,
    searching,
    understanding,
    wishing,
)
from programs.choices import Option, options
from programs.conditions import Filters, Payment
from programs.counting import Found
from programs.filter_form import HOURS, PARAMETERS, RADII, CatalogueForm, View
from programs.models import Program, Slot
from programs.ordering import PAGE, Sort
from programs.tiles import tiles
from programs.views import for_guests, typed_names
from reference import clock
from reference.addresses import changed
from reference.health import HealthCondition
from users.models import Role
from users.roles import has_role

UNKNOWN = {
    "place": gettext_lazy(
        "No such place is known. Type the name of a settlement, a street or a school."
    ),
    "org": gettext_lazy("No organisation has such a name. Type a part of the name."),
}


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Find programs by words and filters; everything asked for stands in the address."""
    settled = typed_names.settle(request.GET)
    address = _tidy_address(request, settled)
    # coming back by the browser's arrow, htmx asks for the page as it was, whole
    is_part = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    if address is not None and not is_part:
        return redirect(address)
    on = clock.today()
    # the page speaks of what was meant: its links and chips are made of the settled address
    request.GET = settled  # type: ignore[assignment]  # Django's own is frozen, a copy is not
    template = "programs/_answer.html" if is_part else "programs/catalogue.html"
    drawn = for_guests.drawn(request, template, lambda: _context(request, on=on), on=on)
    response = HttpResponse(drawn)
    if is_part:
        response.headers["HX-Push-Url"] = address or request.get_full_path()
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    if request.user.is_anonymous:
        patch_cache_control(response, private=True, max_age=settings.CATALOGUE_SECONDS)
    return response


def _context(request: HttpRequest, *, on: date) -> dict[str, Any]:
    form = filtering.read(request.GET, request.user, on=on)
    filters = understanding.understood(form.filters())
    found = _found(request, form, filters, on=on)
    meant, shown = None, filters
    if filters.text and not found.total:
        meant = understanding.corrected(filters.text)
    if meant:
        shown = understanding.understood(replace(filters, text=meant))
        found = _found(request, form, shown, on=on)
    if form.is_map:
        context = _map(shown, found, on=on)
    else:
        context = _list(request, form, shown, found, on=on)
    return {
        **context,
        "filters_form": form,
        "filters": filters,
        "found": found,
        "choices": _choices(form, filters, found),
        "chips": _chips(request, form),
        "sorts": _sorts(form),
        "views": options(View.choices, [View.MAP if form.is_map else View.LIST]),
        "unsettled": _unsettled(request, form),
        "relaxations": _relaxations(request, filters, form, on=on) if not found.total else [],
        "asked": len(filters.asked()),
        # the words have a field of their own beside the fold of the filters
        "narrowed": len(filters.asked()) - bool(filters.text),
        "meant": _meant(request, meant) if meant else None,
        "is_read_otherwise": shown is not filters and found.total > 0,
        "can_wish": not found.total
        and request.user.is_authenticated
        and has_role(request.user, Role.GUARDIAN),
        "wish": wishing.tidy(request.GET.urlencode()),
        "sign_in_next": request.get_full_path(),
    }


def _found(request: HttpRequest, form: CatalogueForm, filters: Filters, *, on: date) -> Found:
    """What there is; for the list along with the page of it that the address names."""
    if form.is_map:
        return counting.count(filters, on=on)
    first = _first(request)
    return searching.answer(filters, sort=form.order(), on=on, first=first, last=first + PAGE)


def _first(request: HttpRequest) -> int:
    """Where the page of the address begins, if it is one that a list can have."""
    number = request.GET.get("page", "")
    return max(int(number) - 1, 0) * PAGE if number.isdecimal() and len(number) < 6 else 0


def _list(
    request: HttpRequest, form: CatalogueForm, filters: Filters, found: Found, *, on: date
) -> dict[str, Any]:
    """One page of the programs; the last one for who asks for more than there are."""
    page = Paginator(range(found.total), PAGE).get_page(request.GET.get("page"))
    first, keys = (page.number - 1) * PAGE, found.keys
    if first != _first(request):
        keys = searching.find(filters, sort=form.order(), on=on, first=first, last=first + PAGE)
    shown = tiles(keys, on=on)
    if filters.near:
        for tile in shown:
            tile.way = tile.distance(filters.near)
    return {"page_obj": page, "tiles": shown}


def _map(filters: Filters, found: Found, *, on: date) -> dict[str, Any]:
    """The places of the programs; of too many a municipality is asked for first."""
    is_too_much = found.total > mapping.MOST_PROGRAMS
    return {
        "is_map": True,
        "is_too_much": is_too_much,
        "map": None if is_too_much else mapping.draw(filters, on=on),
        "tiles_url": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
    }


def _sorts(form: CatalogueForm) -> list[Option]:
    """The orders of the list; without a place none is the nearest, without marks none the best."""
    is_rated = any(place.is_rated for place in form.municipalities.values())
    known = [
        (value, label)
        for value, label in Sort.choices
        if (value != Sort.NEAR or form.near_to()) and (value != Sort.RATED or is_rated)
    ]
    return options(known, [form.order()])


def _unsettled(request: HttpRequest, form: CatalogueForm) -> list[dict[str, str]]:
    """What typed names may mean; a name that means nothing is said beside its field."""
    meanings = typed_names.unsettled(request.GET)
    for typed, candidates in meanings.items():
        if not candidates:
            form.add_error(typed, UNKNOWN[typed])
    return [one for candidates in meanings.values() for one in candidates]


def _tidy_address(request: HttpRequest, settled: QueryDict) -> str | None:
    """The address without the filters a form leaves empty, fit to be sent on; None if it is."""
    tidy = settled.copy()
    for name, values in settled.lists():
        tidy.setlist(name, [value for value in dict.fromkeys(values) if value])
    if not tidy.get("near") and not tidy.get("place"):
        tidy.pop("within", None)
    for name, usual in (("sort", Sort.RELEVANCE), ("view", View.LIST)):
        if tidy.get(name) == usual:
            tidy.pop(name)
    if tidy.urlencode() == request.GET.urlencode():
        return None
    return f"{request.path}?{tidy.urlencode()}" if tidy.urlencode() else request.path


def _choices(form: CatalogueForm, filters: Filters, found: Found) -> dict[str, list[Option]]:
    """What each fieldset of filters offers."""
    directions = [(code, direction.name) for code, direction in form.directions.items()]
    providers = [(slug, provider.name) for slug, provider in form.providers.items()]
    municipalities = [(slug, place.name) for slug, place in form.municipalities.items()]
    # what another municipality would give is not counted: it would mean to search them all
    by_place = {
        slug: found.by_municipality[place.pk]
        for slug, place in form.municipalities.items()
        if filters.municipality in (None, place.pk)
    }
    activities = [(int(key), activity.name) for key, activity in form.activities.items()]
    said = form.cleaned_data
    return {
        "municipalities": options(municipalities, [said.get("municipality", "")], by_place),
        "children": options(
            [(key, child.name) for key, child in form.children.items()], [filters.child]
        ),
        "directions": options(directions, filters.directions, found.by_direction),
        "activities": options(activities, [filters.activity], found.by_activity),
        "payments": options(Payment.choices, filters.payments, found.by_payment),
        "registers": options(Program.Register.choices, [filters.register], found.by_register),
        "levels": options(Program.Level.choices, [filters.level], found.by_level),
        "forms": options(Program.Form.choices, [filters.form], found.by_form),
        "health": options(HealthCondition.choices, filters.health, found.by_health),
        "weekdays": options(Slot.Weekday.choices, filters.weekdays, found.by_weekday),
        "from": options(HOURS, [said.get("from")]),
        "till": options(HOURS, [said.get("till")]),
        "providers": options(providers, [said.get("provider", "")]),
        "places": [
            Option(place.key, place.name, place.key == said.get("near"))
            for place in form.places.values()
        ],
        "radii": options(RADII, [said.get("within")]),
    }


def _meant(request: HttpRequest, text: str) -> dict[str, str]:
    """Another spelling, and the address that asks for it."""
    return {"words": text, "url": changed(request.GET, {"q": [text], "page": []})}


def _chips(request: HttpRequest, form: CatalogueForm) -> list[dict[str, str]]:
    """Each value that is asked for, and the address of the same list without it."""
    return [
        {"label": asked.words, "url": _address_without(request, asked.parameter, asked.value)}
        for asked in form.asked()
    ]


def _relaxations(
    request: HttpRequest, filters: Filters, form: CatalogueForm, *, on: date
) -> list[dict[str, str | int]]:
    """Filters whose dropping would bring something, the most first."""
    words: dict[str, list[str]] = {}
    for asked in form.asked():
        words.setdefault(asked.parameter, []).append(asked.words)
    numbers = searching.relaxations(filters, on=on)
    return [
        {
            "words": filters.text
            if name == "text"
            else _(", ").join(words.get(PARAMETERS[name], [])),
            "is_text": name == "text",
            "number": number,
            "url": _address_without(request, PARAMETERS[name]),
        }
        for name, number in sorted(numbers.items(), key=lambda pair: -pair[1])
        if number
    ]


def _address_without(request: HttpRequest, parameter: str, value: str | None = None) -> str:
    """This address without a filter, or without one of its values."""
    said = request.GET.getlist(parameter)
    rest = [one for one in said if one != value] if value is not None else []
    # a text or an age is read tidied up, so its only value may differ from the typed one
    if len(rest) == len(said):
        rest = []
    return changed(request.GET, {parameter: rest, "page": []})
