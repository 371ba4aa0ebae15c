"""Programs on pages of other floors: templates stand above all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.core.cache import cache
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from programs import favouring, places, wishing
from programs.choices import Option
from programs.models import Program, ProviderRating, Rating
from programs.tile_words import TileWords, words_of
from programs.tiles import Tile
from programs.tiles import tiles as tiles_of
from providers.models import Provider
from reference.money import NO_BREAK_SPACE
from users.models import Role, User
from users.roles import has_role

register = template.Library()
# Tiles are kept so many times longer than the lists are.
TILES_LIVE = 10
IN_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.inclusion_tag("programs/_programs_of.html", takes_context=True)
def programs_of(context: Context, provider: Provider, on: date) -> dict[str, Any]:
    """What the provider teaches, as the catalogue shows it."""
    published = Program.objects.published().filter(provider=provider)
    keys = list(published.values_list("pk", flat=True))
    return {"tiles": tiles_of(keys, on=on), "request": context["request"]}


@register.inclusion_tag("programs/_favourite.html", takes_context=True)
def favourite_button(context: Context, program: Program) -> dict[str, Any]:
    """The button that puts the program aside or takes it back; a guest is led to sign in first."""
    request = context["request"]
    user = request.user
    is_family = isinstance(user, User) and has_role(user, Role.GUARDIAN)
    if is_family and not hasattr(request, "favourites"):
        # asked once for all the tiles of a page
        request.favourites = favouring.keys_of(user)
    return {
        "program": program,
        "is_guest": not isinstance(user, User),
        "is_family": is_family,
        "is_kept": is_family and program.pk in request.favourites,
        "back": request.get_full_path(),
    }


@register.inclusion_tag("programs/_ask.html", takes_context=True)
def ask_link(context: Context, program: Program) -> dict[str, Any]:
    """The way to ask the organisation, for families and guests; staff have other ways."""
    return {"program": program, **_reader(context)}


@register.inclusion_tag("programs/_tell.html", takes_context=True)
def tell_link(context: Context, program: Program) -> dict[str, Any]:
    """“Tell me of free places”, where the program has none now."""
    return {"program": program, "wish": wishing.for_program(program), **_reader(context)}


def _reader(context: Context) -> dict[str, Any]:
    """Whether a family reads the card, or a guest, who signs in and comes back to it."""
    request = context["request"]
    is_guest = not isinstance(request.user, User)
    return {
        "is_guest": is_guest,
        "is_family": not is_guest and has_role(request.user, Role.GUARDIAN),
        "here": request.get_full_path(),
    }


@register.simple_tag(takes_context=True)
def tile_list(context: Context, tiles: Sequence[Tile]) -> SafeString:
    """The programs of a page of the catalogue.

    For guests a tile of which the same is known is drawn once in a while; whoever has signed in has
    buttons of their own on it.
    """
    request = context["request"]
    known = {"request": request, "csrf_token": context.get("csrf_token"), "can_compare": True}
    template = context.template.engine.get_template("programs/_tile.html")  # type: ignore[union-attr]

    def draw(tile: Tile) -> str:
        return template.render(context.new({**known, "tile": tile}))

    if isinstance(request.user, User) or "child" in request.GET or not settings.LISTS_SECONDS:
        return SafeString("".join(map(draw, tiles)))
    keys = {_key(tile): tile for tile in tiles}
    drawn = cache.get_many(keys)
    if new := {key: draw(tile) for key, tile in keys.items() if key not in drawn}:
        # the key is all that a tile says, so none is ever out of date
        cache.set_many(new, TILES_LIVE * settings.LISTS_SECONDS)
    return SafeString("".join((new | drawn)[key] for key in keys))


def _key(tile: Tile) -> str:
    said = repr((get_language(), tile.on, tile.way, tile.read))
    return f"catalogue:tile:{sha256(said.encode()).hexdigest()}"


@register.filter
def in_words(tile: Tile) -> TileWords:
    """The lines of a tile."""
    return words_of(tile)


@register.filter
def distance(km: float) -> str:
    """How far it is: “800 м”, “2,3 км”."""
    return places.distance_words(km)


@register.filter
def unlocalized(number: float) -> str:
    """A figure for a script, whatever the language of the page."""
    return repr(float(number))


@register.simple_tag
def data_block(data: dict[str, Any]) -> SafeString:
    """Data for search engines inside the page; nothing in it can end the block or be run."""
    text = json.dumps(data, ensure_ascii=False).translate(IN_A_SCRIPT)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


@register.filter
def rated(thing: Program | Provider) -> Rating | ProviderRating | None:
    """The rating of a program or a provider, where there is enough to tell one."""
    found: Rating | ProviderRating | None = getattr(thing, "rating", None)
    return found if found is not None and found.points is not None else None


@register.simple_tag
def option_list(items: Iterable[Option]) -> SafeString:
    """The options of a select with their counters, in one piece: there may be three hundred."""
    return SafeString("".join(map(_option, items)))


# The words of the filters are the same on every page.
escaped = lru_cache(maxsize=2_048)(escape)


def _option(item: Option) -> str:
    count = "" if item.count is None else f" ({item.count})"
    chosen = " selected" if item.is_chosen else ""
    return f'<option value="{escaped(item.value)}"{chosen}>{escaped(item.label)}{count}</option>'


@register.simple_tag
def checkbox_list(items: Iterable[Option], name: str) -> SafeString:
    """The checkboxes of a filter with their counters, in one piece like the options of a select."""
    return SafeString("".join(_checkbox(item, name) for item in items))


def _checkbox(item: Option, name: str) -> str:
    value = escaped(item.value)
    count = ""
    if item.count is not None:
        spaced = f"{item.count:,}".replace(",", NO_BREAK_SPACE)
        count = f' <span class="filter-count">{spaced}</span>'
    checked = " checked" if item.is_chosen else ""
    return (
        '<div class="form-check"><input class="form-check-input" type="checkbox"'
        f' id="filter-{name}-{value}" name="{name}" value="{value}"{checked}>'
        f'<label class="form-check-label" for="filter-{name}-{value}">'
        f"{escaped(item.label)}{count}</label></div>"
    )
